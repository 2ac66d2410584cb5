extension SQLExpression {
    /// How many rows have a value.
    ///
    /// ```swift
    /// query.select { $0.bio.count() }     // SELECT count("users"."bio")
    /// ```
    public func count() -> SQLExpression<Int> { aggregate(.count) }

    /// How many different values there are: `count(DISTINCT x)`.
    public func countDistinct() -> SQLExpression<Int> { aggregate(.count, isDistinct: true) }

    private func aggregate<New>(_ aggregate: SQLAggregate, isDistinct: Bool = false) -> SQLExpression<New> {
        SQLExpression<New>(.aggregate(aggregate, node, isDistinct: isDistinct, filter: nil))
    }
}

extension SQLExpression where Value: ColumnValue & Numeric {
    /// The sum; nil of no rows.
    ///
    /// ```swift
    /// query.select { $0.visits.sum() }
    /// // SQLite      SELECT sum("users"."visits")
    /// // PostgreSQL  SELECT CAST(sum("users"."visits") AS BIGINT)
    /// // MySQL       SELECT CAST(sum(`users`.`visits`) AS SIGNED)
    /// ```
    public func sum() -> SQLExpression<Value?> { node.aggregate(.sum, of: Value.self) }

    /// The sum of the different values: `sum(DISTINCT x)`.
    public func sumDistinct() -> SQLExpression<Value?> { node.aggregate(.sum, of: Value.self, isDistinct: true) }

    /// The average; nil of no rows: `avg(x)`, as a floating-point number.
    public func average() -> SQLExpression<Double?> {
        let operand = node.sqlType == nil ? .cast(node, Value.sqlType) : node
        let average = SQLNode.aggregate(.average, operand, isDistinct: false, filter: nil)
        return SQLExpression<Double?>(Value.sqlType.isNumeric ? .cast(average, .double) : average)
    }
}

extension SQLExpression {
    /// The sum of values that may be missing; nil when all are: `sum(x)`.
    public func sum<Wrapped: ColumnValue & Numeric>() -> SQLExpression<Wrapped?> where Value == Wrapped? {
        node.aggregate(.sum, of: Wrapped.self)
    }

    /// The average of values that may be missing; nil when all are: `avg(x)`.
    public func average<Wrapped: ColumnValue & Numeric>() -> SQLExpression<Double?> where Value == Wrapped? {
        SQLExpression<Wrapped>(node).average()
    }

    /// The smallest value; nil of no rows: `min(x)`.
    public func min<Wrapped: ColumnValue>() -> SQLExpression<Wrapped?> where Value == Wrapped? {
        node.aggregate(.minimum, of: Wrapped.self)
    }

    /// The largest value; nil of no rows: `max(x)`.
    public func max<Wrapped: ColumnValue>() -> SQLExpression<Wrapped?> where Value == Wrapped? {
        node.aggregate(.maximum, of: Wrapped.self)
    }

    /// The smallest value; nil of no rows: `min(x)`.
    public func min() -> SQLExpression<Value?> where Value: ColumnValue { node.aggregate(.minimum, of: Value.self) }

    /// The largest value; nil of no rows: `max(x)`.
    public func max() -> SQLExpression<Value?> where Value: ColumnValue { node.aggregate(.maximum, of: Value.self) }

    /// The values of a group as one text, with commas; nil of no rows.
    ///
    /// ```swift
    /// query.select { $0.name.joined() }
    /// // SQLite, MySQL  SELECT group_concat("users"."name")
    /// // PostgreSQL     SELECT string_agg(CAST("users"."name" AS TEXT), ',')
    /// ```
    public func joined() -> SQLExpression<String?> {
        SQLExpression<String?>(.aggregate(.groupConcat, node, isDistinct: false, filter: nil))
    }

    /// An aggregate over those rows of a group that meet a condition.
    ///
    /// ```swift
    /// query.select { $0.visits.sum().where($0.isActive) }
    /// // SQLite  SELECT sum("users"."visits") FILTER (WHERE "users"."is_active")
    /// // MySQL   SELECT CAST(sum(CASE WHEN `users`.`is_active` THEN `users`.`visits` END) AS SIGNED)
    /// ```
    public func `where`(_ condition: SQLExpression<Bool>) -> SQLExpression {
        switch node {
        case .aggregate(let aggregate, let operand, let isDistinct, let filter):
            let both = filter.map { .binary(.and, $0, condition.node) } ?? condition.node
            return SQLExpression(.aggregate(aggregate, operand, isDistinct: isDistinct, filter: both))
        case .cast(.aggregate(let aggregate, let operand, let isDistinct, let filter), let type):
            let both = filter.map { .binary(.and, $0, condition.node) } ?? condition.node
            return SQLExpression(.cast(.aggregate(aggregate, operand, isDistinct: isDistinct, filter: both), type))
        default:
            // What is no aggregate has a value only where the condition holds.
            return SQLExpression(.caseWhen([CaseBranch(condition: condition.node, value: node)], otherwise: nil))
        }
    }

    /// The aggregate or window function over the rows around each row.
    ///
    /// ```swift
    /// query.select { $0.visits.sum().over(partitionBy: $0.city, orderBy: [$0.id]) }
    /// // SQLite      SELECT sum("users"."visits") OVER (PARTITION BY "users"."city" ORDER BY "users"."id")
    /// // PostgreSQL  SELECT CAST(sum("users"."visits") OVER (PARTITION BY … ORDER BY …) AS BIGINT)
    /// // MySQL       SELECT CAST(sum(`users`.`visits`) OVER (PARTITION BY … ORDER BY …) AS SIGNED)
    /// ```
    public func over<each Part: ColumnValue>(
        partitionBy parts: repeat SQLExpression<each Part>, orderBy order: [any OrderingConvertible] = [],
        frame: WindowFrame? = nil
    ) -> SQLExpression {
        var window = Window(orderBy: order.map(\.ordering.term), frame: frame)
        for part in repeat each parts { window.partitionBy.append(part.node) }
        if case .cast(let inner, let type) = node { return SQLExpression(.cast(.over(inner, window), type)) }
        return SQLExpression(.over(node, window))
    }
}

extension SQLNode {
    fileprivate func aggregate<New>(
        _ aggregate: SQLAggregate, of type: New.Type, isDistinct: Bool = false
    ) -> SQLExpression<New?> {
        SQLExpression<New?>(.aggregate(aggregate, self, isDistinct: isDistinct, filter: nil))
    }
}
