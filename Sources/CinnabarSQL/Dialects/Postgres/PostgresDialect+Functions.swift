extension PostgresDialect {
    /// The call as PostgreSQL has it: `strpos(x, y)`, `date_trunc('month', x, 'UTC')`, `jsonb_array_length(x)`.
    ///
    /// - Throws: ``UnsupportedSQLError`` for a date that is truncated to a weekday or to a day of the year.
    public func spelling(of function: SQLFunction, _ arguments: [SQLNode]) throws -> FunctionSpelling {
        switch function {
        case .instr: return .call("strpos", arguments)
        // substr(text, bigint, bigint) does not exist, and that is what whole numbers are bound as.
        case .substring:
            return .call(
                "substr", arguments.enumerated().map { $0.offset == 0 ? $0.element : .cast($0.element, .integer) })
        case .round: return try rounded(arguments)
        case .greatest, .least: return try extreme(function, arguments)
        case .now: return .pieces([.text("CURRENT_TIMESTAMP")])
        case .currentDate: return .pieces([.text("CAST(CURRENT_TIMESTAMP AT TIME ZONE 'UTC' AS DATE)")])
        case .datePart(let part): return .pieces(datePart(part, of: try only(arguments, of: function)))
        case .dateTruncate(let part): return try truncated(try only(arguments, of: function), to: part)
        case .jsonExtract(let path, let type):
            let node = try only(arguments, of: function)
            let steps = path.map { SQLNode.literal(.text($0)) }
            switch type {
            case .json, .array: return .call("jsonb_extract_path", [node] + steps)
            case .string, .text, .enumeration: return .call("jsonb_extract_path_text", [node] + steps)
            default: return .node(.cast(.namedFunction("jsonb_extract_path_text", [node] + steps), type))
            }
        case .jsonArrayLength: return .call("jsonb_array_length", arguments)
        default: return try standardSpelling(of: function, arguments)
        }
    }

    /// round(double precision, integer) does not exist, and of whole numbers it makes other types.
    private func rounded(_ arguments: [SQLNode]) throws -> FunctionSpelling {
        let type = arguments[0].sqlType
        guard arguments.count == 2 else {
            return type?.isInteger == true ? .node(arguments[0]) : .call("round", arguments)
        }
        let digits = SQLNode.cast(arguments[1], .integer)
        if let type, type.isInteger { return .node(.cast(.namedFunction("round", [arguments[0], digits]), type)) }
        guard type == .double || type == .real else { return .call("round", [arguments[0], digits]) }
        let exact = SQLNode.cast(arguments[0], .numeric(precision: nil, scale: nil))
        return .node(.cast(.namedFunction("round", [exact, digits]), type ?? .double))
    }

    /// NULL when an argument is, as on the other databases; PostgreSQL's own leave NULL out.
    private func extreme(_ function: SQLFunction, _ arguments: [SQLNode]) throws -> FunctionSpelling {
        guard arguments.count > 1 else { return try standardSpelling(of: function, arguments) }
        let missing = arguments.dropFirst().reduce(SQLNode.isNull(arguments[0], negated: true)) {
            .binary(.and, $0, .isNull($1, negated: true))
        }
        let call = SQLNode.namedFunction(function == .greatest ? "greatest" : "least", arguments)
        return .node(.caseWhen([CaseBranch(condition: missing, value: call)], otherwise: nil))
    }

    private func datePart(_ part: DatePart, of node: SQLNode) -> [SQLFragment] {
        let field =
            switch part {
            case .weekday: "DOW"
            case .dayOfYear: "DOY"
            case .year, .month, .day, .hour, .minute, .second: part.rawValue.uppercased()
            }
        let value: [SQLFragment] = [.text("EXTRACT(\(field) FROM ")] + inUTC(node) + [.text(")")]
        if part == .second { return [.text("CAST(floor(")] + value + [.text(") AS BIGINT)")] }
        return [.text("CAST(")] + value + [.text(" AS BIGINT)")]
    }

    private func truncated(_ node: SQLNode, to part: DatePart) throws -> FunctionSpelling {
        guard part != .weekday, part != .dayOfYear else {
            throw UnsupportedSQLError("truncating to \(part)", dialect: self, advice: "truncate to the day")
        }
        let unit = SQLNode.literal(.text(part.rawValue))
        return switch node.sqlType {
        case .timestamp: .call("date_trunc", [unit, node, .literal(.text("UTC"))])
        // Of a time it makes an interval.
        case .localDate, .localTime:
            .node(.cast(.namedFunction("date_trunc", [unit, node]), node.sqlType ?? .localDate))
        default: .call("date_trunc", [unit, node])
        }
    }

    /// The parts of a point in time are those of UTC, whatever zone the connection is in.
    private func inUTC(_ node: SQLNode) -> [SQLFragment] {
        guard node.sqlType == .timestamp else { return [.node(node)] }
        switch node {
        case .column, .bind, .function, .namedFunction, .cast, .aggregate:
            return [.node(node), .text(" AT TIME ZONE 'UTC'")]
        default:
            return [.text("("), .node(node), .text(") AT TIME ZONE 'UTC'")]
        }
    }
}
