/// A value that cannot be read from, or written to, a database. Who catches it knows the column and adds it.
public struct ValueError: Error, Sendable, CustomStringConvertible {
    /// What is wrong, without the value itself: it may be redacted.
    public let reason: String
    /// The value, shortened, for `debugDescription` and where nothing is redacted.
    public let value: String?

    public init(_ reason: String, value: String? = nil) {
        self.reason = reason
        self.value = value
    }

    public static func unsupported(_ what: String) -> ValueError {
        ValueError("this backend cannot read or write \(what)")
    }

    public var description: String { reason }
}
