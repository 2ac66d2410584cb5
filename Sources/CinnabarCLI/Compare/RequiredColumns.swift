internal import CinnabarMigrate
internal import CinnabarSQL

/// New columns that cannot be NULL and have no default, on tables that may have rows: what those rows get in them has
/// to be said. Pure.
struct RequiredColumns {
    /// What the rows that are there get.
    enum Answer: Hashable {
        /// A default that the column keeps.
        case serverDefault(String)
        /// A value, as SQL: the column is added, filled, and then made NOT NULL.
        case fill(String)
    }

    /// A column of a table.
    struct Place: Hashable, CustomStringConvertible {
        var table: String
        var column: String
        var description: String { "\(table).\(column)" }
    }

    let dialect: any Dialect

    /// The columns that nobody has said anything about.
    func open(in operations: [MigrationOperation], _ answers: [Place: Answer]) -> [Place] {
        operations.flatMap { operation -> [Place] in
            guard case .alterTable(let table, let changes) = operation else { return [] }
            return changes.compactMap { change in
                guard case .addColumn(let column) = change, Self.needsValue(column) else { return nil }
                let place = Place(table: table, column: column.name)
                return answers[place] == nil ? place : nil
            }
        }
    }

    /// The operations with what was answered in them.
    func applying(_ answers: [Place: Answer], to operations: [MigrationOperation]) throws -> [MigrationOperation] {
        try operations.flatMap { operation -> [MigrationOperation] in
            guard case .alterTable(let table, let changes) = operation else { return [operation] }
            return try applying(answers, to: changes, of: table)
        }
    }

    private func applying(
        _ answers: [Place: Answer], to changes: [TableChange], of table: String
    ) throws -> [MigrationOperation] {
        var first: [TableChange] = []
        var fills: [String] = []
        var later: [TableChange] = []
        for change in changes {
            guard case .addColumn(var column) = change, Self.needsValue(column),
                let answer = answers[Place(table: table, column: column.name)]
            else {
                // What is said of columns comes before their values, constraints over them after.
                if fills.isEmpty || change.isOfColumns { first.append(change) } else { later.append(change) }
                continue
            }
            switch answer {
            case .serverDefault(let sql):
                column.serverDefault = .sql(sql)
                first.append(.addColumn(column))
            case .fill(let sql):
                column.isNullable = true
                first.append(.addColumn(column))
                fills.append("\(try quoted(column.name)) = \(sql)")
                later.insert(
                    .alterColumn(column.name, ColumnChange(isNullable: false), was: column), at: fills.count - 1)
            }
        }
        guard !fills.isEmpty else { return [.alterTable(table, first)] }
        return [
            .alterTable(table, first),
            .backfill(Backfill(table: table, assignments: fills.joined(separator: ", "))),
            .alterTable(table, later),
        ]
    }

    /// Names that every database takes as they are stay so: the file is for all of them.
    private func quoted(_ name: String) throws -> String {
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
        if isPlain, name.first?.isNumber == false { return name }
        return try Statement.raw([.identifier(name)]).sql(for: dialect)
    }

    private static func needsValue(_ column: TableColumn) -> Bool {
        !column.isNullable && column.serverDefault == nil && column.computed == nil && !column.isGeneratedKey
    }
}

extension TableChange {
    fileprivate var isOfColumns: Bool {
        switch self {
        case .addColumn, .dropColumn, .alterColumn, .renameColumn: true
        case .setPrimaryKey, .addForeignKey, .dropForeignKey, .addUnique, .dropUnique, .addCheck, .dropCheck, .validate,
            .createIndex, .dropIndex, .setComment:
            false
        }
    }
}
