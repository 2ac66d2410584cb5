internal import CinnabarDriver
internal import CinnabarSQL
internal import Foundation

/// What became of a step that had begun and of which nothing says how it ended, as far as the schema shows it. Each
/// statement of these takes effect as a whole or not at all, on MySQL 8 and MariaDB 10.6 too.
enum StepOutcome: Equatable {
    /// It took effect.
    case done
    /// It did not, or may run twice.
    case none
    /// Nothing tells.
    case unknown

    init(of step: StepRecord.Step, in schema: ReflectedSchema) {
        switch step.kind {
        case .statement, .script: self = Self.of(step.texts.first ?? "", in: schema)
        // It goes on behind the last batch that was committed.
        case .backfill: self = .none
        case .foreignKeys, .checkForeignKeys, .refuse: self = .none
        case .run: self = .unknown
        }
    }

    /// The outcome of SQL, where that is one statement of those that revisions are made of.
    static func of(_ sql: String, in schema: ReflectedSchema) -> StepOutcome {
        guard var statement = StatementWords(sql) else { return .unknown }
        return statement.isInEffect(in: schema).map { $0 ? .done : .none } ?? .unknown
    }
}

/// Reads a statement from its beginning, word by word.
private struct StatementWords {
    private let tokens: ArraySlice<SQLTokenizer.Token>
    private var rest: ArraySlice<SQLTokenizer.Token>

    /// `nil` for more than one statement.
    init?(_ sql: String) {
        var all = SQLTokenizer(sql).tokens[...]
        while let last = all.last, last.isSymbol(";") { all.removeLast() }
        if all.isEmpty || all.contains(where: { $0.isSymbol(";") }) { return nil }
        (tokens, rest) = (all, all)
    }

    /// Goes past a keyword, if it is the next one.
    private mutating func skip(_ word: String) -> Bool {
        guard rest.first?.word == word else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skip(_ words: String...) -> Bool {
        guard rest.prefix(words.count).map(\.word) == words else { return false }
        rest.removeFirst(words.count)
        return true
    }

    /// The next name, without the schema in front of it.
    private mutating func name() -> String? {
        guard let name = rest.first?.identifier else { return nil }
        rest.removeFirst()
        guard rest.first?.isSymbol(".") ?? false else { return name }
        rest.removeFirst()
        return self.name()
    }

    // MARK: Statements

    /// Whether a schema is as the statement makes it; `nil` where that does not show.
    mutating func isInEffect(in schema: ReflectedSchema) -> Bool? {
        if skip("CREATE", "TABLE") {
            _ = skip("IF", "NOT", "EXISTS")
            return name().map { schema.table($0) != nil }
        }
        if skip("DROP", "TABLE") {
            _ = skip("IF", "EXISTS")
            return name().map { schema.table($0) == nil }
        }
        if skip("RENAME", "TABLE") {
            guard let old = name(), skip("TO"), let new = name(), rest.isEmpty else { return nil }
            return schema.table(new) != nil && schema.table(old) == nil
        }
        if skip("CREATE", "UNIQUE", "INDEX") || skip("CREATE", "INDEX") {
            _ = skip("CONCURRENTLY")
            _ = skip("IF", "NOT", "EXISTS")
            guard let index = name(), skip("ON"), let table = name().flatMap(schema.table) else { return nil }
            return table.has(index: index)
        }
        if skip("DROP", "INDEX") {
            _ = skip("CONCURRENTLY")
            _ = skip("IF", "EXISTS")
            guard let index = name() else { return nil }
            let tables = skip("ON") ? [name().flatMap(schema.table)].compactMap(\.self) : schema.tables
            return !tables.contains { $0.has(index: index) || $0.invalidIndexes.contains(index) }
        }
        if skip("ALTER", "TYPE") {
            guard let type = name(), skip("ADD", "VALUE"), case .string(let value)? = rest.first?.kind else {
                return nil
            }
            return schema.enumerations.first { $0.name == type }?.cases.contains(value)
        }
        if skip("ALTER", "TABLE"), let table = name() { return isAltered(table, in: schema) }
        return nil
    }

    private mutating func isAltered(_ name: String, in schema: ReflectedSchema) -> Bool? {
        if skip("RENAME", "TO") {
            return self.name().map { schema.table($0) != nil && schema.table(name) == nil }
        }
        guard let table = schema.table(name) else { return nil }
        func has(_ column: String) -> Bool { table.table.columns.contains { $0.name.isSame(as: column) } }
        if skip("RENAME", "COLUMN") {
            guard let old = self.name(), skip("TO"), let new = self.name() else { return nil }
            return has(new) && !has(old)
        }
        if skip("ADD", "COLUMN") { return self.name().map { has($0) } }
        if skip("DROP", "COLUMN") { return self.name().map { !has($0) } }
        if tokens.contains(where: { $0.word == "PRIMARY" }), rest.first?.word == "ADD" || rest.first?.word == "DROP" {
            return hasKey(table)
        }
        if skip("ADD", "CONSTRAINT") { return self.name().map { table.has(constraint: $0) } }
        if skip("DROP", "CONSTRAINT") || skip("DROP", "FOREIGN", "KEY") {
            return self.name().map { !table.has(constraint: $0) }
        }
        if skip("DROP", "INDEX") { return self.name().map { !table.has(index: $0) } }
        // The whole definition, and a comment: both are the same the second time.
        return skip("MODIFY", "COLUMN") || skip("COMMENT") ? false : nil
    }

    /// `DROP PRIMARY KEY`, `ADD CONSTRAINT … PRIMARY KEY (…)`, or both.
    private func hasKey(_ table: ReflectedTable) -> Bool? {
        guard let place = tokens.lastIndex(where: { $0.word == "PRIMARY" }), place > tokens.startIndex else {
            return nil
        }
        if tokens[place - 1].word == "DROP" { return table.table.primaryKey == nil }
        let columns = tokens[place...].drop { !$0.isSymbol("(") }.prefix { !$0.isSymbol(")") }
        return table.table.primaryKey?.columns == columns.compactMap(\.identifier)
    }
}

extension ReflectedSchema {
    fileprivate func table(_ name: String) -> ReflectedTable? { tables.first { $0.name.isSame(as: name) } }
}

extension ReflectedTable {
    fileprivate func has(index: String) -> Bool {
        let names = table.indexes.map(\.name) + table.uniques.map(\.name) + indexStatements.keys
        return names.contains { $0.isSame(as: index) }
    }

    fileprivate func has(constraint: String) -> Bool {
        let names = table.foreignKeys.map(\.name) + table.uniques.map(\.name) + table.checks.map(\.name)
        return has(index: constraint)
            || (names + (table.primaryKey.map { [$0.name] } ?? [])).contains { $0.isSame(as: constraint) }
    }
}

extension String {
    /// Names differ in more than upper and lower case, on any server whose tables do.
    fileprivate func isSame(as other: String) -> Bool { lowercased() == other.lowercased() }
}

extension MigrationStep {
    /// Whether it has done nothing when the database has refused it.
    var failsWhole: Bool {
        switch action {
        case .statement, .setForeignKeys, .checkForeignKeys, .refuse: true
        // What its batches have done is noted.
        case .backfill: true
        case .script(let sql): SQLTokenizer(sql).tokens.drop { !$0.isSymbol(";") }.allSatisfy { $0.isSymbol(";") }
        case .run: false
        }
    }
}

extension MigrationError {
    /// The refusal to guess what became of a step.
    static func unfinished(_ number: Int, of count: Int, _ step: StepRecord.Step, _ begun: Date) -> MigrationError {
        MigrationError(
            "step \(number) of \(count) had begun at \(begun.timeText), and nothing says how it ended: \(step.title)",
            advice: "look in the database whether it took effect; then go on with --unfinished-step skip where it did, "
                + "or, where it did not, with --unfinished-step again")
    }
}

extension StepRecord.Step {
    /// What it is, on one line.
    var title: String {
        let text = note ?? texts.first ?? ""
        let line = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .joined(separator: " ")
        return line.count > 120 ? line.prefix(120) + "…" : line
    }
}

extension MigrationStatus.Interrupted {
    init(_ row: StepTable.Row) {
        self.init(
            id: row.id, direction: row.record.direction, done: row.done, count: row.record.count, begun: row.begun,
            step: row.begun == nil ? nil : row.record.unit(after: row.done)?.steps.first?.title)
    }
}
