// `V` meets `V?` in every position. A value is taken as `Value?`, so that one operator serves `$0.age == 3`,
// `$0.age == optionalAge` and `$0.bio == nil`.
//
// A nil asks for NULL. `!=` counts a row without a value as different from every value, as Swift does; `==` is SQL's
// plain `=`, which an index serves everywhere, and which no row without a value meets.
extension SQLExpression where Value: ColumnValue {
    /// Whether the expression has the value; with nil, whether it has none.
    ///
    /// ```swift
    /// query.filter { $0.name == "Ann" }     // WHERE "users"."name" = ?
    /// query.filter { $0.bio == nil }        // WHERE "users"."bio" IS NULL
    /// ```
    public static func == (left: SQLExpression, right: Value?) -> SQLExpression<Bool> {
        SQLExpression<Bool>(left.node.equals(right))
    }

    /// Whether the expression has the value; with nil, whether it has none.
    public static func == (left: Value?, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(right.node.equals(left))
    }

    /// Whether two expressions have the same value: `a = b`.
    public static func == (left: SQLExpression, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.equal, left.node, right.node))
    }

    /// Whether two expressions have the same value: `a = b`.
    public static func == (left: SQLExpression, right: SQLExpression<Value?>) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.equal, left.node, right.node))
    }

    /// Whether two expressions have the same value: `a = b`.
    public static func == (left: SQLExpression<Value?>, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.equal, left.node, right.node))
    }

    /// Whether the expression has another value; with nil, whether it has one. A row without a value is different
    /// from every value, as in Swift.
    ///
    /// ```swift
    /// query.filter { $0.name != "Ann" }     // WHERE "users"."name" <> ?
    /// query.filter { $0.bio != nil }        // WHERE "users"."bio" IS NOT NULL
    /// query.filter { $0.bio != "x" }        // SQLite      WHERE "users"."bio" IS NOT ?
    ///                                       // PostgreSQL  WHERE "users"."bio" IS DISTINCT FROM $1
    ///                                       // MySQL       WHERE NOT `users`.`bio` <=> ?
    /// ```
    public static func != (left: SQLExpression, right: Value?) -> SQLExpression<Bool> {
        SQLExpression<Bool>(left.node.differs(from: right, isNullable: Value.isNullable))
    }

    /// Whether the expression has another value; with nil, whether it has one.
    public static func != (left: Value?, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(right.node.differs(from: left, isNullable: Value.isNullable))
    }

    /// Whether two expressions have different values: `a <> b`; where one may be NULL, whether they are distinct.
    public static func != (left: SQLExpression, right: SQLExpression) -> SQLExpression<Bool> {
        guard Value.isNullable else { return SQLExpression<Bool>(.binary(.notEqual, left.node, right.node)) }
        return SQLExpression<Bool>(.isDistinct(left.node, right.node, negated: false))
    }

    /// Whether two expressions are distinct: `a IS DISTINCT FROM b`.
    public static func != (left: SQLExpression, right: SQLExpression<Value?>) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.isDistinct(left.node, right.node, negated: false))
    }

    /// Whether two expressions are distinct: `a IS DISTINCT FROM b`.
    public static func != (left: SQLExpression<Value?>, right: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.isDistinct(left.node, right.node, negated: false))
    }
}

extension SQLExpression {
    /// Whether the expression has no value: `x IS NULL`.
    public func isNull() -> SQLExpression<Bool> { SQLExpression<Bool>(.isNull(node, negated: false)) }

    /// Whether the expression has a value: `x IS NOT NULL`.
    public func isNotNull() -> SQLExpression<Bool> { SQLExpression<Bool>(.isNull(node, negated: true)) }

    /// Whether two expressions differ, where NULL equals NULL.
    ///
    /// ```swift
    /// query.filter { $0.bio.isDistinct(from: $0.draft) }
    /// // SQLite      WHERE "users"."bio" IS NOT "users"."draft"
    /// // PostgreSQL  WHERE "users"."bio" IS DISTINCT FROM "users"."draft"
    /// // MySQL       WHERE NOT `users`.`bio` <=> `users`.`draft`
    /// ```
    public func isDistinct(from other: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.isDistinct(node, other.node, negated: false))
    }

    /// Whether two expressions are the same, where NULL equals NULL: `a IS NOT DISTINCT FROM b`.
    public func isNotDistinct(from other: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.isDistinct(node, other.node, negated: true))
    }
}

extension SQLNode {
    fileprivate func equals<V: ColumnValue>(_ value: V?) -> SQLNode {
        guard let value else { return .isNull(self, negated: false) }
        let right = bound(value)
        if case .bind(let bound) = right, bound.value == .null { return .isNull(self, negated: false) }
        return .binary(.equal, self, right)
    }

    fileprivate func differs<V: ColumnValue>(from value: V?, isNullable: Bool) -> SQLNode {
        guard let value else { return .isNull(self, negated: true) }
        let right = bound(value)
        if case .bind(let bound) = right, bound.value == .null { return .isNull(self, negated: true) }
        return isNullable ? .isDistinct(self, right, negated: false) : .binary(.notEqual, self, right)
    }
}
