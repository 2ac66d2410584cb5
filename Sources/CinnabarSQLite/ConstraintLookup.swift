internal import CSQLite
internal import CinnabarDriver
internal import CinnabarSQL

/// Finds what SQLite leaves out of a constraint's error: names, and for foreign keys nearly everything.
///
/// It runs after a failure, and reads the schema. Where that leaves several foreign keys of an INSERT, the statement is
/// run once more inside a savepoint that is undone, and the rows it makes are asked. What stays open is not told.
struct ConstraintLookup {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    /// The error of a statement, with what the schema adds to it.
    func complete(_ error: IntegrityError, of statement: OpaquePointer) -> IntegrityError {
        let sql = sqlite3_sql(statement).map { String(cString: $0) } ?? ""
        var error = error
        let target = Self.target(of: sql)
        if error.table == nil, error.kind != .foreignKey {
            error.table = error.constraint.flatMap { indexedTable($0) } ?? target?.table
        }
        switch error.kind {
        case .unique: if error.constraint == nil { error.constraint = uniqueName(error) }
        case .check: completeCheck(&error)
        case .foreignKey: if let target { completeForeignKey(&error, target, statement) }
        case .notNull: break
        }
        return error
    }

    // MARK: Unique and check

    private func uniqueName(_ error: IntegrityError) -> String? {
        guard let table = error.table else { return nil }
        let text = TableText(tableSQL(table) ?? "")
        if let key = text.primaryKey, Self.same(key.columns, error.columns), !key.name.isEmpty { return key.name }
        if let key = text.uniques.first(where: { Self.same($0.columns, error.columns) && !$0.name.isEmpty }) {
            return key.name
        }
        return rows("SELECT name FROM pragma_index_list(?) WHERE \"unique\" AND origin = 'c'", table).first { index in
            Self.same(rows("SELECT name FROM pragma_index_info(?)", index), error.columns)
        }
    }

    /// A check without a name is told by its condition.
    private func completeCheck(_ error: inout IntegrityError) {
        guard let table = error.table, let constraint = error.constraint, let sql = tableSQL(table) else { return }
        let checks = TableText(sql).checks
        guard !checks.contains(where: { $0.name == constraint }) else { return }
        if checks.contains(where: { $0.name.isEmpty }) { error.constraint = nil }
    }

    // MARK: Foreign keys

    private func completeForeignKey(
        _ error: inout IntegrityError, _ target: (verb: String, table: String), _ statement: OpaquePointer
    ) {
        // A row that is inserted refers to its parents; one that is deleted is referred to; an update may be both.
        var candidates: [Candidate] = []
        if target.verb != "DELETE" { candidates += keys(of: target.table) }
        if target.verb != "INSERT" {
            for table in rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> ?", "") {
                candidates += keys(of: table).filter { key in
                    key.parent.lowercased() == target.table.lowercased() && key.refuses
                }
            }
        }
        if candidates.count > 1, target.verb == "INSERT" {
            candidates = rehearse(statement) { candidates.filter { key in lacksParent(key) } } ?? candidates
        }
        let tables = Set(candidates.map(\.table))
        if candidates.count == 1, let key = candidates.first {
            error.table = key.table
            error.columns = key.columns
            error.constraint = key.name
        } else {
            error.table = tables.count == 1 ? tables.first : target.verb == "INSERT" ? target.table : nil
        }
    }

    /// Runs an INSERT that failed once more, with its keys checked later, lets `look` see its rows, and undoes all.
    private func rehearse<R>(_ statement: OpaquePointer, _ look: () -> R) -> R? {
        guard run("SAVEPOINT cinnabar_rehearsal") else { return nil }
        defer {
            sqlite3_reset(statement)
            _ =
                run("ROLLBACK TO cinnabar_rehearsal") && run("PRAGMA defer_foreign_keys = OFF")
                && run("RELEASE cinnabar_rehearsal")
        }
        guard run("PRAGMA defer_foreign_keys = ON") else { return nil }
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW { code = sqlite3_step(statement) }
        return code == SQLITE_DONE ? look() : nil
    }

    /// Whether one of the rows that were just inserted has no parent by a key.
    private func lacksParent(_ key: Candidate) -> Bool {
        guard !key.targets.isEmpty, key.targets.count == key.columns.count else { return false }
        let last = sqlite3_last_insert_rowid(handle)
        let first = last - sqlite3_changes64(handle) + 1
        let values = key.columns.map { "c.\(Self.quoted($0)) IS NOT NULL" }
        let pairs = zip(key.targets, key.columns).map { "p.\(Self.quoted($0)) = c.\(Self.quoted($1))" }
        return !rows(
            """
            SELECT 1 FROM \(Self.quoted(key.table)) AS c WHERE c.rowid BETWEEN \(first) AND \(last) AND ? = ''
            AND \(values.joined(separator: " AND ")) AND NOT EXISTS (
                SELECT 1 FROM \(Self.quoted(key.parent)) AS p WHERE \(pairs.joined(separator: " AND ")))
            LIMIT 1
            """, ""
        ).isEmpty
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private func run(_ sql: String) -> Bool { sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK }

    private struct Candidate {
        var table: String
        var parent: String
        var columns: [String]
        /// The parent's columns.
        var targets: [String]
        var name: String?
        /// Whether it refuses to let a parent go, and does not delete or unlink its children instead.
        var refuses: Bool
    }

    private func keys(of table: String) -> [Candidate] {
        let text = TableText(tableSQL(table) ?? "")
        return rows("SELECT DISTINCT id FROM pragma_foreign_key_list(?) ORDER BY id", table).map { id in
            let columns = rows(
                "SELECT \"from\" FROM pragma_foreign_key_list(?) WHERE id = \(id) ORDER BY seq", table)
            let row = rows(
                "SELECT \"table\" || char(10) || on_delete FROM pragma_foreign_key_list(?) WHERE id = \(id)", table)
            let parts = (row.first ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let named = text.foreignKeys.first { Self.same($0.columns, columns) && !$0.name.isEmpty }
            let parent = parts.first ?? ""
            var targets = rows("SELECT \"to\" FROM pragma_foreign_key_list(?) WHERE id = \(id) ORDER BY seq", table)
            if targets.isEmpty {
                targets = rows("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", parent)
            }
            return Candidate(
                table: table, parent: parent, columns: columns, targets: targets, name: named?.name,
                refuses: ["NO ACTION", "RESTRICT"].contains(parts.last ?? ""))
        }
    }

    // MARK: Reading the schema

    private func tableSQL(_ table: String) -> String? {
        rows("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE", table).first
    }

    private func indexedTable(_ index: String) -> String? {
        rows("SELECT tbl_name FROM sqlite_schema WHERE type = 'index' AND name = ?", index).first
    }

    /// The first column of every row of a small query with one parameter.
    private func rows(_ sql: String, _ parameter: String) -> [String] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, 0, &statement, nil) == SQLITE_OK else { return [] }
        defer { sqlite3_finalize(statement) }
        cinnabar_sqlite_bind_text(statement, 1, parameter, UInt64(parameter.utf8.count))
        var result: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            if let text = sqlite3_column_text(statement, 0) { result.append(String(cString: text)) }
        }
        return result
    }

    private static func same(_ left: [String], _ right: [String]) -> Bool {
        left.map { $0.lowercased() } == right.map { $0.lowercased() }
    }

    /// What a statement does, and to which table.
    private static func target(of sql: String) -> (verb: String, table: String)? {
        let tokens = SQLTokenizer(sql).tokens
        var verb: String?
        for token in tokens {
            switch token.kind {
            case .word(let word):
                switch word.uppercased() {
                case "INSERT", "REPLACE": verb = "INSERT"
                case "UPDATE", "DELETE": verb = word.uppercased()
                case "OR", "IGNORE", "ABORT", "FAIL", "ROLLBACK", "INTO", "FROM": continue
                default: if let verb { return (verb, word) }
                }
            case .name(let name): if let verb { return (verb, name) }
            case .string, .number, .symbol: continue
            }
        }
        return nil
    }
}
