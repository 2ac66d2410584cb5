internal import CinnabarSQL

extension Lowering {
    /// The statements of a backfill. A table without a known primary key is filled by one.
    func statements(for backfill: Backfill) throws -> BackfillStatements {
        let table = table(backfill.table)
        let key = table.primaryKey?.columns ?? []
        let types = key.map { name in table.columns.first { $0.name == name }?.type ?? .bigInteger }
        // Nothing is larger or smaller than NULL.
        let there = hasNullableKey(table) ? [isNull(key, negated: true)] : []
        func update(_ bounds: [[SQLFragment]] = []) throws -> String {
            try text(
                [.text("UPDATE "), .identifier(backfill.table), .text(" SET " + backfill.assignments)]
                    + whereClause(backfill, bounds))
        }
        func last(_ bounds: [[SQLFragment]]) throws -> String {
            try text(
                [.text("SELECT ")] + list(key) + [.text(" FROM "), .identifier(backfill.table)]
                    + whereClause(backfill, bounds)
                    + [.text(" ORDER BY ")] + list(key) + [.text(" LIMIT 1 OFFSET \(backfill.batch - 1)")])
        }
        if key.isEmpty {
            let statement = try update()
            return BackfillStatements(backfill: backfill, statement: statement)
        }
        let above = comparison(key, types, ">")
        let upTo = comparison(key, types, "<=")
        var statements = BackfillStatements(backfill: backfill, key: key, keyTypes: types, statement: try update())
        if isSpelledOut(key) { statements.keyOrder = key.indices.flatMap { $0 < key.count - 1 ? [$0, $0] : [$0] } }
        statements.first = try last(there)
        statements.next = try last(there + [above])
        statements.updateFirst = try update(there + [upTo])
        statements.updateNext = try update(there + [above, upTo])
        statements.updateRest = try update(there + [above])
        statements.updateAll = try update(there)
        if !there.isEmpty { statements.updateUnkeyed = try update([isNull(key, negated: false)]) }
        return statements
    }

    // https://www.sqlite.org/lang_createtable.html#the_primary_key
    /// Whether there may be NULL in the primary key: SQLite lets it be there, but for the row's own number.
    private func hasNullableKey(_ table: Table) -> Bool {
        features.columnChanges == .rebuild
            && !table.columns.contains { $0.isGeneratedKey && table.primaryKey?.columns == [$0.name] }
    }

    /// `("a" IS NULL OR "b" IS NULL)`, or `("a" IS NOT NULL AND "b" IS NOT NULL)`
    private func isNull(_ key: [String], negated: Bool) -> [SQLFragment] {
        let (test, symbol) = negated ? (" IS NOT NULL", " AND ") : (" IS NULL", " OR ")
        let terms = key.enumerated().flatMap { index, name -> [SQLFragment] in
            [.text(index == 0 ? "" : symbol), .identifier(name), .text(test)]
        }
        return [.text("(")] + terms + [.text(")")]
    }

    private func whereClause(_ backfill: Backfill, _ bounds: [[SQLFragment]]) -> [SQLFragment] {
        let terms = (backfill.condition.map { [[.text("(" + $0 + ")")]] } ?? []) + bounds
        return terms.enumerated().flatMap { [.text($0 == 0 ? " WHERE " : " AND ")] + $1 }
    }

    private func list(_ names: [String]) -> [SQLFragment] {
        names.enumerated().flatMap { $0 == 0 ? [.identifier($1)] : [.text(", "), .identifier($1)] }
    }

    // https://dev.mysql.com/doc/refman/8.4/en/row-constructor-optimization.html
    /// MySQL and MariaDB read the whole index for a comparison of rows, and a part of it for what it means.
    private func isSpelledOut(_ key: [String]) -> Bool { key.count > 1 && features.columnChanges == .wholeDefinition }

    /// ``(`a` > ? OR (`a` = ? AND `b` > ?))``
    private func spelledOut(
        _ key: ArraySlice<String>, _ types: ArraySlice<SQLType>, _ symbol: String
    ) -> [SQLFragment] {
        guard let name = key.first, let type = types.first else { return [] }
        let value = SQLFragment.node(.bind(BoundValue(.null, type: type)))
        func compared(_ symbol: String) -> [SQLFragment] { [.identifier(name), .text(" \(symbol) "), value] }
        if key.count == 1 { return compared(symbol) }
        return [.text("(")] + compared(String(symbol.prefix(1))) + [.text(" OR (")] + compared("=") + [.text(" AND ")]
            + spelledOut(key.dropFirst(), types.dropFirst(), symbol) + [.text("))")]
    }

    /// `"id" > ?`, or `("a", "b") > (?, ?)`
    private func comparison(_ key: [String], _ types: [SQLType], _ symbol: String) -> [SQLFragment] {
        let values: [SQLFragment] = types.enumerated().flatMap { index, type -> [SQLFragment] in
            let value = SQLFragment.node(.bind(BoundValue(.null, type: type)))
            return index == 0 ? [value] : [.text(", "), value]
        }
        if key.count == 1 { return list(key) + [.text(" \(symbol) ")] + values }
        if isSpelledOut(key) { return spelledOut(key[...], types[...], symbol) }
        return [.text("(")] + list(key) + [.text(") \(symbol) (")] + values + [.text(")")]
    }
}
