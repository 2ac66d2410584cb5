extension SQLWriter {
    mutating func write(_ operation: BinaryOperator, _ left: SQLNode, _ right: SQLNode) throws {
        if isCall(operation, left, right) {
            if operation == .concatenate { return try writeConcatenation(left, right) }
            if operation.isBitwise { return try write(bits: operation, left, right) }
            return try write(decimal: operation, left, right)
        }
        let asked = operation.precedence
        if operation.isComparison {
            try write(comparand: left, with: right)
        } else {
            try write(left, above: isSame(operation, left) ? asked.own : asked.left)
        }
        if operation == .integerDivide, features.integerDivision == .div {
            write(" DIV ")
        } else {
            write(operation.text)
        }
        try write(right, above: isSame(operation, right) ? asked.own : asked.right)
    }

    /// Whether the dialect has a function in place of the operator.
    func isCall(_ operation: BinaryOperator, _ left: SQLNode, _ right: SQLNode) -> Bool {
        switch operation {
        case .concatenate: features.concatenation == .function
        case .bitAnd, .bitOr: features.bitsAreUnsigned
        default:
            features.decimals == .collatedText && operation.isArithmetic
                && (isDecimal(left) || isDecimal(right))
        }
    }

    /// Whether negating the operand is a call.
    func isDecimalCall(_ operand: SQLNode) -> Bool { features.decimals == .collatedText && isDecimal(operand) }

    mutating func write(negated operand: SQLNode) throws {
        if isDecimalCall(operand) {
            write("cinnabar_sub('0', ")
            try write(operand)
            write(")")
        } else {
            write("-")
            // `--` would begin a comment.
            try write(operand, above: .collate)
        }
    }

    /// The left operand of a comparison. A decimal that is kept as text is compared as a number: a column brings its
    /// collation along, anything else is given it.
    mutating func write(comparand node: SQLNode, with other: SQLNode) throws {
        guard features.decimals == .collatedText, isDecimal(node) || isDecimal(other), !hasCollation(node),
            !hasCollation(other)
        else { return try write(node, above: .bits) }
        try write(decimalOperand: node)
    }

    /// `x COLLATE "cinnabar_decimal"`
    mutating func write(decimalOperand node: SQLNode) throws {
        try write(node, above: .collate)
        write(" COLLATE ")
        try write(identifier: SQLiteDialect.decimalCollation)
    }

    /// Whether the node is a decimal that must be given its collation to be ordered or compared.
    func needsDecimalCollation(_ node: SQLNode) -> Bool {
        features.decimals == .collatedText && isDecimal(node) && !hasCollation(node)
    }

    private func isDecimal(_ node: SQLNode) -> Bool { node.sqlType?.isNumeric ?? false }

    private func hasCollation(_ node: SQLNode) -> Bool {
        switch node {
        case .column, .collate: true
        default: false
        }
    }

    private func isSame(_ operation: BinaryOperator, _ operand: SQLNode) -> Bool {
        guard operation.isAssociative, case .binary(operation, _, _) = operand else { return false }
        return true
    }

    private mutating func writeConcatenation(_ left: SQLNode, _ right: SQLNode) throws {
        write("concat(")
        var operands: [SQLNode] = []
        func gather(_ node: SQLNode) {
            if case .binary(.concatenate, let left, let right) = node {
                gather(left)
                gather(right)
            } else {
                operands.append(node)
            }
        }
        gather(left)
        gather(right)
        try write(list: operands)
        write(")")
    }

    /// `CAST(a & b AS SIGNED)`
    private mutating func write(bits operation: BinaryOperator, _ left: SQLNode, _ right: SQLNode) throws {
        write("CAST(")
        try write(left, above: operation.precedence.left)
        write(operation.text)
        try write(right, above: operation.precedence.right)
        write(" AS ")
        write(sql: try dialect.castName(.bigInteger))
        write(")")
    }

    private mutating func write(decimal operation: BinaryOperator, _ left: SQLNode, _ right: SQLNode) throws {
        switch operation {
        case .add: write("cinnabar_add(")
        case .subtract: write("cinnabar_sub(")
        case .multiply: write("cinnabar_mul(")
        case .divide: write("cinnabar_div(")
        default:
            throw unsupported(
                "\(operation) of exact decimals", advice: "cast the operands to a whole number or a Double")
        }
        try write(left)
        write(", ")
        try write(right)
        write(")")
    }

    mutating func write(distinct left: SQLNode, _ right: SQLNode, negated: Bool) throws {
        // `negated` says that the two are not distinct.
        switch features.distinctness {
        case .isOperator:
            try write(comparand: left, with: right)
            negated ? write(" IS ") : write(" IS NOT ")
        case .isDistinctFrom:
            try write(left, above: .bits)
            negated ? write(" IS NOT DISTINCT FROM ") : write(" IS DISTINCT FROM ")
        case .spaceship:
            if !negated { write("NOT ") }
            try write(left, above: .bits)
            write(" <=> ")
        }
        try write(right, above: .bits)
    }
}
