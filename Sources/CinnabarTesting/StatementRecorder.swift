public import CinnabarDriver
import Synchronization

/// Records the statements that sessions run, so that a test can say what they must be.
///
/// ```swift
/// let recorder = StatementRecorder()
/// try await recorder.record {
///     try await db.session { session in
///         for post in try session.query(Post.self).all() { _ = try post.author }
///     }
/// }
/// #expect(recorder.statements.count == 2)     // no N+1
/// ```
public final class StatementRecorder: StatementObserver {
    private let recorded = Mutex<[StatementEvent]>([])

    /// A recorder that has recorded nothing yet.
    public init() {}

    /// Adds a statement to ``events``. Sessions of several threads may do so at once.
    public func observed(_ event: StatementEvent) {
        recorded.withLock { $0.append(event) }
    }

    /// Records what `body` runs, in this task and those it starts.
    public func record<R>(_ body: () async throws -> R) async rethrows -> R {
        try await StatementObservation.$current.withValue(self) { try await body() }
    }

    /// Everything that was run, transactions and savepoints among it.
    public var events: [StatementEvent] { recorded.withLock { $0 } }

    /// The texts of queries and changes, without BEGIN, COMMIT, ROLLBACK, savepoints, and scripts: the DDL of
    /// `createAll`, for example.
    public var statements: [String] { events.filter { $0.kind == .statement }.map(\.sql) }

    /// Forgets what was recorded so far.
    public func reset() { recorded.withLock { $0.removeAll() } }
}
