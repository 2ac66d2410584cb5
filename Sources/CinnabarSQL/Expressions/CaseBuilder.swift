/// A `CASE` that is being written; ``otherwise(_:)-(Value)`` or ``end()`` makes it an expression.
public struct CaseBuilder<Value: ColumnValue>: Sendable {
    let branches: [CaseBranch]

    /// Another branch: `WHEN condition THEN ?`.
    public func when(_ condition: SQLExpression<Bool>, then value: Value) -> CaseBuilder {
        when(condition, then: SQLExpression<Value>(value: value))
    }

    /// Another branch: `WHEN condition THEN x`.
    public func when(_ condition: SQLExpression<Bool>, then value: SQLExpression<Value>) -> CaseBuilder {
        CaseBuilder(branches: branches + [CaseBranch(condition: condition.node, value: value.node)])
    }

    /// The value where no branch applies: `ELSE ? END`.
    public func otherwise(_ value: Value) -> SQLExpression<Value> { otherwise(SQLExpression<Value>(value: value)) }

    /// The value where no branch applies: `ELSE x END`.
    public func otherwise(_ value: SQLExpression<Value>) -> SQLExpression<Value> {
        SQLExpression<Value>(.caseWhen(branches, otherwise: value.node))
    }

    /// NULL where no branch applies: `END`.
    public func end() -> SQLExpression<Value?> { SQLExpression<Value?>(.caseWhen(branches, otherwise: nil)) }
}
