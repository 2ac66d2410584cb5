extension SQLExpression where Value: ColumnValue {
    /// Whether the expression is less than the value. NULL is neither.
    ///
    /// ```swift
    /// query.filter { $0.age < 18 }     // WHERE "users"."age" < ?
    /// ```
    public static func < (left: SQLExpression, right: Value) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.less, left.node, left.bound(right)))
    }

    /// Whether the value is less than the expression: `? < x`.
    public static func < (left: Value, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.less, right.bound(left), right.node))
    }

    /// Whether one expression is less than another: `a < b`.
    public static func < (left: SQLExpression, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.less, left.node, right.node))
    }

    /// Whether one expression is less than another: `a < b`.
    public static func < (left: SQLExpression, right: SQLExpression<Value?>) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.less, left.node, right.node))
    }

    /// Whether one expression is less than another: `a < b`.
    public static func < (left: SQLExpression<Value?>, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.less, left.node, right.node))
    }

    /// Whether the expression is at most the value. NULL is neither.
    ///
    /// ```swift
    /// query.filter { $0.age <= 18 }     // WHERE "users"."age" <= ?
    /// ```
    public static func <= (left: SQLExpression, right: Value) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.lessOrEqual, left.node, left.bound(right)))
    }

    /// Whether the value is at most the expression: `? <= x`.
    public static func <= (left: Value, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.lessOrEqual, right.bound(left), right.node))
    }

    /// Whether one expression is at most another: `a <= b`.
    public static func <= (left: SQLExpression, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.lessOrEqual, left.node, right.node))
    }

    /// Whether one expression is at most another: `a <= b`.
    public static func <= (left: SQLExpression, right: SQLExpression<Value?>) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.lessOrEqual, left.node, right.node))
    }

    /// Whether one expression is at most another: `a <= b`.
    public static func <= (left: SQLExpression<Value?>, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.lessOrEqual, left.node, right.node))
    }

    /// Whether the expression is greater than the value. NULL is neither.
    ///
    /// ```swift
    /// query.filter { $0.age > 18 }     // WHERE "users"."age" > ?
    /// ```
    public static func > (left: SQLExpression, right: Value) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.greater, left.node, left.bound(right)))
    }

    /// Whether the value is greater than the expression: `? > x`.
    public static func > (left: Value, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.greater, right.bound(left), right.node))
    }

    /// Whether one expression is greater than another: `a > b`.
    public static func > (left: SQLExpression, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.greater, left.node, right.node))
    }

    /// Whether one expression is greater than another: `a > b`.
    public static func > (left: SQLExpression, right: SQLExpression<Value?>) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.greater, left.node, right.node))
    }

    /// Whether one expression is greater than another: `a > b`.
    public static func > (left: SQLExpression<Value?>, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.greater, left.node, right.node))
    }

    /// Whether the expression is at least the value. NULL is neither.
    ///
    /// ```swift
    /// query.filter { $0.age >= 18 }     // WHERE "users"."age" >= ?
    /// ```
    public static func >= (left: SQLExpression, right: Value) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.greaterOrEqual, left.node, left.bound(right)))
    }

    /// Whether the value is at least the expression: `? >= x`.
    public static func >= (left: Value, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.greaterOrEqual, right.bound(left), right.node))
    }

    /// Whether one expression is at least another: `a >= b`.
    public static func >= (left: SQLExpression, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.greaterOrEqual, left.node, right.node))
    }

    /// Whether one expression is at least another: `a >= b`.
    public static func >= (left: SQLExpression, right: SQLExpression<Value?>) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.greaterOrEqual, left.node, right.node))
    }

    /// Whether one expression is at least another: `a >= b`.
    public static func >= (left: SQLExpression<Value?>, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.greaterOrEqual, left.node, right.node))
    }

    /// Whether the expression lies between two values, both included.
    ///
    /// ```swift
    /// query.filter { $0.age.between(18, 65) }     // WHERE "users"."age" BETWEEN ? AND ?
    /// ```
    public func between(_ low: Value, _ high: Value) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.between(node, low: bound(low), high: bound(high), negated: false))
    }

    /// Whether the expression lies between two others, both included: `x BETWEEN a AND b`.
    public func between(_ low: SQLExpression, _ high: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.between(node, low: low.node, high: high.node, negated: false))
    }

    /// Whether the expression lies outside two values: `x NOT BETWEEN ? AND ?`.
    public func notBetween(_ low: Value, _ high: Value) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.between(node, low: bound(low), high: bound(high), negated: true))
    }
}
