/// `DELETE`, as a value.
public struct DeleteStatement: Sendable, Hashable {
    /// The table whose rows are deleted.
    public var table: TableSource
    /// Terms joined by AND.
    public var conditions: [SQLNode]
    /// What is given of each deleted row; nothing, when empty. MySQL has no such SQL, MariaDB has.
    public var returning: [SelectedColumn] = []
    /// The deletion of the rows that meet all conditions: `DELETE FROM "posts" WHERE … RETURNING …`. Without conditions
    /// it is that of all rows.
    public init(table: TableSource, conditions: [SQLNode], returning: [SelectedColumn] = []) {
        self.table = table
        self.conditions = conditions
        self.returning = returning
    }
}
