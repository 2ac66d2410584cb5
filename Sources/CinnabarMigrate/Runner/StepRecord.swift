internal import Foundation

/// What was planned for a revision that cannot be one transaction, by operation, as it was when it began: after a
/// failure the schema is another one, and what is left could not be planned from it again.
struct StepRecord: Codable, Hashable {
    /// One step as text.
    struct Step: Codable, Hashable {
        enum Kind: String, Codable { case statement, script, backfill, run, foreignKeys, checkForeignKeys, refuse }
        var kind: Kind
        var texts: [String]
        var note: String?
        var isOutside: Bool
    }

    /// Steps that are done together, or not at all where the database can.
    struct Unit: Codable, Hashable {
        var isTransactional: Bool
        var steps: [Step]
    }

    /// What became of one operation.
    struct Operation: Codable, Hashable {
        var checksum: String
        var prologue: [Step]
        var units: [Unit]
        var epilogue: [Step]
    }

    var direction: MigrationDirection
    var operations: [Operation]

    /// How many units there are.
    var count: Int { operations.reduce(0) { $0 + $1.units.count } }

    /// The unit after so many.
    func unit(after done: Int) -> Unit? {
        let place = place(after: done)
        return place.operation < operations.count ? operations[place.operation].units[place.unit] : nil
    }

    /// The operation that the unit after `done` belongs to, and how many of its units are done.
    func place(after done: Int) -> (operation: Int, unit: Int) {
        var left = done
        for (index, operation) in operations.enumerated() {
            if left < operation.units.count { return (index, left) }
            left -= operation.units.count
        }
        return (operations.count, 0)
    }

    // MARK: Text

    init(direction: MigrationDirection, operations: [Operation]) {
        self.direction = direction
        self.operations = operations
    }

    init(text: String) throws { self = try JSONDecoder().decode(StepRecord.self, from: Data(text.utf8)) }

    func text() throws -> String { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
}

/// The steps of one operation, as they are run.
struct OperationSteps {
    /// Steps that are done together, or not at all where the database can.
    struct Unit {
        var isTransactional: Bool
        var steps: [MigrationStep]
    }

    var prologue: [MigrationStep]
    var units: [Unit]
    var epilogue: [MigrationStep]

    /// A plan. Where DDL is not transactional each step is a unit by itself.
    init(_ plan: MigrationPlan, transactionalDDL: Bool) {
        prologue = plan.prologue
        epilogue = plan.epilogue
        units = plan.sections.flatMap { section -> [Unit] in
            if section.isTransactional, transactionalDDL { return [Unit(isTransactional: true, steps: section.steps)] }
            return section.steps.map {
                Unit(isTransactional: !$0.isOutsideTransaction && !transactionalDDL, steps: [$0])
            }
        }
    }

    /// What was written down.
    init(_ operation: StepRecord.Operation, in operations: [MigrationOperation]) throws {
        prologue = try operation.prologue.map { try $0.step(in: operations) }
        epilogue = try operation.epilogue.map { try $0.step(in: operations) }
        units = try operation.units.map { unit in
            Unit(isTransactional: unit.isTransactional, steps: try unit.steps.map { try $0.step(in: operations) })
        }
    }
}

extension StepRecord.Operation {
    init(_ operation: MigrationOperation, _ steps: OperationSteps) {
        checksum = MigrationChecksum.of([operation])
        prologue = steps.prologue.map(StepRecord.Step.init)
        epilogue = steps.epilogue.map(StepRecord.Step.init)
        units = steps.units.map {
            StepRecord.Unit(isTransactional: $0.isTransactional, steps: $0.steps.map(StepRecord.Step.init))
        }
    }
}

extension StepRecord.Step {
    init(_ step: MigrationStep) {
        note = step.note
        isOutside = step.isOutsideTransaction
        switch step.action {
        case .statement(let sql): (kind, texts) = (.statement, [sql])
        case .script(let sql): (kind, texts) = (.script, [sql])
        case .run(let data): (kind, texts) = (.run, [data.name])
        case .setForeignKeys(let isOn): (kind, texts) = (.foreignKeys, isOn ? ["on"] : [])
        case .checkForeignKeys(let table): (kind, texts) = (.checkForeignKeys, table.map { [$0] } ?? [])
        case .refuse(let check): (kind, texts) = (.refuse, [check.query, check.summary, check.advice])
        // Batches need the types of a key: one that is left half-way is done in one statement.
        case .backfill(let fill): (kind, texts) = (.backfill, [fill.statement])
        }
    }

    /// The step again. Code of the application's own is found by its name among the revision's operations.
    func step(in operations: [MigrationOperation]) throws -> MigrationStep {
        func text(_ index: Int) -> String { index < texts.count ? texts[index] : "" }
        let action: MigrationStep.Action
        switch kind {
        case .statement, .backfill: action = .statement(text(0))
        case .script: action = .script(text(0))
        case .foreignKeys: action = .setForeignKeys(!texts.isEmpty)
        case .checkForeignKeys: action = .checkForeignKeys(texts.first)
        case .refuse: action = .refuse(RowCheck(query: text(0), summary: text(1), advice: text(2)))
        case .run:
            let found = operations.compactMap { operation -> DataStep? in
                if case .run(let step) = operation, step.name == text(0) { step } else { nil }
            }
            guard let step = found.first else {
                throw MigrationError(
                    "the step \"\(text(0))\" is left to be run, and the revision has none of this name any more",
                    advice: "put it back into the file")
            }
            action = .run(step)
        }
        return MigrationStep(action, note: note, isOutsideTransaction: isOutside)
    }
}
