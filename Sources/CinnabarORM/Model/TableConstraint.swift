public import CinnabarSQL

/// A constraint or index of a model's table beyond those of single columns.
///
/// ```swift
/// extension User {
///     static var constraints: [TableConstraint<User>] {[
///         .unique { ($0.username, $0.email) },
///         .check("visits_positive") { $0.visits >= 0 },
///         .index(unique: true, where: { $0.isActive }) { $0.email.lower() },
///     ]}
/// }
/// // CONSTRAINT "uq_users_username_email" UNIQUE ("username", "email")
/// // CONSTRAINT "ck_users_visits_positive" CHECK ("visits" >= 0)
/// // CREATE UNIQUE INDEX … ON "users" (lower("email")) WHERE "is_active"
/// ```
public struct TableConstraint<M: Model>: Sendable {
    let untyped: UntypedConstraint

    /// No two rows have the same values in these columns.
    public static func unique<each Value>(
        name: String? = nil, _ columns: (M.Columns) -> (repeat SQLExpression<each Value>)
    ) -> TableConstraint {
        var nodes: [SQLNode] = []
        for column in repeat each columns(M.Columns(ColumnSource())) { nodes.append(column.node) }
        return TableConstraint(untyped: .unique(name: name, nodes))
    }

    /// A condition that every row must meet. `name` becomes part of `ck_<table>_<name>`.
    public static func check(
        _ name: String, _ condition: (M.Columns) -> SQLExpression<Bool>
    ) -> TableConstraint {
        TableConstraint(untyped: .check(name: name, condition(M.Columns(ColumnSource())).node))
    }

    /// An index over columns or expressions, optionally unique and over a part of the rows.
    public static func index<each Term: OrderingConvertible>(
        name: String? = nil, unique: Bool = false, where condition: ((M.Columns) -> SQLExpression<Bool>)? = nil,
        _ terms: (M.Columns) -> (repeat each Term)
    ) -> TableConstraint {
        let columns = M.Columns(ColumnSource())
        var list: [OrderingTerm] = []
        for term in repeat each terms(columns) { list.append(term.ordering.term) }
        return TableConstraint(
            untyped: .index(name: name, isUnique: unique, terms: list, condition: condition?(columns).node))
    }
}

enum UntypedConstraint: Sendable {
    case unique(name: String?, [SQLNode])
    case check(name: String, SQLNode)
    case index(name: String?, isUnique: Bool, terms: [OrderingTerm], condition: SQLNode?)
}
