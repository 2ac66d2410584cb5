/// How many connections a pool keeps and how long one waits for them.
public struct PoolConfiguration: Sendable, Hashable {
    /// Connections kept open when nobody uses them.
    public var size: Int
    /// Connections beyond `size` that may be opened under load; they are closed when they come back and nobody
    /// needs them.
    public var overflow: Int
    /// How long a session waits for a connection before ``PoolTimeoutError``.
    public var timeout: Duration
    /// A pool of at most `size` and `overflow` connections. At least one is kept, whatever `size` says.
    public init(size: Int = 8, overflow: Int = 4, timeout: Duration = .seconds(30)) {
        self.size = size
        self.overflow = overflow
        self.timeout = timeout
    }
}
