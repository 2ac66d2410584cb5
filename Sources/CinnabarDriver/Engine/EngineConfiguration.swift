public import Logging

/// How an engine keeps its connections and what it tells of them.
public struct EngineConfiguration: Sendable {
    /// How many connections, and how long one waits for them; `nil` is what the backend finds sensible.
    public var pool: PoolConfiguration?
    /// Where statements (at debug), slow ones and uncommitted work (at warning) are logged.
    public var logger: Logger
    /// A statement that takes this long is logged as a warning. Setting it makes every statement be timed.
    public var slowStatement: Duration?
    /// Hears of every statement.
    public var observer: (any StatementObserver)?
    /// What the pool is called in metrics; the database's location if not set.
    public var label: String?
    /// A connection that was idle this long is checked before it is lent.
    public var idleCheck: Duration
    /// A connection that is older is closed instead of lent, and another one made; `nil` lets it live.
    public var maximumAge: Duration?
    /// How long a replica that cannot be reached is left out.
    public var replicaRetry: Duration

    /// The backend's own pool, a logger called `cinnabar`, and nobody who watches, unless told otherwise.
    public init(
        pool: PoolConfiguration? = nil, logger: Logger = Logger(label: "cinnabar"), slowStatement: Duration? = nil,
        observer: (any StatementObserver)? = nil, label: String? = nil, idleCheck: Duration = .seconds(30),
        maximumAge: Duration? = nil, replicaRetry: Duration = .seconds(5)
    ) {
        self.pool = pool
        self.logger = logger
        self.slowStatement = slowStatement
        self.observer = observer
        self.label = label
        self.idleCheck = idleCheck
        self.maximumAge = maximumAge
        self.replicaRetry = replicaRetry
    }
}
