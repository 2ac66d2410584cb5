/// What a value has to be: a test, and what is said to whoever sent one that fails it.
///
/// ```swift
/// changes.check(\.username, .length(3...30), .matching(/[a-z0-9_]+/, "may have small letters, digits and _"))
/// changes.check(\.email, .init("must have an @") { $0.contains("@") })
/// ```
public struct FieldRule<Value> {
    let message: String
    let code: String
    let test: (Value) -> Bool

    /// A rule of its own.
    ///
    /// - Parameters:
    ///   - message: the end of a sentence that begins with the field: “must have an @”.
    ///   - code: the same in a word, for programs.
    ///   - test: whether a value is accepted.
    public init(_ message: String, code: String = "invalid", _ test: @escaping (Value) -> Bool) {
        self.message = message
        self.code = code
        self.test = test
    }
}

extension FieldRule where Value == String {
    /// A text of this many characters. They are counted as databases and JSON Schema count them, by Unicode scalars: an emoji
    /// of a family is several, and what passes here fits a column of the same length.
    public static func length(_ range: ClosedRange<Int>) -> FieldRule {
        FieldRule("must have \(range.lowerBound) to \(range.upperBound) characters", code: "length") {
            range.contains($0.unicodeScalars.count)
        }
    }

    /// A text of at least this many characters (Unicode scalars).
    public static func length(_ range: PartialRangeFrom<Int>) -> FieldRule {
        FieldRule("must have at least \(range.lowerBound) characters", code: "too_short") {
            $0.unicodeScalars.count >= range.lowerBound
        }
    }

    /// A text of at most this many characters (Unicode scalars).
    public static func length(_ range: PartialRangeThrough<Int>) -> FieldRule {
        FieldRule("must have at most \(range.upperBound) characters", code: "too_long") {
            $0.unicodeScalars.count <= range.upperBound
        }
    }

    /// A text that is as the expression says, from start to end.
    public static func matching(_ expression: some RegexComponent, _ message: String = "is not valid") -> FieldRule {
        FieldRule(message, code: "format") { $0.wholeMatch(of: expression) != nil }
    }

    /// A text with something before and after one @, and no white space: only a message that arrives shows more.
    public static var email: FieldRule {
        FieldRule("must be an address like name@example.com", code: "format") { text in
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !text.contains(where: \.isWhitespace)
        }
    }
}

extension FieldRule where Value: Comparable {
    /// A value within these two.
    public static func within(_ range: ClosedRange<Value>) -> FieldRule {
        FieldRule("must be between \(range.lowerBound) and \(range.upperBound)", code: "out_of_range") {
            range.contains($0)
        }
    }

    /// A value that is not less.
    public static func within(_ range: PartialRangeFrom<Value>) -> FieldRule {
        FieldRule("must be at least \(range.lowerBound)", code: "out_of_range") { range.contains($0) }
    }

    /// A value that is not more.
    public static func within(_ range: PartialRangeThrough<Value>) -> FieldRule {
        FieldRule("must be at most \(range.upperBound)", code: "out_of_range") { range.contains($0) }
    }
}

extension FieldRule where Value: Equatable {
    /// One of these values.
    public static func oneOf(_ values: [Value]) -> FieldRule {
        FieldRule("must be one of \(values.map { "\($0)" }.joined(separator: ", "))", code: "unknown") {
            values.contains($0)
        }
    }
}
