internal import CinnabarDriver

/// A revision that cannot be one transaction: where DDL commits by itself (MySQL), and where a step has to run outside
/// of one (`CREATE INDEX CONCURRENTLY`).
///
/// 1. The steps are planned operation by operation and written down as they are, before the first of them runs: after
///    a failure the schema is no longer the one they were planned for.
/// 2. What can be in a transaction is, together with the number of what is done. A process that dies between a step
///    that commits by itself and that number has done the step and does not know: it is run again, and the database
///    says that the table or column is there already.
/// 3. When it goes on, the operation that stopped half-way ends as it was written down. Those after it are planned
///    anew, from what the database has: so the file may be corrected there.
struct RecordedRun {
    let run: MigrationRun
    let revision: Revision
    let direction: MigrationDirection
    let operations: [MigrationOperation]
    var record: StepRecord
    /// How many units are done.
    var done: Int

    /// Runs what is left.
    mutating func perform(resumes: Bool) throws {
        do {
            var complete = 0
            if resumes {
                let place = record.place(after: done)
                complete = place.operation
                try checkUnedited(upTo: place.unit > 0 ? complete + 1 : complete)
                run.report(.resumed(revision, direction, done: done, count: record.count))
                if place.unit > 0 {
                    try perform(try OperationSteps(record.operations[complete], in: operations), from: place.unit)
                    complete += 1
                }
            }
            for steps in try planRest(after: complete) { try perform(steps, from: 0) }
            try run.transaction {
                try run.note(revision, direction)
                try run.execute(StepTable.delete(revision.id))
            }
        } catch {
            throw run.failure(revision, direction, error, progress: (done, record.count))
        }
    }

    /// What is applied must be what the file says.
    private func checkUnedited(upTo count: Int) throws {
        let now = operations.prefix(count).map { MigrationChecksum.of([$0]) }
        guard now == record.operations.prefix(count).map(\.checksum) else {
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
        record.operations.removeSubrange(min(complete, record.operations.count)...)
        var planned: [OperationSteps] = []
        for operation in operations.dropFirst(complete) {
            let plan = try compiler.plan(for: [operation], from: &state)
            planned.append(OperationSteps(plan, transactionalDDL: isTransactional))
            record.operations.append(StepRecord.Operation(operation, planned[planned.count - 1]))
        }
        let text = try record.text()
        try run.transaction {
            try run.execute(StepTable.delete(revision.id))
            try run.execute(StepTable.insert(revision.id, done: done, record: text))
        }
        return planned
    }

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
            let count = done + 1
            if unit.isTransactional {
                try run.transaction {
                    try execute(unit.steps)
                    try run.execute(StepTable.setDone(count, of: revision.id))
                }
            } else {
                try execute(unit.steps)
                try run.transaction { try run.execute(StepTable.setDone(count, of: revision.id)) }
            }
            done = count
        }
    }

    private func execute(_ steps: [MigrationStep]) throws {
        try MigrationExecutor().run(steps, on: run.connection) {
            run.report(.progress(revision, $0.shifted(by: done, of: record.count)))
        }
    }
}
