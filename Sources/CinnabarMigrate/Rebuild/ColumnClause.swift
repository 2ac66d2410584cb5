internal import CinnabarSQL

/// One thing that a column's definition says behind the type, with the name of the constraint in front of it.
struct ColumnClause: Equatable {
    enum Kind: Equatable {
        case primaryKey, notNull, null, unique, check, `default`, collate, references, generated
        /// `CONSTRAINT name` in front of nothing.
        case name
    }
    var kind: Kind
    /// The name that `CONSTRAINT` gives it.
    var name: String?
    /// The tokens, from `CONSTRAINT` on.
    var range: Range<Int>

    // https://www.sqlite.org/lang_createtable.html, column-constraint.
    /// The clauses of a column whose name is the first token.
    static func clauses(_ tokens: [SQLTokenizer.Token]) -> [ColumnClause] {
        var clauses: [ColumnClause] = []
        var position = 1
        var start: Int?
        var name: String?
        func word(_ index: Int) -> String? { index < tokens.count ? tokens[index].word : nil }
        while position < tokens.count {
            if word(position) == "CONSTRAINT" {
                start = start ?? position
                name = position + 1 < tokens.count ? tokens[position + 1].identifier : nil
                position += 2
                continue
            }
            guard let (kind, end) = clause(tokens, position) else {
                // The type, its size, or what belongs to the clause before.
                position = tokens[position].isSymbol("(") ? closing(tokens, position) + 1 : position + 1
                if let last = clauses.indices.last {
                    clauses[last].range = clauses[last].range.lowerBound..<min(position, tokens.count)
                }
                continue
            }
            let end2 = min(conflict(tokens, end), tokens.count)
            clauses.append(ColumnClause(kind: kind, name: name, range: (start ?? position)..<end2))
            position = end2
            start = nil
            name = nil
        }
        if let start { clauses.append(ColumnClause(kind: .name, name: name, range: start..<tokens.count)) }
        return clauses
    }

    /// What begins at a token, and where it ends.
    private static func clause(_ tokens: [SQLTokenizer.Token], _ position: Int) -> (Kind, Int)? {
        func word(_ index: Int) -> String? { index < tokens.count ? tokens[index].word : nil }
        func behind(_ index: Int) -> Int {
            index < tokens.count && tokens[index].isSymbol("(") ? closing(tokens, index) + 1 : index
        }
        switch word(position) {
        case "PRIMARY":
            var end = position + 2
            if ["ASC", "DESC"].contains(word(end)) { end += 1 }
            end = conflict(tokens, end)
            return (.primaryKey, word(end) == "AUTOINCREMENT" ? end + 1 : end)
        case "NOT" where word(position + 1) == "NULL": return (.notNull, position + 2)
        case "NULL": return (.null, position + 1)
        case "UNIQUE": return (.unique, position + 1)
        case "CHECK": return (.check, behind(position + 1))
        case "COLLATE": return (.collate, position + 2)
        case "DEFAULT":
            guard position + 1 < tokens.count else { return (.default, position + 1) }
            if tokens[position + 1].isSymbol("(") { return (.default, behind(position + 1)) }
            let isSigned = tokens[position + 1].isSymbol("-") || tokens[position + 1].isSymbol("+")
            var end = position + (isSigned ? 3 : 2)
            // x'00' is a word and a string; 1.5e+3 a number, a sign and a number.
            if word(end - 1) == "X", end < tokens.count, case .string = tokens[end].kind { end += 1 }
            while end + 1 < tokens.count, tokens[end].range.lowerBound == tokens[end - 1].range.upperBound,
                tokens[end].isSymbol("+") || tokens[end].isSymbol("-") || tokens[end].isSymbol(".")
            { end += 2 }
            return (.default, end)
        case "GENERATED":
            let end = behind(position + 3)
            return (.generated, ["STORED", "VIRTUAL"].contains(word(end)) ? end + 1 : end)
        case "AS":
            let end = behind(position + 1)
            return (.generated, ["STORED", "VIRTUAL"].contains(word(end)) ? end + 1 : end)
        case "REFERENCES":
            var end = behind(position + 2)
            while let next = word(end) {
                switch next {
                case "ON": end += ["SET", "NO"].contains(word(end + 2)) ? 4 : 3
                case "MATCH", "INITIALLY": end += 2
                case "DEFERRABLE": end += 1
                case "NOT" where word(end + 1) == "DEFERRABLE": end += 2
                default: return (.references, end)
                }
            }
            return (.references, end)
        default: return nil
        }
    }

    /// Behind `ON CONFLICT ABORT`, where that stands at a token.
    private static func conflict(_ tokens: [SQLTokenizer.Token], _ position: Int) -> Int {
        guard position + 1 < tokens.count, tokens[position].word == "ON", tokens[position + 1].word == "CONFLICT" else {
            return position
        }
        return position + 3
    }

    /// Where the parenthesis at a token is closed; the end, if it is not.
    static func closing(_ tokens: [SQLTokenizer.Token], _ open: Int) -> Int {
        var depth = 0
        for index in open..<tokens.count {
            if tokens[index].isSymbol("(") { depth += 1 }
            if tokens[index].isSymbol(")") {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return tokens.count
    }
}
