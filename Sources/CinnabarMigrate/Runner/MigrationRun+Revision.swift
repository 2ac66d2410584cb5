internal import CinnabarDriver

extension MigrationRun {
    /// Runs one revision and notes it. Gives whether it was run: another process may have done so meanwhile.
    func run(_ revision: Revision, _ direction: MigrationDirection) throws -> Bool {
        let start = ContinuousClock.now
        do {
            guard try runUnlessDone(revision, direction) else {
                report(.skipped(revision, direction))
                return false
            }
        } catch {
            try? connection.rollback()
            // Where there is no lock, the schema may have become another one while it was read.
            if !(error is CancellationError), (try? isDone(revision, direction)) == true {
                report(.skipped(revision, direction))
                return false
            }
            throw error
        }
        report(.finished(revision, direction, .now - start))
        return true
    }

    private func runUnlessDone(_ revision: Revision, _ direction: MigrationDirection) throws -> Bool {
        if try isDone(revision, direction) { return false }
        let operations = try migrations.operations(of: revision.id, direction)
        let tables = try backend.inspector(connection).tables()
        if tables.contains(StepTable.name), let row = try records().first(where: { $0.id == revision.id }) {
            var recorded = RecordedRun(self, revision, operations, row)
            try recorded.resume()
            return true
        }
        let plan: MigrationPlan
        do {
            var state = SchemaState(try schema())
            plan = try MigrationCompiler(dialect: dialect).plan(for: operations, from: &state)
        } catch {
            throw failure(revision, direction, error)
        }
        report(.began(revision, direction))
        if dialect.features.transactionalDDL && plan.isAtomic {
            do {
                return try runAtomic(revision, direction, plan)
            } catch {
                throw failure(revision, direction, error)
            }
        }
        try createMissing(StepTable.table)
        var recorded = RecordedRun(
            self, revision, operations,
            StepTable.Row(id: revision.id, done: 0, record: StepRecord(direction: direction, operations: [])))
        try recorded.begin()
        return true
    }

    /// One transaction, with the row that says so.
    private func runAtomic(
        _ revision: Revision, _ direction: MigrationDirection, _ plan: MigrationPlan
    ) throws -> Bool {
        let executor = MigrationExecutor()
        let count = plan.steps.count
        func progress(after offset: Int) -> (MigrationProgress) -> Void {
            { report(.progress(revision, $0.shifted(by: offset, of: count))) }
        }
        let result = Result {
            try executor.run(plan.prologue, on: connection, progress: progress(after: 0))
            return try transaction {
                if try isDone(revision, direction) { return false }
                var offset = plan.prologue.count
                for section in plan.sections {
                    try executor.run(section.steps, on: connection, progress: progress(after: offset))
                    offset += section.steps.count
                }
                try note(revision, direction)
                return true
            }
        }
        let end = Result {
            try executor.run(plan.epilogue, on: connection, progress: progress(after: count - plan.epilogue.count))
        }
        let isRun = try result.get()
        try end.get()
        return isRun
    }

    /// Whether the database says already what the run would make it say.
    func isDone(_ revision: Revision, _ direction: MigrationDirection) throws -> Bool {
        let isApplied = try rows().contains { $0.id == revision.id }
        return direction == .upgrade ? isApplied : !isApplied
    }

    /// Writes the version down.
    func note(_ revision: Revision, _ direction: MigrationDirection) throws {
        switch direction {
        case .upgrade:
            try execute(VersionTable.insert(revision, checksum: try migrations.checksum(of: revision.id)))
        case .downgrade: try execute(VersionTable.delete(revision.id))
        }
    }

    func schema() throws -> ReflectedSchema { try backend.inspector(connection).schema() }

    func failure(
        _ revision: Revision, _ direction: MigrationDirection, _ error: any Error,
        progress: (done: Int, count: Int)? = nil
    ) -> any Error {
        if error is CancellationError || error is RevisionFailedError { return error }
        return RevisionFailedError(revision, direction, error, progress: progress)
    }
}

extension MigrationProgress {
    /// As one of more steps.
    func shifted(by offset: Int, of count: Int) -> MigrationProgress {
        var shifted = self
        shifted.index += offset
        shifted.count = count
        return shifted
    }
}
