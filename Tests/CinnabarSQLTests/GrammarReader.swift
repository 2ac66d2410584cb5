import CinnabarSQL

/// How tightly each database's operators hold, from its manual; larger is tighter.
///
/// - SQLite: https://sqlite.org/lang_expr.html, "Operators, and Parse-Affecting Attributes".
/// - PostgreSQL: "Lexical Structure", table "Operator Precedence".
/// - MySQL: "Operator Precedence", and the grammar of predicates in "Expressions".
struct Grammar {
    var levels: [String: Int]
    /// Comparisons do not associate: `a < b < c` is an error.
    var strictComparisons = false

    static let sqlite = Grammar(levels: [
        "OR": 1, "AND": 2, "NOT": 3, "=": 4, "<>": 4, "IS": 4, "IS NOT": 4, "IS NULL": 4, "IS NOT NULL": 4,
        "BETWEEN": 4,
        "IN": 4, "<": 5, "<=": 5, ">": 5, ">=": 5, "&": 6, "|": 6, "+": 7, "-": 7, "*": 8, "/": 8, "%": 8, "NEG": 10,
    ])
    static let postgres = Grammar(
        levels: [
            "OR": 1, "AND": 2, "NOT": 3, "IS NULL": 4, "IS NOT NULL": 4, "IS DISTINCT FROM": 4,
            "IS NOT DISTINCT FROM": 4,
            "=": 5, "<>": 5, "<": 5, "<=": 5, ">": 5, ">=": 5, "BETWEEN": 6, "IN": 6, "&": 7, "|": 7, "+": 8, "-": 8,
            "*": 9, "/": 9, "%": 9, "NEG": 11,
        ], strictComparisons: true)
    static let mysql = Grammar(levels: [
        "OR": 1, "AND": 2, "NOT": 3, "BETWEEN": 5, "IN": 5, "=": 4, "<=>": 4, "<>": 4, "<": 4, "<=": 4, ">": 4, ">=": 4,
        "IS NULL": 4, "IS NOT NULL": 4, "|": 6, "&": 7, "+": 8, "-": 8, "*": 9, "/": 9, "DIV": 9, "%": 9, "NEG": 11,
    ])
}

/// Reads an expression by one database's precedence and prints it with every parenthesis.
struct GrammarReader {
    struct Failure: Error { var at: String }
    private var tokens: [String] = []
    private var position = 0
    private let grammar: Grammar

    init(sql: String, grammar: Grammar) {
        self.grammar = grammar
        var token = ""
        func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
        for character in sql where character != "\"" && character != "`" {
            if let last = token.last {
                let joins = isWord(last) && isWord(character) || "<>=".contains(last) && "<>=".contains(character)
                if !joins {
                    tokens.append(token)
                    token = ""
                }
            }
            if character != " " {
                token.append(character)
            } else if !token.isEmpty {
                tokens.append(token)
                token = ""
            }
        }
        if !token.isEmpty { tokens.append(token) }
    }

    private var next: String { position < tokens.count ? tokens[position] : "" }
    private func peek(_ offset: Int) -> String { position + offset < tokens.count ? tokens[position + offset] : "" }
    private mutating func take(_ token: String) throws {
        guard next == token else {
            throw Failure(at: "\(token) expected at \(tokens[position...].joined(separator: " "))")
        }
        position += 1
    }

    mutating func whole() throws -> String {
        let result = try expression(above: 0)
        guard position == tokens.count else { throw Failure(at: tokens[position...].joined(separator: " ")) }
        return result
    }

    /// The operator that stands here, and how many tokens it is made of.
    private func operation() -> (name: String, length: Int)? {
        switch next {
        case "IS":
            for words in ["IS NOT DISTINCT FROM", "IS DISTINCT FROM", "IS NOT NULL", "IS NULL", "IS NOT", "IS"] {
                let parts = words.split(separator: " ").map(String.init)
                if grammar.levels[words] != nil, parts.indices.allSatisfy({ peek($0) == parts[$0] }) {
                    return (words, parts.count)
                }
            }
            return nil
        case "NOT" where peek(1) == "IN" || peek(1) == "BETWEEN": return (peek(1), 2)
        default: return grammar.levels[next] == nil || next == "NOT" ? nil : (next, 1)
        }
    }

    private mutating func expression(above minimum: Int) throws -> String {
        var left = try prefix()
        var lastComparison: Int?
        while let (name, length) = operation(), let level = grammar.levels[name], level > minimum {
            let isNegated = next == "NOT"
            position += length
            if grammar.strictComparisons, level == 4 || level == 5 || level == 6 {
                if lastComparison == level { throw Failure(at: "\(name) does not associate") }
                lastComparison = level
            }
            switch name {
            case "IS NULL", "IS NOT NULL": left = "(\(name) \(left))"
            case "BETWEEN":
                let low = try expression(above: level)
                try take("AND")
                let high = try expression(above: level)
                left = "(\(isNegated ? "NOT " : "")BETWEEN \(left) \(low) \(high))"
            case "IN":
                try take("(")
                var items: [String] = []
                while next != ")" {
                    items.append(try expression(above: 0))
                    if next == "," { position += 1 }
                }
                try take(")")
                left = "(\(isNegated ? "NOT " : "")IN \(left) \(items.joined(separator: " ")))"
            default:
                left = Reading.joined(Reading.names[name] ?? name, left, try expression(above: level))
            }
        }
        return left
    }

    private mutating func prefix() throws -> String {
        let token = next
        position += 1
        switch token {
        case "NOT":
            let operand = try expression(above: (grammar.levels["NOT"] ?? 0) - 1)
            return Reading.negated(operand)
        case "-":
            if let digits = Int(next), digits >= 0 {
                position += 1
                return "-\(digits)"
            }
            return "(NEG \(try expression(above: grammar.levels["NEG"] ?? 0)))"
        case "(":
            let inner = try expression(above: 0)
            try take(")")
            return inner
        case "CASE":
            var parts = ["CASE"]
            while next == "WHEN" {
                position += 1
                parts.append(try expression(above: 0))
                try take("THEN")
                parts.append(try expression(above: 0))
            }
            if next == "ELSE" {
                position += 1
                parts.append(try expression(above: 0))
            }
            try take("END")
            return "(\(parts.joined(separator: " ")))"
        case "CAST":
            try take("(")
            let inner = try expression(above: 0)
            for word in ["AS", "SIGNED", ")"] { try take(word) }
            return inner
        case "coalesce":
            try take("(")
            let first = try expression(above: 0)
            try take(",")
            let second = try expression(above: 0)
            try take(")")
            return "(coalesce \(first) \(second))"
        case "": throw Failure(at: "the end")
        default: return token == "TRUE" ? "1" : token == "FALSE" ? "0" : token
        }
    }
}

/// Trees printed with every parenthesis.
enum Reading {
    /// The spellings of one operation.
    static let names = [
        "DIV": "/", "IS NOT": "DISTINCT", "IS": "SAME", "IS DISTINCT FROM": "DISTINCT", "IS NOT DISTINCT FROM": "SAME",
        "<=>": "SAME",
    ]

    /// `(OP left right)`. What associates is one list, however it was built.
    static func joined(_ operation: String, _ left: String, _ right: String) -> String {
        guard ["AND", "OR", "&", "|"].contains(operation) else { return "(\(operation) \(left) \(right))" }
        func items(_ text: String) -> String {
            text.hasPrefix("(\(operation) ") ? String(text.dropFirst(operation.count + 2).dropLast()) : text
        }
        return "(\(operation) \(items(left)) \(items(right)))"
    }

    /// `(NOT x)`; what is not the same is distinct.
    static func negated(_ text: String) -> String {
        text.hasPrefix("(SAME ") ? "(DISTINCT " + text.dropFirst("(SAME ".count) : "(NOT \(text))"
    }

    static func print(_ node: SQLNode) -> String {
        switch node {
        case .column(let column): column.name
        case .literal(.integer(let value)): "\(value)"
        case .binary(let operation, let left, let right): joined(symbol(operation), print(left), print(right))
        case .unary(.not, let operand): negated(print(operand))
        case .unary(.negate, let operand):
            // `-5` is a number to a reader, however it was built.
            print(operand).allSatisfy(\.isNumber) ? "-\(print(operand))" : "(NEG \(print(operand)))"
        case .isNull(let operand, let negated): "(IS \(negated ? "NOT " : "")NULL \(print(operand)))"
        case .isDistinct(let left, let right, let negated):
            "(\(negated ? "SAME" : "DISTINCT") \(print(left)) \(print(right)))"
        case .inList(let operand, let list, let negated):
            list.values.isEmpty
                ? (negated ? "1" : "0")
                : "(\(negated ? "NOT " : "")IN \(print(operand)) \(list.values.map { print(.literal($0)) }.joined(separator: " ")))"
        case .between(let operand, let low, let high, let negated):
            "(\(negated ? "NOT " : "")BETWEEN \(print(operand)) \(print(low)) \(print(high)))"
        case .caseWhen(let branches, let otherwise):
            "(CASE \((branches.flatMap { [print($0.condition), print($0.value)] } + (otherwise.map { [print($0)] } ?? [])).joined(separator: " ")))"
        case .function(.coalesce, let arguments): "(coalesce \(arguments.map(print).joined(separator: " ")))"
        default: "?"
        }
    }

    private static func symbol(_ operation: BinaryOperator) -> String {
        switch operation {
        case .equal: "="
        case .notEqual: "<>"
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .and: "AND"
        case .or: "OR"
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide, .integerDivide: "/"
        case .remainder: "%"
        case .concatenate: "||"
        case .bitAnd: "&"
        case .bitOr: "|"
        }
    }
}
