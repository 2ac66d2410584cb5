internal import CinnabarDriver
internal import CinnabarSQL

/// Walks through operations with what the tables are by then.
struct Checker {
    let dialect: any Dialect
    let features: DialectFeatures
    /// The tables before all of it.
    private let initial: SchemaState
    private var state: SchemaState
    private(set) var findings: [CheckFinding] = []
    /// Tables that the operations themselves make: they have no rows.
    private var newTables: Set<String> = []
    /// Columns that they add, `table.column`, and those of them that are NULL in every row.
    private var newColumns: Set<String> = []
    private var emptyColumns: Set<String> = []
    /// Columns that were of an enumeration and are text in between.
    private var loosened: Set<String> = []
    private var fills: [Backfill] = []
    private var place = (operation: 0, change: Int?.none)

    init(dialect: any Dialect, state: SchemaState) {
        self.dialect = dialect
        features = dialect.features
        initial = state
        self.state = state
    }

    mutating func find(
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
        case .dropTable(let name, _): dropped(table: name)
        case .renameTable(let name, let newName):
            if newTables.remove(name) != nil { newTables.insert(newName) } else { renamed("table \(name)") }
        case .alterTable(let name, let changes):
            for (number, change) in changes.enumerated() {
                place.change = number
                if !newTables.contains(name) { look(at: change, of: name) }
                try? state.apply(.alterTable(name, [change]))
            }
            return
        case .backfill(let fill):
            fills.append(fill)
            for name in SchemaText.names(fill.assignments) { emptyColumns.remove("\(fill.table).\(name)") }
        case .execute(let sql): look(at: sql)
        case .createEnumeration, .dropEnumeration, .addEnumerationValue, .renameEnumerationValue, .run: break
        }
        try? state.apply(operation)
    }

    mutating func dropped(table name: String) {
        if newTables.remove(name) != nil { return }
        find(
            "drop-table", .danger, destructive: true, "Dropping table \(name) loses its rows.",
            "Take its name out of use first and drop it in a later revision, when nothing reads it any more; "
                + "keep a copy of what may be needed.")
    }

    private mutating func renamed(_ what: String) {
        find(
            "rename-in-use", .notice, "Renaming \(what) breaks whatever still runs with the old name.",
            "Where old and new versions run side by side: add the new one, write both, move readers over, drop the old."
        )
    }

    // MARK: Changes of tables

    private mutating func look(at change: TableChange, of table: String) {
        switch change {
        case .addColumn(let column): added(column, to: table)
        case .dropColumn(let name, let was): dropped(name, was ?? column(name, table), table)
        case .alterColumn(let name, let change, let was): altered(name, change, was ?? column(name, table), table)
        case .renameColumn(let name, let newName):
            if newColumns.remove("\(table).\(name)") != nil {
                newColumns.insert("\(table).\(newName)")
            } else {
                renamed("\(table).\(name)")
            }
        case .setPrimaryKey(let key, let was): keyed(key, was ?? state[table]?.primaryKey, table)
        case .addForeignKey(let key, let validation):
            guard features.laterValidation, validation == .now, !key.columns.contains(where: { isEmpty($0, table) })
            else { return }
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
    private func isEmpty(_ name: String, _ table: String) -> Bool { emptyColumns.contains("\(table).\(name)") }

    private func isFilled(_ name: String, _ table: String) -> Bool {
        fills.contains { $0.table == table && SchemaText.names($0.assignments).contains(name.lowercased()) }
    }

    private mutating func added(_ column: TableColumn, to table: String) {
        let name = "\(table).\(column.name)"
        newColumns.insert(name)
        if column.isNullable, column.serverDefault == nil, column.computed == nil { emptyColumns.insert(name) }
        if column.needsValue {
            find(
                "not-null-on-existing", .danger,
                "The new column \(name) cannot be NULL and has no default: it fails where rows are there.",
                "Give it a server default, or add it with nullable: true, fill it with backfill, and alter it to "
                    + "nullable: false.")
        }
        if column.computed?.isStored == true || column.isGeneratedKey {
            find(
                "rewrite-table", .warning, "Adding \(name) writes every row of \(table) anew.",
                "Do it when nobody writes, or fill an ordinary column in batches.")
        }
    }

    private mutating func dropped(_ name: String, _ was: TableColumn?, _ table: String) {
        if newColumns.remove("\(table).\(name)") != nil { return }
        let isComputed = was?.computed != nil
        find(
            "drop-column", isComputed ? .warning : .danger, destructive: !isComputed,
            isComputed
                ? "Dropping \(table).\(name) breaks whatever still reads it; its values are computed."
                : "Dropping \(table).\(name) loses its values.",
            "Take it out of the models first and drop it in a later revision, when nothing reads it any more.")
    }

    private mutating func keyed(_ key: PrimaryKeyConstraint?, _ was: PrimaryKeyConstraint?, _ table: String) {
        find(
            "rewrite-table", .warning,
            key == nil
                ? "Taking the primary key of \(table) away locks the table."
                : "Another primary key of \(table) locks the table while it is built.",
            "Do it when nobody writes, or build a unique index first.")
        // What was unique is so with more columns too.
        guard let key, !(was.map { Set($0.columns).isSubset(of: key.columns) } ?? false) else { return }
        mustBeUnique(key.columns, key.name, table)
    }

    // MARK: Changes of columns

    private mutating func altered(_ name: String, _ change: ColumnChange, _ was: TableColumn?, _ table: String) {
        let what = "\(table).\(name)"
        if change.isNullable == false, was?.isNullable ?? true, !isFilled(name, table) {
            find(
                "not-null-on-existing", .warning,
                "\(what) must not be NULL any more: it fails where a row has no value.",
                "Fill the rows before with backfill(\"\(table)\", set: …, where: \"\(name) IS NULL\")."
                    + (features.laterValidation
                        ? " Writers wait while the rows are looked at; not, where a check(…, \"\(name) IS NOT NULL\", "
                            + "validation: .later) was validated in a revision before." : ""))
        }
        if case .set(let computed?) = change.computed, computed.isStored {
            find(
                "rewrite-table", .warning, "Another expression of \(what) computes it for every row of \(table) anew.",
                "Do it when nobody writes, or fill an ordinary column in batches.")
        }
        if let type = change.type, let old = was?.type { retyped(name, table, old, type) }
    }

    private mutating func retyped(_ name: String, _ table: String, _ old: SQLType, _ type: SQLType) {
        let what = "\(table).\(name)"
        let isFilled = isFilled(name, table)
        if case .enumeration(_, let cases, _) = type, case .enumeration(_, let oldCases, _) = old {
            // Those of a type are looked at where it is made anew.
            guard !type.isSame(as: old) || type.nativeEnumeration == nil, !isFilled else { return }
            return enumeration(removed: oldCases.filter { !cases.contains($0) }, what)
        }
        if old.nativeEnumeration != nil { loosened.insert(what) }
        let isTightened = type.nativeEnumeration != nil && loosened.contains(what)
        if !isTightened, !isFilled, old.loses(in: type, dialect) {
            find(
                "narrow-type", .danger, destructive: !type.isEnumeration,
                "Not every value of \(what) fits into its new type: "
                    + (type.isEnumeration ? "it fails where a row has another one." : "it fails, or values are cut."),
                "Look for such values first; or add a column of the new type, fill it, and take over.")
        }
        if old.rewrites(to: type, dialect) {
            find(
                "rewrite-table", .warning, "Another type of \(what) writes every row of \(table) anew.",
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
        // NULL is the same as nothing.
        guard !columns.contains(where: { isEmpty($0, table) }) else { return }
        find(
            "unique-on-existing", .warning, "\(name) fails where rows of \(table) have the same values already.",
            "Look for them first: GROUP BY \(columns.isEmpty ? "its terms" : columns.joined(separator: ", ")) "
                + "HAVING count(*) > 1.")
    }

    // MARK: All of them together

    mutating func lookAtAll(_ operations: [MigrationOperation]) {
        for (index, operation) in operations.enumerated() {
            guard case .dropEnumeration(let name, let was) = operation, let was = was ?? initial.enumerations[name]
            else { continue }
            place = (index, nil)
            for case .createEnumeration(let type) in operations[index...] where type.name == name {
                enumeration(removed: was.cases.filter { !type.cases.contains($0) }, "the enumeration \(name)")
            }
        }
        guard !features.transactionalDDL, operations.contains(where: { $0.isSchemaChange(dialect) }),
            let data = operations.firstIndex(where: { $0.isDataChange(dialect) })
        else { return }
        place = (data, nil)
        find(
            "mixed-ddl-and-dml", .warning,
            "The revision changes tables and rows: a failure between them leaves the half of it that is done.",
            "Put what changes rows into a revision of its own. What fails goes on where it stopped when it is run again."
        )
    }
}
