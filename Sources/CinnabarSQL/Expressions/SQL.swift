public import Foundation

/// Expressions that begin with no column: `count(*)`, values, the time, SQL text, `CASE`.
public enum SQL {
    /// How many rows there are: `count(*)`.
    public static func count() -> SQLExpression<Int> {
        SQLExpression<Int>(.aggregate(.count, nil, isDistinct: false, filter: nil))
    }

    /// A value, bound as a parameter: `?`.
    public static func value<Value: ColumnValue>(_ value: Value) -> SQLExpression<Value> {
        SQLExpression<Value>(value: value)
    }

    /// A value written into the text. It is part of a statement's shape: use it for constants.
    public static func literal<Value: ColumnValue>(_ value: Value) -> SQLExpression<Value> {
        SQLExpression<Value>(.literal(value.sqlValue))
    }

    /// SQL text as an expression, with values bound and expressions put in.
    ///
    /// ```swift
    /// query.filter { SQL.text("\($0.name) SIMILAR TO \(pattern)", as: Bool.self) }
    /// // WHERE "users"."name" SIMILAR TO $1
    /// ```
    public static func text<Value>(_ text: SQLText, as type: Value.Type) -> SQLExpression<Value> {
        SQLExpression<Value>(.raw(text.fragments))
    }

    /// A function by the name the database gives it: `name(a, b)`.
    public static func function<each Argument, Value>(
        _ name: String, _ arguments: repeat SQLExpression<each Argument>, as type: Value.Type
    ) -> SQLExpression<Value> {
        var nodes: [SQLNode] = []
        for argument in repeat each arguments { nodes.append(argument.node) }
        return SQLExpression<Value>(.namedFunction(name, nodes))
    }

    /// The time at the database.
    ///
    /// ```swift
    /// query.filter { $0.expiresAt < SQL.now() }
    /// // SQLite      strftime('%Y-%m-%d %H:%M:%f000', 'now')
    /// // PostgreSQL  CURRENT_TIMESTAMP
    /// // MySQL       UTC_TIMESTAMP(6)
    /// ```
    public static func now() -> SQLExpression<Date> { SQLExpression<Date>(.function(.now, [])) }

    /// A random number from 0 to 1.
    ///
    /// ```swift
    /// query.order { _ in SQL.random() }
    /// // SQLite      ORDER BY (abs(random() / 2) / 4611686018427387905.0)
    /// // PostgreSQL  ORDER BY random()
    /// // MySQL       ORDER BY rand()
    /// ```
    public static func random() -> SQLExpression<Double> { SQLExpression<Double>(.function(.random, [])) }

    /// Whether a subselect has rows: `EXISTS (SELECT …)`.
    public static func exists(_ select: SelectStatement) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.exists(select, negated: false))
    }

    /// The one value of a subselect: `(SELECT …)`.
    public static func scalar<Value>(_ select: SelectStatement, as type: Value.Type) -> SQLExpression<Value> {
        SQLExpression<Value>(.scalarSelect(select))
    }

    /// The number of each row in a window: `row_number() OVER (…)`.
    public static func rowNumber() -> SQLExpression<Int> { SQLExpression<Int>(.namedFunction("row_number", [])) }

    /// The rank of each row in a window, with gaps after ties: `rank() OVER (…)`.
    public static func rank() -> SQLExpression<Int> { SQLExpression<Int>(.namedFunction("rank", [])) }

    /// The rank of each row in a window, without gaps: `dense_rank() OVER (…)`.
    public static func denseRank() -> SQLExpression<Int> { SQLExpression<Int>(.namedFunction("dense_rank", [])) }

    /// The value of an expression some rows before: `lag(x, 1) OVER (…)`.
    public static func lag<Value>(_ expression: SQLExpression<Value>, by rows: Int = 1) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.namedFunction("lag", [expression.node, .literal(.integer(Int64(rows)))]))
    }

    /// The value of an expression some rows after: `lead(x, 1) OVER (…)`.
    public static func lead<Value>(_ expression: SQLExpression<Value>, by rows: Int = 1) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.namedFunction("lead", [expression.node, .literal(.integer(Int64(rows)))]))
    }

    /// Begins a `CASE`.
    ///
    /// ```swift
    /// query.select { SQL.when($0.age < 18, then: "child").otherwise("adult") }
    /// // SELECT CASE WHEN "users"."age" < ? THEN ? ELSE ? END
    /// ```
    public static func when<Value: ColumnValue>(
        _ condition: SQLExpression<Bool>, then value: Value
    ) -> CaseBuilder<Value> {
        CaseBuilder<Value>(branches: []).when(condition, then: value)
    }

    /// Begins a `CASE` whose value is an expression.
    public static func when<Value: ColumnValue>(
        _ condition: SQLExpression<Bool>, then value: SQLExpression<Value>
    ) -> CaseBuilder<Value> {
        CaseBuilder<Value>(branches: []).when(condition, then: value)
    }
}
