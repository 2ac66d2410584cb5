public import CinnabarDriver
internal import CinnabarSQL

/// What a step that runs tells of itself.
public struct MigrationProgress: Sendable, Hashable {
    /// The step.
    public var step: MigrationStep
    /// Which step it is, counted from 0.
    public var index: Int
    /// How many steps there are.
    public var count: Int
    /// How many rows it has changed by now; `nil` before it begins.
    public var rows: Int?
    /// Whether it has ended.
    public var isDone: Bool
}

/// Runs steps on a connection.
public struct MigrationExecutor: Sendable {
    /// An executor; it has no state.
    public init() {}

    /// Runs steps one after the other in whatever transaction is open. It begins and ends none, but for a backfill
    /// whose batches are transactions of their own.
    ///
    /// - Throws: the database's errors, ``MigrationError`` where rows do not allow a change, and what the application's
    ///   own steps throw.
    public func run(
        _ steps: [MigrationStep], on connection: Connection, progress: (MigrationProgress) -> Void = { _ in }
    ) throws {
        try run(steps, on: connection, place: BackfillRun.Place(), progress: progress)
    }

    /// Runs steps, the first backfill among them from a place on.
    func run(
        _ steps: [MigrationStep], on connection: Connection, place: BackfillRun.Place,
        progress: (MigrationProgress) -> Void
    ) throws {
        var index = 0
        try run(steps, on: connection, index: &index, count: steps.count, place: place, progress)
    }

    /// Runs a whole plan: each section that is to be in a transaction in one of its own. The epilogue runs in every case.
    ///
    /// - Parameters:
    ///   - plan: What to run.
    ///   - connection: A connection without an open transaction.
    ///   - commit: Runs at the end of the last section, in a transaction: to record the version.
    ///   - progress: Is told when a step begins and ends, and of batches in between.
    /// - Throws: what ``run(_:on:progress:)-6hjx0`` throws. The section that failed is rolled back.
    public func run(
        _ plan: MigrationPlan, on connection: Connection, commit: (Connection) throws -> Void = { _ in },
        progress: (MigrationProgress) -> Void = { _ in }
    ) throws {
        var index = 0
        let count = plan.steps.count
        do {
            try run(plan.prologue, on: connection, index: &index, count: count, progress)
            for (position, section) in plan.sections.enumerated() {
                let isLast = position == plan.sections.count - 1
                if section.isTransactional { try connection.begin(.write(nil)) }
                try run(section.steps, on: connection, index: &index, count: count, progress)
                if isLast {
                    try connection.begin(.write(nil))
                    try commit(connection)
                }
                try connection.commit()
            }
            if plan.sections.isEmpty {
                try connection.begin(.write(nil))
                try commit(connection)
                try connection.commit()
            }
        } catch {
            // What is said is the first error, and the connection is as it was before.
            try? connection.rollback()
            for step in plan.epilogue { try? run(step, on: connection) { _ in } }
            throw error
        }
        try run(plan.epilogue, on: connection, index: &index, count: count, progress)
    }

    private func run(
        _ steps: [MigrationStep], on connection: Connection, index: inout Int, count: Int,
        place: BackfillRun.Place = BackfillRun.Place(), _ progress: (MigrationProgress) -> Void
    ) throws {
        for step in steps {
            let own = index
            func tell(_ rows: Int?, isDone: Bool = false) {
                progress(MigrationProgress(step: step, index: own, count: count, rows: rows, isDone: isDone))
            }
            tell(nil)
            var rows = 0
            do {
                try run(step, on: connection, place: place) {
                    rows = $0
                    if case .backfill = step.action { tell($0) }
                }
            } catch let error as any DatabaseError {
                throw step.rebuilt?.naming(error) ?? error
            }
            tell(rows, isDone: true)
            index += 1
        }
    }

    // MARK: Steps

    private func run(
        _ step: MigrationStep, on connection: Connection, place: BackfillRun.Place = BackfillRun.Place(),
        rows: (Int) -> Void
    ) throws {
        switch step.action {
        case .statement(let sql): rows(try connection.execute(CompiledStatement(sql: sql)))
        case .script(let sql): try connection.execute(script: sql)
        case .backfill(let statements): try BackfillRun(statements, connection, place).run(rows)
        case .run(let step): try step.body(connection)
        case .setForeignKeys(let isOn): try setForeignKeys(isOn, connection)
        case .checkForeignKeys(let table): try checkForeignKeys(step, table, connection)
        case .refuse(let check):
            guard try !connection.hasRow(check.query) else {
                throw MigrationError(
                    check.summary, advice: check.advice,
                    context: ErrorContext(statement: FailedStatement(sql: check.query)))
            }
        }
    }

    /// Inside a transaction the PRAGMA does nothing and says nothing, and a table that is dropped would take the rows of
    /// others along.
    private func setForeignKeys(_ isOn: Bool, _ connection: Connection) throws {
        try connection.execute(script: "PRAGMA foreign_keys = \(isOn ? "ON" : "OFF")")
        guard try connection.hasRow("SELECT 1 FROM pragma_foreign_keys WHERE foreign_keys = \(isOn ? 1 : 0)") else {
            throw MigrationError(
                "foreign keys cannot be switched \(isOn ? "on" : "off"): a transaction is open",
                advice: "run the steps of the plan's prologue and epilogue outside of a transaction")
        }
    }

    private func checkForeignKeys(_ step: MigrationStep, _ table: String?, _ connection: Connection) throws {
        for sql in step.sql {
            let found = try connection.run(sql) { statement -> (child: String, parent: String, row: String)? in
                guard try statement.step() else { return nil }
                return (
                    try statement.row.string(0), try statement.row.string(2),
                    statement.row.isNull(1) ? "" : "rowid \(try statement.row.int64(1))"
                )
            }
            guard let found else { continue }
            throw MigrationError(
                "rows of \(found.child) refer to rows of \(found.parent) that are not there",
                advice: "correct them first. Foreign keys are off in a revision that builds a table again: statements "
                    + "that count on ON DELETE belong into a revision of their own",
                values: found.row.isEmpty ? nil : found.row,
                context: ErrorContext(statement: FailedStatement(sql: sql)))
        }
    }
}

extension Connection {
    /// Whether a query gives a row.
    fileprivate func hasRow(_ sql: String) throws -> Bool { try run(sql) { try $0.step() } }
}
