import CinnabarSQL
import Testing

/// Text is read back by each database's own grammar and must give the tree that was written.
@Suite("Precedence")
struct PrecedenceTests {
    @Test("random expressions mean what they were built to mean, in each database's grammar")
    func property() throws {
        var random = SeededGenerator()
        let seed = random.seed
        let cases: [(any Dialect, Grammar)] = [
            (SQLiteDialect(), .sqlite), (PostgresDialect(), .postgres), (MySQLDialect(), .mysql),
        ]
        for _ in 0..<300 {
            let node = RandomExpression.condition(depth: 4, &random)
            for (dialect, grammar) in cases {
                // The values stand in the text, so that reading it back needs no parameters.
                let literal = node.rewritten { node in
                    switch node {
                    case .bind(let value): .literal(value.value)
                    case .inList(let operand, let list, let negated):
                        .inList(operand, BoundList(Array(list.values.prefix(3)), type: list.type), negated: negated)
                    default: node
                    }
                }
                let compiled = try StatementCompiler(dialect: dialect).compile(
                    .select(SelectStatement(columns: [SelectedColumn(literal)])))
                let sql = Self.filled(compiled)
                let written = Reading.print(literal)
                var reader = GrammarReader(sql: String(sql.dropFirst("SELECT ".count)), grammar: grammar)
                let read = try reader.whole()
                if read != written {
                    Issue.record("CINNABAR_SEED=\(seed) \(dialect.name): \(sql)\nread    \(read)\nwritten \(written)")
                    return
                }
            }
        }
    }

    /// The text with its parameters in it, negative ones in parentheses.
    private static func filled(_ compiled: CompiledStatement) -> String {
        var sql = ""
        var values = compiled.parameters.makeIterator()
        var skipsDigits = false
        for character in compiled.sql {
            if skipsDigits, character.isNumber { continue }
            skipsDigits = false
            guard character == "?" || character == "$" else {
                sql.append(character)
                continue
            }
            skipsDigits = character == "$"
            if case .integer(let value)? = values.next()?.value { sql += value < 0 ? "(\(value))" : "\(value)" }
        }
        return sql
    }

    @Test("each grammar is read as its manual says")
    func grammars() throws {
        func read(_ sql: String, _ grammar: Grammar) throws -> String {
            var reader = GrammarReader(sql: sql, grammar: grammar)
            return try reader.whole()
        }
        #expect(try read("NOT a = b AND c", .sqlite) == "(AND (NOT (= a b)) c)")
        #expect(try read("a = b < c", .sqlite) == "(= a (< b c))")
        #expect(try read("a < b = c", .mysql) == "(= (< a b) c)")
        #expect(try read("a | b & c", .sqlite) == "(& (| a b) c)")
        #expect(try read("a | b & c", .mysql) == "(| a (& b c))")
        #expect(throws: GrammarReader.Failure.self) { try read("a < b < c", .postgres) }
    }
}
