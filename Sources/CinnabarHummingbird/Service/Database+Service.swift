public import CinnabarDriver
public import CinnabarMigrate
public import CinnabarORM
public import ServiceLifecycle

/// A database as a service of an application: its start checks that it can be reached, and its end waits for the
/// sessions that run and closes it.
///
/// ```swift
/// let app = Application(router: router, services: [db])
/// let app = Application(router: router, services: [db.service(migrations: Migrations.all)])
/// ```
///
/// A server stops before the services that were given to it: requests that were accepted are answered, and then the
/// database closes.
extension Database: Service {
    /// Checks the connections, waits for the end of the application, and closes the database.
    ///
    /// - Throws: what ``check(migrations:)`` throws.
    public func run() async throws { try await run(migrations: nil) }

    /// The database as a service whose start also checks that the schema is at the head of its revisions.
    public func service(migrations: [any Migration.Type]) -> some Service {
        DatabaseService(database: self, migrations: migrations)
    }

    fileprivate func run(migrations: [any Migration.Type]?) async throws {
        do {
            try await check(migrations: migrations)
            try await gracefulShutdown()
        } catch is CancellationError {
            // The application ends at once.
        } catch {
            await close()
            throw error
        }
        await close()
    }

    /// Checks that every database can be reached and, if revisions are given, that the default one is at their head.
    ///
    /// ```swift
    /// app.beforeServerStarts { try await db.check(migrations: Migrations.all) }
    /// ```
    ///
    /// - Throws: `OperationalError` for a database that cannot be reached, ``SchemaNotCurrentError`` for a schema that is
    ///   not at its head.
    public func check(migrations: [any Migration.Type]? = nil) async throws {
        for bind in [nil] + binds {
            try await engine(for: bind).withConnection(label: "check") { try $0.ping() }
        }
        guard let migrations else { return }
        let runner = MigrationRunner(engine: engine, migrations: try MigrationSet(migrations))
        let status = try await runner.status()
        if !status.isUpToDate { throw SchemaNotCurrentError(status, location: engine.backend.location) }
    }
}

private struct DatabaseService: Service {
    let database: Database
    let migrations: [any Migration.Type]
    func run() async throws { try await database.run(migrations: migrations) }
}

extension Connection {
    /// Asks the database for an answer.
    func ping() throws {
        try run("SELECT 1") { _ in
        } body: { statement in
            _ = try statement.step()
        }
    }
}

/// The schema of a database is not the one that the application's revisions lead to.
public struct SchemaNotCurrentError: DatabaseError {
    /// The database.
    public var location: String
    /// Where it is.
    public var status: MigrationStatus
    /// Empty: no statement failed.
    public var context = ErrorContext()

    init(_ status: MigrationStatus, location: String) {
        self.status = status
        self.location = location
    }

    /// Which revisions are missing, unknown, edited or half applied.
    public var summary: String {
        let parts: [(String, [String])] = [
            ("not applied: ", status.pending.map(\.title)), ("unknown here: ", status.unknown.map(\.id)),
            ("edited after they were applied: ", status.edited.map(\.title)),
            ("half applied: ", status.interrupted.map(\.id)),
        ]
        let list = parts.filter { !$0.1.isEmpty }.map { $0.0 + $0.1.joined(separator: ", ") }
        return "the schema of \(location) is not at the head of its revisions: \(list.joined(separator: "; "))"
    }
    /// To run the migrations.
    public var advice: String? { "run db upgrade before the application starts" }
}
