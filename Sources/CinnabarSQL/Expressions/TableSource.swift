/// A table as a statement uses it: its name and the alias its columns are qualified with.
///
/// A source that is reached over a relationship path knows its parent and how it is joined to it; whoever
/// builds the statement adds those joins.
public struct TableSource: Sendable, Hashable {
    public var table: String
    public var schema: String?
    public var alias: String
    public var join: PathJoin?
    public init(table: String, schema: String? = nil, alias: String? = nil, join: PathJoin? = nil) {
        self.table = table
        self.schema = schema
        self.alias = alias ?? table
        self.join = join
    }

    /// Two sources of one alias are the same source within a statement.
    public static func == (left: TableSource, right: TableSource) -> Bool {
        left.alias == right.alias && left.table == right.table && left.schema == right.schema
    }
    public func hash(into hasher: inout Hasher) { hasher.combine(alias) }
}

/// How a source hangs on another one: `parent.columns = self.columns`.
public final class PathJoin: Sendable {
    public let parent: TableSource
    /// Pairs of (column of the parent, column of the joined table).
    public let columns: [(parent: ColumnReference, child: ColumnReference)]
    /// LEFT for an optional parent, INNER for a required one.
    public let isOuter: Bool
    public init(parent: TableSource, columns: [(parent: ColumnReference, child: ColumnReference)], isOuter: Bool) {
        self.parent = parent
        self.columns = columns
        self.isOuter = isOuter
    }
}
