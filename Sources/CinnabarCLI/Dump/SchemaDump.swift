internal import CinnabarDriver
internal import CinnabarSQL

/// The statements that make a schema again, for a database of the kind it was read from: with everything that the
/// inspector has read, in the database's own words. Pure.
struct SchemaDump {
    let schema: ReflectedSchema
    let dialect: any Dialect

    /// One after the other, without semicolons behind them.
    ///
    /// - Throws: `UnsupportedSQLError` for what the dialect cannot say.
    func statements() throws -> [String] {
        // SQLite keeps the statements themselves.
        if schema.tables.allSatisfy({ $0.sql != nil }), !schema.tables.isEmpty { return kept() }
        return try definitions() + tables() + schema.tables.flatMap(\.unsayableIndexes) + views()
            + triggers().map(delimited)
    }

    // MARK: SQLite

    private func kept() -> [String] {
        // A virtual table makes the tables that it keeps its content in by itself.
        let virtual = schema.tables.filter { $0.sql?.uppercased().hasPrefix("CREATE VIRTUAL TABLE") ?? false }
        let tables = schema.tables.filter { table in
            !virtual.contains { table.name != $0.name && table.name.hasPrefix($0.name + "_") }
        }
        let indexes = tables.flatMap { table in
            table.indexStatements.sorted { $0.key < $1.key }.map(\.value)
        }
        return tables.compactMap(\.sql) + indexes + views() + triggers()
    }

    // MARK: Servers

    private func definitions() throws -> [String] {
        let compiler = SchemaCompiler(dialect: dialect)
        var statements = try schema.enumerations.map { try compiler.createEnumeration($0.name, $0.cases) }
        for definition in schema.definitions {
            // What they read may not be there yet.
            if definition.kind == .function, !statements.contains(Self.unchecked) { statements.append(Self.unchecked) }
            statements.append(definition.sql)
        }
        return statements
    }

    private static let unchecked = "SET check_function_bodies = off"

    private func tables() throws -> [String] {
        let compiler = SchemaCompiler(dialect: dialect)
        let beginnings = try schema.tables.map { table in
            "CREATE TABLE \(try Statement.raw([.identifier(table.name)]).sql(for: dialect)) ("
        }
        return try compiler.createAll(schema.tables.map(\.declared)).map { sql in
            guard let place = beginnings.firstIndex(where: sql.hasPrefix) else { return sql }
            return try schema.tables[place].withOptions(sql, dialect)
        }
    }

    // MARK: All

    /// A view comes after those that it reads.
    private func views() -> [String] {
        var left = schema.views.map { (view: $0, names: $0.mentioned) }
        var sorted: [String] = []
        while !left.isEmpty {
            let names = Set(left.map { $0.view.name.lowercased() })
            let next =
                left.firstIndex { $0.names.isDisjoint(with: names.subtracting([$0.view.name.lowercased()])) } ?? 0
            sorted.append(left.remove(at: next).view.sql)
        }
        return sorted
    }

    private func triggers() -> [String] {
        (schema.tables.flatMap(\.triggers) + schema.views.flatMap(\.triggers)).map(\.sql)
    }

    /// The client of MySQL and MariaDB would end the statement at the first semicolon in its body.
    private func delimited(_ sql: String) -> String {
        guard dialect.features.columnChanges == .wholeDefinition, sql.contains(";") else { return sql }
        return "DELIMITER ;;\n\(sql);;\nDELIMITER "
    }
}

extension ReflectedTable {
    /// The table with its types as the database spells them.
    fileprivate var declared: Table {
        var table = table
        for index in table.columns.indices {
            // The catalog spells an array of arrays as it does an array.
            if case .array(.array) = table.columns[index].type { continue }
            if let type = declaredTypes[table.columns[index].name] { table.columns[index].type = .custom(type) }
        }
        return table
    }

    /// `CREATE TABLE` with what stands behind it and, of PostgreSQL's, in front of it.
    fileprivate func withOptions(_ sql: String, _ dialect: any Dialect) throws -> String {
        var sql = sql
        if options.contains("UNLOGGED") { sql = "CREATE UNLOGGED" + sql.dropFirst("CREATE".count) }
        var clauses = options.filter { $0.contains("=") }
        guard !clauses.isEmpty else { return sql }
        let own = try dialect.tableOptions(of: table)
        if sql.hasSuffix(own) { sql.removeLast(own.count) }
        if !own.isEmpty, table.comment != nil {
            clauses.append("COMMENT=" + (try SchemaCompiler(dialect: dialect).literal(.text(table.comment ?? ""))))
        }
        return sql + " " + clauses.joined(separator: " ")
    }

    /// Indexes that metadata has no words for.
    fileprivate var unsayableIndexes: [String] {
        let names = Set(table.indexes.map(\.name))
        return indexStatements.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension ReflectedView {
    /// The names in its statement, in lower case.
    fileprivate var mentioned: Set<String> {
        Set(SQLTokenizer(sql).tokens.compactMap { $0.identifier?.lowercased() })
    }
}

extension ReflectedSchema {
    /// What only the database that has it can say, for one of another kind.
    var untranslatable: [String] {
        var found = definitions.map { "the \($0.kind.rawValue) \($0.name)" }
        for table in tables {
            let names = Set(table.table.indexes.map(\.name))
            found += table.indexStatements.keys.filter { !names.contains($0) }.sorted().map { "the index \($0)" }
            found += table.triggers.map { "the trigger \($0.name)" }
        }
        for view in views { found += ["the view \(view.name)"] + view.triggers.map { "the trigger \($0.name)" } }
        return found
    }
}
