/// A row that had to be there is not.
public struct NotFoundError: DatabaseError {
    /// The model or table that was asked.
    public var entity: String
    /// The key that was looked for, if it was one.
    public var key: String?
    public var context: ErrorContext

    public init(entity: String, key: String? = nil, context: ErrorContext = ErrorContext()) {
        self.entity = entity
        self.key = key
        self.context = context
    }

    public var summary: String { key == nil ? "no \(entity) matches" : "there is no \(entity) with this key" }
    public var values: String? { key.map { "key \($0)" } }
}

/// More than one row matched where one was wanted.
public struct MultipleResultsError: DatabaseError {
    /// The model or table that was asked.
    public var entity: String
    public var context: ErrorContext

    public init(entity: String, context: ErrorContext = ErrorContext()) {
        self.entity = entity
        self.context = context
    }

    public var summary: String { "more than one \(entity) matches where one was wanted" }
    public var advice: String? { "narrow the filter, or use first() with an order" }
}
