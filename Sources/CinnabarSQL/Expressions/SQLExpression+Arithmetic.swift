extension SQLExpression where Value: ColumnValue & Numeric {
    /// The sum.
    ///
    /// ```swift
    /// query.select { $0.visits + 2 }     // SELECT "users"."visits" + ?
    /// ```
    public static func + (left: SQLExpression, right: Value) -> SQLExpression {
        SQLExpression(.binary(.add, left.node, left.bound(right)))
    }

    /// The sum: `? + x`.
    public static func + (left: Value, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.add, right.bound(left), right.node))
    }

    /// The sum: `a + b`.
    public static func + (left: SQLExpression, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.add, left.node, right.node))
    }

    /// The sum of values that may be missing: `a + b`.
    public static func + (left: SQLExpression<Value?>, right: Value) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.add, left.node, left.node.bound(right)))
    }

    /// The sum of values that may be missing: `a + b`.
    public static func + (left: SQLExpression<Value?>, right: SQLExpression) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.add, left.node, right.node))
    }

    /// The sum of values that may be missing: `a + b`.
    public static func + (left: SQLExpression, right: SQLExpression<Value?>) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.add, left.node, right.node))
    }

    /// The sum of values that may be missing: `a + b`.
    public static func + (left: SQLExpression<Value?>, right: SQLExpression<Value?>) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.add, left.node, right.node))
    }

    /// The difference.
    ///
    /// ```swift
    /// query.select { $0.visits - 2 }     // SELECT "users"."visits" - ?
    /// ```
    public static func - (left: SQLExpression, right: Value) -> SQLExpression {
        SQLExpression(.binary(.subtract, left.node, left.bound(right)))
    }

    /// The difference: `? - x`.
    public static func - (left: Value, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.subtract, right.bound(left), right.node))
    }

    /// The difference: `a - b`.
    public static func - (left: SQLExpression, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.subtract, left.node, right.node))
    }

    /// The difference of values that may be missing: `a - b`.
    public static func - (left: SQLExpression<Value?>, right: Value) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.subtract, left.node, left.node.bound(right)))
    }

    /// The difference of values that may be missing: `a - b`.
    public static func - (left: SQLExpression<Value?>, right: SQLExpression) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.subtract, left.node, right.node))
    }

    /// The difference of values that may be missing: `a - b`.
    public static func - (left: SQLExpression, right: SQLExpression<Value?>) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.subtract, left.node, right.node))
    }

    /// The difference of values that may be missing: `a - b`.
    public static func - (left: SQLExpression<Value?>, right: SQLExpression<Value?>) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.subtract, left.node, right.node))
    }

    /// The product.
    ///
    /// ```swift
    /// query.select { $0.visits * 2 }     // SELECT "users"."visits" * ?
    /// ```
    public static func * (left: SQLExpression, right: Value) -> SQLExpression {
        SQLExpression(.binary(.multiply, left.node, left.bound(right)))
    }

    /// The product: `? * x`.
    public static func * (left: Value, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.multiply, right.bound(left), right.node))
    }

    /// The product: `a * b`.
    public static func * (left: SQLExpression, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.multiply, left.node, right.node))
    }

    /// The product of values that may be missing: `a * b`.
    public static func * (left: SQLExpression<Value?>, right: Value) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.multiply, left.node, left.node.bound(right)))
    }

    /// The product of values that may be missing: `a * b`.
    public static func * (left: SQLExpression<Value?>, right: SQLExpression) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.multiply, left.node, right.node))
    }

    /// The product of values that may be missing: `a * b`.
    public static func * (left: SQLExpression, right: SQLExpression<Value?>) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.multiply, left.node, right.node))
    }

    /// The product of values that may be missing: `a * b`.
    public static func * (left: SQLExpression<Value?>, right: SQLExpression<Value?>) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.multiply, left.node, right.node))
    }

    /// The quotient. Whole numbers are divided without a fraction, as in Swift.
    ///
    /// ```swift
    /// query.select { $0.visits / 2 }
    /// // SQLite, PostgreSQL  SELECT "users"."visits" / ?
    /// // MySQL               SELECT `users`.`visits` DIV ?
    /// ```
    public static func / (left: SQLExpression, right: Value) -> SQLExpression {
        SQLExpression(.binary(.division(of: Value.self), left.node, left.bound(right)))
    }

    /// The quotient: `? / x`.
    public static func / (left: Value, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.division(of: Value.self), right.bound(left), right.node))
    }

    /// The quotient: `a / b`.
    public static func / (left: SQLExpression, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.division(of: Value.self), left.node, right.node))
    }

    /// The quotient of values that may be missing: `a / b`.
    public static func / (left: SQLExpression<Value?>, right: Value) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.division(of: Value.self), left.node, left.node.bound(right)))
    }

    /// The quotient of values that may be missing: `a / b`.
    public static func / (left: SQLExpression<Value?>, right: SQLExpression) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.division(of: Value.self), left.node, right.node))
    }

    /// The quotient of values that may be missing: `a / b`.
    public static func / (left: SQLExpression, right: SQLExpression<Value?>) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.division(of: Value.self), left.node, right.node))
    }

    /// The quotient of values that may be missing: `a / b`.
    public static func / (left: SQLExpression<Value?>, right: SQLExpression<Value?>) -> SQLExpression<Value?> {
        SQLExpression<Value?>(.binary(.division(of: Value.self), left.node, right.node))
    }

    /// The number with its sign turned: `-x`.
    public static prefix func - (operand: SQLExpression) -> SQLExpression {
        SQLExpression(.unary(.negate, operand.node))
    }

    /// The number without its sign: `abs(x)`.
    public func abs() -> SQLExpression { SQLExpression(.function(.abs, [node])) }

    /// The number rounded to so many digits after the point. They are part of the text; none are said when they are 0:
    /// `round(x)`.
    ///
    /// ```swift
    /// query.select { $0.score.rounded(to: 2) }     // a Double
    /// // SQLite      SELECT round("users"."score", 2)
    /// // PostgreSQL  SELECT CAST(round(CAST("users"."score" AS NUMERIC), CAST(2 AS INTEGER)) AS DOUBLE PRECISION)
    /// // MySQL       SELECT round(`users`.`score`, 2)
    /// ```
    ///
    /// An exact decimal is rounded by `cinnabar_round` on SQLite, and without a cast of its own on PostgreSQL.
    public func rounded(to digits: Int = 0) -> SQLExpression {
        SQLExpression(.function(.round, digits == 0 ? [node] : [node, .literal(.integer(Int64(digits)))]))
    }
}

extension SQLExpression where Value: ColumnValue & BinaryInteger {
    /// What a division leaves: `a % b`, with the sign of the dividend.
    public static func % (left: SQLExpression, right: Value) -> SQLExpression {
        SQLExpression(.binary(.remainder, left.node, left.bound(right)))
    }

    /// What a division leaves: `a % b`, with the sign of the dividend.
    public static func % (left: SQLExpression, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.remainder, left.node, right.node))
    }

    /// The bits that both have: `a & b`.
    public static func & (left: SQLExpression, right: Value) -> SQLExpression {
        SQLExpression(.binary(.bitAnd, left.node, left.bound(right)))
    }

    /// The bits that either has: `a | b`.
    public static func | (left: SQLExpression, right: Value) -> SQLExpression {
        SQLExpression(.binary(.bitOr, left.node, left.bound(right)))
    }
}

extension SQLExpression where Value: ColumnValue & BinaryFloatingPoint {
    /// The largest whole number that is not larger: `floor(x)`.
    public func floor() -> SQLExpression { SQLExpression(.function(.floor, [node])) }

    /// The smallest whole number that is not smaller: `ceiling(x)`.
    public func ceiling() -> SQLExpression { SQLExpression(.function(.ceiling, [node])) }

    /// The square root: `sqrt(x)`.
    public func squareRoot() -> SQLExpression { SQLExpression(.function(.squareRoot, [node])) }

    /// A power: `power(x, ?)`.
    public func power(_ exponent: Value) -> SQLExpression {
        SQLExpression(.function(.power, [node, bound(exponent)]))
    }
}

extension BinaryOperator {
    /// The division that Swift's `/` is for a type.
    fileprivate static func division<V>(of type: V.Type) -> BinaryOperator {
        V.self is any BinaryInteger.Type ? .integerDivide : .divide
    }
}
