internal import CinnabarSQL

/// Looks for what cannot be in a table or in changes of one, before anything is sent to a database.
enum TableCheck {
    static func check(_ table: Table) throws {
        try Names.check(table.name, "creating a table")
        guard !table.columns.isEmpty else {
            throw MigrationError("table \(table.name) has no columns", advice: "add at least one, with t.id() or t.add")
        }
        var columns: Set<String> = []
        for column in table.columns {
            try Names.check(column.name, "a column of \(table.name)")
            guard columns.insert(column.name).inserted else {
                throw MigrationError(
                    "table \(table.name) has the column \(column.name) twice", advice: "leave one of the two out")
            }
        }
        func known(_ names: [String], _ what: String) throws {
            if let missing = names.first(where: { !columns.contains($0) }) {
                throw MigrationError(
                    "\(what) of table \(table.name) is over the column \(missing), which the table does not have",
                    advice: "add the column, or correct the name")
            }
            guard !names.isEmpty, Set(names).count == names.count else {
                throw MigrationError(
                    "\(what) of table \(table.name) has no columns, or one of them twice",
                    advice: "name each column once")
            }
        }
        if let key = table.primaryKey { try known(key.columns, "the primary key") }
        for unique in table.uniques { try known(unique.columns, "the unique constraint \(unique.name)") }
        for key in table.foreignKeys {
            try known(key.columns, "the foreign key \(key.name)")
            try check(key, of: table.name)
        }
        for index in table.indexes { try check(index, of: table.name) }
        let constraints =
            (table.primaryKey.map { [$0.name] } ?? []) + table.uniques.map(\.name) + table.foreignKeys.map(\.name)
            + table.checks.map(\.name)
        try unique(constraints, "constraint", table.name)
        try unique(table.indexes.map(\.name), "index", table.name)
    }

    static func check(_ changes: [TableChange], of table: String) throws {
        try Names.check(table, "altering a table")
        guard !changes.isEmpty else {
            throw MigrationError("altering table \(table) changes nothing", advice: "leave the line out")
        }
        for change in changes {
            switch change {
            case .addColumn(let column): try Names.check(column.name, "a column of \(table)")
            case .dropColumn(let name, _): try Names.check(name, "dropping a column of \(table)")
            case .alterColumn(let name, let change, _):
                try Names.check(name, "altering a column of \(table)")
                guard change != ColumnChange(), change != ColumnChange(using: change.using) else {
                    throw MigrationError(
                        "altering \(table).\(name) changes nothing", advice: "say what is to change, or leave it out")
                }
            case .renameColumn(let name, let newName):
                try Names.check(name, "renaming a column of \(table)")
                try Names.check(newName, "renaming the column \(table).\(name)")
                guard name != newName else {
                    throw MigrationError(
                        "\(table).\(name) cannot be renamed to its own name", advice: "leave the line out")
                }
            case .setPrimaryKey(let key?, _) where key.columns.isEmpty || Set(key.columns).count != key.columns.count:
                throw MigrationError(
                    "the primary key of table \(table) has no columns, or one of them twice",
                    advice: "name each column once, or use dropPrimaryKey()")
            case .addForeignKey(let key, _): try check(key, of: table)
            case .addUnique(let unique) where unique.columns.isEmpty:
                throw MigrationError("the unique constraint \(unique.name) of \(table) has no columns")
            case .createIndex(let index, _): try check(index, of: table)
            // One without a name is found by what it is.
            case .dropForeignKey("", _?), .dropUnique("", _?), .dropCheck("", _?): break
            case .dropForeignKey(let name, _), .dropUnique(let name, _), .dropCheck(let name, _), .validate(let name),
                .dropIndex(let name, _, _):
                try Names.check(name, "changing a constraint or index of \(table)")
            case .setPrimaryKey, .addUnique, .addCheck, .setComment: break
            }
        }
        try unique(
            changes.compactMap { if case .addColumn(let column) = $0 { column.name } else { nil } }, "column", table)
    }

    private static func check(_ key: ForeignKeyConstraint, of table: String) throws {
        try Names.check(key.table, "the foreign key \(key.name) of \(table)")
        guard !key.columns.isEmpty, key.columns.count == key.targetColumns.count else {
            throw MigrationError(
                "the foreign key \(key.name) of \(table) has \(key.columns.count) columns for "
                    + "\(key.targetColumns.count) of \(key.table)", advice: "name as many columns on both sides")
        }
    }

    private static func check(_ index: TableIndex, of table: String) throws {
        try Names.check(index.name, "an index of \(table)")
        guard !index.terms.isEmpty else {
            throw MigrationError("the index \(index.name) of \(table) is over nothing", advice: "name its columns")
        }
    }

    private static func unique(_ names: [String], _ what: String, _ table: String) throws {
        var seen: Set<String> = []
        for name in names where !name.isEmpty && !seen.insert(name).inserted {
            throw MigrationError(
                "table \(table) has the \(what) \(name) twice", advice: "leave one of the two out, or name it otherwise"
            )
        }
    }
}
