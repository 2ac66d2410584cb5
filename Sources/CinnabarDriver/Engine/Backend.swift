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
    /// The engine has closed its last connection.
    func close()
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
    /// Nothing: most backends hold nothing but their connections.
    public func close() {}
}
