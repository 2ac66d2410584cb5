internal import CinnabarSQL

/// The text of a CREATE TABLE statement in pieces, so that one of them can be changed and all others stay as they were
/// written, with their comments: what no metadata can say is kept that way.
struct CreateTableText: Equatable {
    /// Up to and with the opening parenthesis.
    private(set) var head: String
    /// Columns and constraints as they stand between the commas.
    private(set) var items: [TableItem]
    /// From the closing parenthesis on: `) WITHOUT ROWID`.
    private(set) var tail: String

    /// Takes a statement to pieces; `nil` for one without a list of columns.
    init?(_ sql: String) {
        let tokenizer = SQLTokenizer(sql)
        let tokens = tokenizer.tokens
        guard let open = tokens.firstIndex(where: { $0.isSymbol("(") }), tokens.first?.word == "CREATE",
            !tokens[..<open].contains(where: { ["AS", "VIRTUAL"].contains($0.word) })
        else { return nil }
        var depth = 0
        var start = tokens[open].range.upperBound
        var items: [TableItem] = []
        var end: Int?
        for token in tokens[open...] {
            if token.isSymbol("(") { depth += 1 }
            if token.isSymbol(")") { depth -= 1 }
            guard depth == 0 || (depth == 1 && token.isSymbol(",")) else { continue }
            items.append(TableItem(Self.text(tokenizer.bytes, start..<token.range.lowerBound)))
            start = token.range.upperBound
            if depth == 0 {
                end = token.range.lowerBound
                break
            }
        }
        guard let end else { return nil }
        head = Self.text(tokenizer.bytes, 0..<tokens[open].range.upperBound)
        self.items = items
        tail = Self.text(tokenizer.bytes, end..<tokenizer.bytes.count)
    }

    private static func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The statement.
    var sql: String { head + items.map(\.text).joined(separator: ",") + tail }

    /// Whether the table has one of SQLite's options: `STRICT`, `WITHOUT ROWID`.
    func hasOption(_ word: String) -> Bool { SQLTokenizer(tail).tokens.contains { $0.word == word } }

    /// Whether keys are never used twice.
    var isAutoincrement: Bool {
        items.contains { item in item.column?.clauses.contains { item.words($0).contains("AUTOINCREMENT") } ?? false }
    }

    // MARK: Changes

    /// The statement of the same table under another name.
    mutating func rename(to name: String) {
        head = "CREATE TABLE " + SQLNames.quoted(name) + " ("
    }

    /// Puts a column behind the others.
    mutating func addColumn(_ definition: String) {
        let last = items.lastIndex { $0.column != nil }
        insert(definition, at: last.map { $0 + 1 } ?? 0)
    }

    /// Puts a constraint at the end.
    mutating func addConstraint(_ definition: String) { insert(definition, at: items.count) }

    private mutating func insert(_ definition: String, at index: Int) {
        // White space and comments stay in front of the closing parenthesis.
        if index == items.count, index > 0 {
            let (text, rest) = items[index - 1].split
            items[index - 1] = TableItem(text)
            items.append(TableItem("\n    " + definition + rest))
        } else {
            items.insert(TableItem("\n    " + definition), at: index)
        }
    }

    /// Takes items out. White space and comments stay in front of the closing parenthesis.
    private mutating func remove(where isWanted: (TableItem) -> Bool) {
        let rest = items.last?.split.rest ?? ""
        let isLast = items.last.map(isWanted) ?? false
        items.removeAll(where: isWanted)
        guard isLast, let last = items.last else { return }
        items[items.count - 1] = TableItem(last.split.text + rest)
    }

    /// The place of a column.
    func place(of column: String) -> Int? {
        items.firstIndex { $0.column?.name.lowercased() == column.lowercased() }
    }

    mutating func dropColumn(_ name: String) {
        guard let index = place(of: name) else { return }
        let column = items[index]
        remove { $0 == column || ($0.column == nil && $0.isOver(name)) }
    }

    /// Changes the item of a column.
    mutating func changeColumn(_ name: String, _ change: (inout TableItem) -> Void) {
        guard let index = place(of: name) else { return }
        change(&items[index])
    }

    /// Takes out the constraints that `isWanted` says, of the table and of columns. Gives whether there was one.
    @discardableResult
    mutating func dropConstraint(where isWanted: (TableConstraintText) -> Bool) -> Bool {
        var isFound = false
        remove { item in
            guard let constraint = item.constraint, isWanted(constraint) else { return false }
            isFound = true
            return true
        }
        for index in items.indices {
            guard let column = items[index].column else { continue }
            for clause in column.clauses.reversed() where isWanted(items[index].constraint(of: clause, column.name)) {
                isFound = true
                items[index].remove(clause)
            }
        }
        return isFound
    }

    /// Renames a column wherever the statement names it. `own` are the names that this table goes by.
    mutating func renameColumn(_ name: String, to newName: String, table: String) {
        for index in items.indices { items[index].rename(name, to: newName, table: table) }
    }

    /// Renames a column of another table that foreign keys refer to.
    mutating func renameTarget(_ name: String, to newName: String, of table: String) {
        for index in items.indices { items[index].renameTarget(name, to: newName, of: table) }
    }

    /// Renames another table, or this one, that foreign keys refer to.
    mutating func renameTarget(table: String, to newName: String) {
        for index in items.indices { items[index].renameTarget(table: table, to: newName) }
    }

    /// Takes the name of the table away from in front of its columns: `CHECK ("users"."age" > 0)`. An expression of a
    /// table can name no other one.
    mutating func dropQualifiers(_ table: String) {
        for index in items.indices { items[index].dropQualifiers(table) }
    }
}
