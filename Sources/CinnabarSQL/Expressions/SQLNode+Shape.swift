// The hash of a tree feeds little: a kind for each node, the names of columns, counts. What is left out costs at
// most a comparison; the text of a statement is looked up on every execution, so the hash is on the hot path.
extension SQLNode {
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .column(let column):
            column.hash(into: &hasher)
        case .bind:
            hasher.combine(1 as UInt8)
        case .literal(let value):
            hasher.combine(value)
        case .binary(let operation, let left, let right):
            hasher.combine(operation.rawValue &+ 64)
            left.hash(into: &hasher)
            right.hash(into: &hasher)
        case .unary(let operation, let operand):
            hasher.combine(operation.rawValue &+ 96)
            operand.hash(into: &hasher)
        case .isNull(let operand, let negated):
            hasher.combine(negated ? 2 : 3 as UInt8)
            operand.hash(into: &hasher)
        case .isDistinct(let left, let right, let negated):
            hasher.combine(negated ? 4 : 5 as UInt8)
            left.hash(into: &hasher)
            right.hash(into: &hasher)
        case .inList(let operand, let list, let negated):
            hasher.combine(negated ? 6 : 7 as UInt8)
            operand.hash(into: &hasher)
            list.hash(into: &hasher)
        case .inTuples(let operands, let rows, let negated):
            hasher.combine(negated ? 8 : 9 as UInt8)
            operands.hash(into: &hasher)
            hasher.combine(rows.count)
        case .inSelect(let operand, let select, let negated):
            hasher.combine(negated ? 10 : 11 as UInt8)
            operand.hash(into: &hasher)
            select.hash(into: &hasher)
        case .between(let operand, let low, let high, let negated):
            hasher.combine(negated ? 12 : 13 as UInt8)
            operand.hash(into: &hasher)
            low.hash(into: &hasher)
            high.hash(into: &hasher)
        case .like(let operand, let pattern, let caseInsensitive, let negated):
            hasher.combine((negated ? 14 : 15) + (caseInsensitive ? 2 : 0) as UInt8)
            operand.hash(into: &hasher)
            pattern.hash(into: &hasher)
        case .exists(let select, let negated):
            hasher.combine(negated ? 18 : 19 as UInt8)
            select.hash(into: &hasher)
        case .scalarSelect(let select):
            hasher.combine(20 as UInt8)
            select.hash(into: &hasher)
        case .function(let function, let arguments):
            hasher.combine(function)
            arguments.hash(into: &hasher)
        case .aggregate(let aggregate, let operand, let isDistinct, let filter):
            hasher.combine(aggregate)
            hasher.combine(isDistinct)
            operand?.hash(into: &hasher)
            filter?.hash(into: &hasher)
        case .over(let function, let window):
            function.hash(into: &hasher)
            hasher.combine(window)
        case .deferred:
            hasher.combine(23 as UInt8)
        case .excluded(let name):
            hasher.combine(21 as UInt8)
            hasher.combine(name)
        case .namedFunction(let name, let arguments):
            hasher.combine(name)
            arguments.hash(into: &hasher)
        case .caseWhen(let branches, let otherwise):
            hasher.combine(branches)
            otherwise?.hash(into: &hasher)
        case .cast(let operand, let type):
            hasher.combine(type)
            operand.hash(into: &hasher)
        case .collate(let operand, let name):
            hasher.combine(name)
            operand.hash(into: &hasher)
        case .tuple(let nodes):
            hasher.combine(22 as UInt8)
            nodes.hash(into: &hasher)
        case .raw(let fragments):
            hasher.combine(fragments)
        }
    }
}
