/// `SELECT`, as a value.
public struct SelectStatement: Sendable, Hashable {
    /// `WITH name AS (…)`, before the statement.
    public var with: [CommonTable] = []
    /// What is selected; `1` when empty.
    public var columns: [SelectedColumn] = []
    public var isDistinct = false
    public var from: FromClause?
    public var joins: [JoinClause] = []
    /// Terms joined by AND.
    public var conditions: [SQLNode] = []
    public var groupBy: [SQLNode] = []
    /// Terms joined by AND.
    public var having: [SQLNode] = []
    /// What `UNION` and the like add. Ordering and limit are then those of the whole.
    public var compounds: [CompoundPart] = []
    public var orderBy: [OrderingTerm] = []
    /// A parameter, so that pages share one text.
    public var limit: BoundValue?
    public var offset: BoundValue?
    /// `FOR UPDATE` and the like; SQLite, which locks the whole database, goes without.
    public var lock: RowLock?
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
    public var node: SQLNode
    public var alias: String?
    public init(_ node: SQLNode, as alias: String? = nil) {
        self.node = node
        self.alias = alias
    }
    public func hash(into hasher: inout Hasher) { node.hash(into: &hasher) }
}

/// What a `SELECT` reads from.
public indirect enum FromClause: Sendable, Hashable {
    case table(TableSource)
    case select(SelectStatement, alias: String)
}

/// `JOIN source ON condition`
public struct JoinClause: Sendable, Hashable {
    public var kind: JoinKind
    public var source: FromClause
    public var condition: SQLNode?
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
    public var operation: CompoundOperator
    public var select: SelectStatement
    public init(_ operation: CompoundOperator, _ select: SelectStatement) {
        self.operation = operation
        self.select = select
    }
}

/// How the rows of two `SELECT`s become one result.
public enum CompoundOperator: String, Sendable, Hashable {
    case union = "UNION"
    case unionAll = "UNION ALL"
    case intersect = "INTERSECT"
    case except = "EXCEPT"
}

/// A common table expression: `name (columns) AS (select)`.
public struct CommonTable: Sendable, Hashable {
    public var name: String
    /// Names for the columns; those of the select when empty.
    public var columns: [String]
    public var select: SelectStatement
    /// Whether the select reads from itself.
    public var isRecursive: Bool
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
        case update = "FOR UPDATE"
        case share = "FOR SHARE"
    }
    /// What happens with rows that are locked already.
    public enum Wait: String, Sendable, Hashable {
        case block = ""
        case noWait = " NOWAIT"
        case skipLocked = " SKIP LOCKED"
    }
    public var strength: Strength
    public var wait: Wait
    public init(_ strength: Strength, wait: Wait = .block) {
        self.strength = strength
        self.wait = wait
    }
}
