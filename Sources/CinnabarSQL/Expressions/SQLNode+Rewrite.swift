// Rewriting trees from the leaves up. The switches are exhaustive, so that a new kind of node is asked for here.
extension SQLNode {
    /// The tree with every node replaced by what `change` makes of it, after its parts have been.
    public func rewritten(_ change: (SQLNode) throws -> SQLNode) rethrows -> SQLNode {
        try change(try withParts { try $0.rewritten(change) })
    }

    private func withParts(_ change: (SQLNode) throws -> SQLNode) rethrows -> SQLNode {
        switch self {
        case .column, .bind, .literal, .deferred, .excluded: return self
        case .binary(let operation, let left, let right): return .binary(operation, try change(left), try change(right))
        case .unary(let operation, let operand): return .unary(operation, try change(operand))
        case .isNull(let operand, let negated): return .isNull(try change(operand), negated: negated)
        case .isDistinct(let left, let right, let negated):
            return .isDistinct(try change(left), try change(right), negated: negated)
        case .inList(let operand, let list, let negated): return .inList(try change(operand), list, negated: negated)
        case .inTuples(let operands, let rows, let negated):
            return .inTuples(try operands.map(change), rows, negated: negated)
        case .inSelect(let operand, let select, let negated):
            return .inSelect(try change(operand), try select.withNodes(change), negated: negated)
        case .between(let operand, let low, let high, let negated):
            return .between(try change(operand), low: try change(low), high: try change(high), negated: negated)
        case .like(let operand, let pattern, let caseInsensitive, let negated):
            return .like(
                try change(operand), pattern: try change(pattern), caseInsensitive: caseInsensitive, negated: negated)
        case .exists(let select, let negated): return .exists(try select.withNodes(change), negated: negated)
        case .scalarSelect(let select): return .scalarSelect(try select.withNodes(change))
        case .function(let function, let arguments): return .function(function, try arguments.map(change))
        case .aggregate(let aggregate, let operand, let isDistinct, let filter):
            return .aggregate(
                aggregate, try operand.map(change), isDistinct: isDistinct, filter: try filter.map(change))
        case .over(let function, var window):
            window.partitionBy = try window.partitionBy.map(change)
            window.orderBy = try window.orderBy.map { try $0.withNode(change) }
            return .over(try change(function), window)
        case .namedFunction(let name, let arguments): return .namedFunction(name, try arguments.map(change))
        case .caseWhen(let branches, let otherwise):
            return .caseWhen(
                try branches.map { CaseBranch(condition: try change($0.condition), value: try change($0.value)) },
                otherwise: try otherwise.map(change))
        case .cast(let operand, let type): return .cast(try change(operand), type)
        case .collate(let operand, let name): return .collate(try change(operand), name)
        case .tuple(let nodes): return .tuple(try nodes.map(change))
        case .raw(let fragments): return .raw(try fragments.map { try $0.withNode(change) })
        }
    }

    /// Whether the node is more than a column, and so may bind values.
    var holdsValues: Bool {
        switch self {
        case .column: false
        default: true
        }
    }

    /// The node with NULL for every value it binds: the same shape.
    var withoutValues: SQLNode {
        rewritten { node in
            switch node {
            case .bind(let value): .bind(value.withoutValue)
            case .inList(let operand, let list, let negated): .inList(operand, list.withoutValues, negated: negated)
            case .inTuples(let operands, let rows, let negated):
                .inTuples(operands, rows.map { $0.map(\.withoutValue) }, negated: negated)
            default: node
            }
        }
    }
}

extension BoundValue {
    var withoutValue: BoundValue { BoundValue(.null, type: type, isRedacted: isRedacted) }
}

extension BoundList {
    var withoutValues: BoundList {
        let count = isOneParameter ? Self.threshold + 1 : values.count
        return BoundList(Array(repeating: .null, count: count), type: type, isRedacted: isRedacted)
    }
}

extension SQLFragment {
    func withNode(_ change: (SQLNode) throws -> SQLNode) rethrows -> SQLFragment {
        switch self {
        case .node(let node): .node(try change(node))
        case .text, .identifier: self
        }
    }
}

extension OrderingTerm {
    func withNode(_ change: (SQLNode) throws -> SQLNode) rethrows -> OrderingTerm {
        var result = self
        result.node = try change(node)
        return result
    }
}

extension SelectedColumn {
    func withNode(_ change: (SQLNode) throws -> SQLNode) rethrows -> SelectedColumn {
        SelectedColumn(try change(node), as: alias)
    }
}

extension Assignment {
    func withNode(_ change: (SQLNode) throws -> SQLNode) rethrows -> Assignment {
        Assignment(column, try change(value))
    }
}
