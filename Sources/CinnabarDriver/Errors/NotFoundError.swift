/// A row that had to be there is not.
public struct NotFoundError: DatabaseError {
    /// The model or table that was asked.
    public var entity: String
    /// The key that was looked for, if it was one.
    public var key: String?
    /// The statement and the database's own words.
    public var context: ErrorContext

    /// An error of a filter that nothing matches or, with a `key`, of a row that is not there.
    public init(entity: String, key: String? = nil, context: ErrorContext = ErrorContext()) {
        self.entity = entity
        self.key = key
        self.context = context
    }

    /// Which model or table was asked, without the key.
    public var summary: String { key == nil ? "no \(entity) matches" : "there is no \(entity) with this key" }
    /// The key that was looked for.
    public var values: String? { key.map { "key \($0)" } }
}

/// More than one row matched where one was wanted.
public struct MultipleResultsError: DatabaseError {
    /// The model or table that was asked.
    public var entity: String
    /// The statement and the database's own words.
    public var context: ErrorContext

    /// An error of a model or table of which too many rows match.
    public init(entity: String, context: ErrorContext = ErrorContext()) {
        self.entity = entity
        self.context = context
    }

    /// Which model or table was asked.
    public var summary: String { "more than one \(entity) matches where one was wanted" }
    /// To ask for less, or for the first row.
    public var advice: String? { "narrow the filter, or use first() with an order" }
}
