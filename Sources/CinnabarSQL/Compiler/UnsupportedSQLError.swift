/// A statement asks for something that a dialect cannot say. Nothing has been sent to the database.
public struct UnsupportedSQLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was asked for.
    public let feature: String
    /// The dialect's name.
    public let dialect: String
    /// What to do instead.
    public let advice: String

    /// An error that says: `dialect` has no SQL for `feature`, and what to do instead.
    public init(_ feature: String, dialect: any Dialect, advice: String) {
        self.feature = feature
        self.dialect = dialect.name
        self.advice = advice
    }

    public var description: String { "\(dialect) has no SQL for \(feature): \(advice)" }
}
