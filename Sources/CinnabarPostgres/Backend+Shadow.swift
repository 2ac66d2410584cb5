public import CinnabarDriver
public import CinnabarSQL

extension PostgresBackend {
    /// The schema that PostgreSQL makes of tables: in a schema `cinnabar_shadow` of a transaction that is rolled back,
    /// so that nobody ever sees it. In a transaction that is open it is made behind a savepoint.
    ///
    /// A user who may create no schema gets the session's own temporary one, which takes the right `TEMPORARY`.
    ///
    /// - Throws: `OperationalError` (`permissionDenied`) where neither is allowed.
    public func shadow(of tables: [Table], _ connection: Connection) throws -> ReflectedSchema {
        let isOwn = !connection.isInTransaction
        let savepoint = "cinnabar_shadow"
        try connection.savepoint(savepoint)
        let result: Result<ReflectedSchema, any Error>
        do {
            try enter(connection)
            for sql in try SchemaCompiler(dialect: dialect).createAll(tables) { try connection.execute(script: sql) }
            result = .success(try inspector(connection).schema())
        } catch {
            result = .failure(error)
        }
        if isOwn {
            try connection.rollback()
        } else {
            try connection.rollback(toSavepoint: savepoint)
            try connection.releaseSavepoint(savepoint)
        }
        return try result.get()
    }

    /// Makes a schema and puts it in front of those that are searched: types and functions of the others are found.
    private func enter(_ connection: Connection) throws {
        let path = try connection.run("SELECT current_setting('search_path')") {
            try $0.step() ? $0.row.string(0) : ""
        }
        var schema = "cinnabar_shadow"
        try connection.savepoint("cinnabar_schema")
        do {
            try connection.execute(script: "CREATE SCHEMA \(schema)")
        } catch let error as OperationalError where error.kind == .permissionDenied {
            try connection.rollback(toSavepoint: "cinnabar_schema")
            schema = "pg_temp"
        }
        let paths = path.isEmpty ? schema : schema + ", " + path
        try connection.execute(script: "SET LOCAL search_path TO \(paths)")
    }
}
