public import CinnabarDriver
public import CinnabarSQL

/// The schema that a database makes of models: what the database has is compared with it.
///
/// A database keeps types, defaults and expressions in its own words: `VARCHAR(80)` becomes `character varying(80)`,
/// `a >= 0 AND b` becomes `((a >= 0) AND b)`. So the tables of the models are created beside the real ones, read back
/// as the real ones are, and dropped: like is compared with like.
public enum ShadowSchema {
    /// The tables as the database keeps them.
    ///
    /// SQLite makes them in a private database in memory, PostgreSQL in a schema of a transaction that is rolled back,
    /// MySQL and MariaDB in a database `cinnabar_shadow_…` that is dropped in every case.
    ///
    /// Tables of another schema than the connection's own are left out.
    ///
    /// - Throws: `OperationalError` (`permissionDenied`) where the user may create nothing of the kind, and what the
    ///   database has against the tables.
    public static func read(
        _ tables: [Table], backend: any Backend, connection: Connection
    ) throws -> ReflectedSchema {
        let own = tables.filter { $0.schema == nil }
        let names = Set(own.map(\.name))
        // What a key refers to may be a table that no model has: it is not there, and the key is put back afterwards.
        var created = own
        for index in created.indices { created[index].foreignKeys.removeAll { !names.contains($0.table) } }
        var schema = try backend.shadow(of: created, connection)
        let outside = Dictionary(
            own.map { table in (table.name, table.foreignKeys.filter { !names.contains($0.table) }) },
            uniquingKeysWith: { first, _ in first })
        for index in schema.tables.indices {
            for key in outside[schema.tables[index].name] ?? [] {
                schema.tables[index].table.foreignKeys.append(key)
            }
        }
        return schema
    }
}

/// Models compared with the database that a connection is of.
public enum Autogenerate {
    /// What makes the database as the models say.
    ///
    /// ```swift
    /// let result = try await engine.withConnection {
    ///     try Autogenerate.compare(tables, backend: engine.backend, connection: $0)
    /// }
    /// ```
    ///
    /// - Throws: ``MigrationError`` where there are no models, and what ``ShadowSchema`` throws.
    public static func compare(
        _ models: [Table], backend: any Backend, connection: Connection, options: ComparisonOptions = .init()
    ) throws -> SchemaComparison {
        let comparator = SchemaComparator(dialect: connection.dialect)
        try comparator.check(models)
        let wanted = try ShadowSchema.read(models, backend: backend, connection: connection)
        let current = try backend.inspector(connection).schema()
        return try comparator.compare(current: current, wanted: wanted, models: models, options: options)
    }
}
