import Cinnabar
import CinnabarMigrate

@Model("users")
final class User {
    var id: Int
    @Column(.string(80), .unique) var name: String
    @Relationship var posts: [Post]
}

@Model("posts")
final class Post {
    var id: Int
    @Column(.string(200)) var title: String
    var body: String?
    @ForeignKey(\User.id, onDelete: .cascade) @Column(.index) var userID: Int
    @Relationship var author: User
}

/// A database has at least one model: this one, where a test is about none.
@Model("notes")
final class Note {
    var id: Int
    var text: String
}

struct CreateUsers: Migration {
    static let revision = Revision("20260101000000", message: "Create users")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("users") {
            $0.id()
            $0.add("name", .string(80))
            $0.unique("name")
        }
    }
    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("users") }
}

struct CreatePosts: Migration {
    static let revision = Revision("20260102000000", after: "20260101000000", message: "Create posts")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("posts") {
            $0.id()
            $0.add("title", .string(200))
            $0.add("body", .text, nullable: true)
            $0.add("user_id", .bigInteger)
            $0.foreignKey("user_id", to: "users", "id", onDelete: .cascade)
            $0.index("user_id")
        }
    }
    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("posts") }
}

struct Elsewhere: Migration {
    static let revision = Revision("20260103000000", after: "20260101000000", message: "Elsewhere", branch: "side")
    func upgrade(_ schema: SchemaEditor) throws {}
    func downgrade(_ schema: SchemaEditor) throws {}
}

struct AddNothing: Migration {
    static let revision = Revision("20260104000000", after: "20260102000000", message: "Add nothing")
    func upgrade(_ schema: SchemaEditor) throws {}
    func downgrade(_ schema: SchemaEditor) throws {}
}
