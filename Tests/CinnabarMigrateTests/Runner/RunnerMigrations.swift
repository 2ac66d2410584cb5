import CinnabarDriver
import CinnabarMigrate
import Synchronization

struct CreateUsers: Migration {
    static let revision = Revision("a1", message: "Create users")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("users") {
            $0.id()
            $0.add("name", .string(80))
        }
    }
    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("users") }
}

/// The same revision, edited after it was applied.
struct CreateUsersEdited: Migration {
    static let revision = Revision("a1", message: "Create users")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("users") {
            $0.id()
            $0.add("name", .string(90))
        }
    }
    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("users") }
}

struct AddPicture: Migration {
    static let revision = Revision("a2", after: "a1", message: "Add a picture to users")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.alter("users") { $0.add("picture", .string(255), nullable: true) }
    }
    func downgrade(_ schema: SchemaEditor) throws { try schema.alter("users") { $0.drop("picture") } }
}

struct CreatePosts: Migration {
    static let revision = Revision("a3", after: "a2", message: "Create posts")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("posts") {
            $0.id()
            $0.add("user_id", .bigInteger)
            $0.foreignKey("user_id", to: "users", "id", onDelete: .cascade)
        }
    }
    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("posts") }
}

/// Three steps; the second needs a table that is not there.
struct FailsHalfway: Migration {
    static let revision = Revision("f4", after: "a3", message: "Fail half-way")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("before") { $0.id() }
        schema.execute("INSERT INTO missing (n) VALUES (1)")
        try schema.create("after") { $0.id() }
    }
    func downgrade(_ schema: SchemaEditor) throws {
        try schema.drop("after")
        try schema.drop("before")
    }
}

/// The same with the step that failed corrected.
struct FailsHalfwayCorrected: Migration {
    static let revision = Revision("f4", after: "a3", message: "Fail half-way")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("before") { $0.id() }
        schema.execute("INSERT INTO users (name) VALUES ('x')")
        try schema.create("after") { $0.id() }
    }
    func downgrade(_ schema: SchemaEditor) throws {}
}

/// The same with what was applied already edited.
struct FailsHalfwayEdited: Migration {
    static let revision = Revision("f4", after: "a3", message: "Fail half-way")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("elsewhere") { $0.id() }
        schema.execute("INSERT INTO users (name) VALUES ('x')")
    }
    func downgrade(_ schema: SchemaEditor) throws {}
}

struct BranchOne: Migration {
    static let revision = Revision("b1", after: "a1", branch: "one")
    func upgrade(_ schema: SchemaEditor) throws { try schema.create("one") { $0.id() } }
    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("one") }
}

struct BranchTwo: Migration {
    static let revision = Revision("b2", after: "a1", branch: "two")
    func upgrade(_ schema: SchemaEditor) throws { try schema.create("two") { $0.id() } }
    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("two") }
}

struct MergeBranches: Migration {
    static let revision = Revision("m3", merging: ["b1", "b2"])
    func upgrade(_ schema: SchemaEditor) throws {}
    func downgrade(_ schema: SchemaEditor) throws {}
}
