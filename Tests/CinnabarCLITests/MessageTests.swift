import Cinnabar
import CinnabarMigrate
import CinnabarTesting
import Foundation
import Testing

/// What somebody is told who types something wrong, or at the wrong place.
@Suite("What commands say to what cannot be")
struct MessageTests {
    private static let both: [any Migration.Type] = [CreateUsers.self, CreatePosts.self]
    private static let heads: [any Migration.Type] = both + [Elsewhere.self]

    /// Each line: the exit code, words that are said, and the command.
    private func expect(
        _ sandbox: CommandSandbox, _ cases: [(Int32, String, [String])],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for (status, words, command) in cases {
            let result = try await sandbox.db(command)
            let all = result.output + "\n" + result.notes
            #expect(result.status == status, "\(command): \(result)", sourceLocation: sourceLocation)
            #expect(all.contains(words), "\(command): \(result)", sourceLocation: sourceLocation)
            #expect(!all.contains("Error("), "\(command): \(result)", sourceLocation: sourceLocation)
        }
    }

    @Test("targets that are none, are not clear, or lie on the other side")
    func targets() async throws {
        try await CommandSandbox.with(migrations: Self.both) { sandbox in
            try await expect(
                sandbox,
                [
                    (1, "no revision is called 1999, or begins so", ["upgrade", "1999"]),
                    (1, "what to do: db history lists them", ["upgrade", "1999"]),
                    (
                        1, "2026010 is the beginning of several revisions: 20260101000000 (Create users), 2026",
                        ["upgrade", "2026010"]
                    ),
                    (
                        1, "base lies behind every revision\n  what to do: to go there: db downgrade base",
                        ["upgrade", "base"]
                    ),
                    (
                        1, "an upgrade by -1 is none\n  what to do: write +1, or go back: db downgrade -1",
                        ["upgrade", "-1"]
                    ),
                    (1, "+3 goes too far: only 2 are left to run", ["upgrade", "+3"]),
                    (1, "\"@head\" is no revision", ["upgrade", "@head"]),
                    (
                        1, "no branch is called shop\n  what to do: a branch gets its name with Revision(",
                        ["upgrade", "shop@head"]
                    ),
                    (
                        1, "-1 goes too far: no revision is applied\n  what to do: there is nothing to undo",
                        ["downgrade"]
                    ),
                    (
                        1, "20260101000000 (Create users) is not applied, so there is no way back to it",
                        ["downgrade", "20260101"]
                    ),
                    (1, "a downgrade by +1 is none", ["downgrade", "+1"]),
                    (1, "head lies ahead of every revision", ["downgrade", "head"]),
                    (64, "Unknown option '--nonsense'", ["upgrade", "--nonsense"]),
                    (64, "One target at most, not 2", ["upgrade", "head", "base"]),
                    (64, "'perhaps' is none of refuse, again and skip", ["upgrade", "--unfinished-step", "perhaps"]),
                    (1, "+1 is relative to where the database is", ["stamp", "+1"]),
                    (64, "Missing expected argument", ["stamp"]),
                    (0, "the database is at 20260102000000", ["upgrade"]),
                    (
                        0,
                        "20260101000000 (Create users) is applied already; to go back to it: db downgrade 20260101000000",
                        ["upgrade", "20260101"]
                    ),
                    (
                        1, "+1 goes too far: no revision is left to run\n  what to do: there is nothing to do",
                        ["upgrade", "+1"]
                    ),
                    (
                        1, "-3 goes too far: only 2 are applied\n  what to do: to undo all that are: db downgrade base",
                        ["downgrade", "-3"]
                    ),
                ])
        }
    }

    @Test("names of what is before the first revision, or of none at all")
    func nothingNamed() async throws {
        try await CommandSandbox.with(migrations: Self.both) { sandbox in
            _ = try await sandbox.db("init")
            try await expect(
                sandbox,
                [
                    (
                        4, "base is before the first revision\n  what to do: name one: db history lists them",
                        ["show", "base"]
                    ),
                    (4, "base is before the first revision", ["edit", "base"]),
                    (4, "base is before the first revision", ["revision", "-m", "x", "--after", "base"]),
                    (
                        4, "--base and --after say two different things",
                        ["revision", "-m", "x", "--base", "--after", "head"]
                    ),
                    (4, "there is nothing to bring together: 20260102000000", ["merge"]),
                    (4, "a revision needs a message", ["revision", "-m", "…"]),
                    (1, "no revision is called nothing", ["show", "nothing"]),
                    (1, "no revision is called nothing", ["lint", "nothing"]),
                    (1, "no revision is called nothing", ["revision", "-m", "x", "--depends-on", "nothing"]),
                ])
            #expect(sandbox.files == ["Migrations.swift"])
        }
        try await CommandSandbox.with { sandbox in
            try await expect(
                sandbox,
                [
                    (4, "there are no revisions yet\n  what to do: db migrate -m", ["show"]),
                    (4, "there are no revisions yet", ["edit"]),
                    (0, "there are no revisions yet", ["history"]),
                    (0, "there are no revisions yet", ["heads"]),
                    (0, "there are no revisions yet", ["upgrade"]),
                    (0, "nothing to print: no revision lies between", ["sql"]),
                    (0, "nothing to say about 0 revisions", ["lint"]),
                    (0, "base: no revision is applied", ["current"]),
                ])
        }
    }

    @Test("several heads")
    func severalHeads() async throws {
        try await CommandSandbox.with(migrations: Self.heads) { sandbox in
            _ = try await sandbox.db("init")
            let words = "there are 2 heads: 20260102000000 (Create posts), 20260103000000 (Elsewhere)"
            try await expect(
                sandbox,
                [
                    (1, words, ["upgrade"]), (1, "bring them together: db merge", ["upgrade"]), (1, words, ["show"]),
                    (1, words, ["stamp", "head"]), (1, words, ["sql", "head"]), (1, words, ["revision", "-m", "x"]),
                    (
                        0, "the database is at 20260102000000 (Create posts) and 20260103000000 (Elsewhere)",
                        ["upgrade", "heads"]
                    ),
                    (1, "-1 is not clear: the database is at several heads", ["downgrade", "-1"]),
                    (1, "branch@-1", ["downgrade", "-1"]),
                    (0, "the database is at 20260102000000 (Create posts)", ["downgrade", "side@-1"]),
                ])
        }
    }

    @Test("ranges of SQL, both ways")
    func ranges() async throws {
        try await CommandSandbox.with(migrations: Self.both) { sandbox in
            func sql(_ range: String) async throws -> [String] {
                let result = try await sandbox.db("sql", range)
                #expect(result.status == 0, "\(range): \(result)")
                return result.output.split(separator: "\n").filter { $0.hasPrefix("-- ") }.map(String.init)
            }
            let (users, posts) = ("20260101000000 (Create users)", "20260102000000 (Create posts)")
            for range in ["head", "heads", "base:head", ":head", "base:", ":", "base:+2"] {
                #expect(try await sql(range) == ["-- \(users)", "-- \(posts)"], "\(range)")
            }
            for range in ["20260101:head", "20260101:", "20260101:+1", "20260101:20260102"] {
                #expect(try await sql(range) == ["-- \(posts)"], "\(range)")
            }
            for range in ["head:base", "head:-2"] {
                #expect(try await sql(range) == ["-- back from \(posts)", "-- back from \(users)"], "\(range)")
            }
            for range in ["head:20260101", "head:-1", "20260102:20260101"] {
                #expect(try await sql(range) == ["-- back from \(posts)"], "\(range)")
            }
            try await expect(
                sandbox,
                [
                    (0, "nothing to print: no revision lies between", ["sql", "head:head"]),
                    (4, "\"a:b:c\" is no range", ["sql", "a:b:c"]), (4, "\"\" is no range", ["sql", ""]),
                    (1, "no revision is called nothing", ["sql", "nothing:head"]),
                    (1, "+1 goes too far: no revision is left to run", ["sql", "head:+1"]),
                    (64, "'oracle' is invalid", ["sql", "--dialect", "oracle"]),
                    (0, "CREATE TABLE \"users\"", ["upgrade", "--sql"]),
                    (0, "nothing to print", ["downgrade", "base", "--sql"]),
                    (4, "\"2026\" is no range", ["history", "2026"]),
                    (0, "the earlier one comes first, FROM:TO", ["history", "head:base"]),
                ])
            #expect(try await sandbox.db("current").output == "base: no revision is applied")
        }
    }

    @Test("files and folders that cannot be written")
    func files() async throws {
        try await CommandSandbox.with(models: [User.self, Post.self]) { sandbox in
            let folder = sandbox.setting.folder
            try await expect(
                sandbox,
                [
                    (
                        4, "there is no \(folder)/Migrations.swift\n  what to do: run it from the package's folder",
                        ["migrate", "-m", "x"]
                    ),
                    (1, "\(folder)/no/a.svg cannot be written", ["diagram", "--output", "\(folder)/no/a.svg"]),
                ])
            try "".write(toFile: folder, atomically: true, encoding: .utf8)
            try await expect(
                sandbox,
                [(1, "the folder \(folder) cannot be made", ["init"])])
        }
    }

    @Test("a database that is not there, and models that are none")
    func noDatabase() async throws {
        try await CommandSandbox.with(models: [User.self, Post.self], migrations: Self.both) { sandbox in
            sandbox.setting.backend = try SQLiteBackend(.path(sandbox.setting.folder + "/no/folder.db"))
            for command in ["current", "upgrade", "check", "stamp", "drop", "dump", "reflect", "seed", "create"] {
                let result = try await sandbox.db(command == "stamp" ? [command, "head"] : [command])
                #expect(result.status == 1, "\(command): \(result)")
                #expect(result.notes.contains("cannot be opened: there is no folder"), "\(command): \(result)")
                #expect(result.notes.contains("what to do: "), "\(command): \(result)")
            }
            // What needs no database is told nevertheless.
            for command in [
                ["history", "--offline"], ["heads"], ["show"], ["sql"], ["diagram"], ["branches"], ["lint", "--help"],
            ] {
                #expect(try await sandbox.db(command).status == 0, "\(command)")
            }
        }
        try await CommandSandbox.with(models: [User.self, Alone.User.self]) { sandbox in
            let result = try await sandbox.db("check")
            #expect(result.status == 1)
            #expect(result.notes.hasPrefix("error: "), "\(result)")
            #expect(result.notes.contains("users"), "\(result)")
        }
    }

    @Test("a database that is behind, was edited or is half applied", arguments: TestBackend.forCommands)
    func states(_ backend: TestBackend) async throws {
        try await CommandSandbox.with(backend, models: [User.self, Post.self], migrations: Self.both) { sandbox in
            _ = try await sandbox.db("upgrade", "+1")
            try await expect(
                sandbox,
                [
                    (3, "behind: 1 revision is left to be run", ["check"]),
                    (3, "1 revision is left to be run", ["seed"]),
                ])
            _ = try await sandbox.db("upgrade")
            sandbox.setting.migrations = [CreateUsersEdited.self, CreatePosts.self]
            try await expect(
                sandbox,
                [
                    (1, "edited since applied: 20260101000000 (Create users)", ["check"]),
                    (1, "upgrade with --accept-edited", ["upgrade"]),
                    (3, "edited since it was applied", ["current", "--check"]),
                    (0, "nothing to do", ["upgrade", "--accept-edited"]),
                    (0, "(Create posts)  head", ["current", "--check"]),
                ])
        }
    }

    private struct CreateUsersEdited: Migration {
        static let revision = Revision("20260101000000", message: "Create users")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.create("users") {
                $0.id()
                $0.add("name", .string(80))
                $0.unique("name")
            }
            schema.execute("UPDATE users SET name = name WHERE id < 0")
        }
        func downgrade(_ schema: SchemaEditor) throws { try schema.drop("users") }
    }

    /// Its second operation fails.
    private struct Half: Migration {
        static let revision = Revision("20260103000000", after: "20260102000000", message: "Half")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.create("before") { $0.id() }
            schema.execute("INSERT INTO missing (n) VALUES (1)")
        }
        func downgrade(_ schema: SchemaEditor) throws { try schema.drop("before") }
    }

    @Test(
        "a revision that stopped half-way",
        .enabled(if: TestBackend.mysql != nil, "needs a server whose DDL commits by itself: CINNABAR_MYSQL_URL"))
    func half() async throws {
        let backend = try #require(TestBackend.mysql)
        try await CommandSandbox.with(backend, models: [User.self, Post.self], migrations: Self.both + [Half.self]) {
            sandbox in
            try await expect(
                sandbox,
                [
                    (1, "1 of its 2 steps are applied and noted", ["upgrade"]),
                    (0, "the upgrade of 20260103000000 stopped after 1 of 2 steps", ["current"]),
                    (3, "behind: 1 revision is left to be run", ["check"]),
                    (1, "end it first: db upgrade 20260103000000", ["downgrade", "base", "--allow-destructive"]),
                ])
            let result = try await sandbox.db("current", "--json")
            #expect(result.output.contains("\"count\" : 2"), "\(result)")
            #expect(result.output.contains("\"direction\" : \"upgrade\""))
        }
    }
}
