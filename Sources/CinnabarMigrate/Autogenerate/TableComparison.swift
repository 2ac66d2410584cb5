internal import CinnabarDriver
internal import CinnabarSQL

/// Compares one table as the database has it with what it makes of the model.
struct TableComparison {
    let dialect: any Dialect
    let options: ComparisonOptions
    let current: Table
    let wanted: Table
    let model: Table
    /// What stands behind the closing parenthesis of the table as it is.
    let tableOptions: [String]

    let compiler: SchemaCompiler
    /// The checks of enumerations that do not go with the type by themselves.
    private let strangeChecks: [String: EnumerationFolding.StrangeCheck]

    init(
        current: ReflectedTable, wanted: ReflectedTable, model: Table, dialect: any Dialect, options: ComparisonOptions
    ) throws {
        self.dialect = dialect
        self.options = options
        self.model = model
        tableOptions = current.options
        compiler = SchemaCompiler(dialect: dialect)
        let folding = EnumerationFolding(model: model, wantedChecks: wanted.table.checks, compiler: compiler)
        self.wanted = try folding.fold(wanted: wanted.table)
        let folded = try folding.fold(current: current)
        self.current = folded.table
        strangeChecks = folded.strangeChecks
    }

    /// What has to be changed.
    func difference() throws -> TableDifference {
        var result = TableDifference(table: model.name)
        let retyped = try compareColumns(&result)
        try compareConstraints(&result, retyped: retyped)
        if current.comment != wanted.comment { result.comment = .setComment(model.comment, was: current.comment) }
        return result
    }

    // MARK: Columns

    /// Gives the columns that get another type.
    private func compareColumns(_ result: inout TableDifference) throws -> Set<String> {
        let pairs = wanted.columns.compactMap { wanted in
            current.column(wanted.name).map { (current: $0, wanted: wanted) }
        }
        let added = wanted.columns.filter { current.column($0.name) == nil }
        let dropped = current.columns.filter { wanted.column($0.name) == nil }
        var retyped: Set<String> = []
        var remade: Set<String> = []
        result.enumerations = pairs.compactMap { enumeration($0.current, $0.wanted) }.map {
            EnumerationUse(table: model.name, column: $0)
        }
        for pair in pairs where !isSameType(pair.current, pair.wanted) { retyped.insert(pair.wanted.name) }
        // A column that others are computed of cannot change while they are there.
        let sources = Set(retyped.map { $0.lowercased() })
        for pair in pairs {
            guard let computed = pair.current.computed, pair.wanted.computed != nil, !sources.isEmpty,
                !SchemaText.names(computed.sql).isDisjoint(with: sources)
            else { continue }
            remade.insert(pair.wanted.name)
            result.columns.append(.dropColumn(pair.current.name, was: pair.current))
        }
        for column in added where column.computed == nil { try add(column, &result) }
        for pair in pairs where !remade.contains(pair.wanted.name) {
            guard let change = try change(pair.current, pair.wanted) else { continue }
            var was = pair.current
            if change.type != nil, let strange = strangeChecks[pair.current.name] {
                result.removals.append(.dropCheck(strange.check.name, was: strange.check))
                // It comes back by itself: the type must not bring another one.
                was.type = strange.type
            }
            result.columns.append(.alterColumn(pair.wanted.name, change, was: was))
        }
        for column in wanted.columns where column.computed != nil {
            if remade.contains(column.name) || current.column(column.name) == nil {
                result.columns.append(.addColumn(modelled(column)))
            }
        }
        // What is computed goes before what it is computed of.
        for column in dropped.filter({ $0.computed != nil }) + dropped.filter({ $0.computed == nil }) {
            result.columnDrops.append(.dropColumn(column.name, was: column))
        }
        ask(added, dropped, &result)
        result.changedColumns = Set(added.map(\.name)).union(retyped)
        return retyped.union(remade)
    }

    private func isSameType(_ current: TableColumn, _ wanted: TableColumn) -> Bool {
        enumeration(current, wanted) != nil || current.type.isSame(as: wanted.type)
    }

    /// The column as it is of an enumeration that is a type on other databases, where other values are wanted.
    private func enumeration(_ current: TableColumn, _ wanted: TableColumn) -> TableColumn? {
        guard case .enumeration(let name, let wantedCases, native: true)? = model.column(wanted.name)?.type,
            case .enumeration(_, let cases, native: false) = current.type, cases != wantedCases,
            strangeChecks[current.name] == nil
        else { return nil }
        var column = current
        column.type = .enumeration(name: name, cases: cases, native: true)
        return column
    }

    /// A new column. Where rows are there and it cannot be NULL it is added, filled and tightened.
    private func add(_ column: TableColumn, _ result: inout TableDifference) throws {
        let own = modelled(column)
        let fill = options.values.last { $0.table == model.name && $0.column == column.name }
        guard let fill, !column.isGeneratedKey else {
            if column.needsValue {
                result.questions.append(.value(table: model.name, column: column.name))
            }
            result.columns.append(.addColumn(own))
            return
        }
        var open = own
        open.isNullable = true
        let name = try SchemaText.name(column.name, dialect)
        result.columns.append(.addColumn(open))
        result.fills.append(
            Backfill(table: model.name, assignments: "\(name) = \(fill.sql)", condition: "\(name) IS NULL"))
        if !own.isNullable {
            result.tightenings.append(.alterColumn(own.name, ColumnChange(isNullable: false), was: open))
        }
    }

    private func ask(_ added: [TableColumn], _ dropped: [TableColumn], _ result: inout TableDifference) {
        for old in dropped {
            for new in added where old.type.isLike(new.type) && (old.computed == nil) == (new.computed == nil) {
                let rename = Rename.column(table: model.name, old.name, to: new.name)
                if !options.separate.contains(rename) { result.questions.append(.rename(rename)) }
            }
        }
    }

    /// The model's own column: its types and defaults are no database's.
    private func modelled(_ column: TableColumn) -> TableColumn {
        var own = model.column(column.name) ?? column
        own.isRedacted = false
        own.renamedFrom = nil
        return own
    }

    private func change(_ current: TableColumn, _ wanted: TableColumn) throws -> ColumnChange? {
        var change = ColumnChange()
        let own = modelled(wanted)
        if !isSameType(current, wanted) { change.type = own.type }
        if current.isNullable != wanted.isNullable { change.isNullable = own.isNullable }
        if try text(current.serverDefault) != text(wanted.serverDefault) {
            change.serverDefault = .set(own.serverDefault)
        }
        if computedText(current) != computedText(wanted) { change.computed = .set(own.computed) }
        if collation(current) != collation(wanted) { change.collation = .set(own.collation) }
        if current.comment != wanted.comment { change.comment = .set(own.comment) }
        if current.isGeneratedKey != wanted.isGeneratedKey { change.isGeneratedKey = own.isGeneratedKey }
        return change == ColumnChange() ? nil : change
    }

    private func text(_ value: ServerDefault?) throws -> String? {
        switch value {
        case nil: nil
        case .value(let value)?: SchemaText.normalised(try compiler.literal(value))
        case .sql(let sql)?: SchemaText.normalised(sql)
        }
    }

    private func computedText(_ column: TableColumn) -> String? {
        column.computed.map { SchemaText.normalised($0.sql) + ($0.isStored ? " stored" : " virtual") }
    }

    /// Decimals have a collation where they are kept as text: it is part of their type.
    private func collation(_ column: TableColumn) -> String? {
        if case .numeric = column.type, column.collation == SQLiteDialect.decimalCollation { return nil }
        return column.collation?.lowercased()
    }
}

extension Table {
    /// The column of a name.
    func column(_ name: String) -> TableColumn? { columns.first { $0.name == name } }
}
