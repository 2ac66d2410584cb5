public import CinnabarSQL

extension MigrationOperation {
    /// What takes the operation back.
    ///
    /// What was dropped or changed comes back as it stands in the operation's `was`. Rows that were dropped do not.
    ///
    /// - Throws: ``MigrationError`` for what cannot be taken back: SQL and code by hand, a value that was added to an
    ///   enumeration, and what was dropped or changed without a `was`.
    public func reversed() throws -> MigrationOperation {
        switch self {
        case .createTable(let table): return .dropTable(table.name, was: table)
        case .dropTable(let name, let table):
            guard let table else { throw Self.unknown("dropping table \(name)", "the table") }
            return .createTable(table)
        case .renameTable(let name, let newName): return .renameTable(newName, to: name)
        case .alterTable(let name, let changes):
            return .alterTable(name, try changes.reversed().compactMap { try $0.reversed(of: name) })
        case .createEnumeration(let type): return .dropEnumeration(type.name, was: type)
        case .dropEnumeration(let name, let type):
            guard let type else { throw Self.unknown("dropping the enumeration \(name)", "its values") }
            return .createEnumeration(type)
        case .addEnumerationValue(let name, let value, _):
            throw MigrationError(
                "the value that was added to the enumeration \(name) cannot be taken away again",
                advice:
                    "leave it there: nothing has to use it. Or make another type, convert the columns and drop this one",
                values: "value \(value)")
        case .renameEnumerationValue(let name, let value, let newValue):
            return .renameEnumerationValue(name, newValue, to: value)
        case .execute:
            throw MigrationError(
                "SQL by hand cannot be taken back by itself", advice: "write what takes it back into downgrade")
        case .backfill(let backfill):
            throw MigrationError(
                "filling table \(backfill.table) cannot be taken back: what was there before is not known",
                advice: "write what takes it back into downgrade, or nothing if the columns go anyway")
        case .run(let step):
            throw MigrationError(
                "the step \"\(step.name)\" cannot be taken back by itself",
                advice: "write what takes it back into downgrade")
        }
    }

    fileprivate static func unknown(_ what: String, _ missing: String) -> MigrationError {
        MigrationError(
            "\(what) cannot be taken back: \(missing) is not known",
            advice: "write what takes it back into downgrade")
    }
}

extension TableChange {
    /// What takes the change back; `nil` where nothing has to be done.
    ///
    /// - Throws: ``MigrationError`` where it is not known what was there before.
    public func reversed(of table: String) throws -> TableChange? {
        func known<Value>(_ was: Value?, _ what: String) throws -> Value {
            guard let was else { throw MigrationOperation.unknown("\(what) of table \(table)", "what was there") }
            return was
        }
        switch self {
        case .addColumn(let column): return .dropColumn(column.name, was: column)
        case .dropColumn(let name, let was): return .addColumn(try known(was, "dropping the column \(name)"))
        case .alterColumn(let name, let change, let was):
            let was = try known(was, "changing the column \(name)")
            return .alterColumn(name, change.reversed(to: was), was: change.applied(to: was))
        case .renameColumn(let name, let newName): return .renameColumn(newName, to: name)
        case .setPrimaryKey(nil, nil): return .setPrimaryKey(try known(nil, "dropping the primary key"), was: nil)
        case .setPrimaryKey(let key, let was): return .setPrimaryKey(was, was: key)
        case .addForeignKey(let key, _): return .dropForeignKey(key.name, was: key)
        case .dropForeignKey(let name, let was):
            return .addForeignKey(try known(was, "dropping the foreign key \(name)"), .now)
        case .addUnique(let unique): return .dropUnique(unique.name, was: unique)
        case .dropUnique(let name, let was): return .addUnique(try known(was, "dropping the unique constraint \(name)"))
        case .addCheck(let check, _): return .dropCheck(check.name, was: check)
        case .dropCheck(let name, let was): return .addCheck(try known(was, "dropping the check \(name)"), .now)
        case .validate: return nil
        case .createIndex(let index, let build): return .dropIndex(index.name, build, was: index)
        case .dropIndex(let name, let build, let was):
            return .createIndex(try known(was, "dropping the index \(name)"), build)
        case .setComment(let comment, let was): return .setComment(was, was: comment)
        }
    }
}

extension ColumnChange {
    /// The column after the change.
    public func applied(to column: TableColumn) -> TableColumn {
        var column = column
        if let type { column.type = type }
        if let isNullable { column.isNullable = isNullable }
        if let isGeneratedKey { column.isGeneratedKey = isGeneratedKey }
        if case .set(let value) = serverDefault { column.serverDefault = value }
        if case .set(let value) = computed { column.computed = value }
        if case .set(let value) = collation { column.collation = value }
        if case .set(let value) = comment { column.comment = value }
        return column
    }

    /// What makes the column again what it was. Values are converted as the database converts them.
    public func reversed(to was: TableColumn) -> ColumnChange {
        ColumnChange(
            type: type == nil ? nil : was.type, isNullable: isNullable == nil ? nil : was.isNullable,
            serverDefault: serverDefault == .keep ? .keep : .set(was.serverDefault),
            computed: computed == .keep ? .keep : .set(was.computed),
            collation: collation == .keep ? .keep : .set(was.collation),
            comment: comment == .keep ? .keep : .set(was.comment),
            isGeneratedKey: isGeneratedKey == nil ? nil : was.isGeneratedKey)
    }

    /// Whether nothing but the comment changes.
    var isComment: Bool {
        var other = self
        other.comment = .keep
        other.using = nil
        return other == ColumnChange()
    }
}

extension Array where Element == MigrationOperation {
    /// What takes all of them back, the last one first. A backfill of columns that they add needs nothing.
    ///
    /// - Throws: ``MigrationError`` for what cannot be taken back.
    public func reversed() throws -> [MigrationOperation] {
        var result: [MigrationOperation] = []
        for index in indices.reversed() {
            let operation = self[index]
            if case .backfill(let backfill) = operation, prefix(index).contains(where: { $0.adds(backfill) }) {
                continue
            }
            result.append(try operation.reversed())
        }
        return result
    }
}

extension MigrationOperation {
    /// Whether it adds the column, or the table, that a backfill of one column fills.
    fileprivate func adds(_ backfill: Backfill) -> Bool {
        switch self {
        case .createTable(let table): return table.name == backfill.table
        case .alterTable(backfill.table, let changes):
            // `a = 1, b = 2` sets two: only a single assignment is looked at.
            let tokens = SQLTokenizer(backfill.assignments).tokens
            guard let name = tokens.first?.identifier, !tokens.contains(where: { $0.isSymbol(",") }) else {
                return false
            }
            return changes.contains { $0.isAddition(of: name) }
        default: return false
        }
    }
}

extension TableChange {
    fileprivate func isAddition(of name: String) -> Bool {
        if case .addColumn(let column) = self { column.name == name } else { false }
    }
}
