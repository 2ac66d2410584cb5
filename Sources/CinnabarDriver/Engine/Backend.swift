public import CinnabarSQL

/// One kind of database: its dialect, how to connect to it, and how to read its schema.
public protocol Backend: Sendable {
    /// How the database spells things.
    var dialect: any Dialect { get }
    /// Where it connects to, without secrets, for logs and errors.
    var location: String { get }
    /// How many connections are sensible; a private in-memory database may say otherwise.
    var poolDefaults: PoolConfiguration { get }
    /// Opens a connection. Called on the thread that will own it.
    func connect() throws -> any DriverConnection
    /// What reads the schema through a connection.
    func inspector(_ connection: Connection) -> any Inspector
    /// The schema that the database makes of tables: they are created in a place of their own, read back by the
    /// inspector, and dropped in every case. The tables say no schema, and their foreign keys stay among them.
    func shadow(of tables: [Table], _ connection: Connection) throws -> ReflectedSchema
    /// How far the database has written, for ``WriteToken``; `nil` where there are no replicas.
    func position(_ connection: Connection) throws -> String?
    /// Whether a replica has what was written up to a position of its primary.
    func hasReached(_ position: String, _ connection: Connection) throws -> Bool
    /// Takes a lock of this name for the connection's session, for one database and schema; gives whether it was free.
    /// `nil` where the database has no such locks. It does not wait: who waits in a statement holds a snapshot, and
    /// that keeps `CREATE INDEX CONCURRENTLY` of the lock's owner from its end.
    func tryLock(_ name: String, _ connection: Connection) throws -> Bool?
    /// Gives up a lock that ``tryLock(_:_:)`` took.
    func unlock(_ name: String, _ connection: Connection) throws
    /// Limits the statements of the connection's session that follow, until its lease ends.
    func limit(_ limits: StatementLimits, _ connection: Connection) throws
    /// An empty database of this name beside this one, for trying out revisions: made by the statement that `create`
    /// gives, used through the backend, gone with the statement that `drop` gives. `nil` where there is no such thing.
    func scratch(named name: String) throws -> ScratchDatabase?
    /// The engine has closed its last connection.
    func close()
}

/// An empty database beside another one.
public struct ScratchDatabase: Sendable {
    /// What connects to it.
    public var backend: any Backend
    /// The statement that makes it, run at the other database; nothing where `nil`.
    public var create: String?
    /// The statement that drops it, run at the other database; nothing where `nil`.
    public var drop: String?
    /// A database, and how it is made and dropped.
    public init(_ backend: any Backend, create: String? = nil, drop: String? = nil) {
        self.backend = backend
        self.create = create
        self.drop = drop
    }
}

/// How long statements may take; `nil` leaves it to the database.
public struct StatementLimits: Sendable, Hashable {
    /// How long a statement may wait for a lock that another session holds.
    public var lock: Duration?
    /// How long a statement may take altogether; SQLite has no such limit.
    public var statement: Duration?
    /// No limits but the database's own, unless told otherwise.
    public init(lock: Duration? = nil, statement: Duration? = nil) {
        self.lock = lock
        self.statement = statement
    }
}

extension Backend {
    /// The tables as they are: types and expressions are compared by their text.
    public func shadow(of tables: [Table], _ connection: Connection) throws -> ReflectedSchema {
        ReflectedSchema(tables: tables.map { ReflectedTable($0) })
    }
    /// None: the database has no replicas.
    public func position(_ connection: Connection) throws -> String? { nil }
    /// Yes: there is nothing to wait for.
    public func hasReached(_ position: String, _ connection: Connection) throws -> Bool { true }
    /// `nil`: there are no such locks.
    public func tryLock(_ name: String, _ connection: Connection) throws -> Bool? { nil }
    /// Nothing: there are no such locks.
    public func unlock(_ name: String, _ connection: Connection) throws {}
    /// Nothing: the database has no such limits.
    public func limit(_ limits: StatementLimits, _ connection: Connection) throws {}
    /// `nil`: there is none.
    public func scratch(named name: String) throws -> ScratchDatabase? { nil }
    /// Nothing: most backends hold nothing but their connections.
    public func close() {}
}
