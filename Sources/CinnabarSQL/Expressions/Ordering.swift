/// A term of an order: an expression with a direction.
///
/// ```swift
/// session.query(User.self).order { ($0.name.asc().nullsLast(), $0.id.desc()) }
/// // SQLite      ORDER BY "users"."name" NULLS LAST, "users"."id" DESC
/// // PostgreSQL  ORDER BY "users"."name", "users"."id" DESC
/// // MySQL       ORDER BY `users`.`name` IS NULL, `users`.`name`, `users`.`id` DESC
/// ```
public struct Ordering: Sendable, OrderingConvertible {
    /// The term as statements hold it.
    public var term: OrderingTerm
    /// An ordering of a term that was made by hand.
    public init(_ term: OrderingTerm) { self.term = term }

    /// Itself.
    public var ordering: Ordering { self }

    /// Puts rows without a value before the others. Nothing is written where the database does so by itself: ascending
    /// on SQLite and MySQL, descending on PostgreSQL.
    ///
    /// ```swift
    /// query.order { $0.bio.desc().nullsFirst() }
    /// // SQLite      ORDER BY "users"."bio" DESC NULLS FIRST
    /// // PostgreSQL  ORDER BY "users"."bio" DESC
    /// // MySQL       ORDER BY `users`.`bio` IS NOT NULL, `users`.`bio` DESC
    /// ```
    public func nullsFirst() -> Ordering { with(.first) }

    /// Puts rows without a value after the others. Nothing is written where the database does so by itself: descending
    /// on SQLite and MySQL, ascending on PostgreSQL.
    ///
    /// ```swift
    /// query.order { $0.bio.asc().nullsLast() }
    /// // SQLite      ORDER BY "users"."bio" NULLS LAST
    /// // PostgreSQL  ORDER BY "users"."bio"
    /// // MySQL       ORDER BY `users`.`bio` IS NULL, `users`.`bio`
    /// ```
    public func nullsLast() -> Ordering { with(.last) }

    private func with(_ nulls: NullsOrder) -> Ordering {
        var result = self
        result.term.nulls = nulls
        result.term.isNullable = true
        return result
    }
}

/// What a query can be ordered by: expressions, ascending, and ``Ordering``s.
public protocol OrderingConvertible: Sendable {
    /// The term, ascending unless it says otherwise.
    var ordering: Ordering { get }
}

extension SQLExpression: OrderingConvertible where Value: ColumnValue {
    /// The expression from small to large, NULL first.
    public var ordering: Ordering { asc() }

    /// From small to large, NULL first.
    public func asc() -> Ordering { Ordering(OrderingTerm(node, isNullable: Value.isNullable)) }

    /// From large to small, NULL last.
    public func desc() -> Ordering { Ordering(OrderingTerm(node, isDescending: true, isNullable: Value.isNullable)) }

    /// From small to large, NULL first: `x`; on PostgreSQL `x NULLS FIRST`.
    public func nullsFirst() -> Ordering { asc().nullsFirst() }

    /// From small to large, NULL last: `x NULLS LAST`; on PostgreSQL `x`, on MySQL `x IS NULL, x`.
    public func nullsLast() -> Ordering { asc().nullsLast() }
}
