// What dialects have in common. A dialect that overrides a requirement comes here for the rest.
extension Dialect {
    func standardTypeName(_ type: SQLType) throws -> String {
        switch type {
        case .smallInteger: "SMALLINT"
        case .integer: "INTEGER"
        case .bigInteger: "BIGINT"
        case .real: "REAL"
        case .double: "DOUBLE PRECISION"
        case .numeric(let precision, let scale): "NUMERIC" + Self.arguments(precision, scale)
        case .boolean: "BOOLEAN"
        case .string(let length): "VARCHAR(\(length))"
        case .text: "TEXT"
        case .bytes: "BLOB"
        case .timestamp: "TIMESTAMP WITH TIME ZONE"
        case .localDate: "DATE"
        case .localTime: "TIME"
        case .localDateTime: "TIMESTAMP"
        case .uuid: "UUID"
        case .json: "JSON"
        case .enumeration(_, let cases, _): "VARCHAR(\(Self.longest(cases)))"
        case .array(let element): try typeName(element) + "[]"
        case .custom(let name): name
        }
    }

    /// `(precision, scale)`, as far as they are given.
    static func arguments(_ precision: Int?, _ scale: Int?) -> String {
        guard let precision else { return "" }
        guard let scale else { return "(\(precision))" }
        return "(\(precision), \(scale))"
    }

    /// The length of the longest case of an enumeration.
    static func longest(_ cases: [String]) -> Int { max(1, cases.lazy.map(\.unicodeScalars.count).max() ?? 1) }

    func standardLiteral(_ value: SQLValue) throws -> String {
        switch value {
        case .null: return "NULL"
        case .bool(let value):
            switch features.booleanLiterals {
            case .keywords: return value ? "TRUE" : "FALSE"
            case .numbers: return value ? "1" : "0"
            }
        case .integer(let value): return String(value)
        case .double(let value):
            guard value.isFinite else {
                throw UnsupportedSQLError("\(value) as a literal", dialect: self, advice: "use a finite number")
            }
            return "\(value)"
        case .text(let value), .json(let value): return try quoted(value)
        case .bytes(let value): return "X'" + Self.hexadecimal(value) + "'"
        case .decimal(let value):
            if value.isNaN {
                throw UnsupportedSQLError("NaN as a literal", dialect: self, advice: "use a number")
            }
            return DecimalText.string(value)
        case .uuid(let value): return "'" + UUIDText.string(value) + "'"
        case .date(let value): return "'" + (try TimestampText.string(value)) + "'"
        case .localDate(let value): return "'" + TimestampText.string(value) + "'"
        case .localTime(let value): return "'" + TimestampText.string(value) + "'"
        case .localDateTime(let value): return "'" + TimestampText.string(value) + "'"
        case .array:
            throw UnsupportedSQLError("a list as a literal", dialect: self, advice: "bind it as a parameter")
        }
    }

    /// `'text'`, with what must be doubled doubled.
    func quoted(_ text: String) throws -> String {
        var result = "'"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'": result += "''"
            case "\\" where features.backslashEscapes: result += "\\\\"
            case "\0":
                throw UnsupportedSQLError(
                    "a NUL character in a literal", dialect: self,
                    advice: "bind the text as a parameter, or take the NUL out")
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "'"
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    func standardSpelling(of function: SQLFunction, _ arguments: [SQLNode]) throws -> FunctionSpelling {
        switch function {
        case .lower: return .call("lower", arguments)
        case .upper: return .call("upper", arguments)
        case .length: return .call("char_length", arguments)
        case .trim: return .call("trim", arguments)
        case .trimLeading: return .call("ltrim", arguments)
        case .trimTrailing: return .call("rtrim", arguments)
        case .replace: return .call("replace", arguments)
        case .substring: return .call("substr", arguments)
        case .instr: return .call("instr", arguments)
        case .abs: return .call("abs", arguments)
        case .round: return .call("round", arguments)
        case .floor: return .call("floor", arguments)
        case .ceiling: return .call("ceiling", arguments)
        case .power: return .call("power", arguments)
        case .squareRoot: return .call("sqrt", arguments)
        case .coalesce:
            // One argument is itself; not every database takes a coalesce of one.
            if arguments.count == 1 { return .node(arguments[0]) }
            return .call("coalesce", arguments)
        case .nullIf: return .call("nullif", arguments)
        case .greatest:
            if arguments.count == 1 { return .node(arguments[0]) }
            return .call("greatest", arguments)
        case .least:
            if arguments.count == 1 { return .node(arguments[0]) }
            return .call("least", arguments)
        case .concat:
            guard let first = arguments.first else { return .node(.literal(.text(""))) }
            return .node(arguments.dropFirst().reduce(first) { .binary(.concatenate, $0, $1) })
        case .now: return .pieces([.text("CURRENT_TIMESTAMP")])
        case .currentDate: return .pieces([.text("CURRENT_DATE")])
        case .random: return .call("random", arguments)
        case .datePart(let part):
            return .pieces([
                .text("EXTRACT(\(part.rawValue.uppercased()) FROM "), .node(try only(arguments, of: function)),
                .text(")"),
            ])
        case .dateTruncate, .jsonExtract, .jsonArrayLength:
            throw UnsupportedSQLError("\(function)", dialect: self, advice: "write it with SQL text")
        }
    }

    /// The argument of a function that takes one.
    func only(_ arguments: [SQLNode], of function: SQLFunction) throws -> SQLNode {
        guard arguments.count == 1 else {
            throw UnsupportedSQLError(
                "\(function) with \(arguments.count) arguments", dialect: self, advice: "give it one argument")
        }
        return arguments[0]
    }
}
