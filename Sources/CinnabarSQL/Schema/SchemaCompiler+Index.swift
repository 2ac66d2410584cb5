extension SchemaCompiler {
    /// `CREATE UNIQUE INDEX "ix_users_email" ON "users" ("email" DESC) WHERE "is_active"`
    ///
    /// `concurrently` builds it without a lock that writers wait for, outside of a transaction; it says nothing where the
    /// dialect has no such thing.
    ///
    /// - Throws: ``UnsupportedSQLError`` for a partial index or an expression where the dialect has none.
    public func createIndex(
        _ index: TableIndex, on table: Table, ifNotExists: Bool = false, concurrently: Bool = false
    ) throws -> String {
        guard index.condition == nil || features.partialIndexes else {
            throw unsupported(
                "the condition of index \(index.name) on \(table.name)",
                advice: "index all rows, or declare the index for other databases only")
        }
        return try text {
            $0.write(index.isUnique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ")
            if concurrently, features.concurrentIndexes { $0.write("CONCURRENTLY ") }
            if ifNotExists, features.conditionalIndexes { $0.write("IF NOT EXISTS ") }
            try $0.write(identifier: index.name)
            $0.write(" ON ")
            try $0.write(table: table.name, schema: table.schema)
            try write(termsOf: index, table, to: &$0)
            if let condition = index.condition {
                $0.write(" WHERE ")
                try $0.write(condition)
            }
        }
    }

    /// `DROP INDEX "ix_users_email"`; on MySQL and MariaDB ``DROP INDEX `ix_users_email` ON `users` ``.
    ///
    /// `ifExists` adds `IF EXISTS`, which MySQL does not know: nothing is said there.
    ///
    /// - Throws: ``UnsupportedSQLError`` for a NUL character in a name.
    public func dropIndex(
        _ name: String, on table: Table, ifExists: Bool = false, concurrently: Bool = false
    ) throws -> String {
        try text {
            $0.write("DROP INDEX ")
            if concurrently, features.concurrentIndexes { $0.write("CONCURRENTLY ") }
            if ifExists, features.conditionalIndexes { $0.write("IF EXISTS ") }
            if features.constraintDrops == .byKind {
                try $0.write(identifier: name)
                $0.write(" ON ")
                try $0.write(table: table.name, schema: table.schema)
            } else {
                try $0.write(table: name, schema: table.schema)
            }
        }
    }

    /// MySQL takes a column that it counts up only where a key begins with it: that is made with the table.
    func inlineIndex(of table: Table) -> TableIndex? {
        guard features.generatedKeys == .autoIncrement,
            let column = table.columns.first(where: \.isGeneratedKey)?.name, table.primaryKey?.columns.first != column,
            !table.uniques.contains(where: { $0.columns.first == column })
        else { return nil }
        return table.indexes.first { index in
            if case .column(let reference)? = index.terms.first?.node { reference.name == column } else { false }
        }
    }

    /// The indexes that are made by statements of their own.
    func separateIndexes(of table: Table) -> [TableIndex] {
        let inline = inlineIndex(of: table)
        return table.indexes.filter { $0 != inline }
    }

    /// ``KEY `ix_users_number` (`number`)``, within the statement that makes the table.
    func key(_ index: TableIndex, of table: Table) throws -> String {
        try text {
            $0.write(index.isUnique ? "UNIQUE KEY " : "KEY ")
            try $0.write(identifier: index.name)
            try write(termsOf: index, table, to: &$0)
        }
    }

    private func write(termsOf index: TableIndex, _ table: Table, to writer: inout SQLWriter) throws {
        writer.write(" (")
        for (position, term) in index.terms.enumerated() {
            if position > 0 { writer.write(", ") }
            try write(term, of: index, table, to: &writer)
        }
        writer.write(")")
    }

    private func write(
        _ term: OrderingTerm, of index: TableIndex, _ table: Table, to writer: inout SQLWriter
    ) throws {
        switch term.node {
        case .column: try writer.write(term.node)
        case .collate(.column, _) where features.comments != .inline: try writer.write(term.node)
        default:
            guard features.expressionIndexes else {
                throw unsupported(
                    "an expression in index \(index.name) on \(table.name)",
                    advice: "index a generated column that holds the expression")
            }
            writer.write("(")
            try writer.write(term.node)
            writer.write(")")
        }
        if term.isDescending { writer.write(" DESC") }
        guard let nulls = term.nulls, features.nullsOrder == .keywords, !features.nullsAreSmallest else { return }
        writer.write(nulls == .first ? " NULLS FIRST" : " NULLS LAST")
    }
}
