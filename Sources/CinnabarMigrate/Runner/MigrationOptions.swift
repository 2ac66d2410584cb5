public import CinnabarDriver

/// How revisions are run.
public struct MigrationOptions: Sendable, Hashable {
    /// How long is waited for another process that upgrades the same database.
    public var wait: Duration
    /// How long a statement may wait for a lock, and how long it may take.
    public var limits: StatementLimits
    /// Takes revisions that were edited after they were applied for what the database has, and notes them as they are
    /// now, instead of refusing to go on.
    public var acceptsEdited: Bool
    /// What becomes of a step that had begun when its process ended, where it cannot be seen whether it took effect.
    public var unfinishedStep: UnfinishedStep

    /// Ten minutes for other processes, and no limits but the database's own, unless told otherwise.
    public init(
        wait: Duration = .seconds(600), limits: StatementLimits = StatementLimits(), acceptsEdited: Bool = false,
        unfinishedStep: UnfinishedStep = .refuse
    ) {
        self.wait = wait
        self.limits = limits
        self.acceptsEdited = acceptsEdited
        self.unfinishedStep = unfinishedStep
    }
}

/// What becomes of a step of which nobody knows whether it took effect.
public enum UnfinishedStep: String, Sendable, Hashable, CaseIterable {
    /// The run is refused, and says which step it is.
    case refuse
    /// It has done nothing, or may be done twice: it runs again.
    case again
    /// It has taken effect, or was done by hand: the run goes on behind it.
    case skip
}
