/// `SELECT`, as a value.
public struct SelectStatement: Sendable, Hashable {
    /// `WITH name AS (…)`, before the statement.
    public var with: [CommonTable] = []
    /// What is selected; `1` when empty.
    public var columns: [SelectedColumn] = []
    /// `DISTINCT`: every row once.
    public var isDistinct = false
    /// What is read from; nothing, for values alone.
    public var from: FromClause?
    /// What is joined, in order.
    public var joins: [JoinClause] = []
    /// Terms joined by AND.
    public var conditions: [SQLNode] = []
    /// What rows are grouped by; not at all, when empty.
    public var groupBy: [SQLNode] = []
    /// Terms joined by AND.
    public var having: [SQLNode] = []
    /// What `UNION` and the like add. Ordering and limit are then those of the whole.
    public var compounds: [CompoundPart] = []
    /// The order of the rows; the first term counts most.
    public var orderBy: [OrderingTerm] = []
    /// A parameter, so that pages share one text.
    public var limit: BoundValue?
    /// How many rows are passed over; a parameter, as the limit is.
    public var offset: BoundValue?
    /// `FOR UPDATE` and the like; SQLite, which locks the whole database, goes without.
    public var lock: RowLock?
    /// Whose tables they are, as a number: one statement cannot read from two databases. 0 where it is not known.
    package var databaseNumber = 0
    /// A `SELECT` without conditions, order and limit, which are set afterwards.
    public init(columns: [SelectedColumn] = [], from: FromClause? = nil) {
        self.columns = columns
        self.from = from
    }

    public func hash(into hasher: inout Hasher) {
        // Table, number of columns and the conditions tell most statements apart.
        hasher.combine(columns.count)
        columns.first?.hash(into: &hasher)
        if columns.count > 1 { columns[columns.count - 1].hash(into: &hasher) }
        from?.hash(into: &hasher)
        hasher.combine(joins.count)
        for join in joins { join.source.hash(into: &hasher) }
        conditions.hash(into: &hasher)
        if !groupBy.isEmpty { groupBy.hash(into: &hasher) }
        if !having.isEmpty { having.hash(into: &hasher) }
        if !compounds.isEmpty { compounds.hash(into: &hasher) }
        if !orderBy.isEmpty { orderBy.hash(into: &hasher) }
        hasher.combine((isDistinct ? 1 : 0) + (limit == nil ? 0 : 2) + (offset == nil ? 0 : 4) as UInt8)
    }
}

/// One of the things a `SELECT` gives, or a statement returns.
public struct SelectedColumn: Sendable, Hashable {
    /// The expression that is selected.
    public var node: SQLNode
    /// What the column is called in the result: `x AS "name"`.
    public var alias: String?
    /// An expression to be selected, under a name of its own if one is given.
    public init(_ node: SQLNode, as alias: String? = nil) {
        self.node = node
        self.alias = alias
    }
    public func hash(into hasher: inout Hasher) { node.hash(into: &hasher) }
}

/// What a `SELECT` reads from.
public indirect enum FromClause: Sendable, Hashable {
    /// A table.
    case table(TableSource)
    /// A subselect under a name: `(SELECT …) AS "name"`.
    case select(SelectStatement, alias: String)
}

/// `JOIN source ON condition`
public struct JoinClause: Sendable, Hashable {
    /// Which rows are kept.
    public var kind: JoinKind
    /// What is joined.
    public var source: FromClause
    /// Which rows belong together. None makes an inner join a cross join, and lets a left join keep every pair.
    public var condition: SQLNode?
    /// `JOIN "posts" ON …`; compiling throws ``UnsupportedSQLError`` for a cross join with a condition.
    public init(_ kind: JoinKind, _ source: FromClause, on condition: SQLNode?) {
        self.kind = kind
        self.source = source
        self.condition = condition
    }
}

/// Which rows of a join are kept.
public enum JoinKind: Sendable, Hashable { case inner, left, cross }

/// `UNION select`
public struct CompoundPart: Sendable, Hashable {
    /// How the rows are put together with those before.
    public var operation: CompoundOperator
    /// What gives the other rows. With an order, a limit or parts of its own it is wrapped: `SELECT * FROM (…)`.
    public var select: SelectStatement
    /// A `SELECT` that is put together with another one: `UNION SELECT …`.
    public init(_ operation: CompoundOperator, _ select: SelectStatement) {
        self.operation = operation
        self.select = select
    }
}

/// How the rows of two `SELECT`s become one result.
public enum CompoundOperator: String, Sendable, Hashable {
    /// The rows of either, each once.
    case union = "UNION"
    /// The rows of either, as often as they come.
    case unionAll = "UNION ALL"
    /// The rows that both have.
    case intersect = "INTERSECT"
    /// The rows of the first that the second has not.
    case except = "EXCEPT"
}

/// A common table expression: `name (columns) AS (select)`.
public struct CommonTable: Sendable, Hashable {
    /// What the statement knows it as.
    public var name: String
    /// Names for the columns; those of the select when empty.
    public var columns: [String]
    /// What gives its rows.
    public var select: SelectStatement
    /// Whether the select reads from itself.
    public var isRecursive: Bool
    /// `WITH "name" AS (SELECT …)`; `WITH RECURSIVE` where it reads from itself.
    public init(_ name: String, columns: [String] = [], as select: SelectStatement, isRecursive: Bool = false) {
        self.name = name
        self.columns = columns
        self.select = select
        self.isRecursive = isRecursive
    }
}

/// A lock on the rows that are read.
public struct RowLock: Sendable, Hashable {
    /// Against whom the rows are locked.
    public enum Strength: String, Sendable, Hashable {
        /// Against everyone who wants to change or lock them.
        case update = "FOR UPDATE"
        /// Against everyone who wants to change them; others may lock them so too.
        case share = "FOR SHARE"
    }
    /// What happens with rows that are locked already.
    public enum Wait: String, Sendable, Hashable {
        /// Waits until they are free.
        case block = ""
        /// `NOWAIT`: the statement fails.
        case noWait = " NOWAIT"
        /// `SKIP LOCKED`: they are left out of the result.
        case skipLocked = " SKIP LOCKED"
    }
    /// Against whom the rows are locked.
    public var strength: Strength
    /// What happens with rows that are locked already.
    public var wait: Wait
    /// `FOR UPDATE SKIP LOCKED` and the like, behind the statement.
    public init(_ strength: Strength, wait: Wait = .block) {
        self.strength = strength
        self.wait = wait
    }
}
