/// Two transactions could not be put in one order: nothing was changed by this one, and it can be tried again.
///
/// `db.transaction { }` does so by itself.
public struct SerializationError: DatabaseError {
    /// The statement and the database's own words.
    public var context: ErrorContext
    /// An error of a transaction that came too late.
    public init(context: ErrorContext = ErrorContext()) { self.context = context }
    /// That another transaction changed what this one read.
    public var summary: String { "another transaction changed what this one read" }
    /// To run the whole transaction again.
    public var advice: String? { "roll back and run the whole transaction again, or use transaction { }, which does" }
}

/// Transactions waited for each other in a circle and the database ended this one. It can be tried again.
///
/// `db.transaction { }` does so by itself.
public struct DeadlockError: DatabaseError {
    /// The statement and the database's own words.
    public var context: ErrorContext
    /// An error of a transaction that the database ended.
    public init(context: ErrorContext = ErrorContext()) { self.context = context }
    /// That transactions waited for each other.
    public var summary: String { "this transaction and another waited for each other, and the database ended this one" }
    /// To run the whole transaction again.
    public var advice: String? { "roll back and run the whole transaction again, or use transaction { }, which does" }
}
