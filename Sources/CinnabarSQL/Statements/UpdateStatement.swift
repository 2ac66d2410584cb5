/// `UPDATE`, as a value.
public struct UpdateStatement: Sendable, Hashable {
    public var table: TableSource
    public var assignments: [Assignment]
    /// Terms joined by AND.
    public var conditions: [SQLNode]
    public var returning: [SelectedColumn] = []
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
    public var column: String
    public var value: SQLNode
    public init(_ column: String, _ value: SQLNode) {
        self.column = column
        self.value = value
    }
}
