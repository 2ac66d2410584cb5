public import CinnabarDriver
public import CinnabarSQL

extension SQLiteBackend {
    /// The schema that SQLite makes of tables: in a private database in memory, whatever the connection is of.
    public func shadow(of tables: [Table], _ connection: Connection) throws -> ReflectedSchema {
        let driver = try SQLiteConnection(path: ":memory:", temporary: nil, Configuration())
        defer { driver.close() }
        let shadow = Connection(driver, dialect: dialect, location: ":memory:")
        for sql in try SchemaCompiler(dialect: dialect).createAll(tables) { try shadow.execute(script: sql) }
        return try inspector(shadow).schema()
    }
}
