/// One thing that is done at the database to make a change of its schema: pure data, run by ``MigrationExecutor`` and
/// printed by `--sql`.
public struct MigrationStep: Sendable, Hashable {
    /// What is done.
    public enum Action: Sendable, Hashable {
        /// One statement.
        case statement(String)
        /// SQL of the application's own: one or several statements.
        case script(String)
        /// An UPDATE, a batch of rows at a time.
        case backfill(BackfillStatements)
        /// Code of the application's own. Nothing can be printed for it.
        case run(DataStep)
        /// `PRAGMA foreign_keys = OFF` (or `ON`): only outside of a transaction.
        case setForeignKeys(Bool)
        /// `PRAGMA foreign_key_check("users")`; of all tables where `nil`. It fails where a row has no parent.
        case checkForeignKeys(String?)
        /// Fails where a query finds a row.
        case refuse(RowCheck)
    }

    /// What is done.
    public var action: Action
    /// What it is for, in a few words, where the statement alone does not say it: `copy the rows of users`.
    public var note: String?
    /// Whether it has to run outside of a transaction.
    public var isOutsideTransaction: Bool
    /// The table that is built again, where the statement writes to the new one under another name.
    public var rebuilt: RebuiltTable?

    /// A step within the transaction, unless told otherwise.
    public init(_ action: Action, note: String? = nil, isOutsideTransaction: Bool = false) {
        self.action = action
        self.note = note
        self.isOutsideTransaction = isOutsideTransaction
    }

    /// One statement.
    public static func statement(
        _ sql: String, note: String? = nil, outsideTransaction: Bool = false
    ) -> MigrationStep {
        MigrationStep(.statement(sql), note: note, isOutsideTransaction: outsideTransaction)
    }
}

/// The steps of some operations, in the sections that they are run in.
///
/// Whoever runs it walks through it: the prologue, each section in a transaction of its own or without one, and the
/// epilogue, also after a section has failed. ``MigrationExecutor/run(_:on:commit:progress:)`` does so.
public struct MigrationPlan: Sendable, Hashable {
    /// Steps that share a transaction, or that have none.
    public struct Section: Sendable, Hashable {
        /// Whether the steps run in a transaction.
        public var isTransactional: Bool
        /// The steps, in order.
        public var steps: [MigrationStep]
        /// Steps that share a transaction, or that have none.
        public init(isTransactional: Bool, steps: [MigrationStep]) {
            self.isTransactional = isTransactional
            self.steps = steps
        }
    }

    /// What comes before, outside of any transaction: foreign keys are switched off for SQLite's table rebuild.
    public var prologue: [MigrationStep]
    /// The steps. One transaction, unless some steps cannot be in one.
    public var sections: [Section]
    /// What comes at the end, outside of any transaction and whatever has happened.
    public var epilogue: [MigrationStep]

    /// A plan that does nothing, unless told otherwise.
    public init(prologue: [MigrationStep] = [], sections: [Section] = [], epilogue: [MigrationStep] = []) {
        self.prologue = prologue
        self.sections = sections
        self.epilogue = epilogue
    }

    /// All steps, in order.
    public var steps: [MigrationStep] { prologue + sections.flatMap(\.steps) + epilogue }
    /// Whether nothing is done.
    public var isEmpty: Bool { steps.isEmpty }
    /// Whether all of it, with what the caller adds, fits into one transaction.
    public var isAtomic: Bool { sections.count <= 1 && sections.allSatisfy(\.isTransactional) }
}
