import CinnabarDriver
import CinnabarSQL
import CinnabarSQLite
import Foundation
import Testing

@testable import CinnabarMigrate

/// Numbers that a seed gives again.
struct OperationsRandom: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    // SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite("Random changes of SQLite tables lead to what the state says")
struct OperationsPropertyTests {
    static let environment = ProcessInfo.processInfo.environment
    static let seed = environment["CINNABAR_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)
    static let cases = 40 * (environment["CINNABAR_CASES"].flatMap { Int($0) } ?? 1)

    @Test("tables, columns, constraints and rows are those of the state")
    func random() async throws {
        for number in 0..<Self.cases {
            let seed = Self.seed &+ UInt64(number)
            try await history(seed)
        }
    }

    private func history(_ seed: UInt64) async throws {
        var random = OperationsRandom(seed)
        let file = try OperationsFile()
        try await file.script(
            """
            CREATE TABLE parents (id INTEGER PRIMARY KEY AUTOINCREMENT, c0 TEXT, c1 INTEGER);
            CREATE TABLE children (id INTEGER PRIMARY KEY, p INTEGER REFERENCES parents (id) ON DELETE CASCADE);
            INSERT INTO parents (c0, c1) VALUES ('a', 1), ('b', 2), ('c', 3);
            INSERT INTO children (p) VALUES (1), (1), (2), (3);
            """)
        let backend = file.engine.backend
        var expected = try await file.engine.withConnection { SchemaState(try backend.inspector($0).schema()) }
        var count = 2
        for _ in 0..<4 {
            var operations: [MigrationOperation] = []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let table = try #require(expected["parents"])
                let change = Self.change(of: table, &count, &random)
                operations.append(.alterTable("parents", [change]))
                try expected.apply(operations[operations.count - 1])
            }
            let list = operations
            do {
                try await file.engine.withConnection { connection in
                    var state = SchemaState(try backend.inspector(connection).schema())
                    try connection.rollback()
                    let plan = try MigrationCompiler(dialect: connection.dialect).plan(for: list, from: &state)
                    try MigrationExecutor().run(plan, on: connection)
                }
            } catch {
                Issue.record("CINNABAR_SEED=\(seed): \(error)\n\(list)")
                return
            }
            let found = try await file.engine.withConnection { SchemaState(try backend.inspector($0).schema()) }
            #expect(
                Self.normal(found["parents"]) == Self.normal(expected["parents"]), "CINNABAR_SEED=\(seed): \(list)")
            #expect(try await file.rows("SELECT count(*) FROM children") == [["4"]], "CINNABAR_SEED=\(seed)")
            #expect(try await file.rows("SELECT id FROM parents ORDER BY id") == [["1"], ["2"], ["3"]])
            #expect(try await file.rows("SELECT seq FROM sqlite_sequence") == [["3"]], "CINNABAR_SEED=\(seed): \(list)")
            #expect(try await file.rows("PRAGMA foreign_key_check").isEmpty, "CINNABAR_SEED=\(seed)")
        }
    }

    /// One change that the table allows.
    private static func change(
        of table: Table, _ count: inout Int, _ random: inout OperationsRandom
    ) -> TableChange {
        let column = table.columns.filter { $0.name != "id" }.randomElement(using: &random)
        count += 1
        let name = "c\(count)"
        switch (Int.random(in: 0..<10, using: &random), column) {
        case (0, _), (_, nil): return .addColumn(TableColumn(name: name, type: .text, isNullable: true))
        case (1, _):
            return .addColumn(TableColumn(name: name, type: .bigInteger, serverDefault: .sql("abs(-\(count))")))
        case (2, let column?) where table.columns.count > 2: return .dropColumn(column.name, was: column)
        case (3, let column?): return .renameColumn(column.name, to: name)
        case (4, let column?):
            return .createIndex(
                TableIndex(name: "ix_\(name)", terms: [.init(reference(column), isDescending: count % 2 == 0)]),
                .locking)
        case (5, let column?):
            return .addCheck(
                CheckConstraint(name: "ck_\(name)", condition: .raw([.text("\(column.name) IS NOT 'never'")])), .now)
        case (6, _):
            if let check = table.checks.randomElement(using: &random) { return .dropCheck(check.name, was: check) }
            if let index = table.indexes.first { return .dropIndex(index.name, .locking, was: index) }
            return .addColumn(TableColumn(name: name, type: .double, isNullable: true))
        case (7, let column?):
            return .alterColumn(
                column.name, ColumnChange(serverDefault: .set(.sql("\(count)"))), was: column)
        case (8, _) where table.foreignKeys.isEmpty:
            return .addForeignKey(
                ForeignKeyConstraint(name: "fk_\(name)", columns: ["id"], table: "parents", targetColumns: ["id"]), .now
            )
        case (_, let column?):
            let type: SQLType? = column.type == .text ? nil : .double
            return .alterColumn(
                column.name, ColumnChange(type: type, isNullable: true, serverDefault: .set(nil)), was: column)
        }
    }

    private static func reference(_ column: TableColumn) -> SQLNode {
        .column(ColumnReference(source: nil, name: column.name, type: .custom("")))
    }

    /// A table without what says nothing: the order of constraints, quotes in expressions.
    private static func normal(_ table: Table?) -> [String] {
        guard let table else { return [] }
        func text(_ node: SQLNode) -> String {
            guard case .raw(let fragments) = node else { return "" }
            return fragments.map { if case .text(let text) = $0 { text.replacing("\"", with: "") } else { "" } }
                .joined()
        }
        return table.columns.map {
            "\($0.name) \($0.type) \($0.isNullable) \($0.serverDefault.map(value) ?? "")"
        } + table.checks.map { "\($0.name) \(text($0.condition))" }.sorted()
            + table.indexes.map { index in
                "\(index.name) \(index.terms.map { term in term.node.columnNames.joined() + (term.isDescending ? " DESC" : "") })"
            }.sorted() + table.foreignKeys.map { "\($0.name) \($0.columns) \($0.table)" }.sorted()
    }

    private static func value(_ value: ServerDefault) -> String {
        if case .sql(let sql) = value { sql.trimmingCharacters(in: ["(", ")"]) } else { "\(value)" }
    }
}

extension SQLNode {
    fileprivate var columnNames: [String] { if case .column(let column) = self { [column.name] } else { [] } }
}
