public import CinnabarDriver

/// A change of a schema that cannot be: what was tried, on what, and what to do instead.
public struct MigrationError: DatabaseError {
    /// What was tried, on what, and why it cannot be.
    public var summary: String
    /// What to do instead.
    public var advice: String?
    /// Keys and values that belong to the summary.
    public var values: String?
    /// The statement and the database's own words, where something was run.
    public var context: ErrorContext

    /// An error of a change that cannot be made.
    public init(_ summary: String, advice: String? = nil, values: String? = nil, context: ErrorContext = ErrorContext())
    {
        self.summary = summary
        self.advice = advice
        self.values = values
        self.context = context
    }
}
