internal import Foundation

extension SQLValue: CustomStringConvertible {
    /// The value for a log line: texts are quoted and cut at 100 characters, binary data shows its first bytes.
    public var description: String {
        switch self {
        case .null: "NULL"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): value.description
        case .double(let value): value.description
        case .text(let value): "'\(Self.shortened(value))'"
        case .bytes(let value): Self.shortened(value)
        case .decimal(let value): value.isNaN ? "NaN" : Self.shortened(DecimalText.string(value))
        case .date(let value):
            // Foundation has no words for a date beyond its calendar.
            (try? TimestampText.string(value)).map { "\($0)Z" } ?? "\(value.timeIntervalSince1970) s since 1970"
        case .localDate(let value): value.description
        case .localTime(let value): value.description
        case .localDateTime(let value): value.description
        case .uuid(let value): UUIDText.string(value)
        case .json(let value): Self.shortened(value)
        case .array(let values, _): Self.shortened(values)
        }
    }

    /// What kind of value it is, in words, for errors.
    public var kind: String {
        switch self {
        case .null: "NULL"
        case .bool: "a Boolean"
        case .integer: "an integer"
        case .double: "a floating-point number"
        case .text: "text"
        case .bytes: "binary data"
        case .decimal: "a decimal number"
        case .date: "a point in time"
        case .localDate: "a date"
        case .localTime: "a time of day"
        case .localDateTime: "a date and time"
        case .uuid: "a UUID"
        case .json: "JSON"
        case .array: "an array"
        }
    }

    /// The first 100 characters, and how many there are if there are more.
    static func shortened(_ text: String, limit: Int = 100) -> String {
        // Grapheme breaking a megabyte for a log line would be waste: few code units are surely few characters.
        if text.utf8.count <= limit { return text }
        guard let end = text.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex), end < text.endIndex
        else { return text }
        return "\(text[..<end])… (\(text.utf8.count) bytes)"
    }

    private static func shortened(_ bytes: [UInt8]) -> String {
        let hex = bytes.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return "x'\(hex)\(bytes.count > 16 ? "…" : "")' (\(bytes.count) \(bytes.count == 1 ? "byte" : "bytes"))"
    }

    private static func shortened(_ values: [SQLValue]) -> String {
        let shown = values.prefix(10).map(\.description).joined(separator: ", ")
        return values.count > 10 ? "[\(shown), … (\(values.count) values)]" : "[\(shown)]"
    }
}
