/// What a runner tells while it runs.
public enum MigrationEvent: Sendable {
    /// Another process is at work on the database, and is waited for.
    case waiting
    /// These revisions will be run, in this order.
    case planned([Revision], MigrationDirection)
    /// A revision that could not be finished before goes on: so many of its steps are applied already.
    case resumed(Revision, MigrationDirection, done: Int, count: Int)
    /// A step of a revision had begun when its process ended: it was looked whether it took effect. One that did counts
    /// as applied, one that did not runs again; its number counts from 1.
    case settled(Revision, MigrationDirection, step: Int, tookEffect: Bool)
    /// A revision begins.
    case began(Revision, MigrationDirection)
    /// A step of a revision begins, ends, or has changed more rows.
    case progress(Revision, MigrationProgress)
    /// A revision has ended, and the database says so.
    case finished(Revision, MigrationDirection, Duration)
    /// Another process has run a revision meanwhile.
    case skipped(Revision, MigrationDirection)
}
