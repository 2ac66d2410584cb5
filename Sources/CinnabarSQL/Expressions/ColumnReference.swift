/// A column of one table in a statement.
public struct ColumnReference: Sendable, Hashable {
    /// The source it is read from; `nil` names the column alone (DDL, SET).
    public var source: TableSource?
    public var name: String
    /// The SQL type the column is declared with, so that what is compared with it is bound as that type.
    public var type: SQLType
    public var isRedacted: Bool
    public init(source: TableSource?, name: String, type: SQLType, isRedacted: Bool = false) {
        self.source = source
        self.name = name
        self.type = type
        self.isRedacted = isRedacted
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
