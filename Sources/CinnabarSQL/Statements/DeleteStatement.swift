/// `DELETE`, as a value.
public struct DeleteStatement: Sendable, Hashable {
    public var table: TableSource
    /// Terms joined by AND.
    public var conditions: [SQLNode]
    public var returning: [SelectedColumn] = []
    public init(table: TableSource, conditions: [SQLNode], returning: [SelectedColumn] = []) {
        self.table = table
        self.conditions = conditions
        self.returning = returning
    }
}
