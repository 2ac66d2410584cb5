/// `UPDATE`, as a value.
public struct UpdateStatement: Sendable, Hashable {
    /// The table whose rows are changed.
    public var table: TableSource
    /// What is set. Compiling throws ``UnsupportedSQLError`` when it is empty.
    public var assignments: [Assignment]
    /// Terms joined by AND.
    public var conditions: [SQLNode]
    /// What is given of each changed row; nothing, when empty. MySQL and MariaDB have no such SQL.
    public var returning: [SelectedColumn] = []
    /// A change of the rows that meet all conditions: `UPDATE "posts" SET "title" = ? WHERE …`. Without conditions it
    /// is that of all rows.
    public init(
        table: TableSource, assignments: [Assignment], conditions: [SQLNode], returning: [SelectedColumn] = []
    ) {
        self.table = table
        self.assignments = assignments
        self.conditions = conditions
        self.returning = returning
    }
}

/// `column = value` of an `UPDATE`.
public struct Assignment: Sendable, Hashable {
    /// The name of the column that is set.
    public var column: String
    /// What it is set to.
    public var value: SQLNode
    /// `"column" = value`
    public init(_ column: String, _ value: SQLNode) {
        self.column = column
        self.value = value
    }
}
