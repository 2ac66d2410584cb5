/// A value that the database cannot hold, or one that cannot be read as the type the program wants.
public struct DataError: DatabaseError {
    /// Who found it.
    public enum Origin: Sendable, Hashable {
        /// The database refused the statement; the transaction needs a rollback.
        case database
        /// The value was refused before it was sent.
        case client
        /// A value that was read is none of the type that the program has for it.
        case row
    }

    /// What is wrong, without the value.
    public var reason: String
    /// The table, where it is known.
    public var table: String?
    /// The column, where it is known.
    public var column: String?
    /// The key of the row, where it is known.
    public var row: String?
    /// The value, shortened; absent when it is redacted.
    public var value: String?
    /// Who found it, and where. After ``Origin/database`` a transaction has to be rolled back.
    public var origin: Origin
    /// The statement and the database's own words.
    public var context: ErrorContext

    /// An error of a value; found by the program unless told otherwise.
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

    /// The reason, after the table and column where they are known.
    public var summary: String {
        let place = [table, column].compactMap(\.self).joined(separator: ".")
        return place.isEmpty ? reason : "\(place): \(reason)"
    }

    /// The row's key and the value, as far as they are known.
    public var values: String? {
        let parts = [row.map { "row \($0)" }, value.map { "value \($0)" }].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
