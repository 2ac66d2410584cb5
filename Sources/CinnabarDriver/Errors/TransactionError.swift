/// A transaction or a connection was used in a way that cannot work. Nothing was sent to the database.
public struct TransactionError: DatabaseError {
    /// What was wrong.
    public enum Kind: String, Sendable, Hashable {
        /// A statement of this transaction failed; it has to be rolled back before it is used again.
        case failed
        /// A write where only reading is allowed.
        case readOnly
        /// A session inside a session.
        case nested
        /// `commit` or `rollback` where something else decides about it.
        case notAllowed
        /// There is no transaction, or no savepoint of this name.
        case none
    }

    /// What was wrong.
    public var kind: Kind
    /// What was tried, and why it cannot work.
    public var summary: String
    /// What to do instead.
    public var advice: String?
    /// The statement that was refused, where there is one.
    public var context: ErrorContext

    /// An error of a transaction or connection that is used wrongly.
    public init(_ kind: Kind, _ summary: String, advice: String? = nil, context: ErrorContext = ErrorContext()) {
        self.kind = kind
        self.summary = summary
        self.advice = advice
        self.context = context
    }

    package static var failed: TransactionError {
        TransactionError(
            .failed, "a statement of this transaction has failed, and nothing more can be done in it",
            advice: "call rollback(), or let the savepoint around the statement end, and go on from there")
    }

    static var nested: TransactionError {
        TransactionError(
            .nested,
            "a session was asked for inside the body of another one: each would hold a connection, and "
                + "enough of them would wait for each other for ever",
            advice: "use the session that is there, or open the second one after the first has ended")
    }

    static func readOnly(_ sql: String) -> TransactionError {
        TransactionError(
            .readOnly, "this connection only reads, and the statement writes",
            advice: "use session { } or transaction { } instead of read { }",
            context: ErrorContext(statement: FailedStatement(sql: sql)))
    }
}
