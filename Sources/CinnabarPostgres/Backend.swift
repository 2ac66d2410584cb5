public import CinnabarDriver
public import CinnabarSQL

/// The PostgreSQL backend: libpq, one connection of it for each connection of the pool.
///
/// ```swift
/// let db = try Database(.postgres("postgresql://user:password@host/name"), models: [User.self])
/// ```
public final class PostgresBackend: Backend {
    /// How PostgreSQL is used.
    public struct Configuration: Sendable, Hashable {
        /// Whether statements are prepared once for each connection.
        public var statementCache: StatementCacheMode
        /// How long a connection may take to be made, where the URL does not say.
        public var connectTimeout: Duration
        /// How long a statement may run; without a limit where `nil`.
        public var statementTimeout: Duration?
        /// What the server shows in `pg_stat_activity`, where the URL does not say.
        public var applicationName: String?
        /// Settings of the server for each session: `["search_path": "app"]`.
        public var settings: [String: String]

        /// 256 prepared statements for each connection, 10 seconds to connect, and no limit for statements, unless
        /// told otherwise.
        public init(
            statementCache: StatementCacheMode = .on(limit: 256), connectTimeout: Duration = .seconds(10),
            statementTimeout: Duration? = nil, applicationName: String? = nil, settings: [String: String] = [:]
        ) {
            self.statementCache = statementCache
            self.connectTimeout = connectTimeout
            self.statementTimeout = statementTimeout
            self.applicationName = applicationName
            self.settings = settings
        }
    }

    /// Whether statements are prepared once for each connection.
    public enum StatementCacheMode: Sendable, Hashable {
        /// At most so many are kept; the least used ones go.
        case on(limit: Int)
        /// Each statement is parsed again whenever it runs, and no name is left at the server: for a pooler that gives
        /// each transaction another server connection, as PgBouncer does in transaction mode.
        case off
    }

    /// How PostgreSQL is used, with what the URL says of it.
    public let configuration: Configuration
    /// How PostgreSQL spells things.
    public let dialect: any Dialect = PostgresDialect()
    /// Host, port and name of the database: `postgresql://host:5432/name`.
    public let location: String
    /// 8 connections, and 8 more under load: each is a process of the server.
    public var poolDefaults: PoolConfiguration { PoolConfiguration(size: 8, overflow: 8) }

    let target: ConnectionURL

    /// A backend for a database. Nothing is connected yet.
    ///
    /// - Parameter url: `postgresql://user:password@host:5432/name?sslmode=verify-full`. Characters that have a meaning
    ///   in a URL are percent-encoded (`@` is `%40`). Hosts can be names, IPv4 and IPv6 addresses (`[::1]`), several
    ///   with commas between them, and folders of sockets (`?host=/var/run/postgresql`). After `?` stand libpq's own
    ///   parameters (`sslmode`, `sslrootcert`, `connect_timeout`, `application_name`, …), `statement_cache=off` or a
    ///   number, and settings of the server (`statement_timeout=5s`, `search_path=app`).
    /// - Throws: `OperationalError` when the URL cannot be read. It never holds the password.
    public init(_ url: String, configuration: Configuration = Configuration()) throws {
        target = try ConnectionURL(url)
        var configuration = configuration
        if let mode = target.statementCache { configuration.statementCache = mode }
        configuration.settings.merge(target.settings) { _, ofURL in ofURL }
        self.configuration = configuration
        location = target.location
    }

    private init(_ target: ConnectionURL, configuration: Configuration) {
        self.target = target
        self.configuration = configuration
        location = target.location
    }

    /// A schema of this name in the same database.
    public func scratch(named name: String) throws -> ScratchDatabase? {
        var configuration = configuration
        configuration.settings["search_path"] = name
        let quoted = try Statement.raw([.identifier(name)]).sql(for: dialect)
        return ScratchDatabase(
            PostgresBackend(target, configuration: configuration), create: "CREATE SCHEMA \(quoted)",
            drop: "DROP SCHEMA IF EXISTS \(quoted) CASCADE")
    }

    /// Connects, and sets what the session needs: UTC, UTF-8, ISO dates, and the configuration's own settings.
    ///
    /// - Throws: `OperationalError`: `cannotConnect`, `timeout`; `QueryError` for a setting that the server does not
    ///   know.
    public func connect() throws -> any DriverConnection {
        try PostgresConnection(try PostgresDriver.open(target, configuration), location: location, configuration)
    }

    /// Where the log of writes ends, on a replica what of it has been followed: `0/16B3748`.
    public func position(_ connection: Connection) throws -> String? {
        try connection.run(
            "SELECT CAST(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END AS text)"
        ) { try $0.step() && !$0.row.isNull(0) ? $0.row.string(0) : nil }
    }

    /// Whether a replica has followed the log up to there. A primary has.
    public func hasReached(_ position: String, _ connection: Connection) throws -> Bool {
        try connection.run(
            "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= CAST(CAST($1 AS text) AS pg_lsn)",
            bind: { try $0.write(position) }
        ) { try $0.step() && !$0.row.isNull(0) && $0.row.bool(0) }
    }

    /// `pg_try_advisory_lock`, for the session: behind a pooler that gives each transaction another server connection it
    /// keeps nobody out.
    public func tryLock(_ name: String, _ connection: Connection) throws -> Bool? {
        try connection.run("SELECT pg_try_advisory_lock(\(Self.lockKey))", bind: { try $0.write(name) }) {
            try $0.step() && $0.row.bool(0)
        }
    }

    /// `pg_advisory_unlock`
    public func unlock(_ name: String, _ connection: Connection) throws {
        try connection.run("SELECT pg_advisory_unlock(\(Self.lockKey))", bind: { try $0.write(name) }) {
            while try $0.step() {}
        }
    }

    /// Locks are those of one database already; its schemas have their own.
    private static let lockKey =
        "hashtextextended(coalesce(current_schema(), '') || ':' || CAST($1 AS text), 0)"

    /// `lock_timeout` and `statement_timeout`
    public func limit(_ limits: StatementLimits, _ connection: Connection) throws {
        for (setting, limit) in [("lock_timeout", limits.lock), ("statement_timeout", limits.statement)] {
            guard let limit else { continue }
            let milliseconds = max(
                1, limit.components.seconds * 1_000 + limit.components.attoseconds / 1_000_000_000_000_000)
            try connection.execute(script: "SET \(setting) = \(milliseconds)")
        }
    }

    /// What reads PostgreSQL's catalogs.
    public func inspector(_ connection: Connection) -> any Inspector { PostgresInspector(connection) }
}
