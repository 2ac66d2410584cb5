/// A constraint of the database refused a statement.
public struct IntegrityError: DatabaseError {
    /// What kind of constraint it was.
    public enum Kind: String, Sendable, Hashable {
        /// A unique constraint, a unique index or a primary key.
        case unique
        /// A foreign key: a parent is missing, or a child is left.
        case foreignKey
        /// A column that must have a value.
        case notNull
        /// A check constraint.
        case check
    }

    /// What kind of constraint it was.
    public var kind: Kind
    /// The constraint's name, where the database or the schema tells it.
    public var constraint: String?
    /// The table whose constraint it is.
    public var table: String?
    /// The columns of the constraint.
    public var columns: [String]
    /// The statement and the database's own words.
    public var context: ErrorContext

    /// An error of a constraint, with what is known of it.
    public init(
        _ kind: Kind, constraint: String? = nil, table: String? = nil, columns: [String] = [],
        context: ErrorContext = ErrorContext()
    ) {
        self.kind = kind
        self.constraint = constraint
        self.table = table
        self.columns = columns
        self.context = context
    }

    /// What kind of constraint was broken, its name, table and columns.
    public var summary: String {
        let columns = columns.joined(separator: ", ")
        let place =
            switch (table, self.columns.isEmpty) {
            case (let table?, false): " of \(table) (\(columns))"
            case (let table?, true): " of \(table)"
            case (nil, false): " (\(columns))"
            case (nil, true): ""
            }
        let named = constraint.map { " \($0)" } ?? ""
        return switch kind {
        case .unique: "a row with this value is there already: unique constraint\(named)\(place)"
        case .foreignKey: "a row refers to one that is not there: foreign key\(named)\(place)"
        case .notNull: "a required value is missing\(place)"
        case .check: "a value breaks the check constraint\(named)\(place)"
        }
    }

    /// What to do, by the kind of constraint; nothing for a check.
    public var advice: String? {
        switch kind {
        case .unique: "use another value, or update the row that has it"
        case .foreignKey: "save the parent first, or delete or move its children before it"
        case .notNull: "set \(columns.first ?? "the column") before the flush, or give it a default"
        case .check: nil
        }
    }
}
