public import CinnabarORM
import CinnabarDriver

/// A database for one test: made, filled with the models' tables, closed and removed at its end.
///
/// ```swift
/// try await withSandbox(models: [User.self, Post.self]) { db in
///     try await db.session { session in
///         session.add(User(username: "ann"))
///         try session.commit()
///     }
/// }
/// ```
///
/// - Parameters:
///   - backend: the kind of database; SQLite in memory unless told otherwise.
///   - binds: the kinds of the databases that models name with `@Model(bind:)`, by these names.
///   - models: the models whose tables are created.
///   - configuration: pool, logging and hooks of the database.
///   - body: the test.
/// - Throws: what `body` throws; `MappingError`, and errors of making the database.
public func withSandbox<R>(
    _ backend: TestBackend = .sqliteMemory, binds: [String: TestBackend] = [:], models: [any Model.Type],
    configuration: DatabaseConfiguration = DatabaseConfiguration(), isolation: isolated (any Actor)? = #isolation,
    _ body: (Database) async throws -> R
) async throws -> R {
    let sandbox = try await Sandbox(backend, binds: binds, models: models, configuration: configuration)
    do {
        let result = try await body(sandbox.database)
        try await sandbox.close()
        return result
    } catch {
        try? await sandbox.close()
        throw error
    }
}

/// What ``withSandbox(_:binds:models:configuration:isolation:_:)`` makes, for tests that keep one over several steps.
public struct Sandbox: Sendable {
    /// The database, with the models' tables in it.
    public let database: Database
    private let fresh: [TestBackend.Fresh]

    /// Makes a database, and those of binds, and creates the tables.
    public init(
        _ backend: TestBackend = .sqliteMemory, binds: [String: TestBackend] = [:], models: [any Model.Type],
        configuration: DatabaseConfiguration = DatabaseConfiguration()
    ) async throws {
        var made: [TestBackend.Fresh] = []
        do {
            let first = try await backend.fresh()
            made.append(first)
            var others: [String: any Backend] = [:]
            for (name, backend) in binds {
                let other = try await backend.fresh()
                made.append(other)
                others[name] = other.backend
            }
            database = try Database(first.backend, binds: others, models: models, configuration: configuration)
        } catch {
            for one in made {
                one.backend.close()
                try? await one.remove()
            }
            throw error
        }
        fresh = made
        do {
            try await database.createAll()
        } catch {
            try? await close()
            throw error
        }
    }

    /// Closes the database and removes what it was stored in.
    public func close() async throws {
        await database.close()
        for one in fresh { try await one.remove() }
    }
}
