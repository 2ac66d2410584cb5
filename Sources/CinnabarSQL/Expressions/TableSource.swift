/// A table as a statement uses it: its name and the alias its columns are qualified with.
///
/// A source that is reached over a relationship path knows its parent and how it is joined to it; whoever
/// builds the statement adds those joins.
public struct TableSource: Sendable, Hashable {
    /// The table's name in the database.
    public var table: String
    /// The schema (on MySQL the database) that the table is in; left out where `nil`, or where the dialect has none.
    public var schema: String?
    /// What columns are qualified with; the table's name where it has no alias of its own.
    public var alias: String
    /// How it is joined to another source, where a relationship path leads to it.
    public var join: PathJoin?
    /// A table under an alias, which is the table's name where none is given: `"users"`, `"users" AS "u"`.
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
    /// The source it hangs on.
    public let parent: TableSource
    /// Pairs of (column of the parent, column of the joined table).
    public let columns: [(parent: ColumnReference, child: ColumnReference)]
    /// LEFT for an optional parent, INNER for a required one.
    public let isOuter: Bool
    /// A join of a source to its parent over pairs of columns that must be equal.
    public init(parent: TableSource, columns: [(parent: ColumnReference, child: ColumnReference)], isOuter: Bool) {
        self.parent = parent
        self.columns = columns
        self.isOuter = isOuter
    }
}
