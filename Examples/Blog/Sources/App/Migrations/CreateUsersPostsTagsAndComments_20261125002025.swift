import CinnabarMigrate

/// Create users, posts, tags and comments
struct CreateUsersPostsTagsAndComments_20261125002025: Migration {
    static let revision = Revision("20261125002025", message: "Create users, posts, tags and comments")

    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("users") { t in
            t.id()
            t.add("username", .string(30))
            t.add("email", .string(120))
            t.add("password_hash", .string(200))
            t.add("created_at", .timestamp)
            t.unique("username")
            t.unique("email")
        }
        try schema.create("sign_ins") { t in
            t.id()
            t.add("token_hash", .string(64))
            t.add("expires_at", .timestamp)
            t.add("user_id", .bigInteger)
            t.foreignKey("user_id", to: "users", "id", onDelete: .cascade)
            t.unique("token_hash")
            t.index("user_id")
        }
        try schema.create("posts") { t in
            t.id()
            t.add("title", .string(200))
            t.add("body", .text)
            t.add("published_at", .timestamp, nullable: true)
            t.add("created_at", .timestamp)
            t.add("updated_at", .timestamp)
            t.add("version", .bigInteger)
            t.add("user_id", .bigInteger)
            t.foreignKey("user_id", to: "users", "id", onDelete: .cascade)
            t.index("published_at")
            t.index("user_id")
        }
        try schema.create("tags") { t in
            t.id()
            t.add("name", .string(30))
            t.unique("name")
        }
        try schema.create("comments") { t in
            t.id()
            t.add("body", .text)
            t.add("created_at", .timestamp)
            t.add("post_id", .bigInteger)
            t.add("user_id", .bigInteger)
            t.foreignKey("post_id", to: "posts", "id", onDelete: .cascade)
            t.foreignKey("user_id", to: "users", "id", onDelete: .cascade)
            t.index("post_id")
            t.index("user_id")
        }
        try schema.create("post_tags") { t in
            t.add("post_id", .bigInteger)
            t.add("tag_id", .bigInteger)
            t.primaryKey("post_id", "tag_id")
            t.foreignKey("post_id", to: "posts", "id", onDelete: .cascade)
            t.foreignKey("tag_id", to: "tags", "id", onDelete: .cascade)
            t.index("tag_id")
        }
    }

    func downgrade(_ schema: SchemaEditor) throws {
        try schema.drop("post_tags")
        try schema.drop("comments")
        try schema.drop("tags")
        try schema.drop("posts")
        try schema.drop("sign_ins")
        try schema.drop("users")
    }
}
