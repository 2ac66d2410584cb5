/// The Swift types of a condition: `Bool` and `Bool?`.
///
/// One operator each takes both. With an operator for every pair of them, a mistake in a filter of five terms took the
/// type checker seconds to explain.
public protocol BooleanColumnValue: ColumnValue {}

extension Bool: BooleanColumnValue {}
extension Optional: BooleanColumnValue where Wrapped == Bool {}

// A condition that is NULL counts as false in a filter, and follows SQL's three-valued logic on the way there.
extension SQLExpression where Value: BooleanColumnValue {
    /// Both: `a AND b`.
    ///
    /// ```swift
    /// query.filter { $0.isActive && $0.age >= 18 }     // WHERE "users"."is_active" AND "users"."age" >= ?
    /// ```
    public static func && <Other: BooleanColumnValue>(
        left: SQLExpression, right: SQLExpression<Other>
    ) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.and, left.node, right.node))
    }

    /// One or both: `a OR b`.
    ///
    /// ```swift
    /// query.filter { $0.isAdmin || $0.age >= 18 }     // WHERE "users"."is_admin" OR "users"."age" >= ?
    /// ```
    public static func || <Other: BooleanColumnValue>(
        left: SQLExpression, right: SQLExpression<Other>
    ) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.binary(.or, left.node, right.node))
    }

    /// The opposite, in the condition's own negated form where it has one.
    ///
    /// ```swift
    /// query.filter { !$0.isActive }          // WHERE NOT "users"."is_active"
    /// query.filter { !($0.bio == nil) }      // WHERE "users"."bio" IS NOT NULL
    /// ```
    public static prefix func ! (operand: SQLExpression) -> SQLExpression<Bool> {
        SQLExpression<Bool>(operand.node.opposite)
    }
}

extension SQLNode {
    /// `NOT x`, or the predicate's own negated form.
    fileprivate var opposite: SQLNode {
        switch self {
        case .unary(.not, let operand): operand
        case .isNull(let operand, let negated): .isNull(operand, negated: !negated)
        case .isDistinct(let left, let right, let negated): .isDistinct(left, right, negated: !negated)
        case .inList(let operand, let list, let negated): .inList(operand, list, negated: !negated)
        case .inTuples(let operands, let rows, let negated): .inTuples(operands, rows, negated: !negated)
        case .inSelect(let operand, let select, let negated): .inSelect(operand, select, negated: !negated)
        case .between(let operand, let low, let high, let negated):
            .between(operand, low: low, high: high, negated: !negated)
        case .like(let operand, let pattern, let caseInsensitive, let negated):
            .like(operand, pattern: pattern, caseInsensitive: caseInsensitive, negated: !negated)
        case .exists(let select, let negated): .exists(select, negated: !negated)
        default: .unary(.not, self)
        }
    }
}
