internal import CinnabarMigrate
internal import Foundation

/// A revision, as `--json` shows it.
struct RevisionJSON: Encodable {
    var id: String
    var message: String
    var parents: [String]
    var branch: String?
    var dependsOn: [String]
    var isApplied: Bool?
    var appliedAt: Date?

    init(_ revision: Revision, _ status: MigrationStatus? = nil) {
        id = revision.id
        message = revision.message
        parents = revision.parents
        branch = revision.branch
        dependsOn = revision.dependencies
        if let status {
            appliedAt = status.applied.first { $0.id == revision.id }?.appliedAt
            isApplied = appliedAt != nil
        }
    }
}

/// What a run did, as `--json` shows it.
struct RunJSON: Encodable {
    var direction: String
    var ran: [RevisionJSON]
    var heads: [String]
}
