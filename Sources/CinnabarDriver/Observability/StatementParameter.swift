public import CinnabarSQL

/// A value as it was bound to a statement, for logs, errors and the statement recorder.
public enum StatementParameter: Sendable, Hashable, CustomStringConvertible {
    /// A value that may be shown.
    case value(SQLValue)
    /// The value of a `.redacted` column: it was bound, and is kept out of everything that is written down.
    case redacted

    /// The value, cut to a readable length.
    public var description: String {
        switch self {
        case .redacted: "<redacted>"
        case .value(let value): Self.text(value)
        }
    }

    private static func text(_ value: SQLValue) -> String {
        switch value {
        case .null: "NULL"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .double(let value): "\(value)"
        case .text(let value): quoted(value)
        case .bytes(let value): "<\(value.count) bytes>"
        case .decimal(let value): "\(value)"
        case .date: value.description
        case .localDate(let value): "\(value)"
        case .localTime(let value): "\(value)"
        case .localDateTime(let value): "\(value)"
        case .uuid(let value): value.uuidString.lowercased()
        case .json(let value): quoted(value)
        case .array(let values, _):
            "[\(values.prefix(20).map(text).joined(separator: ", "))\(values.count > 20 ? ", …" : "")]"
        }
    }

    private static func quoted(_ value: String) -> String {
        let shown = value.prefix(200)
        return "'\(shown)\(shown.endIndex == value.endIndex ? "" : "…")'"
    }
}
