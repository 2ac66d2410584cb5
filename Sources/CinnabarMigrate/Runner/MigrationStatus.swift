public import Foundation

/// Where a database is among the revisions of an application.
public struct MigrationStatus: Sendable, Hashable {
    /// A revision that failed half-way where it could not be one transaction.
    public struct Interrupted: Sendable, Hashable {
        /// The revision.
        public var id: String
        /// Which way it was run.
        public var direction: MigrationDirection
        /// How many of its steps are applied.
        public var done: Int
        /// How many steps it has.
        public var count: Int
        /// When the step after those began, where nothing says how it ended: the process was killed, or has lost its
        /// connection. The next run looks whether it took effect.
        public var begun: Date?
        /// What that step does: its statement, or what it is for.
        public var step: String?
    }

    /// What the database says that it has, those that were applied first first.
    public var applied: [AppliedRevision]
    /// Where it is: the applied revisions that are no other applied one's parent. None is the base.
    public var heads: [String]
    /// What is left to be run to get to the heads of the graph, in order.
    public var pending: [Revision]
    /// What the database says that it has, and no file does.
    public var unknown: [AppliedRevision]
    /// Applied revisions whose files say something else now than when they were applied.
    public var edited: [Revision]
    /// Revisions that are half applied.
    public var interrupted: [Interrupted]

    /// Whether all revisions are applied, as they are.
    public var isUpToDate: Bool { pending.isEmpty && unknown.isEmpty && edited.isEmpty && interrupted.isEmpty }
    /// The identifiers of what is applied.
    public var ids: Set<String> { Set(applied.map(\.id)) }
}

extension MigrationStatus {
    /// Throws for what a runner must not go on from.
    func check(_ graph: RevisionGraph, location: String, acceptsEdited: Bool) throws {
        try checkKnown(graph, location: location)
        guard !edited.isEmpty, !acceptsEdited else { return }
        throw MigrationError(
            "edited after \(edited.count == 1 ? "it was" : "they were") applied to \(location): "
                + edited.map(\.title).joined(separator: ", "),
            advice: "undo the edit and write a new revision for the change; or go back before it and upgrade again; "
                + "or, where the database has what the file says, upgrade with --accept-edited")
    }

    /// Throws where the database is at a revision that no file has.
    func checkKnown(_ graph: RevisionGraph, location: String) throws {
        guard let first = unknown.first else { return }
        let list = unknown.map { $0.message.isEmpty ? $0.id : "\($0.id) (\($0.message))" }.joined(separator: ", ")
        let known = graph.heads(of: ids)
        throw MigrationError(
            "\(location) has a revision that no file here has: \(list), applied at \(first.appliedAt.timeText)",
            advice: "bring its file back (from another branch of the code?), downgrade with the code that has it; or, "
                + "where the database is known to be as one of these files says: "
                + "db stamp --purge \(known.first ?? "REVISION")")
    }
}
