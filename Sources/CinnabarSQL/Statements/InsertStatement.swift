/// `INSERT`, as a value. Rows are given either as nodes or as a count of rows of parameters.
public struct InsertStatement: Sendable, Hashable {
    public var table: TableSource
    public var columns: [String]
    public var rows: InsertRows
    public var onConflict: ConflictClause?
    public var returning: [SelectedColumn] = []
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
