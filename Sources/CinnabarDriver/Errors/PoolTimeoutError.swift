/// No connection came free in time.
public struct PoolTimeoutError: DatabaseError {
    /// Who has a connection, and for how long.
    public struct Holder: Sendable, Hashable, CustomStringConvertible {
        /// What the session called itself.
        public var label: String
        /// How long it has had the connection.
        public var held: Duration
        /// One who has a connection.
        public init(label: String, held: Duration) {
            self.label = label
            self.held = held
        }
        public var description: String { "\(label) for \(held)" }
    }

    /// The database.
    public var location: String
    /// How long was waited.
    public var waited: Duration
    /// All who have a connection, the longest first.
    public var holders: [Holder]
    /// Others who wait.
    public var waiting: Int
    /// Empty: no statement was run.
    public var context = ErrorContext()

    /// An error of one who waited in vain.
    public init(location: String, waited: Duration, holders: [Holder], waiting: Int) {
        self.location = location
        self.waited = waited
        self.holders = holders
        self.waiting = waiting
    }

    /// The database, how long was waited, who holds its connections, and how many more wait.
    public var summary: String {
        let list = holders.map(\.description).joined(separator: ", ")
        return "no connection to \(location) came free within \(waited); \(holders.count) are held: \(list); "
            + "\(waiting) more wait"
    }
    /// To use connections for less time, or to allow more of them.
    public var advice: String? { "do less in each session, or raise the pool's size or timeout" }
}
