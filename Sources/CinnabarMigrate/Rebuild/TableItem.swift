internal import CinnabarSQL

/// One item of CREATE TABLE as it was written: a column or a constraint, with the white space and comments around it.
struct TableItem: Equatable {
    /// What a column says of itself.
    struct Column: Equatable {
        var name: String
        /// Where the type stands among the tokens; empty where there is none.
        var type: Range<Int>
        var clauses: [ColumnClause]
    }

    let text: String
    let tokens: [SQLTokenizer.Token]
    /// `nil` for a constraint of the table.
    let column: Column?

    init(_ text: String) {
        self.text = text
        tokens = SQLTokenizer(text).tokens
        let starts: Set = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
        if let first = tokens.first, let name = first.identifier, !(first.word.map(starts.contains) ?? false) {
            let clauses = ColumnClause.clauses(tokens)
            column = Column(name: name, type: 1..<(clauses.first?.range.lowerBound ?? tokens.count), clauses: clauses)
        } else {
            column = nil
        }
    }

    static func == (left: TableItem, right: TableItem) -> Bool { left.text == right.text }

    /// The item up to its last token, and what comes behind it.
    var split: (text: String, rest: String) {
        guard let end = tokens.last?.range.upperBound else { return ("", text) }
        let bytes = Array(text.utf8)
        return (String(decoding: bytes[..<end], as: UTF8.self), String(decoding: bytes[end...], as: UTF8.self))
    }

    /// The text of some tokens.
    func text(_ range: Range<Int>) -> String {
        guard let bytes = bytes(range) else { return "" }
        return String(decoding: Array(text.utf8)[bytes], as: UTF8.self)
    }

    /// The keywords of a clause.
    func words(_ clause: ColumnClause) -> [String] { tokens[clause.range].compactMap(\.word) }

    private func bytes(_ range: Range<Int>) -> Range<Int>? {
        guard !range.isEmpty else { return nil }
        return tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound - 1].range.upperBound
    }

    // MARK: Constraints

    /// The constraint that the item is.
    var constraint: TableConstraintText? {
        guard column == nil, !tokens.isEmpty else { return nil }
        var start = 0
        var name: String?
        if tokens[0].word == "CONSTRAINT" {
            name = tokens.count > 1 ? tokens[1].identifier : nil
            start = 2
        }
        guard start < tokens.count, let word = tokens[start].word,
            let kind = TableConstraintText.Kind(rawValue: word)
        else { return nil }
        return TableConstraintText(kind: kind, name: name, columns: names(start), text: inner(start))
    }

    /// The constraint that a clause of a column is.
    func constraint(of clause: ColumnClause, _ column: String) -> TableConstraintText {
        let kind: TableConstraintText.Kind =
            switch clause.kind {
            case .primaryKey: .primaryKey
            case .unique: .unique
            case .check: .check
            case .references: .foreignKey
            case .notNull, .null, .default, .collate, .generated, .name: .other
            }
        return TableConstraintText(
            kind: kind, name: clause.name, columns: [column], text: inner(clause.range.lowerBound))
    }

    /// Whether a constraint of the table is over a column.
    func isOver(_ name: String) -> Bool {
        guard let constraint else { return false }
        if constraint.kind == .check { return SQLNames.mentions(name, in: constraint.text) }
        return constraint.columns.contains { $0.lowercased() == name.lowercased() }
    }

    /// The names in the first parentheses at or behind a token.
    private func names(_ start: Int) -> [String] {
        guard let open = tokens[start...].firstIndex(where: { $0.isSymbol("(") }) else { return [] }
        var names: [String] = []
        var isFirst = true
        for token in tokens[(open + 1)...] {
            if token.isSymbol(")") { break }
            if isFirst, let name = token.identifier { names.append(name) }
            isFirst = token.isSymbol(",")
        }
        return names
    }

    /// What stands in the first parentheses at or behind a token.
    private func inner(_ start: Int) -> String {
        guard let open = tokens[start...].firstIndex(where: { $0.isSymbol("(") }) else { return "" }
        let end = ColumnClause.closing(tokens, open)
        return open + 1 < end ? text(open + 1..<end) : ""
    }

    // MARK: Changes

    private mutating func replace(_ places: [(range: Range<Int>, text: String)]) {
        var bytes = Array(text.utf8)
        for place in places.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            bytes.replaceSubrange(place.range, with: Array(place.text.utf8))
        }
        self = TableItem(String(decoding: bytes, as: UTF8.self))
    }

    /// Gives a column another type.
    mutating func setType(_ type: String) {
        guard let column else { return }
        if let bytes = bytes(column.type) { return replace([(bytes, type)]) }
        let end = tokens[0].range.upperBound
        replace([(end..<end, " " + type)])
    }

    /// Takes a clause of a column away, with its name.
    mutating func remove(_ clause: ColumnClause) {
        guard let bytes = bytes(clause.range) else { return }
        var start = bytes.lowerBound
        let all = Array(text.utf8)
        if start > 0, all[start - 1] == 0x20 { start -= 1 }
        replace([(start..<bytes.upperBound, "")])
    }

    /// Replaces what a column says of one thing by something else; by nothing, where `nil`.
    mutating func set(_ kind: ColumnClause.Kind, _ new: String?) {
        guard let column else { return }
        let old = column.clauses.filter { $0.kind == kind }
        if let new, let first = old.first, let bytes = bytes(first.range) {
            for clause in old.dropFirst().reversed() { remove(clause) }
            return replace([(bytes, new)])
        }
        for clause in old.reversed() { remove(clause) }
        guard let new, let end = tokens.last?.range.upperBound else { return }
        // A generated column, a collation and a default stand behind the type; the order means nothing.
        replace([(end..<end, " " + new)])
    }

    mutating func rename(_ name: String, to newName: String, table: String) {
        var places: [(Range<Int>, String)] = []
        let isColumn = column?.name.lowercased() == name.lowercased()
        // The part behind REFERENCES names columns of the other table, which may be this one.
        let reference = tokens.firstIndex { $0.word == "REFERENCES" }
        let isOwn = reference.map { $0 + 1 < tokens.count && Self.is(tokens[$0 + 1], table) } ?? false
        for place in SQLNames.places(of: name, in: text) {
            let index = tokens.firstIndex { $0.range == place } ?? 0
            if column != nil, index == 0, !isColumn { continue }
            if let column, column.type.contains(index) { continue }
            if index > 0, ["CONSTRAINT", "REFERENCES"].contains(tokens[index - 1].word) { continue }
            if let reference, index > reference, !isOwn { continue }
            // A default can name no column.
            if let clause = column?.clauses.first(where: { $0.range.contains(index) }), clause.kind == .default {
                continue
            }
            if tokens[index].word.map(Self.isKeyword) ?? false { continue }
            places.append((place, SQLNames.quoted(newName)))
        }
        replace(places)
    }

    mutating func renameTarget(_ name: String, to newName: String, of table: String) {
        var places: [(Range<Int>, String)] = []
        for index in tokens.indices.dropLast(2) where tokens[index].word == "REFERENCES" {
            guard Self.is(tokens[index + 1], table), tokens[index + 2].isSymbol("(") else { continue }
            for token in tokens[(index + 3)..<max(index + 3, ColumnClause.closing(tokens, index + 2))]
            where Self.is(token, name) { places.append((token.range, SQLNames.quoted(newName))) }
        }
        replace(places)
    }

    mutating func renameTarget(table: String, to newName: String) {
        var places: [(Range<Int>, String)] = []
        for index in tokens.indices.dropLast()
        where tokens[index].word == "REFERENCES" && Self.is(tokens[index + 1], table) {
            places.append((tokens[index + 1].range, SQLNames.quoted(newName)))
        }
        replace(places)
    }

    mutating func dropQualifiers(_ table: String) {
        var places: [(Range<Int>, String)] = []
        for index in tokens.indices.dropLast() where tokens[index + 1].isSymbol(".") && Self.is(tokens[index], table) {
            places.append((tokens[index].range.lowerBound..<tokens[index + 1].range.upperBound, ""))
        }
        replace(places)
    }

    private static func `is`(_ token: SQLTokenizer.Token, _ name: String) -> Bool {
        token.identifier?.lowercased() == name.lowercased()
    }

    /// Words of a constraint that no unquoted column can be.
    private static func isKeyword(_ word: String) -> Bool {
        ["PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "REFERENCES", "CONSTRAINT", "NOT", "NULL", "DEFAULT", "COLLATE"]
            .contains(word)
    }
}

/// A constraint as it was written.
struct TableConstraintText: Equatable {
    enum Kind: String {
        case primaryKey = "PRIMARY"
        case unique = "UNIQUE"
        case check = "CHECK"
        case foreignKey = "FOREIGN"
        case other
    }
    var kind: Kind
    var name: String?
    var columns: [String]
    /// What stands in its parentheses.
    var text: String
}
