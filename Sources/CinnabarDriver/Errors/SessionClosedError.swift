/// A session, or an object of one, was used after its scope had ended.
public struct SessionClosedError: DatabaseError {
    /// What was tried.
    public var summary: String
    public var context = ErrorContext()
    public init(_ summary: String) { self.summary = summary }
    public var advice: String? { "do it inside the session, or return a snapshot() from it" }
}
