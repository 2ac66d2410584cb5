import CinnabarMigrate
import Foundation
import Testing

@Suite("Commands that write files")
struct FileCommandTests {
    @Test("init makes the index once")
    func initOnce() async throws {
        try await CommandSandbox.with { sandbox in
            let first = try await sandbox.db("init")
            #expect(first.status == 0)
            #expect(first.notes.contains("Migrations.all"))
            #expect(try sandbox.file("Migrations.swift") == MigrationIndex.empty)
            let second = try await sandbox.db("init")
            #expect(second.status == 0)
            #expect(second.notes.contains("is there already"))
        }
    }

    @Test("a revision gets a file, a place in the index and the head as its parent")
    func revision() async throws {
        try await CommandSandbox.with(migrations: [CreateUsers.self]) { sandbox in
            _ = try await sandbox.db("init")
            let result = try await sandbox.db("revision", "-m", "Add user's e-mail")
            #expect(result.status == 0, "\(result)")
            #expect(sandbox.files == ["AddUserSEMail_20261118110640.swift", "Migrations.swift"])
            let index = try MigrationIndex(source: try sandbox.file("Migrations.swift"))
            #expect(index.types == ["AddUserSEMail_20261118110640"])
            let file = try sandbox.file("AddUserSEMail_20261118110640.swift")
            #expect(
                file.hasPrefix("import CinnabarMigrate\n\n/// Add user's e-mail\nstruct AddUserSEMail_20261118110640: ")
            )
            #expect(file.contains("\"20261118110640\", after: \"20260101000000\", message: \"Add user's e-mail\""))
            #expect(file.contains("    func upgrade(_ schema: SchemaEditor) throws {}\n"))
            #expect(file.contains("    func downgrade(_ schema: SchemaEditor) throws {}\n"))
        }
    }

    @Test("a file that the program was not built with is noticed")
    func notBuilt() async throws {
        try await CommandSandbox.with { sandbox in
            _ = try await sandbox.db("init")
            _ = try await sandbox.db("revision", "-m", "One")
            let result = try await sandbox.db("revision", "-m", "Two")
            #expect(result.status == 4)
            #expect(result.notes.contains("built without: One_20261118110640"))
            #expect(sandbox.files.count == 2)
            // Otherwise there would seem to be nothing to do.
            let upgrade = try await sandbox.db("upgrade")
            #expect(upgrade.status == 0)
            #expect(upgrade.notes.contains("built without: One_20261118110640"))
            #expect(try await sandbox.db("check").notes.contains("build it again"))
        }
    }

    @Test("without an index there is no revision")
    func noIndex() async throws {
        try await CommandSandbox.with { sandbox in
            let result = try await sandbox.db("revision", "-m", "One")
            #expect(result.status == 4)
            #expect(result.notes.contains("db init"))
        }
    }

    @Test("merge brings heads together, and says so where there is one")
    func merge() async throws {
        try await CommandSandbox.with(migrations: [CreateUsers.self, CreatePosts.self]) { sandbox in
            _ = try await sandbox.db("init")
            #expect(try await sandbox.db("merge").status == 4)
            sandbox.setting.migrations.append(Elsewhere.self)
            let result = try await sandbox.db("merge", "-m", "Together")
            #expect(result.status == 0, "\(result)")
            #expect(
                try sandbox.file("Together_20261118110640.swift").contains(
                    "merging: [\"20260102000000\", \"20260103000000\"]"))
        }
    }

    @Test("several heads are an error of revision, and --after names one")
    func heads() async throws {
        try await CommandSandbox.with(migrations: [CreateUsers.self, CreatePosts.self, Elsewhere.self]) { sandbox in
            _ = try await sandbox.db("init")
            let refused = try await sandbox.db("revision", "-m", "Next")
            #expect(refused.status == 1)
            #expect(refused.notes.contains("there are 2 heads"))
            #expect(try await sandbox.db("revision", "-m", "Next", "--after", "side@head").status == 0)
            #expect(try await sandbox.db("edit", "20260102").status == 1)
        }
    }

    @Test("edit says where the file is, where nobody can edit it")
    func edit() async throws {
        try await CommandSandbox.with(migrations: [CreateUsers.self]) { sandbox in
            _ = try await sandbox.db("init")
            try "struct CreateUsers: Migration {}".write(
                toFile: sandbox.setting.folder + "/Old.swift", atomically: true, encoding: .utf8)
            let result = try await sandbox.db("edit")
            #expect(result.output == sandbox.setting.folder + "/Old.swift")
        }
    }
}
