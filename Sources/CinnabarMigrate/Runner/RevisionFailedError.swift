public import CinnabarDriver

/// A revision could not be run to its end.
public struct RevisionFailedError: DatabaseError {
    /// The revision.
    public var revision: Revision
    /// Which way it was run.
    public var direction: MigrationDirection
    /// Why it failed.
    public var cause: any Error
    /// How many of its steps are applied nevertheless, and of how many; `nil` where nothing of it is kept.
    public var progress: (done: Int, count: Int)?
    /// The statement that failed, and the database's own words.
    public var context: ErrorContext

    init(
        _ revision: Revision, _ direction: MigrationDirection, _ cause: any Error,
        progress: (done: Int, count: Int)? = nil
    ) {
        self.revision = revision
        self.direction = direction
        self.cause = cause
        self.progress = progress
        context = (cause as? any DatabaseError)?.context ?? ErrorContext()
    }

    /// Which revision failed, why, and what is left of it.
    public var summary: String {
        let reason = (cause as? any DatabaseError)?.summary ?? "\(cause)"
        let kept =
            progress.map { "\($0.done) of its \($0.count) steps are applied and noted" }
            ?? "nothing of it is kept"
        return "the \(direction.rawValue) of \(revision.title) failed: \(reason); \(kept)"
    }

    /// What the cause advises, and how to go on.
    public var advice: String? {
        let goOn =
            progress == nil
            ? "correct the cause, or the file, and run it again"
            : "correct the cause, or what is left of the file, and run it again: it goes on from there"
        return [reasonAdvice, goOn].compactMap(\.self).joined(separator: "; ")
    }

    /// What a session would do about it is not what a revision does.
    private var reasonAdvice: String? {
        switch cause {
        case let error as IntegrityError:
            switch error.kind {
            case .notNull: "fill the rows that have no value, in a step in front of this one"
            case .unique: "find the rows that are alike, and decide which of them stays, in a step in front of this one"
            case .foreignKey: "delete or correct the rows whose parent is not there, in a step in front of this one"
            case .check: "correct the rows that break it, in a step in front of this one"
            }
        case let error as OperationalError where error.kind == .locked:
            "see who holds the lock (a transaction that was left open?), or allow more time with --lock-timeout"
        default: (cause as? any DatabaseError)?.advice
        }
    }

    /// The values of the cause.
    public var values: String? { (cause as? any DatabaseError)?.values }
}
