internal import CinnabarDriver
internal import CinnabarSQL

/// One table on its way from what it was to what it is to be: its statement, where each column's values come from, and
/// what is looked at so that no value changes unseen.
struct TableRebuild {
    private(set) var text: CreateTableText
    /// Columns that are gone.
    private(set) var dropped: [String] = []
    /// Whether anything changes that needs it.
    private(set) var isNeeded = false
    /// What the rows must meet before they are copied.
    private(set) var checksBefore: [RowCheck] = []

    private let compiler: SchemaCompiler
    private let before: ReflectedTable
    private let oldText: CreateTableText
    private var after: ReflectedTable
    /// Where the values of each column come from, as SQL.
    private var sources: [String: String] = [:]
    /// The columns whose type changes.
    private var retyped: [String] = []

    init(before: ReflectedTable, text: CreateTableText, compiler: SchemaCompiler) {
        self.before = before
        self.text = text
        self.compiler = compiler
        oldText = text
        after = before
        for column in before.table.columns where column.computed == nil {
            sources[column.name] = SQLNames.quoted(column.name)
        }
    }

    // MARK: Changes

    mutating func apply(_ change: TableChange, to old: ReflectedTable, after: ReflectedTable) throws {
        self.after = after
        let before = text
        switch change {
        case .addColumn(let column): try add(column)
        case .dropColumn(let column, _):
            text.dropColumn(column)
            sources[column] = nil
            if self.before.table.columns.contains(where: { $0.name == column }) { dropped.append(column) }
        case .alterColumn(let column, let change, _): try alter(column, change, old, after)
        case .setPrimaryKey(let key, _):
            text.dropConstraint { $0.kind == .primaryKey }
            if let key { text.addConstraint(try compiler.primaryKey(key)) }
        case .addForeignKey(let key, _): text.addConstraint(try compiler.foreignKey(key, of: after.table))
        case .addUnique(let unique): text.addConstraint(try compiler.unique(unique))
        case .addCheck(let check, _): text.addConstraint(try compiler.check(check))
        case .dropForeignKey(let name, let was):
            let key = old.table.foreignKeys.first { $0.name == name } ?? was
            try drop(.foreignKey, name, key?.columns)
        case .dropUnique(let name, let was):
            let unique = old.table.uniques.first { $0.name == name } ?? was
            try drop(.unique, name, unique?.columns)
        case .dropCheck(let name, let was):
            guard !text.dropConstraint(where: { $0.kind == .check && !name.isEmpty && $0.name == name }) else { break }
            let condition = was.map(\.condition)
            guard case .raw(let fragments)? = condition, case .text(let text)? = fragments.first,
                self.text.dropConstraint(where: { $0.kind == .check && $0.text == text })
            else { throw missing("check", name) }
        case .validate, .createIndex, .dropIndex, .setComment, .renameColumn: break
        }
        if text != before { isNeeded = true }
    }

    private mutating func add(_ column: TableColumn) throws {
        text.addColumn(try definition(column).text)
        try addChecks(of: column)
        if !column.isNullable, column.serverDefault == nil, column.computed == nil, !column.isGeneratedKey {
            let name = before.name
            checksBefore.append(
                RowCheck(
                    query: "SELECT 1 FROM \(SQLNames.quoted(name)) LIMIT 1",
                    summary: "the column \(name).\(column.name) cannot be added: it has neither NULL nor a default for "
                        + "the rows that are there",
                    advice: "give it a default; or add it as nullable, fill it, and make it NOT NULL after that"))
        }
        isNeeded = true
    }

    private mutating func alter(
        _ name: String, _ change: ColumnChange, _ old: ReflectedTable, _ after: ReflectedTable
    ) throws {
        guard let before = old.table.columns.first(where: { $0.name == name }),
            let column = after.table.columns.first(where: { $0.name == name })
        else { return }
        let definition = try definition(column)
        func clause(_ kind: ColumnClause.Kind) -> String? {
            definition.column?.clauses.first { $0.kind == kind }.map { definition.text($0.range) }
        }
        let type = definition.column.map { definition.text($0.type) } ?? ""
        let decimal = SQLiteDialect.decimalCollation
        text.changeColumn(name) { item in
            if change.type != nil || change.isGeneratedKey == true { item.setType(type) }
            let collation = item.column?.clauses.first { $0.kind == .collate }.map { item.text($0.range) } ?? ""
            let isOwn = collation.isEmpty || collation.contains(decimal)
            if change.collation != .keep || (change.type != nil && isOwn) { item.set(.collate, clause(.collate)) }
            if change.serverDefault != .keep { item.set(.default, clause(.default)) }
            if change.computed != .keep { item.set(.generated, clause(.generated)) }
            if change.isNullable != nil {
                item.set(.null, nil)
                item.set(.notNull, clause(.notNull))
            }
        }
        if change.type != nil {
            let check = NamingConvention.check(table: old.name, name)
            if before.type.isEnumeration || column.type.isEnumeration {
                text.dropConstraint { $0.kind == .check && $0.name == check }
            }
            try addChecks(of: column)
        }
        if let using = change.using { sources[name] = using }
        if case .set(let computed) = change.computed {
            sources[name] = computed == nil ? change.using ?? SQLNames.quoted(name) : nil
        }
        if change.isNullable == false, let source = sources[name] {
            checksBefore.append(
                RowCheck(
                    query: "SELECT 1 FROM \(SQLNames.quoted(old.name)) WHERE (\(source)) IS NULL LIMIT 1",
                    summary: "the column \(old.name).\(name) cannot be made NOT NULL: there are rows without a value",
                    advice: "fill it first, with a backfill in front of this change or by hand"))
        }
        if change.type != nil, sources[name] != nil { retyped.append(name) }
    }

    private mutating func drop(_ kind: TableConstraintText.Kind, _ name: String, _ columns: [String]?) throws {
        if !name.isEmpty, text.dropConstraint(where: { $0.kind == kind && $0.name == name }) { return }
        let wanted = columns?.map { $0.lowercased() }
        guard let wanted, text.dropConstraint(where: { $0.kind == kind && $0.columns.map { $0.lowercased() } == wanted })
        else { throw missing("constraint", name) }
    }

    private func missing(_ kind: String, _ name: String) -> MigrationError {
        MigrationError(
            "the \(kind) \(name) of \(before.name) cannot be dropped: the table's statement does not have it",
            advice: "check the name")
    }

    /// The definition of a column as CREATE TABLE has it.
    private func definition(_ column: TableColumn) throws -> TableItem {
        var column = column
        let isStrict = text.hasOption("STRICT")
        // A strict table knows the types that values are kept as, and no others.
        if isStrict { column.type = .custom(try compiler.dialect.castName(column.type)) }
        // Whether it can be generated is a matter of the whole table.
        column.isGeneratedKey = false
        return TableItem(try compiler.column(column, of: after.table))
    }

    private mutating func addChecks(of column: TableColumn) throws {
        for check in compiler.checks(of: Table(name: before.name, columns: [column])) {
            text.dropConstraint { $0.kind == .check && $0.name == check.name }
            text.addConstraint(try compiler.check(check))
        }
    }

    // MARK: Rows

    /// `INSERT INTO "cinnabar_new_users" ("id", "name") SELECT "id", "name" FROM "users"`
    func copy(into new: String) throws -> String {
        var columns: [String] = []
        var values: [String] = []
        // Numbers of rows that are no column mean something to whoever kept them.
        if let number = rowNumber {
            columns.append(number)
            values.append(number)
        }
        for column in after.table.columns {
            guard column.computed == nil, let source = sources[column.name] else { continue }
            columns.append(SQLNames.quoted(column.name))
            values.append(source)
        }
        guard !columns.isEmpty else {
            throw MigrationError(
                "table \(before.name) cannot be built again: no column of it stays",
                advice: "drop it and create the new one")
        }
        // ABORT: a constraint that ignores or replaces rows must not lose any.
        return "INSERT OR ABORT INTO \(SQLNames.quoted(new)) (\(columns.joined(separator: ", "))) "
            + "SELECT \(values.joined(separator: ", ")) FROM \(SQLNames.quoted(before.name))"
    }

    /// A name for the number of a row, where that is no column of the table, neither before nor after.
    private var rowNumber: String? {
        guard !oldText.hasOption("WITHOUT"), !text.hasOption("WITHOUT"), !Self.hasNumber(before, oldText),
            !Self.hasNumber(after, text)
        else { return nil }
        let columns = Set((before.table.columns + after.table.columns).map { $0.name.lowercased() })
        return ["rowid", "_rowid_", "oid"].first { !columns.contains($0) }
    }

    // https://www.sqlite.org/lang_createtable.html#rowid
    /// Whether the primary key is the row's own number.
    private static func hasNumber(_ table: ReflectedTable, _ text: CreateTableText) -> Bool {
        guard let key = table.table.primaryKey, key.columns.count == 1, let place = text.place(of: key.columns[0]),
            let column = text.items[place].column
        else { return false }
        let item = text.items[place]
        if let own = column.clauses.first(where: { $0.kind == .primaryKey }), item.words(own).contains("DESC") {
            return false
        }
        return item.text(column.type).uppercased() == "INTEGER"
    }

    /// What the copied values must meet, since SQLite keeps a value that a column's type cannot take as it is.
    func checksAfter(_ new: String) throws -> [RowCheck] {
        retyped.compactMap { name in
            guard let column = after.table.columns.first(where: { $0.name == name }),
                let condition = column.type.misfit(SQLNames.quoted(name))
            else { return nil }
            return RowCheck(
                query: "SELECT 1 FROM \(SQLNames.quoted(new)) WHERE \(condition) LIMIT 1",
                summary: "the column \(before.name).\(name) cannot be converted: there are values that do not fit its new "
                    + "type", advice: "change them first, or say with using: how they are converted")
        }
    }
}

extension SQLType {
    /// The condition that a value meets that does not fit, as SQLite says it.
    fileprivate func misfit(_ column: String) -> String? {
        func unlike(_ pattern: String) -> String {
            let digits = pattern.map { $0 == "0" ? "[0-9]" : String($0) }.joined()
            return "\(column) NOT GLOB '\(digits)'"
        }
        return switch self {
        case .smallInteger, .integer, .bigInteger: "typeof(\(column)) NOT IN ('integer', 'null')"
        case .real, .double: "typeof(\(column)) NOT IN ('real', 'integer', 'null')"
        case .boolean: "\(column) NOT IN (0, 1)"
        case .string(let length): "typeof(\(column)) NOT IN ('text', 'null') OR length(\(column)) > \(length)"
        case .text: "typeof(\(column)) NOT IN ('text', 'null')"
        case .bytes: "typeof(\(column)) NOT IN ('blob', 'null')"
        case .numeric: "\(column) NOT GLOB '*[0-9]*' OR \(column) GLOB '*[^-+.0-9]*'"
        case .timestamp, .localDateTime: unlike("0000-00-00 00:00*")
        case .localDate: unlike("0000-00-00")
        case .localTime: unlike("00:00*")
        case .uuid: "length(\(column)) <> 36"
        case .json, .array: "NOT json_valid(\(column))"
        case .enumeration, .custom: nil
        }
    }
}
