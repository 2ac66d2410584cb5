internal import CinnabarDriver
internal import CinnabarSQL

/// Walks through operations with what the tables are by then.
struct Checker {
    let features: DialectFeatures
    var state: SchemaState
    private(set) var findings: [CheckFinding] = []
    /// Tables that the operations themselves make: they have no rows.
    private var newTables: Set<String> = []
    /// Columns that they add, `table.column`.
    private var newColumns: Set<String> = []
    /// Columns that a backfill has filled, by table.
    private var fills: [Backfill] = []
    private var place = (operation: 0, change: Int?.none)

    init(features: DialectFeatures, state: SchemaState) {
        self.features = features
        self.state = state
    }

    private mutating func find(
        _ rule: String, _ severity: CheckFinding.Severity, destructive: Bool = false, _ summary: String,
        _ advice: String
    ) {
        findings.append(
            CheckFinding(
                rule: rule, severity: severity, isDestructive: destructive, operation: place.operation,
                change: place.change, summary: summary, advice: advice))
    }

    mutating func look(at operation: MigrationOperation, _ index: Int) {
        place = (index, nil)
        switch operation {
        case .createTable(let table): newTables.insert(table.name)
        case .dropTable(let name, _):
            find(
                "drop-table", .danger, destructive: true, "Dropping table \(name) loses its rows.",
                "Take its name out of use first and drop it in a later revision, when nothing reads it any more; "
                    + "keep a copy of what may be needed.")
        case .renameTable(let name, let newName):
            if newTables.remove(name) != nil { newTables.insert(newName) } else { renamed("table \(name)") }
        case .alterTable(let name, let changes):
            for (number, change) in changes.enumerated() {
                place.change = number
                look(at: change, of: name)
                try? state.apply(.alterTable(name, [change]))
            }
            return
        case .backfill(let fill): fills.append(fill)
        case .execute(let sql): look(at: sql)
        case .createEnumeration, .dropEnumeration, .addEnumerationValue, .renameEnumerationValue, .run: break
        }
        try? state.apply(operation)
    }

    private mutating func renamed(_ what: String) {
        find(
            "rename-in-use", .notice, "Renaming \(what) breaks whatever still runs with the old name.",
            "Where old and new versions run side by side: add the new one, write both, move readers over, drop the old."
        )
    }

    // MARK: Changes of tables

    private mutating func look(at change: TableChange, of table: String) {
        guard !newTables.contains(table) else { return }
        switch change {
        case .addColumn(let column):
            newColumns.insert("\(table).\(column.name)")
            added(column, to: table)
        case .dropColumn(let name, let was):
            if newColumns.remove("\(table).\(name)") != nil { return }
            let isComputed = (was ?? column(name, table))?.computed != nil
            find(
                "drop-column", isComputed ? .warning : .danger, destructive: !isComputed,
                isComputed
                    ? "Dropping \(table).\(name) breaks whatever still reads it; its values are computed."
                    : "Dropping \(table).\(name) loses its values.",
                "Take it out of the models first and drop it in a later revision, when nothing reads it any more.")
        case .alterColumn(let name, let change, let was): altered(name, change, was ?? column(name, table), table)
        case .renameColumn(let name, _): renamed("\(table).\(name)")
        case .setPrimaryKey(let key, _):
            find(
                "rewrite-table", .warning,
                key == nil
                    ? "Taking the primary key of \(table) away locks the table."
                    : "Another primary key of \(table) locks the table while it is built.",
                "Do it when nobody writes, or build a unique index first.")
        case .addForeignKey(let key, let validation):
            guard features.laterValidation, validation == .now, !isNew(key.columns, table) else { return }
            find(
                "foreign-key-without-not-valid", .warning,
                "The foreign key \(key.name) is checked against all rows of \(table) while writers of both tables wait.",
                "Add it with validation: .later and let validate(\"\(key.name)\") check the rows in a revision after it."
            )
        case .addCheck(let check, let validation):
            guard features.laterValidation, validation == .now else { return }
            find(
                "check-without-not-valid", .warning,
                "The check \(check.name) is tried on all rows of \(table) while everybody waits.",
                "Add it with validation: .later and let validate(\"\(check.name)\") try the rows in a revision after it."
            )
        case .addUnique(let unique): mustBeUnique(unique.columns, unique.name, table)
        case .createIndex(let index, let build):
            if index.isUnique { mustBeUnique(index.plainColumns, index.name, table) }
            guard features.concurrentIndexes, build == .locking else { return }
            find(
                "index-without-concurrently", .warning,
                "Writers of \(table) wait while the index \(index.name) is built.",
                "Build it with concurrently: true, in a revision of its own.")
        case .dropForeignKey, .dropUnique, .dropCheck, .dropIndex, .validate, .setComment: break
        }
    }

    private func column(_ name: String, _ table: String) -> TableColumn? { state[table]?.column(name) }

    private func isNew(_ columns: [String], _ table: String) -> Bool {
        !columns.isEmpty && columns.allSatisfy { newColumns.contains("\(table).\($0)") }
    }

    private mutating func added(_ column: TableColumn, to table: String) {
        if !column.isNullable, column.serverDefault == nil, column.computed == nil, !column.isGeneratedKey {
            find(
                "not-null-on-existing", .danger,
                "The new column \(table).\(column.name) cannot be NULL and has no default: it fails where rows are there.",
                "Give it a server default, or add it with nullable: true, fill it with backfill, and alter it to "
                    + "nullable: false.")
        }
        if column.computed?.isStored == true || column.isGeneratedKey {
            find(
                "rewrite-table", .warning, "Adding \(table).\(column.name) writes every row of \(table) anew.",
                "Do it when nobody writes, or fill an ordinary column in batches.")
        }
    }

    private mutating func altered(_ name: String, _ change: ColumnChange, _ was: TableColumn?, _ table: String) {
        let isFilled = fills.contains {
            $0.table == table && SchemaText.names($0.assignments).contains(name.lowercased())
        }
        if change.isNullable == false, was?.isNullable ?? true, !isFilled {
            find(
                "not-null-on-existing", .warning,
                "\(table).\(name) must not be NULL any more: it fails where a row has no value.",
                "Fill the rows before with backfill(\"\(table)\", set: …, where: \"\(name) IS NULL\").")
        }
        guard let type = change.type else { return }
        if case .enumeration(_, let cases, _) = type, case .enumeration(_, let old, _)? = was?.type {
            // Those of a type are looked at where it is made anew.
            guard !type.isSame(as: was?.type ?? type) || type.nativeEnumeration == nil else { return }
            enumeration(removed: old.filter { !cases.contains($0) }, "\(table).\(name)")
            return
        }
        guard let old = was?.type else { return }
        if old.loses(in: type) {
            find(
                "narrow-type", .danger, destructive: true,
                "Not every value of \(table).\(name) fits into its new type: it fails, or values are cut.",
                "Look for such values first; or add a column of the new type, fill it, and take over.")
        }
        if old.rewrites(to: type) {
            find(
                "rewrite-table", .warning, "Another type of \(table).\(name) writes every row of \(table) anew.",
                "On a big table add a column of the new type, fill it in batches, and take over.")
        }
    }

    private mutating func enumeration(removed: [String], _ what: String) {
        guard !removed.isEmpty else { return }
        find(
            "enum-value-removed", .danger,
            "\(removed.joined(separator: ", ")) can be no value of \(what) any more: it fails where a row has it.",
            "Give such rows another value before, with backfill.")
    }

    private mutating func mustBeUnique(_ columns: [String], _ name: String, _ table: String) {
        guard !isNew(columns, table) else { return }
        find(
            "unique-on-existing", .warning, "\(name) fails where rows of \(table) have the same values already.",
            "Look for them first: GROUP BY \(columns.isEmpty ? "its terms" : columns.joined(separator: ", ")) "
                + "HAVING count(*) > 1.")
    }

    // MARK: SQL by hand

    private mutating func look(at sql: MigrationSQL) {
        let texts = Set([sql.text].compactMap { $0 } + sql.byDialect.values)
        guard texts.contains(where: { text in SQLWords(text).contains { $0.isUnboundedChange } }) else { return }
        find(
            "unbounded-update", .warning, "An UPDATE or DELETE without WHERE holds all rows of its table at once.",
            "Use backfill, which goes through the rows in batches.")
    }

    // MARK: All of them together

    mutating func lookAtAll(_ operations: [MigrationOperation]) {
        for (index, operation) in operations.enumerated() {
            guard case .dropEnumeration(let name, let was?) = operation else { continue }
            place = (index, nil)
            for case .createEnumeration(let type) in operations[index...] where type.name == name {
                enumeration(removed: was.cases.filter { !type.cases.contains($0) }, "the enumeration \(name)")
            }
        }
        guard !features.transactionalDDL, operations.contains(where: \.isSchemaChange),
            let data = operations.firstIndex(where: \.isDataChange)
        else { return }
        place = (data, nil)
        find(
            "mixed-ddl-and-dml", .warning,
            "The revision changes tables and rows: a failure between them leaves the half of it that is done.",
            "Put what changes rows into a revision of its own.")
    }
}

/// The statements of SQL by hand, as far as finding those without WHERE needs it.
private struct SQLWords: Sequence {
    struct Statement {
        var words: [String]
        /// `UPDATE users SET …` without WHERE.
        var isUnboundedChange: Bool {
            ["UPDATE", "DELETE", "TRUNCATE"].contains(words.first ?? "") && !words.contains("WHERE")
        }
    }

    private let statements: [Statement]

    init(_ sql: String) {
        let tokenizer = SQLTokenizer(sql)
        statements = tokenizer.tokens.split { $0.kind == .symbol(UInt8(ascii: ";")) }.map { tokens in
            Statement(words: tokens.compactMap { if case .word(let word) = $0.kind { word.uppercased() } else { nil } })
        }
    }

    func makeIterator() -> some IteratorProtocol<Statement> { statements.makeIterator() }
}

extension MigrationOperation {
    fileprivate var isSchemaChange: Bool {
        switch self {
        case .execute, .backfill, .run: false
        default: true
        }
    }

    fileprivate var isDataChange: Bool {
        switch self {
        case .backfill, .run: true
        case .execute(let sql):
            Set([sql.text].compactMap { $0 } + sql.byDialect.values).contains { text in
                SQLWords(text).contains { ["UPDATE", "DELETE", "INSERT", "REPLACE"].contains($0.words.first ?? "") }
            }
        default: false
        }
    }
}
