/// A typed SQL expression: what a model's columns, and everything made from them, are inside a query's closures.
///
/// ```swift
/// session.query(User.self).filter { $0.isActive && $0.visits > 10 }
/// // WHERE "users"."is_active" AND "users"."visits" > ?
/// ```
public struct SQLExpression<Value>: Sendable {
    /// The untyped tree.
    public let node: SQLNode
    public init(_ node: SQLNode) { self.node = node }
}
