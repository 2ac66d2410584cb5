/// A term of an order: an expression with a direction.
///
/// ```swift
/// session.query(User.self).order { ($0.name.asc().nullsLast(), $0.id.desc()) }
/// // ORDER BY "users"."name" NULLS LAST, "users"."id" DESC
/// ```
public struct Ordering: Sendable, OrderingConvertible {
    /// The term as statements hold it.
    public var term: OrderingTerm
    /// An ordering of a term that was made by hand.
    public init(_ term: OrderingTerm) { self.term = term }

    /// Itself.
    public var ordering: Ordering { self }

    /// Puts rows without a value before the others: `NULLS FIRST`, `x IS NULL DESC, x`.
    public func nullsFirst() -> Ordering { with(.first) }

    /// Puts rows without a value after the others: `NULLS LAST`, `x IS NULL, x`.
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

    /// From small to large, NULL first: `x NULLS FIRST`.
    public func nullsFirst() -> Ordering { asc().nullsFirst() }

    /// From small to large, NULL last: `x NULLS LAST`.
    public func nullsLast() -> Ordering { asc().nullsLast() }
}
