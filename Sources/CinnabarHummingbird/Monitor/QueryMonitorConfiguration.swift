/// What a ``QueryMonitor`` tells of, and how much it keeps.
public struct QueryMonitorConfiguration: Sendable, Hashable {
    /// A statement that takes this long is logged; `nil` logs none.
    public var slowStatement: Duration?
    /// A request that takes this long is logged; `nil` logs none.
    public var slowRequest: Duration?
    /// A statement that one request runs more often than this, each time with other values, is logged: it is N+1, a
    /// query for each row of another one. `nil` logs none.
    public var repeatedStatements: Int?
    /// Whether responses have a `Server-Timing` header. It tells clients how long the database took.
    public var sendsServerTiming: Bool
    /// How many requests the development page shows. None are kept where there is no such page.
    public var recentRequests: Int
    /// How many statements of each of these requests are kept one by one. All are counted.
    public var statementsPerRequest: Int

    /// 250 milliseconds for a statement, a second for a request, five times the same statement, and the last 100
    /// requests with 100 statements each, unless told otherwise.
    public init(
        slowStatement: Duration? = .milliseconds(250), slowRequest: Duration? = .seconds(1),
        repeatedStatements: Int? = 5, sendsServerTiming: Bool = true, recentRequests: Int = 100,
        statementsPerRequest: Int = 100
    ) {
        self.slowStatement = slowStatement
        self.slowRequest = slowRequest
        self.repeatedStatements = repeatedStatements
        self.sendsServerTiming = sendsServerTiming
        self.recentRequests = recentRequests
        self.statementsPerRequest = statementsPerRequest
    }
}
