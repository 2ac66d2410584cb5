internal import CinnabarSQL

/// What a CREATE TABLE statement says that SQLite tells nowhere else: names of constraints, conditions of checks,
/// expressions of generated columns, collations, AUTOINCREMENT, options.
struct TableText {
    struct Key: Equatable {
        var name: String
        var columns: [String]
    }

    struct Check: Equatable {
        var name: String
        var condition: String
    }

    var name = ""
    var primaryKey: Key?
    var uniques: [Key] = []
    var foreignKeys: [Key] = []
    var checks: [Check] = []
    /// By column, in lower case.
    var computed: [String: ComputedColumn] = [:]
    var collations: [String: String] = [:]
    var isAutoincrement = false
    var options: [String] = []

    private var tokens: SQLTokenizer

    init(_ sql: String) {
        tokens = SQLTokenizer(sql)
        var position = 0
        while position < count, !isSymbol(position, "(") {
            // The name is the last thing before the list of columns; `AS SELECT` has none.
            if isWord(position, "AS") { return }
            if let name = identifier(position) { self.name = name }
            position += 1
        }
        guard position < count else { return }
        let end = closing(position)
        var start = position + 1
        while start < end {
            let next = endOfItem(start, end)
            item(start..<next)
            start = next + 1
        }
        var option = end + 1
        while option < count {
            let next = endOfItem(option, count)
            let text = tokens.text(option..<next).uppercased()
            if !text.isEmpty, text != ";" { options.append(text) }
            option = next + 1
        }
    }

    // MARK: Columns and constraints

    private mutating func item(_ range: Range<Int>) {
        guard let first = range.first else { return }
        let starts = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
        if let word = word(first), starts.contains(word) {
            constraints(range, column: nil)
        } else if let column = identifier(first) {
            constraints(first + 1..<range.upperBound, column: column)
        }
    }

    /// Reads what stands behind a column's name, or a constraint of the table.
    private mutating func constraints(_ range: Range<Int>, column: String?) {
        var name = ""
        var position = range.lowerBound
        while position < range.upperBound {
            switch word(position) ?? "" {
            case "CONSTRAINT":
                name = identifier(position + 1) ?? ""
                position += 2
                continue
            case "PRIMARY":
                let columns = column.map { [$0] } ?? names(position + 2)
                primaryKey = Key(name: name, columns: columns)
            case "AUTOINCREMENT": isAutoincrement = true
            case "UNIQUE": uniques.append(Key(name: name, columns: column.map { [$0] } ?? names(position + 1)))
            case "CHECK":
                let end = min(closing(position + 1), range.upperBound)
                checks.append(Check(name: name, condition: tokens.text(position + 2..<max(end, position + 2))))
                position = end
            case "FOREIGN":
                foreignKeys.append(Key(name: name, columns: names(position + 2)))
                position = closing(position + 2)
                name = ""
                // REFERENCES of a table's constraint belongs to it.
                while position < range.upperBound, !isWord(position, "REFERENCES") { position += 1 }
            case "REFERENCES": foreignKeys.append(Key(name: name, columns: column.map { [$0] } ?? []))
            case "COLLATE":
                if let column, let collation = identifier(position + 1) { collations[column.lowercased()] = collation }
                position += 1
            case "AS":
                let end = min(closing(position + 1), range.upperBound)
                if let column {
                    computed[column.lowercased()] = ComputedColumn(
                        sql: tokens.text(position + 2..<max(end, position + 2)), isStored: isWord(end + 1, "STORED"))
                }
                position = end
            case "DEFAULT" where isSymbol(position + 1, "("): position = closing(position + 1)
            case "NOT", "NULL", "DEFAULT": break
            default:
                // A type's size, for example.
                if isSymbol(position, "(") { position = closing(position) }
                position += 1
                continue
            }
            name = ""
            position += 1
        }
    }

    // MARK: Tokens

    private var count: Int { tokens.tokens.count }

    private func word(_ position: Int) -> String? {
        guard position < count, case .word(let word) = tokens.tokens[position].kind else { return nil }
        return word.uppercased()
    }

    private func isWord(_ position: Int, _ wanted: String) -> Bool { word(position) == wanted }

    private func isSymbol(_ position: Int, _ symbol: Unicode.Scalar) -> Bool {
        position < count && tokens.tokens[position].kind == .symbol(UInt8(ascii: symbol))
    }

    private func identifier(_ position: Int) -> String? {
        guard position < count else { return nil }
        switch tokens.tokens[position].kind {
        case .word(let name), .name(let name), .string(let name): return name
        case .number, .symbol: return nil
        }
    }

    /// The names in the parentheses that begin at or after a position.
    private func names(_ position: Int) -> [String] {
        guard isSymbol(position, "(") else { return [] }
        let end = closing(position)
        var names: [String] = []
        var start = position + 1
        while start < end {
            if let name = identifier(start) { names.append(name) }
            start = endOfItem(start, end) + 1
        }
        return names
    }

    /// Where the parenthesis at `position` is closed; the end, if it is not.
    private func closing(_ position: Int) -> Int {
        guard isSymbol(position, "(") else { return position }
        var depth = 0
        var position = position
        while position < count {
            if isSymbol(position, "(") { depth += 1 }
            if isSymbol(position, ")") {
                depth -= 1
                if depth == 0 { return position }
            }
            position += 1
        }
        return count
    }

    /// Where the item that begins at `start` ends: at a comma outside parentheses.
    private func endOfItem(_ start: Int, _ end: Int) -> Int {
        var position = start
        while position < end, !isSymbol(position, ",") {
            position = isSymbol(position, "(") ? closing(position) + 1 : position + 1
        }
        return min(position, end)
    }
}
