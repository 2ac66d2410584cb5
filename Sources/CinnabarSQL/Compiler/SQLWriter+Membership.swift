extension SQLWriter {
    mutating func write(_ operand: SQLNode, in list: BoundList, negated: Bool) throws {
        if list.values.isEmpty { return write(boolean: negated) }
        if list.isOneParameter, mode != .literals { return try write(operand, inParameter: list, negated: negated) }
        try write(comparand: operand, with: .bind(BoundValue(.null, type: list.type)))
        negated ? write(" NOT IN (") : write(" IN (")
        var isFirst = true
        for value in list.values {
            if !isFirst { write(", ") }
            isFirst = false
            try write(BoundValue(value, type: list.type, isRedacted: list.isRedacted))
        }
        write(")")
    }

    private mutating func write(_ operand: SQLNode, inParameter list: BoundList, negated: Bool) throws {
        try write(comparand: operand, with: .bind(BoundValue(.null, type: list.type)))
        switch features.lists {
        case .jsonEach:
            negated ? write(" NOT IN (SELECT value FROM json_each(") : write(" IN (SELECT value FROM json_each(")
            try write(list.parameter)
            write("))")
        case .any:
            negated ? write(" <> ALL(") : write(" = ANY(")
            try write(list.parameter)
            write(")")
        case .jsonTable:
            negated ? write(" NOT IN (SELECT ") : write(" IN (SELECT ")
            let element = jsonTableElement(list.type)
            write(sql: element.selected)
            write(" FROM JSON_TABLE(")
            try write(list.parameter)
            write(", '$[*]' COLUMNS (value ")
            write(sql: element.type)
            write(" PATH '$')) AS list)")
        }
    }

    /// How the elements of a JSON list are read: their type, and what is selected of them. Text is given the
    /// collation it is compared in, or two collations would meet that neither wins.
    private func jsonTableElement(_ type: SQLType) -> (type: String, selected: String) {
        switch type {
        case .smallInteger, .integer, .bigInteger, .boolean: ("BIGINT", "value")
        case .real, .double: ("DOUBLE", "value")
        case .numeric: ("DECIMAL(65, 30)", "value")
        case .timestamp, .localDateTime: ("DATETIME(6)", "value")
        case .localDate: ("DATE", "value")
        case .localTime: ("TIME(6)", "value")
        case .string, .text, .enumeration, .uuid, .bytes, .json, .array, .custom:
            ("LONGTEXT", features.binaryCollation.map { "value COLLATE \($0.rawValue)" } ?? "value")
        }
    }

    mutating func write(_ operands: [SQLNode], in rows: [[BoundValue]], negated: Bool) throws {
        if rows.isEmpty { return write(boolean: negated) }
        write("(")
        try write(list: operands)
        negated ? write(") NOT IN (") : write(") IN (")
        if features.tupleLists == .values { write("VALUES ") }
        var isFirst = true
        for row in rows {
            guard row.count == operands.count else {
                throw unsupported(
                    "\(operands.count) columns compared with \(row.count) values",
                    advice: "give as many values as columns")
            }
            if !isFirst { write(", ") }
            isFirst = false
            write("(")
            for (index, value) in row.enumerated() {
                if index > 0 { write(", ") }
                try write(value)
            }
            write(")")
        }
        write(")")
    }
}
