internal import CinnabarDriver
internal import CinnabarMigrate
internal import CinnabarSQL

/// What has to be done to make a database what the models say.
struct Difference {
    var upgrade: [MigrationOperation]
    var downgrade: [MigrationOperation]
    /// The schema that the database has now.
    var state: SchemaState
}

extension RevisionSource {
    static func rendered(
        _ revision: Revision, type: String, upgrade: [MigrationOperation], downgrade: [MigrationOperation]
    ) throws -> String { "" }
}

extension CommandContext {
    /// The difference, with what was answered, and asked for, in it.
    func difference(_ answers: inout Answers) async throws -> Difference {
        Difference(upgrade: [], downgrade: [], state: SchemaState())
    }

    /// The difference as it is.
    func plainDifference() async throws -> [MigrationOperation] { [] }

    /// The difference of the models to what all revisions make in an empty database.
    func differenceFromEmpty() async throws -> [MigrationOperation] { [] }

    /// What of some operations can hurt.
    func findings(in operations: [MigrationOperation], revision: String, state: SchemaState) throws -> [Finding] { [] }

    /// What of some revisions can hurt.
    func findings(in path: [Revision], _ direction: MigrationDirection) async throws -> [Finding] { [] }
}
