extension SQLWriter {
    /// Writes an expression, in parentheses where it holds less tightly than its place asks for.
    mutating func write(_ node: SQLNode, above minimum: Precedence = .lowest) throws {
        // Most operands are columns and parameters.
        switch node {
        case .column(let column): return try write(column)
        case .bind(let value): return try write(value)
        default: break
        }
        if minimum > .lowest, precedence(of: node) < minimum {
            write("(")
            try writeBare(node)
            write(")")
        } else {
            try writeBare(node)
        }
    }

    private mutating func writeBare(_ node: SQLNode) throws {
        switch node {
        case .column(let column): try write(column)
        case .bind(let value): try write(value)
        case .literal(let value): try write(literal: value)
        case .binary(let operation, let left, let right): try write(operation, left, right)
        case .unary(.not, let operand):
            write("NOT ")
            try write(operand, above: .not)
        case .unary(.negate, let operand): try write(negated: operand)
        case .isNull(let operand, let negated):
            try write(operand, above: .bits)
            negated ? write(" IS NOT NULL") : write(" IS NULL")
        case .isDistinct(let left, let right, let negated): try write(distinct: left, right, negated: negated)
        case .inList(let operand, let list, let negated): try write(operand, in: list, negated: negated)
        case .inTuples(let operands, let rows, let negated): try write(operands, in: rows, negated: negated)
        case .inSelect(let operand, let select, let negated):
            try write(operand, above: .bits)
            negated ? write(" NOT IN (") : write(" IN (")
            try write(nested: select)
            write(")")
        case .between(let operand, let low, let high, let negated):
            try write(comparand: operand, with: low)
            negated ? write(" NOT BETWEEN ") : write(" BETWEEN ")
            try write(low, above: .bits)
            write(" AND ")
            try write(high, above: .bits)
        case .like(let operand, let pattern, let caseInsensitive, let negated):
            try write(operand, like: pattern, caseInsensitive: caseInsensitive, negated: negated)
        case .exists(let select, let negated):
            negated ? write("NOT EXISTS (") : write("EXISTS (")
            try write(nested: select)
            write(")")
        case .scalarSelect(let select):
            write("(")
            try write(nested: select)
            write(")")
        case .function(let function, let arguments): try write(function, arguments)
        case .aggregate(let aggregate, let operand, let isDistinct, let filter):
            try write(aggregate, of: operand, isDistinct: isDistinct, filter: filter, over: nil)
        case .over(.aggregate(let aggregate, let operand, let isDistinct, let filter), let window):
            try write(aggregate, of: operand, isDistinct: isDistinct, filter: filter, over: window)
        case .over(let function, let window):
            try write(function)
            try write(window)
        case .deferred(let deferred): try write(deferred.resolve(), above: .atom)
        case .excluded(let name): try write(excluded: name)
        case .namedFunction(let name, let arguments): try write(call: name, arguments)
        case .caseWhen(let branches, let otherwise): try write(branches, otherwise: otherwise)
        case .cast(let operand, let type):
            write("CAST(")
            try write(operand)
            write(" AS ")
            write(sql: try dialect.castName(type))
            write(")")
        case .collate(let operand, let name):
            try write(operand, above: .collate)
            write(" COLLATE ")
            try write(identifier: name)
        case .tuple(let nodes):
            write("(")
            try write(list: nodes)
            write(")")
        case .raw(let fragments): try write(fragments, nodesAbove: .atom)
        }
    }

    /// How tightly the text of a node holds in this dialect.
    private func precedence(of node: SQLNode) -> Precedence {
        switch node {
        case .literal(.integer(let value)): value < 0 ? .negation : .atom
        case .literal(.double(let value)): value < 0 ? .negation : .atom
        case .literal(.decimal(let value)): value < 0 ? .negation : .atom
        case .column, .bind, .literal, .exists(_, negated: false), .scalarSelect, .aggregate, .over, .deferred,
            .excluded,
            .namedFunction, .caseWhen, .cast, .tuple:
            .atom
        case .exists(_, negated: true): .not
        case .binary(let operation, let left, let right):
            isCall(operation, left, right) ? .atom : operation.precedence.own
        case .unary(.not, _): .not
        case .unary(.negate, let operand): isDecimalCall(operand) ? .atom : .negation
        case .isDistinct(_, _, let negated):
            features.distinctness == .spaceship && !negated ? .not : .comparison
        case .inList(_, let list, _): list.values.isEmpty ? .atom : .comparison
        case .inTuples(_, let rows, _): rows.isEmpty ? .atom : .comparison
        case .isNull, .inSelect, .between: .comparison
        case .like(_, let pattern, let caseInsensitive, let negated):
            precedenceOfLike(pattern: pattern, caseInsensitive: caseInsensitive, negated: negated)
        case .collate: .collate
        case .function(let function, let arguments):
            // Only a function that is spelled as another expression can be anything but an operand of its own.
            if case .node(let node)? = try? dialect.spelling(of: function, arguments) {
                precedence(of: node)
            } else {
                .atom
            }
        case .raw: .lowest
        }
    }

    private mutating func write(_ column: ColumnReference) throws {
        guard mode != .parametersOnly else { return }
        if qualifiesColumns, let alias = column.storage.source?.alias {
            try write(identifier: alias)
            write(".")
        }
        try write(identifier: column.storage.name)
    }

    private mutating func write(call name: String, _ arguments: [SQLNode]) throws {
        write(sql: name)
        write("(")
        try write(list: arguments)
        write(")")
    }

    private mutating func write(_ function: SQLFunction, _ arguments: [SQLNode]) throws {
        switch try dialect.spelling(of: function, arguments) {
        case .call(let name, let arguments): try write(call: name, arguments)
        case .pieces(let fragments): try write(fragments, nodesAbove: .lowest)
        case .node(let node): try write(node)
        }
    }

    private mutating func write(_ branches: [CaseBranch], otherwise: SQLNode?) throws {
        guard !branches.isEmpty else { return try write(otherwise ?? .literal(.null)) }
        write("CASE")
        for branch in branches {
            write(" WHEN ")
            try write(branch.condition)
            write(" THEN ")
            try write(branch.value)
        }
        if let otherwise {
            write(" ELSE ")
            try write(otherwise)
        }
        write(" END")
    }

    private mutating func write(excluded name: String) throws {
        switch features.upsert {
        case .onConflict:
            write("excluded.")
            try write(identifier: name)
        case .onDuplicateKey:
            write("VALUES(")
            try write(identifier: name)
            write(")")
        }
    }
}
