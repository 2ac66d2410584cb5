public import CinnabarDriver

/// What a step that runs tells of itself.
public struct MigrationProgress: Sendable, Hashable {
    /// The step.
    public var step: MigrationStep
    /// Which step it is, counted from 0, and of how many.
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

    /// Runs steps one after the other in whatever transaction is open. It begins and ends none.
    public func run(
        _ steps: [MigrationStep], on connection: Connection, progress: (MigrationProgress) -> Void = { _ in }
    ) throws {}

    /// Runs a whole plan: each section that is to be in a transaction in one of its own.
    ///
    /// - Parameters:
    ///   - plan: What to run.
    ///   - connection: A connection without an open transaction.
    ///   - commit: Runs at the end of the last section, in its transaction where there is one: to record the version.
    ///   - progress: Is told when a step begins and ends, and of batches in between.
    public func run(
        _ plan: MigrationPlan, on connection: Connection, commit: (Connection) throws -> Void = { _ in },
        progress: (MigrationProgress) -> Void = { _ in }
    ) throws {}
}
