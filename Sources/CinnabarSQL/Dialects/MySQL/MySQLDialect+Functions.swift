extension MySQLDialect {
    /// The call as MySQL and MariaDB have it: `UTC_TIMESTAMP(6)`, `rand()`, `json_length(x)`.
    ///
    /// - Throws: ``UnsupportedSQLError`` for a date that is truncated to a weekday or to a day of the year, and for a
    ///   JSON key with quotation marks or backslashes.
    public func spelling(of function: SQLFunction, _ arguments: [SQLNode]) throws -> FunctionSpelling {
        switch function {
        case .now: return .pieces([.text("UTC_TIMESTAMP(6)")])
        case .currentDate: return .pieces([.text("UTC_DATE()")])
        case .random: return .call("rand", arguments)
        case .datePart(let part): return datePart(part, of: try only(arguments, of: function))
        case .dateTruncate(let part): return try truncated(try only(arguments, of: function), to: part)
        case .jsonExtract(let path, let type): return try jsonValue(try only(arguments, of: function), path, as: type)
        case .jsonArrayLength: return .call("json_length", arguments)
        default: return try standardSpelling(of: function, arguments)
        }
    }

    private func datePart(_ part: DatePart, of node: SQLNode) -> FunctionSpelling {
        switch part {
        case .weekday: .node(.binary(.subtract, .namedFunction("dayofweek", [node]), .literal(.integer(1))))
        case .dayOfYear: .call("dayofyear", [node])
        case .year, .month, .day, .hour, .minute, .second:
            .pieces([.text("EXTRACT(\(part.rawValue.uppercased()) FROM "), .node(node), .text(")")])
        }
    }

    private func truncated(_ node: SQLNode, to part: DatePart) throws -> FunctionSpelling {
        let format =
            switch part {
            case .year: "%Y-01-01"
            case .month: "%Y-%m-01"
            case .day: "%Y-%m-%d"
            case .hour: "%Y-%m-%d %H:00:00"
            case .minute: "%Y-%m-%d %H:%i:00"
            case .second: "%Y-%m-%d %H:%i:%s"
            case .weekday, .dayOfYear:
                throw UnsupportedSQLError("truncating to \(part)", dialect: self, advice: "truncate to the day")
            }
        if node.sqlType == .localTime {
            // It has no day to be shortened.
            let time = format.split(separator: " ").dropFirst().first.map(String.init) ?? "00:00:00"
            return .node(.cast(.namedFunction("date_format", [node, .literal(.text(time))]), .localTime))
        }
        let text = SQLNode.namedFunction("date_format", [node, .literal(.text(format))])
        return .node(.cast(text, node.sqlType == .localDate ? .localDate : .localDateTime))
    }

    private func jsonValue(_ node: SQLNode, _ path: [String], as type: SQLType) throws -> FunctionSpelling {
        let value = SQLNode.namedFunction("json_extract", [node, .literal(.text(try jsonPath(path)))])
        return switch type {
        case .json, .array: .node(value)
        case .string, .text, .enumeration, .uuid: text(ofJSON: value)
        case .boolean:
            .pieces([
                .text("CASE json_unquote("), .node(value),
                .text(")\(binaryCollation) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"),
            ])
        case .smallInteger, .integer, .bigInteger, .real, .double, .numeric, .bytes, .timestamp, .localDate, .localTime,
            .localDateTime, .custom:
            .pieces([
                .text("CAST(CASE json_type("), .node(value), .text(") WHEN 'NULL' THEN NULL ELSE json_unquote("),
                .node(value), .text(") END AS \(try castName(type)))"),
            ])
        }
    }

    /// The text of a JSON value. JSON's null is a value of its own here; elsewhere it is NULL. What the functions for
    /// JSON give has a collation of theirs, which a parameter's would not get along with.
    private func text(ofJSON value: SQLNode) -> FunctionSpelling {
        .pieces([
            .text("(CASE json_type("), .node(value), .text(") WHEN 'NULL' THEN NULL ELSE json_unquote("), .node(value),
            .text(") END\(binaryCollation))"),
        ])
    }

    private var binaryCollation: String { features.binaryCollation.map { " COLLATE " + $0.rawValue } ?? "" }
}
