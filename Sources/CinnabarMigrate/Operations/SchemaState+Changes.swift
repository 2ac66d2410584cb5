internal import CinnabarDriver
internal import CinnabarSQL

// What each change does to a table.
extension SchemaState {
    mutating func apply(_ change: TableChange, to table: inout ReflectedTable) throws {
        let name = table.name
        switch change {
        case .addColumn(let column):
            guard !table.table.columns.contains(where: { $0.name == column.name }) else {
                throw MigrationError(
                    "the column \(name).\(column.name) cannot be added: it is there already",
                    advice: "leave it out, or give it another name")
            }
            table.table.columns.append(column)
            addTypes(of: [column])
        case .dropColumn(let column, _): try drop(column, of: &table)
        case .alterColumn(let column, let change, _):
            let index = try Self.column(column, of: table, "changed")
            let after = change.applied(to: table.table.columns[index])
            table.table.columns[index] = after
            if change.type != nil { table.declaredTypes[column] = nil }
            addTypes(of: [after])
        case .renameColumn(let column, let newName): try rename(column, to: newName, of: &table)
        case .setPrimaryKey(let key, _):
            for column in key?.columns ?? [] { _ = try Self.column(column, of: table, "a part of the primary key") }
            table.table.primaryKey = key
            for index in table.table.columns.indices
            where key?.columns.contains(table.table.columns[index].name) ?? false {
                table.table.columns[index].isNullable = false
            }
        case .addForeignKey(let key, _):
            try Self.add(key, to: &table.table.foreignKeys, \.name, "foreign key", table)
            for column in key.columns { _ = try Self.column(column, of: table, "a foreign key's") }
        case .dropForeignKey(let key, let was):
            try Self.drop(key, from: &table.table.foreignKeys, \.name, "foreign key", name) {
                $0.columns == was?.columns && $0.table == was?.table
            }
        case .addUnique(let unique):
            try Self.add(unique, to: &table.table.uniques, \.name, "unique constraint", table)
            for column in unique.columns { _ = try Self.column(column, of: table, "unique") }
        case .dropUnique(let unique, let was):
            try Self.drop(unique, from: &table.table.uniques, \.name, "unique constraint", name) {
                $0.columns == was?.columns
            }
        case .addCheck(let check, _): try Self.add(check, to: &table.table.checks, \.name, "check", table)
        case .dropCheck(let check, let was):
            try Self.drop(check, from: &table.table.checks, \.name, "check", name) { $0.condition == was?.condition }
        case .validate: break
        case .createIndex(let index, _):
            try Self.add(index, to: &table.table.indexes, \.name, "index", table)
            table.invalidIndexes.remove(index.name)
        case .dropIndex(let index, _, _):
            if table.invalidIndexes.remove(index) != nil { return }
            try Self.drop(index, from: &table.table.indexes, \.name, "index", name) { _ in false }
            table.indexStatements[index] = nil
        case .setComment(let comment, _): table.table.comment = comment
        }
    }

    // MARK: Columns

    private static func column(_ name: String, of table: ReflectedTable, _ what: String) throws -> Int {
        guard let index = table.table.columns.firstIndex(where: { $0.name == name }) else {
            throw MigrationError(
                "the column \(table.name).\(name) cannot be \(what): there is no such column",
                advice: "check the name, or add the column first")
        }
        return index
    }

    /// A column goes with the constraints and indexes over it.
    private mutating func drop(_ column: String, of table: inout ReflectedTable) throws {
        let index = try Self.column(column, of: table, "dropped")
        if let key = table.table.primaryKey, key.columns.contains(column) {
            guard key.columns == [column] else {
                throw MigrationError(
                    "the column \(table.name).\(column) cannot be dropped: it is a part of the primary key",
                    advice: "give the table another primary key first, with primaryKey or dropPrimaryKey")
            }
            table.table.primaryKey = nil
        }
        let name = table.name
        for child in tables.values + [table] {
            if let key = child.table.foreignKeys.first(where: {
                $0.table == name && $0.targetColumns.contains(column)
                    && !(child.name == name && $0.columns.contains(column))
            }) {
                throw MigrationError(
                    "the column \(name).\(column) cannot be dropped: the foreign key \(key.name) of \(child.name) "
                        + "refers to it", advice: "drop the foreign key first")
            }
        }
        table.table.columns.remove(at: index)
        table.declaredTypes[column] = nil
        table.table.uniques.removeAll { $0.columns.contains(column) }
        table.table.foreignKeys.removeAll { $0.columns.contains(column) }
        table.table.checks.removeAll { $0.condition.mentions(column) }
        let gone = table.table.indexes.filter { $0.mentions(column) }.map(\.name)
        table.table.indexes.removeAll { gone.contains($0.name) }
        for index in gone { table.indexStatements[index] = nil }
    }

    private mutating func rename(_ column: String, to newName: String, of table: inout ReflectedTable) throws {
        let index = try Self.column(column, of: table, "renamed")
        guard !table.table.columns.contains(where: { $0.name == newName }) else {
            throw MigrationError(
                "the column \(table.name).\(column) cannot be renamed to \(newName): there is one of this name already",
                advice: "take another name, or drop the other column first")
        }
        table.table.columns[index].name = newName
        table.declaredTypes[newName] = table.declaredTypes.removeValue(forKey: column)
        table.indexStatements = table.indexStatements.mapValues {
            IndexStatementText.renaming(column, to: newName, in: $0)
        }
        table.table.rename(column, to: newName)
        let name = table.name
        let own = table
        // Keys of other tables, and of this one, that refer to the column.
        changeKeys(to: name) { key in key.targetColumns = key.targetColumns.map { $0 == column ? newName : $0 } }
        table = own
        for index in table.table.foreignKeys.indices where table.table.foreignKeys[index].table == name {
            let targets = table.table.foreignKeys[index].targetColumns
            table.table.foreignKeys[index].targetColumns = targets.map { $0 == column ? newName : $0 }
        }
    }

    // MARK: Constraints

    private static func add<Element>(
        _ element: Element, to list: inout [Element], _ name: (Element) -> String, _ kind: String,
        _ table: ReflectedTable
    ) throws {
        let own = name(element)
        guard own.isEmpty || !list.contains(where: { name($0) == own }) else {
            throw MigrationError(
                "the \(kind) \(own) cannot be added to \(table.name): there is one of this name already",
                advice: "drop the other one first, or take another name")
        }
        list.append(element)
    }

    /// Takes one out by its name, or by what it is where it has none.
    private static func drop<Element>(
        _ name: String, from list: inout [Element], _ ownName: (Element) -> String, _ kind: String, _ table: String,
        same: (Element) -> Bool
    ) throws {
        let index = list.firstIndex { name.isEmpty ? same($0) : ownName($0) == name } ?? list.firstIndex(where: same)
        guard let index else {
            throw MigrationError(
                "the \(kind) \(name) of \(table) cannot be dropped: there is none of this name",
                advice: "check the name")
        }
        list.remove(at: index)
    }
}

extension Table {
    /// Renames a column wherever the table names it.
    mutating func rename(_ column: String, to newName: String) {
        func renamed(_ names: [String]) -> [String] { names.map { $0 == column ? newName : $0 } }
        if let key = primaryKey { primaryKey?.columns = renamed(key.columns) }
        for index in uniques.indices { uniques[index].columns = renamed(uniques[index].columns) }
        for index in foreignKeys.indices { foreignKeys[index].columns = renamed(foreignKeys[index].columns) }
        for index in checks.indices { checks[index].condition = checks[index].condition.renaming(column, to: newName) }
        for index in columns.indices {
            if let sql = columns[index].computed?.sql {
                columns[index].computed?.sql = SQLNames.renaming(column, to: newName, in: sql)
            }
        }
        for index in indexes.indices {
            for term in indexes[index].terms.indices {
                indexes[index].terms[term].node = indexes[index].terms[term].node.renaming(column, to: newName)
            }
            indexes[index].condition = indexes[index].condition?.renaming(column, to: newName)
        }
    }
}

extension TableIndex {
    /// Whether it is over a column, or its condition asks for one.
    func mentions(_ column: String) -> Bool {
        terms.contains { $0.node.mentions(column) } || (condition?.mentions(column) ?? false)
    }
}
