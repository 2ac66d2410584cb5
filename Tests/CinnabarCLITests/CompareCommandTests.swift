import Cinnabar
import CinnabarMigrate
import CinnabarTesting
import Foundation
import Testing

/// `User` with one more column that can be NULL.
enum Wider {
    @Model("users")
    final class User {
        var id: Int
        @Column(.string(80), .unique) var name: String
        @Column(.string(255)) var profilePicture: String?
    }
}

/// `User` without posts.
enum Alone {
    @Model("users")
    final class User {
        var id: Int
        @Column(.string(80), .unique) var name: String
    }
}

/// `User` with one that cannot.
enum Stricter {
    @Model("users")
    final class User {
        var id: Int
        @Column(.string(80), .unique) var name: String
        @Column(.string(20)) var role: String
    }
}

/// `User` with another name for its column.
enum Renamed {
    @Model("users")
    final class User {
        var id: Int
        @Column(.string(80), .unique) var fullName: String
    }
}

/// `User` with another name for its table and its column, and the marks that say so.
enum Marked {
    @Model("people", renamedFrom: "users")
    final class Person {
        var id: Int
        @Column(.string(80), .unique, renamedFrom: "name") var fullName: String
        @Embedded var home: Home?
    }

    @Embeddable
    struct Home {
        @Column(.string(80), renamedFrom: "town") var city: String
    }
}

/// The table of `Marked.Person` after the rename.
struct CreatePeople: Migration {
    static let revision = Revision("20260101000000", message: "Create people")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("people") {
            $0.id()
            $0.add("full_name", .string(80))
            $0.add("home_city", .string(80), nullable: true)
            $0.unique("full_name")
        }
    }
    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("people") }
}

struct AddTown: Migration {
    static let revision = Revision("20260102000000", after: "20260101000000", message: "Add town")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.alter("users") { $0.add("home_town", .string(80), nullable: true) }
    }
    func downgrade(_ schema: SchemaEditor) throws { try schema.alter("users") { $0.drop("home_town") } }
}

@Suite("Commands that compare models with the database")
struct CompareCommandTests {
    static let both: [any Migration.Type] = [CreateUsers.self, CreatePosts.self]

    @Test("after an upgrade there is nothing to write, and check is clean", arguments: TestBackend.forCommands)
    func clean(_ backend: TestBackend) async throws {
        try await CommandSandbox.with(backend, models: [User.self, Post.self], migrations: Self.both) { sandbox in
            _ = try await sandbox.db("init")
            let behind = try await sandbox.db("check")
            #expect(behind.status == 3)
            #expect(behind.output.hasPrefix("behind: 2 revisions"))
            #expect(try await sandbox.db("migrate", "-m", "Too early").status == 3)
            _ = try await sandbox.db("upgrade")
            let result = try await sandbox.db("migrate", "-m", "Nothing")
            #expect(result.status == 0, "\(result)")
            #expect(result.output == "nothing to write: models and database are the same")
            #expect(sandbox.files == ["Migrations.swift"])
            let check = try await sandbox.db("check")
            #expect(check.status == 0, "\(check)")
            let scratch = try await sandbox.db("check", "--from-empty")
            #expect(scratch.status == 0, "\(scratch)")
            #expect(try await sandbox.db("lint").status == 0)
        }
    }

    @Test("a new column is written, and check exits with 2 before", arguments: TestBackend.forCommands)
    func newColumn(_ backend: TestBackend) async throws {
        try await CommandSandbox.with(backend, models: [Wider.User.self], migrations: [CreateUsers.self]) { sandbox in
            _ = try await sandbox.db("init")
            _ = try await sandbox.db("upgrade")
            let check = try await sandbox.db("check")
            #expect(check.status == 2)
            #expect(check.output.contains("add column users.profile_picture varchar(255)"))
            #expect(try await sandbox.db("check", "--from-empty").status == 2)
            let result = try await sandbox.db("migrate", "-m", "Add profile picture to users")
            #expect(result.status == 0, "\(result)")
            let file = try sandbox.file("AddProfilePictureToUsers_20261118110640.swift")
            #expect(file.contains("struct AddProfilePictureToUsers_20261118110640: Migration {"))
            #expect(file.contains("after: \"20260101000000\""))
            #expect(file.contains(".add(\"profile_picture\", .string(255), nullable: true)"))
            #expect(file.contains(".drop(\"profile_picture\")"))
            #expect(try sandbox.file("Migrations.swift").contains("AddProfilePictureToUsers_20261118110640.self,"))
        }
    }

    @Test("a rename is told, or asked about, and refused where nobody answers")
    func rename() async throws {
        try await CommandSandbox.with(models: [Renamed.User.self], migrations: [CreateUsers.self]) { sandbox in
            _ = try await sandbox.db("init")
            _ = try await sandbox.db("upgrade")
            let refused = try await sandbox.db("migrate", "-m", "Rename")
            #expect(refused.status == 4)
            #expect(refused.notes.contains("--rename users.name=full_name"))
            #expect(sandbox.files == ["Migrations.swift"])
            let asked = try await sandbox.db("migrate", "-m", "Rename", answers: ["y"])
            #expect(asked.status == 0, "\(asked)")
            #expect(asked.notes.contains("rename column users.name to full_name"))
        }
        try await CommandSandbox.with(models: [Renamed.User.self], migrations: [CreateUsers.self]) { sandbox in
            _ = try await sandbox.db("init")
            _ = try await sandbox.db("upgrade")
            let told = try await sandbox.db("migrate", "-m", "Rename", "--rename", "users.name=full_name")
            #expect(told.status == 0, "\(told)")
            #expect(try sandbox.file("Rename_20261118110640.swift").contains(".rename(\"name\", to: \"full_name\")"))
            #expect(try await sandbox.db("migrate", "-m", "x", "--rename", "nonsense").status == 64)
        }
    }

    @Test("a rename that the models mark is written without a question", arguments: TestBackend.forCommands)
    func markedRename(_ backend: TestBackend) async throws {
        try await CommandSandbox.with(
            backend, models: [Marked.Person.self], migrations: [CreateUsers.self, AddTown.self]
        ) { sandbox in
            _ = try await sandbox.db("init")
            _ = try await sandbox.db("upgrade")
            let result = try await sandbox.db("migrate", "-m", "Rename users")
            #expect(result.status == 0, "\(result)")
            let file = try sandbox.file("RenameUsers_20261118110640.swift")
            let lines = file.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(
                lines.filter { $0.contains("rename(") } == [
                    "try schema.rename(\"users\", to: \"people\")",
                    "t.rename(\"name\", to: \"full_name\")",
                    "t.rename(\"home_town\", to: \"home_city\")",
                    "t.rename(\"home_city\", to: \"home_town\")",
                    "t.rename(\"full_name\", to: \"name\")",
                    "try schema.rename(\"people\", to: \"users\")",
                ])
            #expect(!file.contains(".drop("), "\(file)")
        }
    }

    @Test("a mark of a rename that was done long ago says nothing", arguments: TestBackend.forCommands)
    func staleMark(_ backend: TestBackend) async throws {
        try await CommandSandbox.with(
            backend, models: [Marked.Person.self], migrations: [CreatePeople.self]
        ) { sandbox in
            _ = try await sandbox.db("init")
            _ = try await sandbox.db("upgrade")
            let result = try await sandbox.db("migrate", "-m", "Rename users")
            #expect(result.output == "nothing to write: models and database are the same", "\(result)")
            #expect(try await sandbox.db("check").status == 0)
            #expect(try await sandbox.db("check", "--from-empty").status == 0)
        }
        try await CommandSandbox.with(backend, models: [Marked.Person.self]) { sandbox in
            let made = try await sandbox.db("create")
            #expect(made.output == "made people", "\(made)")
            #expect(try await sandbox.db("check").status == 0)
        }
    }

    @Test("a new column that cannot be NULL needs a value for the rows that are there")
    func required() async throws {
        try await CommandSandbox.with(models: [Stricter.User.self], migrations: [CreateUsers.self]) { sandbox in
            _ = try await sandbox.db("init")
            _ = try await sandbox.db("upgrade")
            let refused = try await sandbox.db("migrate", "-m", "Add role")
            #expect(refused.status == 4)
            #expect(refused.notes.contains("--value \"users.role=SQL\""))
            let told = try await sandbox.db("migrate", "-m", "Add role", "--value", "users.role='member'")
            #expect(told.status == 0, "\(told)")
            #expect(try sandbox.file("AddRole_20261118110640.swift").contains("'member'"))
        }
        try await CommandSandbox.with(models: [Stricter.User.self], migrations: [CreateUsers.self]) { sandbox in
            _ = try await sandbox.db("init")
            _ = try await sandbox.db("upgrade")
            #expect(try await sandbox.db("migrate", "-m", "Add role", answers: [""]).status == 4)
            #expect(try await sandbox.db("migrate", "-m", "Add role", answers: ["'member'"]).status == 0)
        }
    }

    @Test("an application without models never means to drop everything")
    func noModels() async throws {
        try await CommandSandbox.with(models: [], migrations: [CreateUsers.self]) { sandbox in
            _ = try await sandbox.db("init")
            _ = try await sandbox.db("upgrade")
            let result = try await sandbox.db("migrate", "-m", "Drop")
            #expect(result.status == 4)
            #expect(result.notes.contains("the application has no models"))
            for command in ["check", "create", "diagram"] { #expect(try await sandbox.db(command).status == 4) }
            #expect(try await sandbox.db("check", "--from-empty").status == 4)
            #expect(try await sandbox.db("drop", "--yes").output == "dropped cinnabar_versions")
        }
    }

    @Test("a table that no model has is left alone, unless told otherwise")
    func unmanaged() async throws {
        try await CommandSandbox.with(models: [Alone.User.self], migrations: Self.both) { sandbox in
            _ = try await sandbox.db("init")
            _ = try await sandbox.db("upgrade")
            let left = try await sandbox.db("migrate", "-m", "Drop posts")
            #expect(left.output.hasPrefix("nothing to write"), "\(left)")
            #expect(left.notes.contains("left alone, since no model has them: posts"))
            #expect(try await sandbox.db("migrate", "-m", "Drop posts", "--drop-unmanaged").status == 4)
            let told = try await sandbox.db("migrate", "-m", "Drop posts", "--drop-unmanaged", "--allow-destructive")
            #expect(told.status == 0, "\(told)")
            #expect(try sandbox.file("DropPosts_20261118110640.swift").contains("schema.drop(\"posts\")"))
        }
    }
}
