import Cinnabar
import CinnabarMigrate
import CinnabarTesting
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
            let result = try await sandbox.db("migrate", "-m", "Drop")
            #expect(result.status == 1)
            #expect(result.notes.contains("no models were given"))
            #expect(try await sandbox.db("check").status == 1)
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
