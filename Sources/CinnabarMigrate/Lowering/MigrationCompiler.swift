public import CinnabarDriver
public import CinnabarSQL

/// Lowers operations to the statements of one dialect: pure.
///
/// ```swift
/// let compiler = MigrationCompiler(dialect: PostgresDialect())
/// for step in try compiler.steps(for: operations, from: state) { print(step.sql) }
/// ```
public struct MigrationCompiler: Sendable {
    /// How the database spells its DDL.
    public let dialect: any Dialect

    /// A compiler for one dialect.
    public init(dialect: any Dialect) { self.dialect = dialect }

    /// The steps of operations, from a schema that was read from a database.
    ///
    /// - Throws: ``MigrationError`` for what the schema does not allow, and `UnsupportedSQLError` for what the dialect
    ///   cannot say.
    public func steps(for operations: [MigrationOperation], from schema: ReflectedSchema) throws -> [MigrationStep] {
        try steps(for: operations, from: SchemaState(schema))
    }

    /// The steps of operations, from a schema that is known without a database.
    ///
    /// - Throws: ``MigrationError`` for what the schema does not allow, and `UnsupportedSQLError` for what the dialect
    ///   cannot say.
    public func steps(for operations: [MigrationOperation], from state: SchemaState) throws -> [MigrationStep] {
        var state = state
        return try plan(for: operations, from: &state).steps
    }

    /// The steps of operations in the sections that they run in; `state` becomes what it is after them.
    ///
    /// - Throws: ``MigrationError`` for what the schema does not allow, and `UnsupportedSQLError` for what the dialect
    ///   cannot say.
    public func plan(for operations: [MigrationOperation], from state: inout SchemaState) throws -> MigrationPlan {
        var lowering = Lowering(dialect: dialect, state: state)
        lowering.collectEnumerationColumns(operations)
        for operation in lowering.merged(operations) { try lowering.lower(operation) }
        let plan = lowering.plan()
        state = lowering.state
        return plan
    }
}

/// Goes through operations, with the schema that each of them finds.
struct Lowering {
    let dialect: any Dialect
    let features: DialectFeatures
    let compiler: SchemaCompiler
    var state: SchemaState
    var steps: [MigrationStep] = []
    /// The columns that operations of this plan name as those of an enumeration, by its name.
    var enumerationColumns: [String: [(table: String, column: String)]] = [:]

    /// Whether SQL or code by hand may have changed tables that `state` does not know of.
    private(set) var isOpaque = false
    /// Whether foreign keys have to be off, and whose keys are looked at in the end.
    var needsForeignKeysOff = false
    var tablesToCheck: Set<String> = []
    /// Indexes that foreign keys have got in this plan, each by table and name, while there is no other for them.
    var standIns: Set<[String]> = []
    /// Names that statements of this plan have changed in triggers, of which only the old text is known.
    var renamed: Set<String> = []

    init(dialect: any Dialect, state: SchemaState) {
        self.dialect = dialect
        features = dialect.features
        compiler = SchemaCompiler(dialect: dialect)
        self.state = state
    }

    // MARK: Operations

    mutating func lower(_ operation: MigrationOperation) throws {
        switch operation {
        case .createTable(let table): try create(table)
        case .dropTable(let name, _):
            try drop(name)
        case .renameTable(let name, let newName):
            let checks = try enumerationChecks(of: name)
            add(try compiler.rename(table(name), to: newName))
            try advance(operation, of: name)
            if features.columnChanges == .rebuild { return renamedTable(name, to: newName) }
            try renameChecks(checks, of: newName)
        case .alterTable(let name, let all):
            let changes = all.compactMap { withoutSameEnumeration($0, of: name) }
            if changes.isEmpty { return }
            if features.columnChanges == .rebuild { return try rebuild(name, changes) }
            for (index, change) in changes.enumerated() {
                let next = index + 1 < changes.count ? changes[index + 1] : nil
                if index > 0, isAddedWithKey(changes[index - 1], change) {
                    try advance(.alterTable(name, [change]), of: name)
                } else {
                    try alter(name, change, next: next)
                }
            }
        case .createEnumeration(let type):
            if compiler.hasEnumerationTypes { add(try compiler.createEnumeration(type.name, type.cases)) }
            try advance(operation)
        case .dropEnumeration(let name, _):
            if compiler.hasEnumerationTypes { add(try compiler.dropEnumeration(name)) }
            try advance(operation)
        case .addEnumerationValue(let name, let value, let after): try addValue(value, to: name, after: after)
        case .renameEnumerationValue(let name, let value, let newValue):
            try renameValue(value, of: name, to: newValue)
        case .execute(let sql):
            isOpaque = true
            guard let text = sql.byDialect[dialect.name] ?? sql.text else { return }
            steps.append(MigrationStep(.script(text), isOutsideTransaction: sql.isOutsideTransaction))
        case .backfill(let backfill):
            steps.append(
                MigrationStep(
                    .backfill(try statements(for: backfill)), note: "fill \(backfill.table)",
                    isOutsideTransaction: backfill.commitsEachBatch))
        case .run(let step):
            isOpaque = true
            steps.append(MigrationStep(.run(step), note: step.name))
        }
    }

    private mutating func create(_ table: Table) throws {
        // Types that are known to be there need no word.
        let all = try compiler.createTypes(of: table).count
        var missing = table
        missing.columns = table.columns.filter { column in
            column.type.nativeEnumeration.map { state.enumerations[$0.name] == nil } ?? false
        }
        let statements = try compiler.createTypes(of: missing) + compiler.create(table).dropFirst(all)
        for statement in statements { add(statement) }
        try advance(.createTable(table), of: table.name)
        if features.columnChanges == .rebuild { state.tables[table.name]?.sql = statements.first }
    }

    private mutating func drop(_ name: String) throws {
        // With foreign keys on, SQLite would delete the rows first, and with them those that refer to them.
        if features.columnChanges == .rebuild {
            let children = state.children(of: name)
            if !children.isEmpty {
                needsForeignKeysOff = true
                tablesToCheck.formUnion(children)
            }
            tablesToCheck.remove(name)
        }
        add(try compiler.drop(table(name), ifExists: false))
        try advance(.dropTable(name, was: nil), of: name)
    }

    // MARK: State

    /// The table as far as it is known.
    func table(_ name: String) -> Table { state[name] ?? Table(name: name, columns: []) }

    /// Does an operation to the state. Where statements can be written without it, a table that only SQL by hand knows
    /// of is let pass.
    mutating func advance(_ operation: MigrationOperation, of table: String? = nil) throws {
        if let table, features.columnChanges == .clauses, state.tables[table] == nil, !operation.isCreation { return }
        do {
            try state.apply(operation)
        } catch {
            guard isOpaque, features.columnChanges == .clauses else { throw error }
            if let table { state.tables[table] = nil }
        }
    }

    mutating func add(
        _ sql: String, note: String? = nil, outsideTransaction: Bool = false, rebuilt: RebuiltTable? = nil
    ) {
        var step = MigrationStep.statement(sql, note: note, outsideTransaction: outsideTransaction)
        step.rebuilt = rebuilt
        steps.append(step)
    }

    /// A statement with quoted names and literals in it.
    func text(_ fragments: [SQLFragment]) throws -> String {
        try StatementCompiler(dialect: dialect).compile(.raw(fragments)).sql
    }

    // MARK: The plan

    /// The steps in their sections.
    func plan() -> MigrationPlan {
        var plan = MigrationPlan()
        if steps.isEmpty { return plan }
        var steps = steps
        if needsForeignKeysOff {
            // An index of a large table is sorted in a file, not in memory.
            plan.prologue = [
                MigrationStep(.setForeignKeys(false), isOutsideTransaction: true),
                .statement("PRAGMA temp_store = FILE", outsideTransaction: true),
            ]
            plan.epilogue = [
                .statement("PRAGMA legacy_alter_table = OFF", outsideTransaction: true),
                .statement("PRAGMA temp_store = MEMORY", outsideTransaction: true),
                MigrationStep(.setForeignKeys(true), isOutsideTransaction: true),
            ]
            // https://www.sqlite.org/lang_altertable.html, section 7, step 10. What the application did meanwhile may
            // have touched any table.
            if steps.contains(where: \.isData) {
                steps.append(MigrationStep(.checkForeignKeys(nil)))
            } else {
                steps += tablesToCheck.sorted().map { MigrationStep(.checkForeignKeys($0)) }
            }
        }
        for step in steps {
            let isTransactional = !step.isOutsideTransaction && (features.transactionalDDL || step.isData)
            if plan.sections.last?.isTransactional == isTransactional {
                plan.sections[plan.sections.count - 1].steps.append(step)
            } else {
                plan.sections.append(.init(isTransactional: isTransactional, steps: [step]))
            }
        }
        return plan
    }
}

extension MigrationStep {
    /// Whether it changes rows in a way that only the application knows.
    var isData: Bool {
        switch action {
        case .script, .backfill, .run: true
        case .statement, .setForeignKeys, .checkForeignKeys, .refuse: false
        }
    }
}

extension MigrationOperation {
    fileprivate var isCreation: Bool { if case .createTable = self { true } else { false } }
}
