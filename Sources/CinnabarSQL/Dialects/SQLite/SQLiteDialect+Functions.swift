extension SQLiteDialect {
    /// The call as SQLite has it: `length(x)`, `strftime('%Y', x)`, `json_array_length(x)`. Exact decimals go
    /// through the backend's own functions.
    ///
    /// - Throws: ``UnsupportedSQLError`` for a date that is truncated to a weekday or to a day of the year, and for a
    ///   JSON key with quotation marks or backslashes.
    public func spelling(of function: SQLFunction, _ arguments: [SQLNode]) throws -> FunctionSpelling {
        switch function {
        case .length: return .call("length", arguments)
        // With one argument max and min are aggregates.
        case .greatest: return arguments.count == 1 ? .node(arguments[0]) : .call("max", ordered(arguments))
        case .least: return arguments.count == 1 ? .node(arguments[0]) : .call("min", ordered(arguments))
        case .now: return .pieces([.text("strftime('%Y-%m-%d %H:%M:%f000', 'now')")])
        case .currentDate: return .pieces([.text("date('now')")])
        // Between 0 and 1, as on the servers; random() is any 64-bit integer.
        case .random: return .pieces([.text("(abs(random() / 2) / 4611686018427387905.0)")])
        case .abs where isDecimal(arguments): return .call("ltrim", [arguments[0], .literal(.text("-"))])
        case .round where isDecimal(arguments): return .call("cinnabar_round", arguments)
        case .datePart(let part): return .pieces(try datePart(part, of: try only(arguments, of: function)))
        case .dateTruncate(let part): return .pieces(try truncated(try only(arguments, of: function), to: part))
        case .jsonExtract(let path, let type): return try jsonValue(try only(arguments, of: function), path, as: type)
        case .jsonArrayLength: return .call("json_array_length", arguments)
        default: return try standardSpelling(of: function, arguments)
        }
    }

    private func isDecimal(_ arguments: [SQLNode]) -> Bool { arguments.first?.sqlType?.isNumeric ?? false }

    /// max and min compare by the collation of their first argument.
    private func ordered(_ arguments: [SQLNode]) -> [SQLNode] {
        guard isDecimal(arguments) else { return arguments }
        if case .column = arguments[0] { return arguments }
        return [.collate(arguments[0], Self.decimalCollation)] + arguments.dropFirst()
    }

    private func datePart(_ part: DatePart, of node: SQLNode) throws -> [SQLFragment] {
        let format =
            switch part {
            case .year: "%Y"
            case .month: "%m"
            case .day: "%d"
            case .hour: "%H"
            case .minute: "%M"
            case .second: "%S"
            case .weekday: "%w"
            case .dayOfYear: "%j"
            }
        return [.text("CAST(strftime('\(format)', "), .node(node), .text(") AS INTEGER)")]
    }

    private func truncated(_ node: SQLNode, to part: DatePart) throws -> [SQLFragment] {
        let day: String
        var time = "00:00:00"
        switch part {
        case .year: day = "%Y-01-01"
        case .month: day = "%Y-%m-01"
        case .day: day = "%Y-%m-%d"
        case .hour: (day, time) = ("%Y-%m-%d", "%H:00:00")
        case .minute: (day, time) = ("%Y-%m-%d", "%H:%M:00")
        case .second: (day, time) = ("%Y-%m-%d", "%H:%M:%S")
        case .weekday, .dayOfYear:
            throw UnsupportedSQLError("truncating to \(part)", dialect: self, advice: "truncate to the day")
        }
        let format =
            switch node.sqlType {
            case .localDate: day
            case .localTime: "\(time).000000"
            default: "\(day) \(time).000000"
            }
        return [.text("strftime('\(format)', "), .node(node), .text(")")]
    }

    private func jsonValue(_ node: SQLNode, _ path: [String], as type: SQLType) throws -> FunctionSpelling {
        let path = try quoted(jsonPath(path))
        let call: [SQLFragment] = [.text("json_extract("), .node(node), .text(", \(path))")]
        switch type {
        case .json, .array:
            // `->` gives JSON where json_extract would take the quotes off a string.
            return .pieces([.text("("), .node(enclosed(node)), .text(" -> \(path))")])
        case .string, .text, .enumeration, .uuid, .numeric:
            return .pieces([.text("CAST(")] + call + [.text(" AS TEXT)")])
        case .smallInteger, .integer, .bigInteger, .real, .double, .boolean, .bytes, .timestamp, .localDate, .localTime,
            .localDateTime, .custom:
            return .pieces(call)
        }
    }

    /// A node that can stand beside any operator.
    private func enclosed(_ node: SQLNode) -> SQLNode {
        switch node {
        case .column, .bind: node
        default: .tuple([node])
        }
    }
}

extension Dialect {
    /// `$."a"[0]`: a step of digits is an index.
    func jsonPath(_ steps: [String]) throws -> String {
        var path = "$"
        for step in steps {
            if !step.isEmpty, step.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                path += "[\(step)]"
            } else if step.contains("\"") || step.contains("\\") {
                throw UnsupportedSQLError(
                    "the JSON key \(step.debugDescription)", dialect: self,
                    advice: "use keys without quotation marks and backslashes, or SQL text")
            } else {
                path += ".\"\(step)\""
            }
        }
        return path
    }
}
