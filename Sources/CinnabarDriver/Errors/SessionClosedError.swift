/// A session, or an object of one, was used after its scope had ended.
public struct SessionClosedError: DatabaseError {
    /// What was tried.
    public var summary: String
    /// The statement, where one was being run.
    public var context = ErrorContext()
    /// An error that says what was tried.
    public init(_ summary: String) { self.summary = summary }
    /// To work inside the session, or with a snapshot.
    public var advice: String? { "do it inside the session, or return a snapshot() from it" }
}
