internal import CinnabarDriver

/// What the commands exit with; 64 is a command line that cannot be read.
public enum ExitStatus: Int32, Sendable {
    /// It is done, and nothing is left to do.
    case clean = 0
    /// Something failed.
    case failed = 1
    /// The models and the database differ: `db migrate` would write a revision.
    case changesPending = 2
    /// The database is behind the revisions: `db upgrade` would run some.
    case behind = 3
    /// It was not done, since it was not allowed or nobody answered.
    case refused = 4
    /// `db lint` found something.
    case found = 5
}

/// Why a command ended without having done what it was for.
public struct CommandError: Error, CustomStringConvertible {
    /// What it exits with.
    public var status: ExitStatus
    /// What was tried, and why not.
    public var summary: String
    /// What to do.
    public var advice: String?

    /// An error of a command.
    public init(_ status: ExitStatus, _ summary: String, advice: String? = nil) {
        self.status = status
        self.summary = summary
        self.advice = advice
    }

    /// Both, a line each.
    public var description: String { advice.map { "\(summary)\n  what to do: \($0)" } ?? summary }
}
