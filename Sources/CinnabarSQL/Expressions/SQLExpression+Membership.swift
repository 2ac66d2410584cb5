extension SQLExpression where Value: ColumnValue {
    /// Whether the expression is one of the values. An empty list has none. More than ``BoundList/threshold`` values
    /// are sent as one parameter.
    ///
    /// ```swift
    /// query.filter { $0.id.isIn([1, 2]) }     // WHERE "users"."id" IN (?, ?)
    /// query.filter { $0.id.isIn(thousands) }
    /// // SQLite      WHERE "users"."id" IN (SELECT value FROM json_each(?))
    /// // PostgreSQL  WHERE "users"."id" = ANY($1)
    /// ```
    ///
    /// A nil among the values asks for NULL, as it does with `==`.
    public func isIn(_ values: some Sequence<Value>) -> SQLExpression<Bool> { isIn(Array(values), negated: false) }

    /// Whether the expression is none of the values. A row without a value is none of them, unless nil is one.
    ///
    /// ```swift
    /// query.filter { $0.id.notIn([1, 2]) }     // WHERE "users"."id" NOT IN (?, ?)
    /// query.filter { $0.bio.notIn(["x"]) }     // WHERE "users"."bio" NOT IN (?) OR "users"."bio" IS NULL
    /// ```
    public func notIn(_ values: some Sequence<Value>) -> SQLExpression<Bool> { isIn(Array(values), negated: true) }

    /// Whether the expression is among the rows of a subselect: `x IN (SELECT …)`.
    public func isIn(_ select: SelectStatement) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.inSelect(node, select, negated: false))
    }

    /// Whether the expression is not among the rows of a subselect: `x NOT IN (SELECT …)`. It is never so when the
    /// subselect has a NULL.
    public func notIn(_ select: SelectStatement) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.inSelect(node, select, negated: true))
    }

    private func isIn(_ values: [Value], negated: Bool) -> SQLExpression<Bool> {
        var list = node.boundList(values)
        guard Value.isNullable else { return SQLExpression<Bool>(.inList(node, list, negated: negated)) }
        let count = list.values.count
        list.values.removeAll { $0 == .null }
        let hasNull = list.values.count < count
        let isListed = SQLNode.inList(node, list, negated: negated)
        let isNull = SQLNode.isNull(node, negated: hasNull && negated)
        return switch (negated, hasNull) {
        case (false, false): SQLExpression<Bool>(isListed)
        case (false, true), (true, false): SQLExpression<Bool>(.binary(.or, isListed, isNull))
        case (true, true): SQLExpression<Bool>(.binary(.and, isListed, isNull))
        }
    }
}
