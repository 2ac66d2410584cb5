extension SQLNode {
    /// The SQL type of the node's value, as far as the tree tells it.
    ///
    /// Dialects need it where an operation is spelled by type: exact decimals on SQLite, dates on PostgreSQL.
    public var sqlType: SQLType? {
        switch self {
        case .column(let column): column.type
        case .bind(let value): value.type
        case .literal(let value): value.sqlType
        case .binary(let operation, let left, let right): operation.resultType(left, right)
        case .unary(.negate, let operand): operand.sqlType
        case .unary(.not, _), .isNull, .isDistinct, .inList, .inTuples, .inSelect, .between, .like, .exists: .boolean
        case .scalarSelect(let select): select.columns.first?.node.sqlType
        case .function(let function, let arguments): function.resultType(arguments)
        case .aggregate(let aggregate, let operand, _, _): aggregate.resultType(operand)
        case .over(let function, _): function.sqlType
        case .caseWhen(let branches, let otherwise): branches.first?.value.sqlType ?? otherwise?.sqlType
        case .cast(_, let type): type
        case .collate(let operand, _): operand.sqlType
        case .deferred(let deferred): deferred.type
        case .excluded, .namedFunction, .tuple, .raw: nil
        }
    }

    /// Whether a redacted column is in it, so that what it is compared with stays out of logs too.
    public var isRedacted: Bool {
        switch self {
        case .column(let column): column.isRedacted
        case .bind(let value): value.isRedacted
        case .literal, .exists, .deferred, .excluded, .raw: false
        case .binary(_, let left, let right): left.isRedacted || right.isRedacted
        case .unary(_, let operand), .isNull(let operand, _), .collate(let operand, _), .cast(let operand, _),
            .over(let operand, _):
            operand.isRedacted
        case .isDistinct(let left, let right, _): left.isRedacted || right.isRedacted
        case .inList, .inTuples, .inSelect, .between, .like: false
        case .scalarSelect(let select): select.columns.first?.node.isRedacted ?? false
        case .function(_, let arguments), .namedFunction(_, let arguments), .tuple(let arguments):
            arguments.contains(where: \.isRedacted)
        case .aggregate(_, let operand, _, _): operand?.isRedacted ?? false
        case .caseWhen(let branches, let otherwise):
            branches.contains { $0.value.isRedacted } || otherwise?.isRedacted ?? false
        }
    }
}

extension SQLValue {
    /// The type a literal of this value has.
    var sqlType: SQLType? {
        switch self {
        case .null: nil
        case .bool: .boolean
        case .integer: .bigInteger
        case .double: .double
        case .text: .text
        case .bytes: .bytes
        case .decimal: .numeric(precision: nil, scale: nil)
        case .date: .timestamp
        case .localDate: .localDate
        case .localTime: .localTime
        case .localDateTime: .localDateTime
        case .uuid: .uuid
        case .json: .json
        case .array(_, let element): .array(of: element)
        }
    }
}

extension SQLType {
    /// Whether it is an exact decimal.
    var isNumeric: Bool {
        if case .numeric = self { true } else { false }
    }
    /// Whether it is a whole number.
    var isInteger: Bool {
        switch self {
        case .smallInteger, .integer, .bigInteger: true
        default: false
        }
    }
}

extension BinaryOperator {
    fileprivate func resultType(_ left: SQLNode, _ right: SQLNode) -> SQLType? {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or: .boolean
        case .concatenate: .text
        case .add, .subtract, .multiply, .divide, .remainder, .integerDivide, .bitAnd, .bitOr:
            if let type = left.sqlType, type.isNumeric { type } else { right.sqlType ?? left.sqlType }
        }
    }
}

extension SQLAggregate {
    fileprivate func resultType(_ operand: SQLNode?) -> SQLType? {
        switch self {
        case .count: return .bigInteger
        case .sum:
            guard let type = operand?.sqlType else { return nil }
            return type.isInteger ? .bigInteger : type
        case .average:
            guard let type = operand?.sqlType, type.isNumeric else { return .double }
            return type
        case .minimum, .maximum: return operand?.sqlType
        case .groupConcat: return .text
        }
    }
}

extension SQLFunction {
    fileprivate func resultType(_ arguments: [SQLNode]) -> SQLType? {
        switch self {
        case .lower, .upper, .trim, .trimLeading, .trimTrailing, .replace, .substring, .concat: .text
        case .length, .instr, .datePart, .jsonArrayLength: .bigInteger
        case .abs, .round, .floor, .ceiling, .nullIf, .dateTruncate: arguments.first?.sqlType
        case .coalesce, .greatest, .least: arguments.lazy.compactMap(\.sqlType).first
        case .power, .squareRoot, .random: .double
        case .now: .timestamp
        case .currentDate: .localDate
        case .jsonExtract(_, let type): type
        }
    }
}
