// Matching with `%`, `_` and `\` means the same everywhere: `like` minds case, `ilike` does not.
//
// SQLite's LIKE never minds the case of ASCII letters and always minds that of others. GLOB minds case and can use an
// index, so a bound pattern is translated, in its parameter. The rest is left to functions of the backend.
extension SQLWriter {
    mutating func write(_ operand: SQLNode, like pattern: SQLNode, caseInsensitive: Bool, negated: Bool) throws {
        switch (features.like, caseInsensitive) {
        case (.glob, false):
            guard let glob = GlobPattern.node(pattern) else {
                return try write(call: "cinnabar_like(", pattern, operand, negated: negated)
            }
            try write(operand, above: .bits)
            negated ? write(" NOT GLOB ") : write(" GLOB ")
            try write(glob, above: .collate)
        case (.glob, true):
            try write(call: "cinnabar_ilike(", pattern, operand, negated: negated)
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

    private mutating func write(
        call name: StaticString, _ pattern: SQLNode, _ operand: SQLNode, negated: Bool
    ) throws {
        if negated { write("NOT ") }
        write(name)
        try write(pattern)
        write(", ")
        try write(operand)
        write(")")
    }

    /// How tightly a match holds.
    func precedenceOfLike(pattern: SQLNode, caseInsensitive: Bool, negated: Bool) -> Precedence {
        guard features.like == .glob, caseInsensitive || !GlobPattern.canTranslate(pattern) else { return .comparison }
        return negated ? .not : .atom
    }
}

/// LIKE patterns as GLOB patterns.
enum GlobPattern {
    /// Whether the pattern is known here.
    static func canTranslate(_ pattern: SQLNode) -> Bool {
        switch pattern {
        case .bind, .literal(.text): true
        default: false
        }
    }

    /// The pattern translated, when it is known here.
    static func node(_ pattern: SQLNode) -> SQLNode? {
        switch pattern {
        case .bind(var value):
            if case .text(let text) = value.value { value.value = .text(translated(text)) }
            return .bind(value)
        case .literal(.text(let text)): return .literal(.text(translated(text)))
        default: return nil
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
}
