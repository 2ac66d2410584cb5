internal import CinnabarDriver
internal import CinnabarSQL

extension TableComparison {
    func compareConstraints(_ result: inout TableDifference, retyped: Set<String>) throws {
        comparePrimaryKey(&result)
        try compareForeignKeys(&result, retyped: retyped)
        // Columns that are made again take what is over them along.
        let remade = Set(
            result.columns.compactMap { change in if case .dropColumn(let name, _) = change { name } else { nil } })
        var uniques = ConstraintMatching(
            current: current.uniques, wanted: wanted.uniques, name: \.name, content: { Self.list($0.columns) })
        uniques.remake { !remade.isDisjoint(with: $0.columns) }
        var checks = try ConstraintMatching(
            current: current.checks, wanted: wanted.checks, name: \.name, content: { try normalised($0.condition) })
        let leaving = try checksThatGo(with: retyped)
        try checks.remake { check in
            let names = SchemaText.names(try compiler.expression(check.condition))
            return !remade.isDisjoint(with: names) || leaving.contains(check.name)
        }
        let gone = result.droppedKeys.filter { key in !result.addedKeys.contains { $0.columns == key.columns } }
        var indexes = try ConstraintMatching(
            current: try current.indexes.filter { try !isOfForeignKey($0, gone: gone) }, wanted: wanted.indexes,
            name: \.name,
            content: content)
        try indexes.remake { index in try !remade.isDisjoint(with: names(in: index)) }

        result.removals += checks.dropped.map { .dropCheck($0.name, was: $0) }
        result.removals += indexes.dropped.map { .dropIndex($0.name, .locking, was: $0) }
        result.removals += uniques.dropped.map { .dropUnique($0.name, was: $0) }
        result.additions += uniques.added.map { unique in
            .addUnique(model.uniques.first { $0.name == unique.name } ?? unique)
        }
        result.additions += checks.added.map { check in
            .addCheck(model.checks.first { $0.name == check.name } ?? check, .now)
        }
        result.additions += indexes.added.map { index in
            .createIndex(model.indexes.first { $0.name == index.name } ?? index, .locking)
        }
    }

    /// The checks of columns that get another type and that would be taken for those of enumerations then.
    private func checksThatGo(with retyped: Set<String>) throws -> Set<String> {
        let table = ReflectedTable(current, options: tableOptions)
        return Set(
            try current.columns.filter { retyped.contains($0.name) }.compactMap { column in
                let type = model.column(column.name)?.type
                return try EnumerationCheck(of: column, in: table, newType: type, compiler: compiler)?.name
            })
    }

    private func comparePrimaryKey(_ result: inout TableDifference) {
        let old = current.primaryKey
        let new = wanted.primaryKey
        if old.map({ Self.list($0.columns) }) == new.map({ Self.list($0.columns) }) { return }
        result.primaryKey = .setPrimaryKey(new == nil ? nil : model.primaryKey ?? new, was: old)
    }

    // MARK: Foreign keys

    private func compareForeignKeys(_ result: inout TableDifference, retyped: Set<String>) throws {
        var keys = ConstraintMatching(
            current: current.foreignKeys, wanted: wanted.foreignKeys, name: \.name,
            content: { key in
                // In which order the pairs of columns are told makes no difference.
                let pairs = zip(key.columns, key.targetColumns).map { "\($0.lowercased()) = \($1.lowercased())" }
                return "\(key.table.lowercased()) \(pairs.sorted()) \(key.onDelete.rawValue) \(key.onUpdate.rawValue)"
            })
        // Both sides of a key have one type: while they change there is no key.
        keys.remake { key in
            !retyped.isDisjoint(with: key.columns)
                || key.table == model.name && !retyped.isDisjoint(with: key.targetColumns)
        }
        result.droppedKeys = keys.dropped
        result.addedKeys = keys.added.map { key in model.foreignKeys.first { $0.name == key.name } ?? key }
    }

    /// Where a foreign key needs an index, the server makes one by itself, called as the key: it is nobody's. While the
    /// key stays, so does any index over its columns.
    private func isOfForeignKey(_ index: TableIndex, gone: [ForeignKeyConstraint]) throws -> Bool {
        guard compiler.indexesForeignKeys, !index.isUnique, index.condition == nil else { return false }
        let columns = index.plainColumns
        let keys = current.foreignKeys.filter { $0.columns == columns }
        if wanted.indexes.contains(where: { $0.name == index.name }) { return false }
        if keys.contains(where: { $0.name == index.name }) { return true }
        guard keys.contains(where: { !gone.contains($0) }) else { return false }
        let own = try content(index)
        return try !wanted.indexes.contains { try content($0) == own }
    }

    // MARK: What they say

    private static func list(_ columns: [String]) -> String { columns.map { $0.lowercased() }.joined(separator: ", ") }

    private func normalised(_ node: SQLNode) throws -> String {
        SchemaText.normalised(try compiler.expression(node))
    }

    private func content(_ index: TableIndex) throws -> String {
        let terms = try index.terms.map { term in
            let nulls = term.nulls.map { $0 == .first ? " nulls first" : " nulls last" } ?? ""
            return try normalised(term.node) + (term.isDescending ? " desc" : "") + nulls
        }
        let condition = try index.condition.map { " where " + (try normalised($0)) } ?? ""
        return (index.isUnique ? "unique " : "") + terms.joined(separator: ", ") + condition
    }

    private func names(in index: TableIndex) throws -> Set<String> {
        var names = index.condition == nil ? [] : SchemaText.names(try compiler.expression(index.condition ?? .raw([])))
        for term in index.terms { names.formUnion(SchemaText.names(try compiler.expression(term.node))) }
        return names
    }
}

extension TableIndex {
    /// The names of its columns, where it is over nothing else.
    var plainColumns: [String] {
        let names = terms.compactMap { term -> String? in
            if case .column(let column) = term.node { column.name } else { nil }
        }
        return names.count == terms.count ? names : []
    }
}
