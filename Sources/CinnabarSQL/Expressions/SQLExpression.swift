/// A typed SQL expression: what a model's columns, and everything made from them, are inside a query's closures.
///
/// ```swift
/// session.query(User.self).filter { $0.isActive && $0.visits > 10 }
/// // WHERE "users"."is_active" AND "users"."visits" > ?
/// ```
///
/// Operators are static members of this one type, in files by kind: comparison, logic, arithmetic, text, ….
public struct SQLExpression<Value>: Sendable {
    /// The untyped tree.
    public let node: SQLNode
    /// A tree whose value is of the type `Value`. Nothing checks that it is.
    @inlinable public init(_ node: SQLNode) { self.node = node }
}

extension SQLExpression where Value: ColumnValue {
    /// A value as an expression, bound as a parameter.
    ///
    /// ```swift
    /// SQLExpression(value: 5)          // ?
    /// ```
    public init(value: Value) { self.init(.bind(BoundValue(value.sqlValue, type: Value.sqlType))) }

    /// The node of a value that meets this expression: bound as the column is declared, and as secret.
    @usableFromInline func bound<V: ColumnValue>(_ value: V) -> SQLNode { node.bound(value) }
}

extension SQLNode {
    /// The node of a value that meets this one. It is bound as the type the column is declared with, and kept out of
    /// logs when the column is redacted.
    func bound<V: ColumnValue>(_ value: V) -> SQLNode {
        switch self {
        case .column(let column):
            .bind(BoundValue(value.sqlValue, type: column.type, isRedacted: column.isRedacted))
        default:
            .bind(BoundValue(value.sqlValue, type: V.sqlType, isRedacted: isRedacted))
        }
    }

    /// A list of values that meets this node.
    func boundList<V: ColumnValue>(_ values: [V]) -> BoundList {
        let type = if case .column(let column) = self { column.type } else { V.sqlType }
        return BoundList(values.map(\.sqlValue), type: type, isRedacted: isRedacted)
    }
}
