/// `SELECT`, as a value.
public struct SelectStatement: Sendable, Hashable {
    public var columns: [SelectedColumn] = []
    public var isDistinct = false
    public var from: FromClause?
    public var joins: [JoinClause] = []
    /// Terms joined by AND.
    public var conditions: [SQLNode] = []
    public var groupBy: [SQLNode] = []
    public var having: [SQLNode] = []
    public var orderBy: [OrderingTerm] = []
    /// A parameter, so that pages share one text.
    public var limit: BoundValue?
    public var offset: BoundValue?
    public init(columns: [SelectedColumn] = [], from: FromClause? = nil) {
        self.columns = columns
        self.from = from
    }
}

public struct SelectedColumn: Sendable, Hashable {
    public var node: SQLNode
    public var alias: String?
    public init(_ node: SQLNode, as alias: String? = nil) {
        self.node = node
        self.alias = alias
    }
}

public indirect enum FromClause: Sendable, Hashable {
    case table(TableSource)
    case select(SelectStatement, alias: String)
}

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

public enum JoinKind: Sendable, Hashable { case inner, left, cross }

public struct OrderingTerm: Sendable, Hashable {
    public var node: SQLNode
    public var isDescending: Bool
    /// `nil` is the one default on every database: NULL is smallest (first ascending, last descending).
    public var nulls: NullsOrder?
    public init(_ node: SQLNode, isDescending: Bool = false, nulls: NullsOrder? = nil) {
        self.node = node
        self.isDescending = isDescending
        self.nulls = nulls
    }
}

public enum NullsOrder: Sendable, Hashable { case first, last }

/// `INSERT`, as a value. Rows are given either as nodes or as a count of rows of parameters.
public struct InsertStatement: Sendable, Hashable {
    public var table: TableSource
    public var columns: [String]
    public var rows: InsertRows
    public var returning: [SelectedColumn] = []
    public init(table: TableSource, columns: [String], rows: InsertRows) {
        self.table = table
        self.columns = columns
        self.rows = rows
    }
}

public enum InsertRows: Sendable, Hashable {
    /// Expressions, one array a row.
    case values([[SQLNode]])
    /// `count` rows of placeholders of these types; the values are written separately (the flush).
    case placeholders(count: Int, types: [SQLType])
    case select(SelectStatement)
    /// `DEFAULT VALUES`
    case defaults
}

public struct Assignment: Sendable, Hashable {
    public var column: String
    public var value: SQLNode
    public init(_ column: String, _ value: SQLNode) {
        self.column = column
        self.value = value
    }
}

/// `UPDATE`, as a value.
public struct UpdateStatement: Sendable, Hashable {
    public var table: TableSource
    public var assignments: [Assignment]
    public var conditions: [SQLNode]
    public var returning: [SelectedColumn] = []
    public init(table: TableSource, assignments: [Assignment], conditions: [SQLNode]) {
        self.table = table
        self.assignments = assignments
        self.conditions = conditions
    }
}

/// `DELETE`, as a value.
public struct DeleteStatement: Sendable, Hashable {
    public var table: TableSource
    public var conditions: [SQLNode]
    public var returning: [SelectedColumn] = []
    public init(table: TableSource, conditions: [SQLNode]) {
        self.table = table
        self.conditions = conditions
    }
}

/// Any command, as a value.
public enum Statement: Sendable, Hashable {
    case select(SelectStatement)
    case insert(InsertStatement)
    case update(UpdateStatement)
    case delete(DeleteStatement)
    /// SQL text with parameters.
    case raw([SQLFragment])
}
