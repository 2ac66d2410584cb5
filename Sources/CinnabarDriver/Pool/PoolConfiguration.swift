/// How many connections a pool keeps and how long one waits for them.
public struct PoolConfiguration: Sendable, Hashable {
    /// Connections kept open when nobody uses them.
    public var size: Int
    /// Connections beyond `size` that may be opened under load.
    public var overflow: Int
    /// How long a session waits for a connection before ``PoolTimeoutError``.
    public var timeout: Duration
    /// How long a connection beyond `size` stays open when nobody uses it. Requests come in bursts: what is closed at the
    /// end of one is opened again at the next, and to open a connection costs a server more than most statements.
    public var idleTimeout: Duration
    /// A pool of at most `size` and `overflow` connections. At least one is kept, whatever `size` says.
    public init(
        size: Int = 8, overflow: Int = 4, timeout: Duration = .seconds(30), idleTimeout: Duration = .seconds(30)
    ) {
        self.size = size
        self.overflow = overflow
        self.timeout = timeout
        self.idleTimeout = idleTimeout
    }
}
