/// Hears of every statement that a connection runs: the statement recorder of tests, a counter of a web request.
///
/// It is called on the connection's thread, after the statement, and must be quick. Set one for an engine in
/// ``EngineConfiguration/observer``, or for the sessions of one task:
///
/// ```swift
/// try await StatementObservation.$current.withValue(counter) { try await db.session { … } }
/// ```
public protocol StatementObserver: Sendable {
    /// Is told of a statement that has ended or failed.
    func observed(_ event: StatementEvent)
    /// Whether ``StatementEvent/parameters`` are wanted: to write them down costs every statement a little. Yes, unless
    /// told otherwise. Where nobody wants them, events have none.
    var needsParameters: Bool { get }
}

extension StatementObserver {
    /// Yes.
    public var needsParameters: Bool { true }
}

/// The observer of the current task.
public enum StatementObservation {
    /// Hears of the statements of sessions that this task opens, and those it starts; nobody, when `nil`. An engine's
    /// own observer hears of them too.
    @TaskLocal public static var current: (any StatementObserver)?
}

/// A statement that ran, or failed.
public struct StatementEvent: Sendable {
    /// What kind of thing was run.
    public enum Kind: Sendable, Hashable {
        /// A statement with parameters.
        case statement
        /// BEGIN, COMMIT, ROLLBACK and savepoints.
        case transaction
        /// SQL text without parameters: DDL, for example.
        case script
    }

    /// What kind of thing was run.
    public var kind: Kind
    /// The SQL text, with placeholders. Of a transaction's beginning it says what for: `BEGIN READ`.
    public var sql: String
    /// What was bound, in order; redacted values are left out of it. Of several runs, what was bound for the first.
    /// Empty where no observer wants it, and no logger.
    public var parameters: [StatementParameter]
    /// From the start of the statement to its last row that was read.
    public var duration: Duration
    /// The rows that were read.
    public var rows: Int
    /// The rows that were changed, where the statement ran to its end; by all runs together.
    public var changes: Int
    /// How many times the statement was run, with other parameters each time: the rows of a flush share round trips
    /// where the database can.
    public var runs: Int
    /// What it failed with.
    public var error: (any Error)?
    /// What the session called itself.
    public var label: String
    /// The database it ran on, without secrets.
    public var database: String
    /// The place in the application's code it comes from: the call of the query or of `commit()`, or else the one that
    /// opened the session; of a relationship that loads, the last of them.
    public var location: CodeLocation?

    /// An event, for tests of an observer.
    public init(
        kind: Kind = .statement, sql: String, parameters: [StatementParameter] = [], duration: Duration = .zero,
        rows: Int = 0, changes: Int = 0, runs: Int = 1, error: (any Error)? = nil, label: String = "",
        database: String = "", location: CodeLocation? = nil
    ) {
        self.kind = kind
        self.sql = sql
        self.parameters = parameters
        self.duration = duration
        self.rows = rows
        self.changes = changes
        self.runs = runs
        self.error = error
        self.label = label
        self.database = database
        self.location = location
    }
}
