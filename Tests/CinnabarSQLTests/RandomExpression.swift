import CinnabarSQL

/// Random trees of conditions and numbers over three columns, `a`, `b` and `c`.
enum RandomExpression {
    static let columns = ["a", "b", "c"]

    static func column(_ name: String) -> SQLNode {
        .column(ColumnReference(source: nil, name: name, type: .bigInteger))
    }

    static func value(_ random: inout SeededGenerator) -> BoundValue {
        BoundValue(.integer(.random(in: -5...5, using: &random)), type: .bigInteger)
    }

    static func number(depth: Int, _ random: inout SeededGenerator) -> SQLNode {
        guard depth > 0 else {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: return .bind(value(&random))
            case 1: return .literal(value(&random).value)
            default: return column(columns.randomElement(using: &random) ?? "a")
            }
        }
        let operators: [BinaryOperator] = [.add, .subtract, .multiply, .integerDivide, .remainder, .bitAnd, .bitOr]
        switch Int.random(in: 0..<9, using: &random) {
        case 0: return .unary(.negate, number(depth: depth - 1, &random))
        case 1:
            return .caseWhen(
                [CaseBranch(condition: condition(depth: depth - 1, &random), value: number(depth: depth - 1, &random))],
                otherwise: Bool.random(using: &random) ? number(depth: depth - 1, &random) : nil)
        case 2: return .function(.coalesce, [number(depth: depth - 1, &random), number(depth: depth - 1, &random)])
        default:
            return .binary(
                operators.randomElement(using: &random) ?? .add, number(depth: depth - 1, &random),
                number(depth: depth - 1, &random))
        }
    }

    static func condition(depth: Int, _ random: inout SeededGenerator) -> SQLNode {
        let negated = Bool.random(using: &random)
        let less = max(0, depth - 1)
        let comparisons: [BinaryOperator] = [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]
        switch Int.random(in: 0..<(depth > 0 ? 10 : 5), using: &random) {
        case 0: return .isNull(number(depth: less, &random), negated: negated)
        case 1:
            let count = [0, 1, 2, 3, 17, 20].randomElement(using: &random) ?? 0
            let values = (0..<count).map { _ in value(&random).value }
            return .inList(number(depth: less, &random), BoundList(values, type: .bigInteger), negated: negated)
        case 2:
            return .between(
                number(depth: less, &random), low: number(depth: less, &random), high: number(depth: less, &random),
                negated: negated)
        case 3: return .isDistinct(number(depth: less, &random), number(depth: less, &random), negated: negated)
        case 4, 5:
            return .binary(
                comparisons.randomElement(using: &random) ?? .equal, number(depth: less, &random),
                number(depth: less, &random))
        case 6: return .unary(.not, condition(depth: less, &random))
        case 7:
            // Conditions compared with conditions.
            return .binary(
                Bool.random(using: &random) ? .equal : .notEqual, condition(depth: less, &random),
                condition(depth: less, &random))
        default:
            return .binary(
                negated ? .and : .or, condition(depth: less, &random), condition(depth: less, &random))
        }
    }
}
