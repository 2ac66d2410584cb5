// Matching with `%`, `_` and `\` means the same everywhere: `like` minds case, `ilike` does not.
//
// SQLite's LIKE never minds the case of ASCII letters. GLOB does, and can use an index, so a pattern is translated:
// a bound one here, in its parameter; any other one in SQL.
extension SQLWriter {
    mutating func write(_ operand: SQLNode, like pattern: SQLNode, caseInsensitive: Bool, negated: Bool) throws {
        switch (features.like, caseInsensitive) {
        case (.glob, false):
            try write(operand, above: .bits)
            negated ? write(" NOT GLOB ") : write(" GLOB ")
            try write(GlobPattern.node(pattern), above: .collate)
        case (.glob, true):
            try write(operand, above: .bits)
            negated ? write(" NOT LIKE ") : write(" LIKE ")
            try write(pattern, above: .collate)
            write(" ESCAPE '\\'")
        case (.ilike, let caseInsensitive):
            try write(operand, above: .bits)
            if negated { write(" NOT") }
            caseInsensitive ? write(" ILIKE ") : write(" LIKE ")
            try write(pattern, above: .collate)
        case (.collated, let caseInsensitive):
            if caseInsensitive {
                write("lower(")
                try write(operand)
                write(")")
            } else {
                try write(operand, above: .bits)
            }
            negated ? write(" NOT LIKE ") : write(" LIKE ")
            if caseInsensitive {
                write("lower(")
                try write(pattern)
                write(")")
            } else {
                try write(pattern, above: .collate)
            }
            if let collation = features.binaryCollation {
                write(" COLLATE ")
                write(sql: collation.rawValue)
            }
        }
    }
}

/// LIKE patterns as GLOB patterns.
enum GlobPattern {
    static func node(_ pattern: SQLNode) -> SQLNode {
        switch pattern {
        case .bind(var value):
            if case .text(let text) = value.value { value.value = .text(translated(text)) }
            return .bind(value)
        case .literal(.text(let text)): return .literal(.text(translated(text)))
        default: return inSQL(pattern)
        }
    }

    /// `a%b_\%*` → `a*b?%[*]`
    static func translated(_ pattern: String) -> String {
        var result = ""
        result.reserveCapacity(pattern.utf8.count + 8)
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            if isEscaped {
                isEscaped = false
                append(literal: scalar)
                continue
            }
            switch scalar {
            case "\\": isEscaped = true
            case "%": result += "*"
            case "_": result += "?"
            default: append(literal: scalar)
            }
        }
        return result

        func append(literal scalar: Unicode.Scalar) {
            switch scalar {
            case "*", "?", "[":
                result += "["
                result.unicodeScalars.append(scalar)
                result += "]"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// The same translation written in SQL. Escaped characters wait as control characters while the rest is replaced.
    private static func inSQL(_ pattern: SQLNode) -> SQLNode {
        let steps = [
            ("\\\\", "\u{1}"), ("\\%", "\u{2}"), ("\\_", "\u{3}"), ("\\", ""), ("[", "[[]"), ("*", "[*]"), ("?", "[?]"),
            ("%", "*"), ("_", "?"), ("\u{1}", "\\"), ("\u{2}", "%"), ("\u{3}", "_"),
        ]
        return steps.reduce(pattern) { node, step in
            .function(.replace, [node, .literal(.text(step.0)), .literal(.text(step.1))])
        }
    }
}
