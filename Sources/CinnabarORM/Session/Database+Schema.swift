import CinnabarDriver
import CinnabarSQL

extension Database {
    /// Creates the tables that are missing, parents first. Tables that exist are left as they are.
    ///
    /// ```sql
    /// CREATE TABLE IF NOT EXISTS "users" ("id" INTEGER NOT NULL, …, CONSTRAINT "pk_users" PRIMARY KEY ("id"), …)
    /// ```
    ///
    /// - Throws: `QueryError` and its kin; nothing is left half-made where the database's DDL is transactional.
    public func createAll() async throws {
        try await engine.withConnection(label: "createAll") { try self.createAll($0) }
    }

    /// Drops the tables of the models and of their associations, children first, those that are missing left out.
    public func dropAll() async throws {
        try await engine.withConnection(label: "dropAll") { try self.dropAll($0) }
    }

    func createAll(_ connection: Connection) throws {
        try run(SchemaCompiler(dialect: dialect).createAll(tables, ifNotExists: true), connection)
    }

    func dropAll(_ connection: Connection) throws {
        try run(SchemaCompiler(dialect: dialect).dropAll(tables, ifExists: true), connection)
    }

    private func run(_ statements: [String], _ connection: Connection) throws {
        try connection.begin(.write(nil))
        for statement in statements { try connection.execute(script: statement) }
        try connection.commit()
    }
}
