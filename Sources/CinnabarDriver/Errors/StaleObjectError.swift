/// A row that was to be changed is gone, or somebody else has changed it (optimistic locking).
public struct StaleObjectError: DatabaseError {
    /// Which of the two it is, as far as it can be told.
    public enum Kind: Sendable, Hashable {
        /// The version column holds another value.
        case versionChanged
        /// There is no such row any more.
        case gone
        /// One of the two.
        case unknown
    }

    /// Whether the row is gone or was changed, as far as it can be told.
    public var kind: Kind
    /// The model of the object.
    public var entity: String
    /// The object's table.
    public var table: String?
    /// The object's key.
    public var key: String?
    /// The statement and the database's own words.
    public var context: ErrorContext

    /// An error of an object whose row is not what it was.
    public init(
        _ kind: Kind = .unknown, entity: String, table: String? = nil, key: String? = nil,
        context: ErrorContext = ErrorContext()
    ) {
        self.kind = kind
        self.entity = entity
        self.table = table
        self.key = key
        self.context = context
    }

    /// The model, the table, and what happened to the row.
    public var summary: String {
        let place = table.map { " (table \($0))" } ?? ""
        return switch kind {
        case .versionChanged: "this \(entity)\(place) was changed by somebody else since it was loaded"
        case .gone: "the row of this \(entity)\(place) is gone"
        case .unknown: "the row of this \(entity)\(place) is gone or was changed since it was loaded"
        }
    }
    /// The object's key.
    public var values: String? { key.map { "key \($0)" } }
    /// To load the object again and repeat the change.
    public var advice: String? { "roll back, load the object again and repeat the change" }
}
