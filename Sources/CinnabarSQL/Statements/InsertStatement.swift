/// `INSERT`, as a value. Rows are given as nodes, as a count of rows of parameters, as a `SELECT`, or as nothing but
/// defaults.
public struct InsertStatement: Sendable, Hashable {
    /// The table that gets the rows.
    public var table: TableSource
    /// The columns that are given values, in the order of each row's; not used with ``InsertRows/defaults``.
    public var columns: [String]
    /// What is inserted.
    public var rows: InsertRows
    /// What happens with rows that are there already; an error, when `nil`.
    public var onConflict: ConflictClause?
    /// What is given of each inserted row; nothing, when empty. MySQL has no such SQL, MariaDB has.
    public var returning: [SelectedColumn] = []
    /// An insertion: `INSERT INTO "users" ("name") VALUES (?) ON CONFLICT … RETURNING …`.
    public init(
        table: TableSource, columns: [String], rows: InsertRows, onConflict: ConflictClause? = nil,
        returning: [SelectedColumn] = []
    ) {
        self.table = table
        self.columns = columns
        self.rows = rows
        self.onConflict = onConflict
        self.returning = returning
    }
}

/// What an `INSERT` inserts.
public enum InsertRows: Sendable, Hashable {
    /// Expressions, one array a row.
    case values([[SQLNode]])
    /// `count` rows of placeholders of these types; the values are written separately (the flush).
    case placeholders(count: Int, types: [SQLType])
    /// The rows of a `SELECT`.
    case select(SelectStatement)
    /// `DEFAULT VALUES`
    case defaults
}

/// What happens with a row that is there already: `ON CONFLICT`, `ON DUPLICATE KEY UPDATE`.
public struct ConflictClause: Sendable, Hashable {
    /// The columns whose unique values collide; any, when empty. MySQL goes by any unique key whatever is said.
    public var columns: [String]
    /// The predicate of the partial unique index that is meant.
    public var indexCondition: SQLNode?
    /// What is set in the row that is there; nothing is done when empty. ``SQLNode/excluded(_:)`` is the value that
    /// was to be inserted.
    public var assignments: [Assignment]
    /// Which rows are updated; terms joined by AND.
    public var conditions: [SQLNode]
    /// Without assignments `DO NOTHING`, else `DO UPDATE SET …`. MySQL has no conditions: they throw
    /// ``UnsupportedSQLError`` there when the statement is compiled.
    public init(
        columns: [String] = [], indexCondition: SQLNode? = nil, assignments: [Assignment] = [],
        conditions: [SQLNode] = []
    ) {
        self.columns = columns
        self.indexCondition = indexCondition
        self.assignments = assignments
        self.conditions = conditions
    }
}
