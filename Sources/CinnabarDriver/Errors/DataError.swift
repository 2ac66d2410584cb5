/// A value that the database cannot hold, or one that cannot be read as the type the program wants.
public struct DataError: DatabaseError {
    /// Who found it.
    public enum Origin: Sendable, Hashable {
        /// The database refused the statement; the transaction needs a rollback.
        case database
        /// The value was refused before it was sent, or after it was read.
        case client
    }

    /// What is wrong, without the value.
    public var reason: String
    public var table: String?
    public var column: String?
    /// The key of the row, where it is known.
    public var row: String?
    /// The value, shortened; absent when it is redacted.
    public var value: String?
    public var origin: Origin
    public var context: ErrorContext

    public init(
        _ reason: String, table: String? = nil, column: String? = nil, row: String? = nil, value: String? = nil,
        origin: Origin = .client, context: ErrorContext = ErrorContext()
    ) {
        self.reason = reason
        self.table = table
        self.column = column
        self.row = row
        self.value = value
        self.origin = origin
        self.context = context
    }

    public var summary: String {
        let place = [table, column].compactMap(\.self).joined(separator: ".")
        return place.isEmpty ? reason : "\(place): \(reason)"
    }

    public var values: String? {
        let parts = [row.map { "row \($0)" }, value.map { "value \($0)" }].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
