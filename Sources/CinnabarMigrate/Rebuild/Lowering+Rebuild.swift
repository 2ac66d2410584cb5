internal import CinnabarDriver
internal import CinnabarSQL

// Changes of a table where the database has statements for a few of them only: what it has none for is made by
// building the table again, once for all changes that stand together.
extension Lowering {
    /// Changes of a table. Columns are renamed last, by statements: the database then changes the name in views,
    /// triggers and keys of other tables too.
    mutating func rebuild(_ name: String, _ changes: [TableChange]) throws {
        _ = try state.known(name, "altering table \(name)")
        var rest = changes
        while !rest.isEmpty {
            let count = rest.count
            let (group, renames) = try takeGroup(&rest, of: name)
            var direct = self
            if try direct.alterDirectly(name, group) { self = direct } else { try buildAgain(name, group) }
            for (column, newName) in renames { try rename(column, to: newName, of: name) }
            if rest.count == count { rest.removeFirst() }
        }
    }

    /// Takes changes from the front, all in the names that the columns have now, and the renames among them. A change
    /// that needs a name that becomes free by a rename begins the next group.
    private func takeGroup(
        _ rest: inout [TableChange], of table: String
    ) throws -> (changes: [TableChange], renames: [(String, String)]) {
        var changes: [TableChange] = []
        var renames: [(String, String)] = []
        var there = Set(self.table(table).columns.map(\.name))
        /// By the new name, what the column is called now.
        var names: [(new: String, old: String)] = []
        while let change = rest.first {
            if case .renameColumn(let column, let newName) = change {
                renames.append((column, newName))
                let old = names.last { $0.new == column }?.old ?? column
                names.removeAll { $0.new == column }
                names.append((newName, old))
            } else {
                // The check that an enumeration brings along is called as the column is.
                if case .alterColumn(let column, let change, _) = change, change.type?.isEnumeration ?? false,
                    names.contains(where: { $0.new == column })
                {
                    break
                }
                let mapped = names.reduce(change) { $0.renaming($1.new, to: $1.old) }
                if case .addColumn(let column) = mapped {
                    if !renames.isEmpty, there.contains(column.name) { break }
                    there.insert(column.name)
                }
                if case .dropColumn(let column, _) = mapped, names.contains(where: { $0.old == column }) { break }
                changes.append(mapped)
            }
            rest.removeFirst()
        }
        return (changes, renames)
    }

    // MARK: By statements

    /// Makes all changes by statements, where there is one for each. Otherwise false, and what it did is thrown away.
    private mutating func alterDirectly(_ name: String, _ changes: [TableChange]) throws -> Bool {
        for change in changes {
            let table = table(name)
            switch change {
            case .addColumn(let column):
                guard var text = try source(name), isAddable(column) else { return false }
                let own = Table(name: name, columns: [column])
                let suffix = try compiler.checks(of: own).map { " " + (try compiler.check($0)) }.joined()
                guard !text.hasOption("STRICT") else { return false }
                add(try compiler.addColumn(column, to: table, suffix: suffix))
                text.addColumn(try compiler.column(column, of: table) + suffix)
                try advance(change, name, text)
            case .dropColumn(let column, _):
                guard var text = try source(name), isDroppable(column, of: name, text) else { return false }
                add(try compiler.dropColumn(column, from: table))
                text.dropColumn(column)
                try advance(change, name, text)
            case .createIndex(let index, _):
                add(try compiler.createIndex(index, on: table))
                try advance(change, name, try source(name))
            case .dropIndex(let index, _, _):
                add(try compiler.dropIndex(index, on: table))
                try advance(change, name, try source(name))
            case .validate, .setComment: try advance(change, name, try source(name))
            case .alterColumn(_, let columnChange, _):
                guard columnChange.isComment else { return false }
                try advance(change, name, try source(name))
            case .setPrimaryKey, .addForeignKey, .dropForeignKey, .addUnique, .dropUnique, .addCheck, .dropCheck:
                return false
            case .renameColumn(let column, let newName): try rename(column, to: newName, of: name)
            }
        }
        return true
    }

    // https://www.sqlite.org/lang_altertable.html, section 5.
    /// Whether ALTER TABLE can add the column: no key, no stored expression; a default that is constant, and one other
    /// than NULL where the column cannot be NULL.
    private func isAddable(_ column: TableColumn) -> Bool {
        if column.isGeneratedKey { return false }
        if let computed = column.computed { return !computed.isStored && column.isNullable }
        guard let value = column.serverDefault else { return column.isNullable }
        switch value {
        case .value(.null): return column.isNullable
        case .value: return true
        case .sql(let sql):
            let tokens = SQLTokenizer(sql).tokens
            guard tokens.count == 1, let token = tokens.first else { return false }
            switch token.kind {
            case .number, .string: return true
            case .word, .name, .symbol: return ["TRUE", "FALSE"].contains(token.word)
            }
        }
    }

    // Section 6: ALTER TABLE DROP COLUMN fails where anything else in the schema names the column.
    private func isDroppable(_ column: String, of name: String, _ text: CreateTableText) -> Bool {
        guard let reflected = state.tables[name], reflected.table.columns.count > 1,
            !(reflected.table.primaryKey?.columns.contains(column) ?? false),
            !reflected.table.foreignKeys.contains(where: { $0.columns.contains(column) || $0.table == name }),
            state.children(of: name).isEmpty,
            !reflected.table.indexes.contains(where: { $0.mentions(column) }), let place = text.place(of: column)
        else { return false }
        let clauses: [ColumnClause.Kind] = text.items[place].column?.clauses.map(\.kind) ?? []
        if clauses.contains(where: { [.primaryKey, .unique, .check, .references].contains($0) }) { return false }
        let others = text.items.indices.filter { $0 != place }.map { text.items[$0].text }
        let statements = others + reflected.triggers.map(\.sql) + state.views.map(\.sql)
        return !statements.contains {
            SQLTokenizer($0).tokens.contains { $0.identifier?.lowercased() == column.lowercased() }
        }
    }

    private mutating func rename(_ column: String, to newName: String, of name: String) throws {
        let text = try source(name)
        let children = try state.children(of: name).map { ($0, try source($0)) }
        add(try compiler.renameColumn(column, to: newName, of: table(name)))
        var own = text
        own?.renameColumn(column, to: newName, table: name)
        try advance(.renameColumn(column, to: newName), name, own)
        for (child, text) in children {
            guard var text else { continue }
            text.renameTarget(column, to: newName, of: name)
            state.tables[child]?.sql = text.sql
        }
        renamed.insert(column.lowercased())
    }

    /// What renaming a table changes in the texts of all others.
    mutating func renamedTable(_ name: String, to newName: String) {
        for (table, reflected) in state.tables {
            guard let sql = reflected.sql, var text = CreateTableText(sql) else { continue }
            text.renameTarget(table: name, to: newName)
            state.tables[table]?.sql = text.sql
        }
        if tablesToCheck.remove(name) != nil { tablesToCheck.insert(newName) }
        renamed.insert(name.lowercased())
    }

    // MARK: State

    /// The statement that made a table, in pieces; `nil` where it has no list of columns.
    func source(_ name: String) throws -> CreateTableText? {
        guard let table = state.tables[name] else { return nil }
        if let sql = table.sql { return CreateTableText(sql) }
        return try compiler.create(table.table).first { $0.hasPrefix("CREATE TABLE") }.flatMap { CreateTableText($0) }
    }

    mutating func advance(_ change: TableChange, _ name: String, _ text: CreateTableText?) throws {
        try state.apply(.alterTable(name, [change]))
        state.tables[name]?.sql = text?.sql
    }

    // MARK: Merging

    /// The operations with changes of one table put together, so that it is built again once, where nothing that
    /// stands between them can tell the difference.
    func merged(_ operations: [MigrationOperation]) -> [MigrationOperation] {
        guard features.columnChanges == .rebuild else { return operations }
        var result: [MigrationOperation] = []
        for operation in operations {
            guard case .alterTable(let name, let changes) = operation else {
                result.append(operation)
                continue
            }
            let place = result.indices.reversed().prefix { index in
                result[index].isIndependent(hasTypes: compiler.hasEnumerationTypes)
                    || Self.isAlter(result[index], of: name)
            }.first { Self.isAlter(result[$0], of: name) }
            if let place, place == result.count - 1 || changes.allSatisfy(\.canBeEarlier),
                case .alterTable(_, let earlier) = result[place]
            {
                result[place] = .alterTable(name, earlier + changes)
            } else {
                result.append(operation)
            }
        }
        return result
    }

    private static func isAlter(_ operation: MigrationOperation, of table: String) -> Bool {
        if case .alterTable(table, _) = operation { true } else { false }
    }
}

extension MigrationOperation {
    /// Whether a change of another table can come before it as well as after it.
    fileprivate func isIndependent(hasTypes: Bool) -> Bool {
        switch self {
        case .createTable, .alterTable, .createEnumeration: true
        // Where there are no such types it does nothing.
        case .dropEnumeration: !hasTypes
        case .dropTable, .renameTable, .addEnumerationValue, .renameEnumerationValue, .execute, .backfill, .run: false
        }
    }
}

extension TableChange {
    /// Whether operations on other tables in front of it cannot be what allows it.
    fileprivate var canBeEarlier: Bool {
        switch self {
        case .addColumn, .alterColumn, .addForeignKey, .dropForeignKey, .addUnique, .addCheck, .dropCheck, .validate,
            .createIndex, .setComment:
            true
        case .dropColumn, .renameColumn, .setPrimaryKey, .dropUnique, .dropIndex: false
        }
    }
}
