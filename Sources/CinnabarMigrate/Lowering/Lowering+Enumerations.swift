internal import CinnabarDriver
internal import CinnabarSQL

// Values of enumerations. Where they are no types of their own, every column of one is changed.
extension Lowering {
    mutating func addValue(_ value: String, to name: String, after: String?) throws {
        let operation = MigrationOperation.addEnumerationValue(name, value, after: after)
        if compiler.hasEnumerationTypes {
            // Nobody can use a value before the transaction that added it has ended.
            add(try compiler.addValue(value, to: name, after: after), outsideTransaction: true)
            return try advance(operation)
        }
        try findColumns(of: name)
        var later = state
        try later.apply(operation)
        for (table, column) in later.columns(of: name) {
            try lower(.alterTable(table, [.alterColumn(column.name, ColumnChange(type: column.type), was: nil)]))
        }
        try advance(operation)
    }

    mutating func renameValue(_ value: String, of name: String, to newValue: String) throws {
        let operation = MigrationOperation.renameEnumerationValue(name, value, to: newValue)
        if compiler.hasEnumerationTypes {
            add(try compiler.renameValue(value, of: name, to: newValue))
            return try advance(operation)
        }
        try findColumns(of: name)
        var later = state
        try later.apply(operation)
        for (table, column) in later.columns(of: name) {
            let isDefault = column.serverDefault == .value(.text(value))
            var change = ColumnChange(
                type: column.type, serverDefault: isDefault ? .set(.value(.text(newValue))) : .keep)
            if features.columnChanges == .rebuild {
                change.using = try text([
                    .text("CASE "), .identifier(column.name), .text(" WHEN "), .node(.literal(.text(value))),
                    .text(" THEN "), .node(.literal(.text(newValue))), .text(" ELSE "), .identifier(column.name),
                    .text(" END"),
                ])
            } else {
                // Both values are there while rows change from one to the other.
                let both = column.type.changingCases { $0.append(value) }
                try lower(.alterTable(table, [.alterColumn(column.name, ColumnChange(type: both), was: nil)]))
                add(
                    try text([
                        .text("UPDATE "), .identifier(table), .text(" SET "), .identifier(column.name), .text(" = "),
                        .node(.literal(.text(newValue))), .text(" WHERE "), .identifier(column.name), .text(" = "),
                        .node(.literal(.text(value))),
                    ]))
            }
            try lower(.alterTable(table, [.alterColumn(column.name, change, was: nil)]))
        }
        try advance(operation)
    }

    // MARK: Columns

    /// Remembers which columns are named as those of an enumeration: a schema that was read from a database without
    /// such types does not say it.
    mutating func collectEnumerationColumns(_ operations: [MigrationOperation]) {
        for case .alterTable(let table, let changes) in operations {
            for case .alterColumn(let column, let change, _) in changes {
                guard let name = change.type?.nativeEnumeration?.name else { continue }
                enumerationColumns[name, default: []].append((table, column))
            }
        }
    }

    private mutating func findColumns(of name: String) throws {
        for (table, column) in enumerationColumns[name] ?? [] {
            guard let place = state[table]?.columns.firstIndex(where: { $0.name == column }),
                let cases = try cases(of: column, table)
            else { continue }
            state.tables[table]?.table.columns[place].type = .enumeration(name: name, cases: cases, native: true)
        }
        guard state.enumerations[name] == nil, state.columns(of: name).isEmpty, enumerationColumns[name] == nil else {
            return
        }
        throw MigrationError(
            "the values of the enumeration \(name) cannot be changed: which columns are of it is not known, since the "
                + "database has no type for it",
            advice: "say it of each column behind this: alter(\"…\", type: .enumeration(name: \"\(name)\", cases: […], "
                + "native: true))")
    }

    /// The values of a column as it was read: they stand in its type, or in its check.
    private func cases(of column: String, _ table: String) throws -> [String]? {
        guard let column = state[table]?.column(column) else { return nil }
        if case .enumeration(_, let cases, native: false) = column.type { return cases }
        let type = SQLType.enumeration(name: "", cases: [], native: true)
        return try check(of: column, table, newType: type)?.cases
    }

    // MARK: Checks

    /// The check that goes with the type of a column, where it has one.
    func check(of column: TableColumn, _ table: String, newType: SQLType? = nil) throws -> EnumerationCheck? {
        try EnumerationCheck(
            of: column, in: state.tables[table] ?? ReflectedTable(Table(name: table, columns: [column])),
            newType: newType, compiler: compiler)
    }

    /// The checks of a table that go with the types of its columns.
    func enumerationChecks(of table: String) throws -> [(column: String, check: EnumerationCheck)] {
        try (state[table]?.columns ?? []).compactMap { column in
            try check(of: column, table).map { (column.name, $0) }
        }
    }

    /// The table has the check no longer; another one may come with another type.
    mutating func forget(_ check: EnumerationCheck, of table: String) {
        state.tables[table]?.table.checks.removeAll { $0.name == check.name }
    }

    /// Gives checks the names that go with the name of the column, or of the table, as it is now: another column may get
    /// the old one.
    mutating func renameChecks(
        _ checks: [(column: String, check: EnumerationCheck)], to column: String? = nil, of table: String
    ) throws {
        for (old, check) in checks {
            let name = NamingConvention.check(table: table, column ?? old)
            guard name != check.name else { continue }
            add(try compiler.renameConstraint(check.name, to: name, of: self.table(table)))
            let index = state.tables[table]?.table.checks.firstIndex { $0.name == check.name }
            if let index { state.tables[table]?.table.checks[index].name = name }
        }
    }

    /// The change without a type that the column has already: the values of an enumeration that is a type are changed
    /// by operations of their own. `nil`, where nothing is left of it.
    func withoutSameEnumeration(_ change: TableChange, of table: String) -> TableChange? {
        guard case .alterColumn(let name, var column, let was) = change, let type = column.type,
            type.nativeEnumeration != nil, let before = state[table]?.column(name)?.type,
            compiler.hasEnumerationTypes ? before.isSame(as: type) : before == type
        else { return change }
        column.type = nil
        return column == ColumnChange() ? nil : .alterColumn(name, column, was: was)
    }
}
