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
    /// The engine has closed its last connection.
    func close()
}

extension Backend {
    /// Nothing: most backends hold nothing but their connections.
    public func close() {}
}
