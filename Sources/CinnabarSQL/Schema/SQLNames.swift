/// Finds and replaces names of columns in SQL text by hand: the conditions of checks, the terms of indexes.
package enum SQLNames {
    /// Where a name stands as a column in an expression: not as a function, a collation, a type or a string.
    package static func places(of name: String, in sql: String) -> [Range<Int>] {
        let tokens = SQLTokenizer(sql).tokens
        let wanted = name.lowercased()
        return tokens.indices.compactMap { index in
            let token = tokens[index]
            switch token.kind {
            case .word(let word) where word.lowercased() == wanted: break
            case .name(let word) where word.lowercased() == wanted: break
            default: return nil
            }
            if index + 1 < tokens.count {
                let next = tokens[index + 1]
                // A function, or the table in front of a column.
                if next.isSymbol(".") { return nil }
                if next.isSymbol("("), token.word != nil { return nil }
            }
            if index > 0, ["COLLATE", "AS"].contains(tokens[index - 1].word) { return nil }
            return token.range
        }
    }

    /// Whether a name stands as a column in an expression.
    package static func mentions(_ name: String, in sql: String) -> Bool { !places(of: name, in: sql).isEmpty }

    /// The text with one name of a column for another, quoted as the one before was.
    package static func renaming(_ name: String, to newName: String, in sql: String) -> String {
        var bytes = Array(sql.utf8)
        for place in places(of: name, in: sql).reversed() {
            let text: String
            switch bytes[place.lowerBound] {
            case UInt8(ascii: "`"): text = "`" + newName.replacing("`", with: "``") + "`"
            case UInt8(ascii: "\""), UInt8(ascii: "["): text = quoted(newName)
            default: text = isPlain(newName) ? newName : quoted(newName)
            }
            bytes.replaceSubrange(place, with: Array(text.utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a name needs no quotes. It says no of some that do not.
    private static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, first > UInt8(ascii: "9"), !keywords.contains(name.uppercased()) else {
            return false
        }
        return name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
    }

    private static let keywords: Set<String> = [
        "ADD", "ALL", "ALTER", "AND", "AS", "BETWEEN", "BY", "CASE", "CHECK", "COLLATE", "COLUMN", "CONSTRAINT",
        "CREATE", "DEFAULT", "DELETE", "DESC", "DISTINCT", "DROP", "ELSE", "END", "EXISTS", "FOREIGN", "FROM", "GROUP",
        "HAVING", "IN", "INDEX", "INSERT", "INTO", "IS", "JOIN", "KEY", "LIKE", "LIMIT", "NOT", "NULL", "ON", "OR",
        "ORDER", "PRIMARY", "REFERENCES", "SELECT", "SET", "TABLE", "THEN", "TO", "UNION", "UNIQUE", "UPDATE", "USER",
        "USING", "VALUES", "WHEN", "WHERE", "WITH",
    ]

    /// The text with something else in some places.
    package static func replacing(_ places: [Range<Int>], in sql: String, with text: String) -> String {
        if places.isEmpty { return sql }
        var bytes = Array(sql.utf8)
        for place in places.reversed() { bytes.replaceSubrange(place, with: Array(text.utf8)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `"name"`
    package static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }
}

extension SQLNode {
    /// Whether an expression is over a column, as far as SQL by hand lets that be seen.
    package func mentions(_ column: String) -> Bool {
        var isFound = columnNames.contains { $0.lowercased() == column.lowercased() }
        _ = rewritten { node in
            if case .raw(let fragments) = node {
                for case .text(let text) in fragments where SQLNames.mentions(column, in: text) { isFound = true }
            }
            return node
        }
        return isFound
    }

    /// The expression with one column for another.
    package func renaming(_ column: String, to newName: String) -> SQLNode {
        rewritten { node in
            switch node {
            case .column(var reference) where reference.name == column:
                reference.name = newName
                return .column(reference)
            case .raw(let fragments):
                return .raw(
                    fragments.map { fragment in
                        switch fragment {
                        case .text(let text): .text(SQLNames.renaming(column, to: newName, in: text))
                        case .identifier(let name): .identifier(name == column ? newName : name)
                        case .node: fragment
                        }
                    })
            default: return node
            }
        }
    }
}
