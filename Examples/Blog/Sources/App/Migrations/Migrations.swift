import CinnabarMigrate

/// The revisions of the schema. The tool adds to the list; their order in it does not matter.
enum Migrations {
    static let all: [any Migration.Type] = [
        CreateUsersPostsTagsAndComments_20261125002025.self
    ]
}
