internal import CinnabarDriver

/// A revision that cannot be one transaction: where DDL commits by itself (MySQL), and where a step has to run outside
/// of one (`CREATE INDEX CONCURRENTLY`).
///
/// 1. The steps are planned operation by operation and written down as they are, before the first of them runs: after
///    a failure the schema is no longer the one they were planned for.
/// 2. That a step begins is noted before it, that it is done behind it; what can be in a transaction is, with both.
///    A statement that commits by itself commits the first note before it does anything: so one that is found is that
///    of a step whose end nobody saw. A step that failed as a whole takes the note back.
/// 3. When it goes on, a step that had begun is looked for in the schema (``StepOutcome``).
/// 4. The operation that stopped half-way then ends as it was written down. Those after it are planned anew, from what
///    the database has: so the file may be corrected there. A backfill goes on behind the last batch it committed.
struct RecordedRun {
    let run: MigrationRun
    let revision: Revision
    let operations: [MigrationOperation]
    /// What the database says of it.
    private(set) var row: StepTable.Row

    private var direction: MigrationDirection { row.record.direction }

    init(_ run: MigrationRun, _ revision: Revision, _ operations: [MigrationOperation], _ row: StepTable.Row) {
        self.run = run
        self.revision = revision
        self.operations = operations.flatMap(\.apart)
        self.row = row
    }

    /// Runs all of it.
    mutating func begin() throws { try telling { try $0.runRest(after: 0) } }

    /// Runs what is left.
    mutating func resume() throws {
        try telling { try $0.goOn() }
    }

    private mutating func telling(_ body: (inout RecordedRun) throws -> Void) throws {
        do { try body(&self) } catch {
            throw run.failure(revision, direction, error, progress: (row.done, row.record.count))
        }
    }

    private mutating func goOn() throws {
        run.report(.resumed(revision, direction, done: row.done, count: row.record.count))
        try settle()
        let place = row.record.place(after: row.done)
        var complete = place.operation
        try checkUnedited(upTo: place.unit > 0 ? complete + 1 : complete)
        if place.unit > 0 {
            try perform(try OperationSteps(row.record.operations[complete], in: operations), from: place.unit)
            complete += 1
        }
        try runRest(after: complete)
    }

    private mutating func runRest(after complete: Int) throws {
        for steps in try planRest(after: complete) { try perform(steps, from: 0) }
        try run.transaction {
            try run.note(revision, direction)
            try run.execute(StepTable.delete(revision.id))
        }
    }

    // MARK: Before

    /// Finds out what became of a step that had begun.
    private mutating func settle() throws {
        guard let begun = row.begun, let step = row.record.unit(after: row.done)?.steps.first else { return }
        var outcome = StepOutcome(of: step, in: try run.schema())
        if outcome == .unknown {
            switch run.options.unfinishedStep {
            case .refuse: throw MigrationError.unfinished(row.done + 1, of: row.record.count, step, begun)
            case .again: outcome = .none
            case .skip: outcome = .done
            }
        }
        if outcome == .done {
            try run.transaction { try run.execute(StepTable.setDone(row.done + 1, of: revision.id)) }
        }
        run.report(.settled(revision, direction, step: row.done + 1, tookEffect: outcome == .done))
        if outcome == .done {
            row.done += 1
            row.position = nil
        }
        row.begun = nil
    }

    /// What is applied must be what the file says.
    private func checkUnedited(upTo count: Int) throws {
        let now = operations.prefix(count).map { MigrationChecksum.of([$0]) }
        guard now == row.record.operations.prefix(count).map(\.checksum) else {
            throw MigrationError(
                "the part of it that is applied already was edited",
                advice: "undo the edit there; or put the database right by hand and say where it is: db stamp REVISION")
        }
    }

    /// Plans the operations from a place on, from what the database has now, and writes all down.
    private mutating func planRest(after complete: Int) throws -> [OperationSteps] {
        var state = SchemaState(try run.schema())
        let compiler = MigrationCompiler(dialect: run.dialect)
        let isTransactional = run.dialect.features.transactionalDDL
        // Batches that were committed were those of the backfill as it was.
        if complete >= operations.count || complete >= row.record.operations.count
            || row.record.operations[complete].checksum != MigrationChecksum.of([operations[complete]])
        {
            row.position = nil
        }
        row.record.operations.removeSubrange(min(complete, row.record.operations.count)...)
        var planned: [OperationSteps] = []
        for operation in operations.dropFirst(complete) {
            let plan = try compiler.plan(for: [operation], from: &state)
            planned.append(OperationSteps(plan, transactionalDDL: isTransactional))
            row.record.operations.append(StepRecord.Operation(operation, planned[planned.count - 1]))
        }
        let insert = try StepTable.insert(
            revision.id, done: row.done, position: row.position, record: row.record)
        try run.transaction {
            try run.execute(StepTable.delete(revision.id))
            try run.execute(insert)
        }
        return planned
    }

    // MARK: Steps

    private mutating func perform(_ steps: OperationSteps, from first: Int) throws {
        let executor = MigrationExecutor()
        try executor.run(steps.prologue, on: run.connection)
        let result = Result { try perform(steps.units.dropFirst(first)) }
        let end = Result {
            try? run.connection.rollback()
            try executor.run(steps.epilogue, on: run.connection)
        }
        try result.get()
        try end.get()
    }

    private mutating func perform(_ units: ArraySlice<OperationSteps.Unit>) throws {
        for unit in units {
            let (begin, end) = (StepTable.begin(revision.id), StepTable.setDone(row.done + 1, of: revision.id))
            do {
                if unit.isTransactional {
                    try run.transaction {
                        try run.execute(begin)
                        try execute(unit.steps)
                        try run.execute(end)
                    }
                } else {
                    try run.transaction { try run.execute(begin) }
                    try execute(unit.steps)
                    try run.transaction { try run.execute(end) }
                }
            } catch {
                try? run.connection.rollback()
                if unit.steps.allSatisfy(\.failsWhole), !error.isOfLostConnection {
                    _ = try? run.transaction { try run.execute(StepTable.unbegin(revision.id)) }
                }
                throw error
            }
            row.done += 1
            row.position = nil
        }
    }

    private func execute(_ steps: [MigrationStep]) throws {
        let place = BackfillRun.Place(position: row.position) {
            try run.execute(try StepTable.setPosition($0, of: revision.id))
        }
        try MigrationExecutor().run(steps, on: run.connection, place: place) {
            run.report(.progress(revision, $0.shifted(by: row.done, of: row.record.count)))
        }
    }
}

extension Error {
    /// Whether nobody knows what became of the statement.
    fileprivate var isOfLostConnection: Bool { (self as? OperationalError)?.kind == .connectionLost }
}
