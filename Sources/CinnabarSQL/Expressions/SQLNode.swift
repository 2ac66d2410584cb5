/// One node of an expression tree. Users meet it as ``SQLExpression``, which adds the Swift type.
///
/// Equality and hash are those of the *shape*: bound values do not take part (see ``BoundValue``), so that the
/// text of a statement is found again by its tree.
public indirect enum SQLNode: Sendable, Hashable {
    /// `"alias"."name"`
    case column(ColumnReference)
    /// A parameter.
    case bind(BoundValue)
    /// A value rendered into the text: only for DDL, and for constants that are part of the shape.
    case literal(SQLValue)
    /// `left OP right`
    case binary(BinaryOperator, SQLNode, SQLNode)
    /// `NOT x`, `-x`
    case unary(UnaryOperator, SQLNode)
    /// `x IS [NOT] NULL`
    case isNull(SQLNode, negated: Bool)
    /// `x IS [NOT] DISTINCT FROM y`, as each dialect spells it.
    case isDistinct(SQLNode, SQLNode, negated: Bool)
    /// `x [NOT] IN (…)`. Empty is false (or true); a long list is sent as one parameter where the dialect can.
    case inList(SQLNode, [BoundValue], negated: Bool)
    /// `x [NOT] IN (SELECT …)`
    case inSelect(SQLNode, SelectStatement, negated: Bool)
    /// `x [NOT] BETWEEN low AND high`
    case between(SQLNode, low: SQLNode, high: SQLNode, negated: Bool)
    /// `x [NOT] LIKE pattern ESCAPE '\'`; minds case unless told otherwise, on every database.
    case like(SQLNode, pattern: SQLNode, caseInsensitive: Bool, negated: Bool)
    /// `[NOT] EXISTS (SELECT …)`
    case exists(SelectStatement, negated: Bool)
    /// `(SELECT …)` as a value
    case scalarSelect(SelectStatement)
    /// A function whose spelling the dialect knows.
    case function(SQLFunction, [SQLNode])
    /// An aggregate, optionally over distinct values or filtered rows. No argument is `count(*)`.
    case aggregate(SQLAggregate, SQLNode?, isDistinct: Bool, filter: SQLNode?)
    /// A function by the name the database gives it.
    case namedFunction(String, [SQLNode])
    /// `CASE WHEN … THEN … ELSE … END`
    case caseWhen([CaseBranch], otherwise: SQLNode?)
    /// `CAST(x AS type)`
    case cast(SQLNode, SQLType)
    /// `x COLLATE name`
    case collate(SQLNode, String)
    /// `(a, b, c)`
    case tuple([SQLNode])
    /// SQL text with parameters in it.
    case raw([SQLFragment])
}

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
}

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

/// A parameter: a value, and what it is bound as. Two of one type are equal whatever they hold, because the text
/// of a statement depends on the type alone; only whether it is NULL is part of the shape.
public struct BoundValue: Sendable, Hashable {
    public var value: SQLValue
    public var type: SQLType
    public var isRedacted: Bool
    public init(_ value: SQLValue, type: SQLType, isRedacted: Bool = false) {
        self.value = value
        self.type = type
        self.isRedacted = isRedacted
    }
    public static func == (left: BoundValue, right: BoundValue) -> Bool { left.type == right.type }
    public func hash(into hasher: inout Hasher) {}
}

public struct CaseBranch: Sendable, Hashable {
    public var condition: SQLNode
    public var value: SQLNode
    public init(condition: SQLNode, value: SQLNode) {
        self.condition = condition
        self.value = value
    }
}

/// A piece of SQL written by hand.
public enum SQLFragment: Sendable, Hashable {
    case text(String)
    case identifier(String)
    case node(SQLNode)
}

public enum BinaryOperator: Sendable, Hashable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case and, or
    case add, subtract, multiply, divide, remainder
    case concatenate
    case bitAnd, bitOr
}

public enum UnaryOperator: Sendable, Hashable {
    case not, negate
}

public enum SQLAggregate: String, Sendable, Hashable {
    case count, sum, average, minimum, maximum, groupConcat
}

/// Functions that every dialect has, spelled its own way.
public enum SQLFunction: Sendable, Hashable {
    case lower, upper, length, trim, trimLeading, trimTrailing, replace, substring, concat, instr
    case abs, round, floor, ceiling, power, squareRoot
    case coalesce, nullIf, greatest, least
    case now, currentDate
    case datePart(DatePart)
    case dateTruncate(DatePart)
    case jsonExtract(path: [String], as: SQLType)
    case jsonArrayLength
    case random
}

public enum DatePart: String, Sendable, Hashable {
    case year, month, day, hour, minute, second, weekday, dayOfYear
}
