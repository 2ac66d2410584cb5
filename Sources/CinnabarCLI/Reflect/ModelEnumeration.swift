internal import CinnabarMigrate
internal import CinnabarSQL

/// A list of texts that is all that a column may hold: a type of the database's own, or text with a check.
struct ModelEnumeration {
    /// The name of the type, where the database has one.
    var name: String?
    var cases: [String]
    /// The table and the column that have it; of a type that several have, the first.
    var table: String
    var column: String
    /// The check that makes it one.
    var check: CheckConstraint?

    /// One for each enumeration.
    var key: String { name.map { "type \($0)" } ?? "column \(table).\(column)" }

    /// That of a column, if it has one.
    init?(_ column: TableColumn, of table: Table) {
        self.table = table.name
        self.column = column.name
        var type = column.type
        if case .array(let element) = type { type = element }
        switch type {
        case .enumeration(let name, let cases, let isNative):
            self.name = isNative ? name : nil
            self.cases = cases
        case .string, .text:
            guard type == column.type else { return nil }
            for check in table.checks {
                guard case .raw(let fragments) = check.condition, case .text(let sql)? = fragments.first,
                    let cases = SchemaText.cases(of: column.name, in: sql)
                else { continue }
                self.cases = cases
                self.check = check
                return
            }
            return nil
        default: return nil
        }
    }

    /// Those of all columns, each once.
    static func all(in tables: [Table]) -> [ModelEnumeration] {
        var keys: Set<String> = []
        return tables.flatMap { table in table.columns.compactMap { ModelEnumeration($0, of: table) } }.filter {
            keys.insert($0.key).inserted
        }
    }

    /// The declaration of its type.
    func source(_ type: String) -> [String] {
        var taken: Set<String> = []
        var lines = ["enum \(type): String, ColumnEnum {"]
        for value in cases {
            let name = SwiftNames.unique(SwiftNames.enumerationCase(value), &taken)
            lines.append(
                "    case \(SwiftNames.declared(name))\(name == value ? "" : " = \(SwiftNames.literal(value))")")
        }
        if let name {
            lines += [
                "", "    static var sqlType: SQLType {",
                "        .enumeration(name: \(SwiftNames.literal(name)), cases: allCases.map(\\.rawValue), native: true)",
                "    }",
            ]
        }
        return lines + ["}"]
    }
}
