internal import CinnabarMigrate
internal import Foundation

/// Where a database is, as `--json` shows it.
struct StatusJSON: Encodable {
    /// A revision that is half applied.
    struct Interrupted: Encodable {
        var id: String
        var direction: String
        var done: Int
        var count: Int
        var begun: Date?
        var step: String?
    }

    var heads: [RevisionJSON]
    var pending: [RevisionJSON]
    var unknown: [String]
    var edited: [String]
    var interrupted: [Interrupted]

    init(_ status: MigrationStatus, _ graph: RevisionGraph) {
        heads = status.heads.compactMap { graph[$0].map { RevisionJSON($0, status) } }
        pending = status.pending.map { RevisionJSON($0, status) }
        unknown = status.unknown.map(\.id)
        edited = status.edited.map(\.id)
        interrupted = status.interrupted.map {
            Interrupted(
                id: $0.id, direction: $0.direction.rawValue, done: $0.done, count: $0.count, begun: $0.begun,
                step: $0.step)
        }
    }
}

/// A revision that was written, as `--json` shows it.
struct WrittenJSON: Encodable {
    /// `written`, or `clean` where nothing was to be written.
    var status: String
    var file: String?
    var revision: RevisionJSON?
    var changes: [String]?
    var warnings: [Finding]?
    var unmanaged: [String]?

    /// Nothing was to be written.
    init(unmanaged: [String]) {
        status = "clean"
        changes = []
        self.unmanaged = unmanaged
    }

    init(_ written: WrittenRevision, changes: [String]? = nil, warnings: [Finding]? = nil, unmanaged: [String]? = nil) {
        status = "written"
        file = written.path
        revision = RevisionJSON(written.revision)
        self.changes = changes
        self.warnings = warnings
        self.unmanaged = unmanaged
    }
}

/// A revision that was written, and its file.
struct WrittenRevision {
    var path: String
    var revision: Revision
}
