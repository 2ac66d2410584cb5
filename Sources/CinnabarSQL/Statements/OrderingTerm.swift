/// One term of `ORDER BY`, or of an index.
public struct OrderingTerm: Sendable, Hashable {
    /// What is ordered by.
    public var node: SQLNode
    /// From large to small.
    public var isDescending: Bool
    /// `nil` is the one default on every database: NULL is smallest (first ascending, last descending).
    public var nulls: NullsOrder?
    /// Whether the term can be NULL. Where it cannot, nothing is said of NULL, so that an index serves the order.
    public var isNullable: Bool
    /// A term that is ascending, with NULL as the smallest value, unless told otherwise.
    public init(
        _ node: SQLNode, isDescending: Bool = false, nulls: NullsOrder? = nil, isNullable: Bool = true
    ) {
        self.node = node
        self.isDescending = isDescending
        self.nulls = nulls
        self.isNullable = isNullable
    }
    public func hash(into hasher: inout Hasher) {
        hasher.combine(isDescending)
        node.hash(into: &hasher)
    }
}

/// Where rows with NULL come in an order.
public enum NullsOrder: Sendable, Hashable { case first, last }
