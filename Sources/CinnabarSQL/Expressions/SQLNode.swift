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
    case inList(SQLNode, BoundList, negated: Bool)
    /// `(a, b) [NOT] IN ((…), (…))`, for composite keys.
    case inTuples([SQLNode], [[BoundValue]], negated: Bool)
    /// `x [NOT] IN (SELECT …)`
    case inSelect(SQLNode, SelectStatement, negated: Bool)
    /// `x [NOT] BETWEEN low AND high`
    case between(SQLNode, low: SQLNode, high: SQLNode, negated: Bool)
    /// `x [NOT] LIKE pattern`, as each dialect spells it (``LikeSpelling``). `\` takes the meaning from the character
    /// after it; case is minded unless told otherwise, on every database.
    case like(SQLNode, pattern: SQLNode, caseInsensitive: Bool, negated: Bool)
    /// `[NOT] EXISTS (SELECT …)`
    case exists(SelectStatement, negated: Bool)
    /// `(SELECT …)` as a value
    case scalarSelect(SelectStatement)
    /// A function whose spelling the dialect knows.
    case function(SQLFunction, [SQLNode])
    /// An aggregate, optionally over distinct values or filtered rows. No argument is `count(*)`.
    case aggregate(SQLAggregate, SQLNode?, isDistinct: Bool, filter: SQLNode?)
    /// A value that is known only when the statement runs; whoever runs it puts what it resolves to in its place.
    case deferred(DeferredNode)
    /// `function OVER (…)`
    case over(SQLNode, Window)
    /// The value that a conflicting row was to be inserted with: `excluded."name"`, `` VALUES(`name`) ``.
    case excluded(String)
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

/// `WHEN condition THEN value`
public struct CaseBranch: Sendable, Hashable {
    /// When the branch applies.
    public var condition: SQLNode
    /// What the `CASE` gives then.
    public var value: SQLNode
    /// A branch of a `CASE`.
    public init(condition: SQLNode, value: SQLNode) {
        self.condition = condition
        self.value = value
    }
}

/// A piece of SQL written by hand.
public enum SQLFragment: Sendable, Hashable {
    /// SQL text, taken as it is.
    case text(String)
    /// A name, quoted as the database quotes names.
    case identifier(String)
    /// An expression. In text written by hand it is put in parentheses where it is not a single operand.
    case node(SQLNode)
}
