import CinnabarDriver
import CinnabarSQL

extension Database {
    /// Creates the tables that are missing, parents first. Tables that exist are left as they are.
    ///
    /// ```sql
    /// CREATE TABLE IF NOT EXISTS "users" ("id" INTEGER NOT NULL, …, CONSTRAINT "pk_users" PRIMARY KEY ("id"), …)
    /// ```
    ///
    /// - Parameter bind: which of several databases; all of them, one after the other, unless told.
    /// - Throws: `QueryError` and its kin; nothing is left half-made where the database's DDL is transactional, though
    ///   databases before the one that failed have their tables. `MappingError` for a bind that there is not.
    public func createAll(bind: BindSelection = .all) async throws {
        for (engine, tables) in try databases(bind) {
            try await engine.withConnection(label: "createAll") { try Self.create(tables, $0) }
        }
    }

    /// Drops the tables of the models and of their associations, children first, those that are missing left out.
    ///
    /// - Parameter bind: which of several databases; all of them, one after the other, unless told.
    public func dropAll(bind: BindSelection = .all) async throws {
        for (engine, tables) in try databases(bind) {
            try await engine.withConnection(label: "dropAll") { try Self.drop(tables, $0) }
        }
    }

    static func create(_ tables: [Table], _ connection: Connection) throws {
        try run(SchemaCompiler(dialect: connection.dialect).createAll(tables, ifNotExists: true), connection)
    }

    static func drop(_ tables: [Table], _ connection: Connection) throws {
        try run(SchemaCompiler(dialect: connection.dialect).dropAll(tables, ifExists: true), connection)
    }

    private static func run(_ statements: [String], _ connection: Connection) throws {
        try connection.begin(.write(nil))
        for statement in statements { try connection.execute(script: statement) }
        try connection.commit()
    }
}
