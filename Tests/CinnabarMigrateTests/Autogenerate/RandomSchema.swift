import CinnabarSQL
import Foundation

/// Numbers that are the same in every run with the same seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// Schemas by chance. Each table keeps the columns `id` and `kept`, so that rows can be told apart.
struct RandomSchema {
    let kind: ScratchDatabase
    var numbers: SeededNumbers
    /// The columns of the first schema, by `table.column`.
    private var columns: [String: TableColumn] = [:]
    private var isSecond = false

    init(_ kind: ScratchDatabase, seed: UInt64) {
        self.kind = kind
        numbers = SeededNumbers(seed)
    }

    private static let names = ["alpha", "beta", "gamma", "order", "Delta x"]
    private static let columnNames = ["a", "b", "c", "from", "e f"]

    mutating func tables() -> [Table] {
        var result: [Table] = []
        for name in Self.names where numbers.chance(60) { result.append(table(name, parents: result.map(\.name))) }
        if result.isEmpty { result.append(table("alpha", parents: [])) }
        isSecond = true
        return result
    }

    private mutating func table(_ name: String, parents: [String]) -> Table {
        var table = Table(
            name: name,
            columns: [
                TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true),
                TableColumn(name: "kept", type: .bigInteger, serverDefault: .value(.integer(7))),
            ], primaryKey: PrimaryKeyConstraint(name: NamingConvention.primaryKey(table: name), columns: ["id"]))
        for column in Self.columnNames where numbers.chance(55) { table.columns.append(self.column(column, of: name)) }
        if numbers.chance(25) {
            table.columns.append(
                TableColumn(
                    name: "total", type: .bigInteger, isNullable: true,
                    computed: ComputedColumn(sql: numbers.chance(50) ? "kept + 1" : "kept * 2", isStored: true)))
        }
        for parent in parents where numbers.chance(50) {
            let column = "to_" + parent.lowercased().replacing(" ", with: "_")
            table.columns.append(TableColumn(name: column, type: .bigInteger, isNullable: true))
            guard numbers.chance(70) else { continue }
            table.foreignKeys.append(
                ForeignKeyConstraint(
                    name: NamingConvention.foreignKey(table: name, columns: [column], target: parent),
                    columns: [column], table: parent, targetColumns: ["id"],
                    onDelete: [.noAction, .cascade, .setNull].randomElement(using: &numbers) ?? .noAction))
        }
        constrain(&table)
        return table
    }

    private mutating func column(_ name: String, of table: String) -> TableColumn {
        // Rows are there when a column changes: its new type holds the values that it has, and it becomes NOT NULL only
        // where they have one.
        let before = columns["\(table).\(name)"]
        let type = (before.map { Self.types(after: $0.type) } ?? Self.types).randomElement(using: &numbers) ?? .text
        var column = TableColumn(name: name, type: type, isNullable: true)
        switch type {
        case .integer, .bigInteger:
            if numbers.chance(60) { column.serverDefault = .value(.integer(Int64.random(in: 0..<3, using: &numbers))) }
        case .string, .text:
            if numbers.chance(60) {
                column.serverDefault = .value(.text(["x", "it's"].randomElement(using: &numbers) ?? "x"))
            }
        case .enumeration(_, let cases, _):
            if numbers.chance(60) { column.serverDefault = .value(.text(cases[0])) }
        default: break
        }
        let hasValues = before.map { $0.serverDefault != nil } ?? true
        if column.serverDefault != nil, hasValues, numbers.chance(50) { column.isNullable = false }
        // Rows are made of the first schema: what is new later may want a value for them.
        if before == nil, isSecond, numbers.chance(30) { column.isNullable = false }
        if before != nil, numbers.chance(15) {
            column.name = name + " new"
            column.renamedFrom = name
        }
        if numbers.chance(20) { column.comment = ["one", "it's two"].randomElement(using: &numbers) }
        columns["\(table).\(name)"] = before ?? column
        return column
    }

    private static let types: [SQLType] = [
        .integer, .bigInteger, .string(length: 40), .string(length: 90), .text, .boolean, .uuid, mood(["ok", "it's"]),
    ]

    private static func mood(_ cases: [String]) -> SQLType { .enumeration(name: "mood", cases: cases, native: false) }

    /// The types that a column of one may become: they hold its values, and give them back.
    private static func types(after type: SQLType) -> [SQLType] {
        let texts: [SQLType] = [.string(length: 40), .string(length: 90), .text]
        switch type {
        case .integer, .bigInteger: return [.integer, .bigInteger] + texts
        case .boolean: return [.boolean]
        case .uuid: return [.uuid] + texts
        case .enumeration: return [mood(["ok", "it's"]), mood(["ok", "so", "it's"]), mood(["it's", "ok"])] + texts
        default: return texts
        }
    }

    private mutating func constrain(_ table: inout Table) {
        let plain = table.columns.filter { $0.type != .text && $0.computed == nil && $0.name != "id" }
        func node(_ name: String) -> SQLNode { .column(ColumnReference(source: nil, name: name, type: .bigInteger)) }
        for column in plain where numbers.chance(25) {
            table.indexes.append(
                TableIndex(
                    name: NamingConvention.index(table: table.name, columns: [column.name]),
                    terms: [OrderingTerm(node(column.name), isDescending: numbers.chance(30))],
                    condition: kind != .mySQL && numbers.chance(30)
                        ? .binary(.greater, node("kept"), .literal(.integer(1))) : nil))
        }
        if let column = plain.randomElement(using: &numbers), numbers.chance(40) {
            table.uniques.append(
                UniqueConstraint(
                    name: NamingConvention.unique(table: table.name, columns: ["id", column.name]),
                    columns: ["id", column.name]))
        }
        if numbers.chance(40) {
            table.checks.append(
                CheckConstraint(
                    name: NamingConvention.check(table: table.name, "kept"),
                    condition: .binary(
                        .greaterOrEqual, node("kept"), .literal(.integer(Int64.random(in: 0..<3, using: &numbers))))))
        }
        if numbers.chance(30) { table.comment = ["a table", "another's"].randomElement(using: &numbers) }
    }
}
