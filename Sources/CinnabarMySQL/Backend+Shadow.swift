public import CinnabarDriver
public import CinnabarSQL

extension MySQLBackend {
    /// The schema that the server makes of tables: in a database `cinnabar_shadow_…` of its own, through a connection
    /// of its own, since every `CREATE` would end the transaction of this one. It is dropped in every case.
    ///
    /// - Throws: `OperationalError` (`permissionDenied`) where the user may not create it.
    public func shadow(of tables: [Table], _ connection: Connection) throws -> ReflectedSchema {
        let driver = try connect()
        defer { driver.close() }
        let shadow = Connection(driver, dialect: dialect, location: location)
        let name = "cinnabar_shadow_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        do {
            try shadow.execute(script: "CREATE DATABASE `\(name)`")
        } catch let error as OperationalError where error.kind == .permissionDenied {
            throw OperationalError(
                .permissionDenied,
                "models cannot be compared with the database: the user may not create the database \(name), in which "
                    + "the server is asked how it keeps them",
                advice: "GRANT ALL ON `cinnabar\\_shadow\\_%`.* TO the user, or compare at a server where it may",
                context: error.context)
        }
        let result: Result<ReflectedSchema, any Error>
        do {
            try shadow.execute(script: "USE `\(name)`")
            for sql in try SchemaCompiler(dialect: dialect).createAll(tables) { try shadow.execute(script: sql) }
            result = .success(try inspector(shadow).schema())
        } catch {
            result = .failure(error)
        }
        try shadow.execute(script: "DROP DATABASE `\(name)`")
        return try result.get()
    }
}
