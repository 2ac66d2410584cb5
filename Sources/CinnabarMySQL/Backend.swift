public import CinnabarDriver
public import CinnabarSQL

/// The backend of MySQL 8 and MariaDB 10.6, on MariaDB's client library: one connection to the server for each
/// connection of the pool.
///
/// ```swift
/// let db = try Database(.mysql("mariadb://user:password@host/name"), models: [User.self])
/// ```
///
/// The kind of server decides what SQL is written, and SQL is written before there is a connection: so the URL's
/// scheme says it. `mariadb:` is MariaDB, with RETURNING and UUID columns; `mysql:` is either of the two, with what
/// both understand; `?server=mysql` is MySQL alone, with indexes over expressions. A server of the other kind is
/// refused when the first connection is made.
public final class MySQLBackend: Backend {
    /// How the server is used.
    public struct Configuration: Sendable, Hashable {
        /// Which server's SQL is written; by the URL's scheme where `nil`.
        public var server: MySQLDialect.Server?
        /// How the connection is protected; see ``Encryption`` for what it is where `nil`.
        public var encryption: Encryption?
        /// Files with certificates and a key.
        public var certificates: Certificates
        /// How long may be waited for a connection.
        public var connectTimeout: Duration
        /// How long may be waited for a part of an answer; without a limit where `nil`.
        public var readTimeout: Duration?
        /// How long sending may take; without a limit where `nil`.
        public var writeTimeout: Duration?
        /// Prepared statements kept by each connection.
        public var statementCacheSize: Int
        /// Session variables that every connection sets: `["innodb_lock_wait_timeout": "5"]`.
        public var variables: [String: String]
        /// SQL that every new connection runs.
        public var initialSQL: String?
        /// What the server's list of connections calls this program.
        public var applicationName: String?

        /// 10 seconds to connect, no other limits, and 256 prepared statements, unless told otherwise.
        public init(
            server: MySQLDialect.Server? = nil, encryption: Encryption? = nil,
            certificates: Certificates = Certificates(), connectTimeout: Duration = .seconds(10),
            readTimeout: Duration? = nil, writeTimeout: Duration? = nil, statementCacheSize: Int = 256,
            variables: [String: String] = [:], initialSQL: String? = nil, applicationName: String? = nil
        ) {
            self.server = server
            self.encryption = encryption
            self.certificates = certificates
            self.connectTimeout = connectTimeout
            self.readTimeout = readTimeout
            self.writeTimeout = writeTimeout
            self.statementCacheSize = statementCacheSize
            self.variables = variables
            self.initialSQL = initialSQL
            self.applicationName = applicationName
        }
    }

    /// How a connection is protected on its way. Where nothing is said, `preferred`, and `disabled` to this host.
    public enum Encryption: String, Sendable, Hashable, CaseIterable {
        /// In the clear.
        case disabled
        /// TLS where the server has it; neither its certificate nor its name is checked.
        case preferred
        /// TLS or nothing; neither certificate nor name is checked.
        case required
        /// TLS, with a certificate that is valid and names the host.
        case verified
    }

    /// Files, in PEM format, for TLS.
    public struct Certificates: Sendable, Hashable {
        /// The authorities that may have signed the server's certificate; the system's where `nil`.
        public var authorities: String?
        /// The client's own certificate.
        public var certificate: String?
        /// The key of the client's certificate.
        public var key: String?

        /// No files unless told.
        public init(authorities: String? = nil, certificate: String? = nil, key: String? = nil) {
            self.authorities = authorities
            self.certificate = certificate
            self.key = key
        }
    }

    /// Where the server is.
    public let address: MySQLAddress
    /// How it is used.
    public let configuration: Configuration
    /// How MySQL, MariaDB, or both of them spell things.
    public let dialect: any Dialect
    /// The server, user and database, without the password: `mysql://user@host:3306/name`.
    public let location: String
    /// 8 connections, and 8 more under load.
    public var poolDefaults: PoolConfiguration { PoolConfiguration(size: 8, overflow: 8) }

    let server: MySQLDialect.Server

    /// A backend for the server of a URL. See ``MySQLAddress`` for what it can hold; its options come before those
    /// of `configuration`.
    ///
    /// - Throws: `OperationalError` for a URL that cannot be read, an option that is not known, and values of
    ///   options and variables that are not possible. It does not show the URL.
    public convenience init(_ url: String, configuration: Configuration = Configuration()) throws {
        var configuration = configuration
        let address = try MySQLURL(url).apply(to: &configuration)
        try self.init(address, configuration: configuration)
    }

    /// A backend for a server.
    ///
    /// - Throws: `OperationalError` for what no server can be reached with: a NUL character, a variable whose name
    ///   is none.
    public init(_ address: MySQLAddress, configuration: Configuration = Configuration()) throws {
        try MySQLDriver.check(address, configuration)
        self.address = address
        self.configuration = configuration
        server = configuration.server ?? .either
        dialect = MySQLDialect(server)
        location = address.location
    }

    /// Connects, logs in, and sets what every session relies on: UTF-8, UTC, strict values.
    ///
    /// - Throws: `OperationalError`: `cannotConnect`, `permissionDenied`, `timeout` and the like.
    public func connect() throws -> any DriverConnection {
        try MySQLConnection(address, configuration, server: server, location: location)
    }

    /// The transactions that were logged: their GTIDs. `nil` where nothing is logged, and so nothing replicated.
    public func position(_ connection: Connection) throws -> String? {
        let sql = try isMariaDB(connection) ? "SELECT @@GLOBAL.gtid_current_pos" : "SELECT @@GLOBAL.gtid_executed"
        return try connection.run(sql) { statement in
            guard try statement.step(), !statement.row.isNull(0) else { return nil }
            let position = try statement.row.string(0)
            return position.isEmpty ? nil : position
        }
    }

    /// Whether a replica has run the transactions of a position.
    public func hasReached(_ position: String, _ connection: Connection) throws -> Bool {
        let function = try isMariaDB(connection) ? "master_gtid_wait" : "wait_for_executed_gtid_set"
        return try connection.run("SELECT \(function)(?, 0)", bind: { try $0.write(position) }) {
            try $0.step() && !$0.row.isNull(0) && $0.row.int64(0) == 0
        }
    }

    private func isMariaDB(_ connection: Connection) throws -> Bool {
        switch server {
        case .mariaDB: true
        case .mySQL: false
        case .either:
            try connection.run("SELECT version()") { try $0.step() && $0.row.string(0).contains("MariaDB") }
        }
    }

    /// A database of this name on the same server.
    public func scratch(named name: String) throws -> ScratchDatabase? {
        var address = address
        address.database = name
        let quoted = try Statement.raw([.identifier(name)]).sql(for: dialect)
        return ScratchDatabase(
            try MySQLBackend(address, configuration: configuration), create: "CREATE DATABASE \(quoted)",
            drop: "DROP DATABASE IF EXISTS \(quoted)")
    }

    /// `GET_LOCK`. Its names are the whole server's and at most 64 characters long, so it is a hash of the database's
    /// name and the lock's.
    public func tryLock(_ name: String, _ connection: Connection) throws -> Bool? {
        try connection.run("SELECT GET_LOCK(\(Self.lockName), 0)", bind: { try $0.write(name) }) {
            try $0.step() && !$0.row.isNull(0) && $0.row.int64(0) == 1
        }
    }

    /// `RELEASE_LOCK`
    public func unlock(_ name: String, _ connection: Connection) throws {
        try connection.run("SELECT RELEASE_LOCK(\(Self.lockName))", bind: { try $0.write(name) }) {
            while try $0.step() {}
        }
    }

    private static let lockName = "concat('cinnabar:', sha1(concat(coalesce(database(), ''), ':', ?)))"

    /// `lock_wait_timeout` and `innodb_lock_wait_timeout`, in whole seconds; `max_statement_time` of MariaDB, and
    /// `max_execution_time` of MySQL, which is for SELECT alone.
    public func limit(_ limits: StatementLimits, _ connection: Connection) throws {
        func seconds(_ limit: Duration) -> Double {
            Double(limit.components.seconds) + Double(limit.components.attoseconds) / 1e18
        }
        if let lock = limits.lock {
            let whole = max(1, Int(seconds(lock).rounded(.up)))
            try connection.execute(
                script: "SET SESSION lock_wait_timeout = \(whole), SESSION innodb_lock_wait_timeout = \(whole)")
        }
        if let statement = limits.statement {
            let limit = max(0.001, seconds(statement))
            try connection.execute(
                script: try isMariaDB(connection)
                    ? "SET SESSION max_statement_time = \(limit)"
                    : "SET SESSION max_execution_time = \(Int(limit * 1_000))")
        }
    }

    /// What reads `information_schema`.
    public func inspector(_ connection: Connection) -> any Inspector { MySQLInspector(connection) }
}
