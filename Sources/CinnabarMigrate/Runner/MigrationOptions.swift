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

    /// Ten minutes for other processes, and no limits but the database's own, unless told otherwise.
    public init(
        wait: Duration = .seconds(600), limits: StatementLimits = StatementLimits(), acceptsEdited: Bool = false
    ) {
        self.wait = wait
        self.limits = limits
        self.acceptsEdited = acceptsEdited
    }
}
