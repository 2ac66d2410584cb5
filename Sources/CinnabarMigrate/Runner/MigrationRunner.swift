public import CinnabarDriver
internal import CinnabarSQL

/// Runs revisions on a database.
///
/// ```swift
/// let runner = MigrationRunner(engine: db.engine, migrations: try MigrationSet(Migrations.all))
/// try await runner.upgrade()
/// ```
///
/// 1. A lock of the database keeps other processes out; beside an SQLite file it is a file. Each revision looks again,
///    in its own transaction, whether somebody has run it meanwhile: a pooler or a file system may have no such locks.
/// 2. Each revision is one transaction with the row that says so, where the database and its operations allow it.
/// 3. Where they do not, each step is noted when it is done (`cinnabar_steps`), and after a failure it goes on there.
public struct MigrationRunner: Sendable {
    /// The database.
    public let engine: Engine
    /// The revisions.
    public let migrations: MigrationSet
    /// How they are run.
    public var options: MigrationOptions

    /// A runner for a database.
    public init(engine: Engine, migrations: MigrationSet, options: MigrationOptions = MigrationOptions()) {
        self.engine = engine
        self.migrations = migrations
        self.options = options
    }

    /// Where the database is. Nothing is written, and no table is needed.
    ///
    /// - Throws: what a statement throws.
    public func status() async throws -> MigrationStatus {
        try await engine.withConnection(label: "migrations") { try run($0).status() }
    }

    /// The revisions that an upgrade or a downgrade to a target would run, in order.
    ///
    /// - Throws: ``MigrationError`` for a target that cannot be, and where the database's revisions are unknown or
    ///   edited.
    public func plan(_ direction: MigrationDirection, to target: String) async throws -> [Revision] {
        let target = try RevisionTarget(target)
        return try await engine.withConnection(label: "migrations") { connection in
            let run = run(connection)
            return try run.path(direction, to: target, from: try run.status())
        }
    }

    /// Runs what is left up to a target: `head`, `heads`, `+1`, an identifier, `branch@head`. Gives what was run.
    ///
    /// - Throws: ``RevisionFailedError`` when a revision fails: those before it are kept; ``MigrationError`` for a
    ///   target that cannot be, and where the database's revisions are unknown or edited.
    @discardableResult
    public func upgrade(
        to target: String = "head", report: @escaping @Sendable (MigrationEvent) -> Void = { _ in }
    ) async throws -> [Revision] {
        try await move(.upgrade, target, report)
    }

    /// Undoes what stands on a target: `-1`, an identifier, `base`. Gives what was undone.
    ///
    /// - Throws: as ``upgrade(to:report:)``.
    @discardableResult
    public func downgrade(
        to target: String = "-1", report: @escaping @Sendable (MigrationEvent) -> Void = { _ in }
    ) async throws -> [Revision] {
        try await move(.downgrade, target, report)
    }

    /// Says that the database is at some revisions, and runs nothing: what they need counts as applied, all else as
    /// not. A target within a branch, `blog@head`, leaves the other branches as they are.
    ///
    /// - Parameter purge: Forgets first what the database says, whatever it is.
    /// - Throws: ``MigrationError`` for a target that cannot be, and where the database's revisions are unknown.
    public func stamp(_ targets: [String], purge: Bool = false) async throws {
        let targets = try targets.map(RevisionTarget.init)
        try await engine.withConnection(label: "migrations") { connection in
            let run = run(connection)
            try run.locked { try run.stamp(targets, purge: purge) }
        }
    }

    /// Drops the tables that say which revisions a database has, as if no revision had ever been run.
    ///
    /// - Throws: what a statement throws.
    public func forget() async throws {
        try await engine.withConnection(label: "migrations") { connection in
            let run = run(connection)
            try run.locked { try run.forget() }
        }
    }

    /// The SQL that an upgrade or a downgrade of this database would run; nothing is run.
    ///
    /// - Throws: as ``plan(_:to:)``, and for what cannot be lowered.
    public func sql(_ direction: MigrationDirection, to target: String) async throws -> String {
        let target = try RevisionTarget(target)
        return try await engine.withConnection(label: "migrations") { connection in
            let run = run(connection)
            let path = try run.path(direction, to: target, from: try run.status())
            var state = SchemaState(try engine.backend.inspector(connection).schema())
            return try migrations.script(direction, path, dialect: engine.dialect, state: &state)
        }
    }

    private func move(
        _ direction: MigrationDirection, _ target: String, _ report: @escaping @Sendable (MigrationEvent) -> Void
    ) async throws -> [Revision] {
        let target = try RevisionTarget(target)
        return try await engine.withConnection(label: "migrations") { connection in
            let run = run(connection, report)
            return try run.locked { try run.move(direction, to: target) }
        }
    }

    private func run(_ connection: Connection, _ report: @escaping (MigrationEvent) -> Void = { _ in }) -> MigrationRun
    {
        MigrationRun(
            connection: connection, backend: engine.backend, migrations: migrations, options: options, report: report)
    }
}
