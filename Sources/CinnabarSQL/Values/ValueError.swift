/// A value that cannot be read from, or written to, a database. Who catches it knows the column and adds it.
public struct ValueError: Error, Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// What is wrong, without the value itself: it may be redacted.
    public let reason: String
    /// The value, shortened, for `debugDescription` and where nothing is redacted.
    public let value: String?

    /// An error that says `reason`; `value` is kept apart, so that it can be left out of logs.
    public init(_ reason: String, value: String? = nil) {
        self.reason = reason
        self.value = value
    }

    /// What a backend without a reader or writer for `what` throws.
    public static func unsupported(_ what: String) -> ValueError {
        ValueError("this backend cannot read or write \(what)")
    }

    /// What a reader throws that meets `NULL` where a value of `type` is asked for.
    public static func unexpectedNull(_ type: String) -> ValueError {
        ValueError("NULL cannot be read as \(type); read \(type)? where NULL is allowed")
    }

    /// What a conversion throws that would have to guess or to lose something.
    public static func mismatch(_ value: SQLValue, as type: String) -> ValueError {
        if case .null = value { return unexpectedNull(type) }
        return ValueError("\(value.kind) cannot be read as \(type)", value: value.description)
    }

    /// What a conversion into a smaller type throws.
    public static func outOfRange(_ value: some CustomStringConvertible, of type: String) -> ValueError {
        ValueError("the number is outside the range of \(type)", value: value.description)
    }

    /// What a parser throws for text that is not what it should be.
    public static func malformed(_ text: String, as type: String, expected: String) -> ValueError {
        ValueError("the text is not \(type); expected \(expected)", value: SQLValue.shortened(text))
    }

    /// The same error, told of a place: "column 'age': …".
    public func at(_ place: String) -> ValueError { ValueError("\(place): \(reason)", value: value) }

    /// The reason, without the value.
    public var description: String { reason }

    /// The reason and the value.
    public var debugDescription: String { value.map { "\(reason): \($0)" } ?? reason }
}
