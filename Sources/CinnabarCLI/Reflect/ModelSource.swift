internal import CinnabarSQL

/// Writes model classes for tables that are there: pure.
struct ModelSource {
    /// A file with one model.
    struct File {
        var name: String
        var source: String
    }

    /// The tables that become models, parents first.
    let tables: [Table]
    /// Tables without a primary key, which no model can have.
    let withoutKey: [String]
    private let dialect: any Dialect
    /// The class of each table.
    private let types: [String: String]
    /// The properties of each table's columns.
    private let properties: [String: [String: String]]

    init(_ tables: [Table], dialect: any Dialect) {
        self.dialect = dialect
        self.tables = SchemaOrder(tables.filter { $0.primaryKey != nil }).tables
        withoutKey = tables.filter { $0.primaryKey == nil }.map(\.name)
        var types: [String: String] = [:]
        var properties: [String: [String: String]] = [:]
        var taken: Set<String> = []
        for table in self.tables {
            types[table.name] = SwiftNames.type(table.name, taken: &taken)
            var names: Set<String> = []
            var columns: [String: String] = [:]
            for column in table.columns { columns[column.name] = SwiftNames.property(column.name, taken: &names) }
            properties[table.name] = columns
        }
        self.types = types
        self.properties = properties
    }

    /// A file for each table.
    func files() throws -> [File] {
        try tables.map { File(name: "\(types[$0.name] ?? $0.name).swift", source: try source(of: $0)) }
    }

    /// The names of the classes, parents first.
    var names: [String] { tables.compactMap { types[$0.name] } }

    private func source(of table: Table) throws -> String {
        let type = types[table.name] ?? "Table"
        var lines = ["import Cinnabar", "import Foundation", ""]
        for column in table.columns { lines += enumeration(column, of: type, in: table) }
        if let comment = table.comment { lines += comment.split(separator: "\n").map { "/// \($0)" } }
        lines.append("@Model(\(SwiftNames.literal(table.name)))")
        lines.append("final class \(type) {")
        for column in table.columns { lines.append("    " + (try property(column, of: table, type))) }
        lines += relationships(of: table).map { "    " + $0 }
        lines.append("}")
        lines += constraints(of: table, type)
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Columns

    private func property(_ column: TableColumn, of table: Table, _ type: String) throws -> String {
        let name = properties[table.name]?[column.name] ?? column.name
        var attributes: [String] = []
        let key = table.primaryKey?.columns ?? []
        let isKey = key.contains(column.name)
        let isInteger = [.smallInteger, .integer, .bigInteger].contains(column.type)
        if isKey, !(key == [column.name] && name == "id" && column.isGeneratedKey == isInteger) {
            let isAssigned = key.count == 1 && isInteger && !column.isGeneratedKey
            attributes.append(isAssigned ? "@PrimaryKey(generated: false)" : "@PrimaryKey")
        }
        if let foreign = foreignKey(of: column.name, in: table) { attributes.append(foreign) }
        let options = try options(of: column, in: table)
        let named = SwiftNames.column(name) == column.name ? [] : [SwiftNames.literal(column.name)]
        if !(named + options).isEmpty { attributes.append("@Column(\((named + options).joined(separator: ", ")))") }
        let swift = swiftType(column, type)
        return (attributes + ["var \(name): \(swift)\(column.isNullable ? "?" : "")"]).joined(separator: " ")
    }

    private func swiftType(_ column: TableColumn, _ type: String) -> String {
        switch column.type {
        case .enumeration: return enumerationName(column, of: type)
        case .array(let element): return "[\(Self.swiftType(element))]"
        default: return Self.swiftType(column.type)
        }
    }

    private static func swiftType(_ type: SQLType) -> String {
        switch type {
        case .smallInteger, .integer, .bigInteger: "Int"
        case .real: "Float"
        case .double: "Double"
        case .numeric: "Decimal"
        case .boolean: "Bool"
        case .bytes: "Data"
        case .timestamp: "Date"
        case .localDate: "LocalDate"
        case .localTime: "LocalTime"
        case .localDateTime: "LocalDateTime"
        case .uuid: "UUID"
        case .json: "JSONValue"
        case .string, .text, .enumeration, .array, .custom: "String"
        }
    }

    private func options(of column: TableColumn, in table: Table) throws -> [String] {
        var options: [String] = []
        switch column.type {
        case .string(let length): options.append(".string(\(length))")
        case .numeric(let precision?, let scale): options.append(".numeric(\(precision), \(scale ?? 0))")
        case .json: options.append(".json")
        case .custom(let name): options.append(".type(\(SwiftNames.literal(name)))")
        // What is spelled as that of Int needs no word.
        case .integer where try dialect.typeName(.integer) != dialect.typeName(.bigInteger): options.append(".integer")
        case .smallInteger where try dialect.typeName(.smallInteger) != dialect.typeName(.bigInteger):
            options.append(".smallInteger")
        default: break
        }
        let unique = UniqueConstraint(
            name: NamingConvention.unique(table: table.name, columns: [column.name]), columns: [column.name])
        if table.uniques.contains(where: { $0 == unique || ($0.name.isEmpty && $0.columns == unique.columns) }) {
            options.append(".unique")
        }
        if table.indexes.contains(where: { isPlain($0, over: column.name, in: table) }) { options.append(".index") }
        switch column.serverDefault {
        case .sql(let sql): options.append(".serverDefault(sql: \(SwiftNames.literal(sql)))")
        case .value(let value):
            options.append(".serverDefault(sql: \(SwiftNames.literal(try dialect.literal(value))))")
        case nil: break
        }
        if let computed = column.computed {
            options.append(
                ".computed(\(SwiftNames.literal(computed.sql))\(computed.isStored ? "" : ", stored: false"))")
        }
        if let collation = column.collation { options.append(".collation(\(SwiftNames.literal(collation)))") }
        if let comment = column.comment { options.append(".comment(\(SwiftNames.literal(comment)))") }
        // A check of the whole table stands at its first column: models have no other place for SQL text.
        if column.name == table.columns.first?.name {
            for check in table.checks {
                guard let sql = check.condition.text else { continue }
                let prefix = "ck_\(table.name)_"
                let label = check.name.hasPrefix(prefix) ? String(check.name.dropFirst(prefix.count)) : check.name
                options.append(
                    label.isEmpty
                        ? ".check(\(SwiftNames.literal(sql)))"
                        : ".check(\(SwiftNames.literal(label)), \(SwiftNames.literal(sql)))")
            }
        }
        return options
    }

    private func isPlain(_ index: TableIndex, over column: String, in table: Table) -> Bool {
        guard !index.isUnique, index.condition == nil, index.terms.count == 1, !index.terms[0].isDescending,
            case .column(let reference) = index.terms[0].node
        else { return false }
        return reference.name == column && index.name == NamingConvention.index(table: table.name, columns: [column])
    }

    // MARK: Keys between tables

    private func foreignKey(of column: String, in table: Table) -> String? {
        for key in table.foreignKeys {
            guard let place = key.columns.firstIndex(of: column), place < key.targetColumns.count,
                let type = types[key.table], let property = properties[key.table]?[key.targetColumns[place]]
            else { continue }
            let onDelete = key.onDelete == .noAction ? "" : ", onDelete: .\(key.onDelete)"
            let onUpdate = key.onUpdate == .noAction ? "" : ", onUpdate: .\(key.onUpdate)"
            return "@ForeignKey(\\\(type).\(property)\(onDelete)\(onUpdate))"
        }
        return nil
    }

    /// Both sides of a key between two tables that have no other one between them; which is meant is then clear.
    private func relationships(of table: Table) -> [String] {
        var taken = Set(properties[table.name]?.values.map(\.self) ?? [])
        var lines: [String] = []
        for key in table.foreignKeys where isOnly(key, of: table) {
            guard let type = types[key.table] else { continue }
            let name = SwiftNames.property(type, taken: &taken)
            let isOptional = table.columns.contains { key.columns.contains($0.name) && $0.isNullable }
            lines.append("@Relationship var \(name): \(type)\(isOptional ? "?" : "")")
        }
        for other in tables {
            for key in other.foreignKeys where key.table == table.name && isOnly(key, of: other) {
                guard let type = types[other.name] else { continue }
                let name = SwiftNames.property(other.name, taken: &taken)
                let isOne =
                    other.primaryKey?.columns == key.columns || other.uniques.contains { $0.columns == key.columns }
                lines.append("@Relationship var \(name): \(isOne ? "\(type)?" : "[\(type)]")")
            }
        }
        return lines
    }

    private func isOnly(_ key: ForeignKeyConstraint, of table: Table) -> Bool {
        guard key.table != table.name, let parent = tables.first(where: { $0.name == key.table }) else { return false }
        return table.foreignKeys.filter { $0.table == key.table }.count == 1
            && !parent.foreignKeys.contains { $0.table == table.name }
    }

    // MARK: Constraints and enumerations

    private func constraints(of table: Table, _ type: String) -> [String] {
        let columns = properties[table.name] ?? [:]
        func tuple(_ names: [String]) -> String {
            let terms = names.map { "$0.\(columns[$0] ?? $0)" }
            return terms.count == 1 ? terms[0] : "(\(terms.joined(separator: ", ")))"
        }
        var lines: [String] = []
        for unique in table.uniques {
            let isColumn =
                unique.columns.count == 1
                && (unique.name.isEmpty
                    || unique.name == NamingConvention.unique(table: table.name, columns: unique.columns))
            if isColumn { continue }
            let name = unique.name.isEmpty ? "" : "(name: \(SwiftNames.literal(unique.name)))"
            lines.append(".unique\(name) { \(tuple(unique.columns)) },")
        }
        for index in table.indexes {
            let names = index.terms.compactMap { term -> String? in
                guard case .column(let reference) = term.node, let property = columns[reference.name] else {
                    return nil
                }
                return "$0.\(property)" + (term.isDescending ? ".desc()" : "")
            }
            // Expressions and predicates are the database's text, which a model's constraints cannot hold.
            guard names.count == index.terms.count, index.condition == nil else {
                lines.append("// the index \(index.name) is over an expression or a part of the rows: write it by hand")
                continue
            }
            if let only = index.terms.first, case .column(let reference) = only.node,
                isPlain(index, over: reference.name, in: table)
            {
                continue
            }
            let terms = names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
            lines.append(
                ".index(name: \(SwiftNames.literal(index.name))\(index.isUnique ? ", unique: true" : "")) { \(terms) },"
            )
        }
        guard lines.contains(where: { !$0.hasPrefix("//") }) else { return lines.isEmpty ? [] : [""] + lines }
        return [
            "", "extension \(type) {", "    static var constraints: [TableConstraint<\(type)>] {[",
        ] + lines.map { "        \($0)" } + ["    ]}", "}"]
    }

    private func enumerationName(_ column: TableColumn, of type: String) -> String {
        if case .enumeration(let name, _, _) = column.type, !name.isEmpty {
            var taken: Set<String> = Set(types.values)
            return SwiftNames.type(name, taken: &taken)
        }
        var taken: Set<String> = Set(types.values)
        return SwiftNames.type(type + "_" + column.name, taken: &taken)
    }

    /// `enum` for a column's type, at the first table that has one of its name.
    private func enumeration(_ column: TableColumn, of type: String, in table: Table) -> [String] {
        guard case .enumeration(let name, let cases, _) = column.type else { return [] }
        let isFirst =
            name.isEmpty
            || tables.first { $0.columns.contains { $0.type.enumerationName == name } }?.name == table.name
                && table.columns.first { $0.type.enumerationName == name }?.name == column.name
        guard isFirst else { return [] }
        var taken: Set<String> = []
        let list = cases.map { value in
            let name = SwiftNames.property(value, taken: &taken)
            return "    case \(name)\(name == value ? "" : " = \(SwiftNames.literal(value))")"
        }
        return ["enum \(enumerationName(column, of: type)): String, ColumnEnum {"] + list + ["}", ""]
    }
}

extension SQLType {
    fileprivate var enumerationName: String? {
        if case .enumeration(let name, _, _) = self, !name.isEmpty { name } else { nil }
    }
}

extension SQLNode {
    /// The text of a condition as a database tells it.
    fileprivate var text: String? {
        guard case .raw(let fragments) = self else { return nil }
        var text = ""
        for fragment in fragments {
            guard case .text(let piece) = fragment else { return nil }
            text += piece
        }
        return text
    }
}
