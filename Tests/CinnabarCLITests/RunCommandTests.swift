import CinnabarMigrate
import CinnabarTesting
import Foundation
import Testing

@Suite("Commands that run revisions")
struct RunCommandTests {
    static let both: [any Migration.Type] = [CreateUsers.self, CreatePosts.self]

    @Test("upgrade says what it will run, what ran, and where the database is", arguments: TestBackend.forCommands)
    func upgrade(_ backend: TestBackend) async throws {
        try await CommandSandbox.with(backend, migrations: Self.both) { sandbox in
            let result = try await sandbox.db("upgrade")
            #expect(result.status == 0, "\(result)")
            #expect(result.output == "the database is at 20260102000000 (Create posts)")
            #expect(result.notes.hasPrefix("upgrading by 2 revisions:\n  20260101000000 (Create users)"))
            #expect(result.notes.contains("↑ 20260102000000 (Create posts)"))
            let again = try await sandbox.db("upgrade")
            #expect(again.output == "nothing to do: the database is at 20260102000000 (Create posts)")
        }
    }

    @Test("a number of steps is a target of downgrade, and not an option", arguments: ["-2", "base"])
    func downgrade(target: String) async throws {
        try await CommandSandbox.with(migrations: Self.both) { sandbox in
            _ = try await sandbox.db("upgrade")
            let result = try await sandbox.db("downgrade", target, "--allow-destructive")
            #expect(result.status == 0, "\(result)")
            #expect(result.output == "the database is at base: no revision is applied")
        }
    }

    @Test("downgrade takes its options before and after the target, and refuses those that are none")
    func downgradeOptions() async throws {
        try await CommandSandbox.with(migrations: Self.both) { sandbox in
            _ = try await sandbox.db("upgrade")
            #expect(try await sandbox.db("downgrade", "--allow-destructive", "-1").status == 0)
            #expect(try await sandbox.db("downgrade", "--nonsense").status == 64)
            #expect(try await sandbox.db("downgrade", "-1", "-2").status == 64)
            let printed = try await sandbox.db("downgrade", "-1", "--sql")
            #expect(printed.status == 0)
            #expect(printed.output.contains("DROP TABLE \"users\";"))
        }
    }

    @Test("what throws data away is asked about, and refused where nobody is there")
    func destructive() async throws {
        try await CommandSandbox.with(migrations: Self.both) { sandbox in
            _ = try await sandbox.db("upgrade")
            let refused = try await sandbox.db("downgrade")
            #expect(refused.status == 4)
            #expect(refused.notes.contains("--allow-destructive"))
            let no = try await sandbox.db("downgrade", answers: ["n"])
            #expect(no.status == 4)
            let yes = try await sandbox.db("downgrade", answers: ["what?", "y"])
            #expect(yes.status == 0, "\(yes)")
            #expect(yes.output == "the database is at 20260101000000 (Create users)")
        }
    }

    @Test("upgrade answers with JSON")
    func json() async throws {
        try await CommandSandbox.with(migrations: [CreateUsers.self]) { sandbox in
            struct Answer: Decodable {
                struct One: Decodable { var id: String }
                var direction: String
                var ran: [One]
                var heads: [String]
            }
            let result = try await sandbox.db("upgrade", "--json")
            let answer = try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8))
            #expect(answer.direction == "upgrade")
            #expect(answer.ran.map(\.id) == ["20260101000000"])
            #expect(answer.heads == ["20260101000000"])
        }
    }

    @Test("current, with --check, exits with 3 where revisions are left to be run")
    func current() async throws {
        try await CommandSandbox.with(migrations: Self.both) { sandbox in
            #expect(try await sandbox.db("current").output == "base: no revision is applied")
            _ = try await sandbox.db("upgrade", "+1")
            let result = try await sandbox.db("current", "--check")
            #expect(result.status == 3)
            #expect(result.output == "20260101000000 (Create users)")
            #expect(result.notes.contains("next: 1 to run"))
            _ = try await sandbox.db("upgrade")
            #expect(try await sandbox.db("current", "--check").status == 0)
            #expect(try await sandbox.db("current").output == "20260102000000 (Create posts)  head")
        }
    }

    @Test("history lists the last one first, with what is applied")
    func history() async throws {
        try await CommandSandbox.with(migrations: Self.both + [Elsewhere.self]) { sandbox in
            _ = try await sandbox.db("upgrade", "+1")
            let result = try await sandbox.db("history")
            #expect(
                result.output == """
                      20260103000000  Elsewhere  [head; branch side]
                      20260102000000  Create posts  [head]
                    * 20260101000000  Create users  [current; branch point]
                    """)
            #expect(
                try await sandbox.db("history", ":20260102", "--offline").output == """
                    20260102000000  Create posts  [head]
                    20260101000000  Create users  [branch point]
                    """)
            #expect(try await sandbox.db("heads").output == "20260102000000 (Create posts)\n20260103000000 (Elsewhere)")
            #expect(try await sandbox.db("branches").output.contains("branch side ends with 20260103000000"))
            let refused = try await sandbox.db("upgrade")
            #expect(refused.status == 1)
            #expect(refused.notes.contains("write heads for all"))
        }
    }

    @Test("stamp says where the database is, and show what a revision does")
    func stamp() async throws {
        try await CommandSandbox.with(migrations: Self.both) { sandbox in
            #expect(
                try await sandbox.db("stamp", "20260101").output == "the database is at 20260101000000 (Create users)")
            let shown = try await sandbox.db("show", "20260102")
            #expect(
                shown.output.hasPrefix(
                    "revision    20260102000000\nmessage     Create posts\nafter       20260101000000"))
            #expect(shown.output.contains("CREATE TABLE \"posts\""))
            #expect(try await sandbox.db("stamp", "nothing").status == 1)
        }
    }

    @Test("sql prints any range, both ways, for any database")
    func sql() async throws {
        try await CommandSandbox.with(migrations: Self.both) { sandbox in
            let up = try await sandbox.db("sql", "--dialect", "mariadb")
            #expect(up.output.contains("CREATE TABLE `users`"))
            #expect(!up.output.contains("BEGIN"))
            let part = try await sandbox.db("sql", "20260101:head", "--dialect", "postgresql")
            #expect(!part.output.contains("CREATE TABLE \"users\""))
            #expect(part.output.contains("BEGIN;\nCREATE TABLE \"posts\""))
            let down = try await sandbox.db("sql", "head:20260101")
            #expect(down.output.contains("DROP TABLE \"posts\";\nDELETE FROM \"cinnabar_versions\""))
            #expect(try await sandbox.db("current").output == "base: no revision is applied")
        }
    }

    @Test("a database that has a revision of no file is told with the way out")
    func unknown() async throws {
        try await CommandSandbox.with(migrations: Self.both) { sandbox in
            _ = try await sandbox.db("upgrade")
            sandbox.setting.migrations = [CreateUsers.self]
            let result = try await sandbox.db("upgrade")
            #expect(result.status == 1)
            #expect(result.notes.contains("20260102000000 (Create posts)"))
            #expect(result.notes.contains("db stamp --purge 20260101000000"))
            #expect(try await sandbox.db("stamp", "--purge", "head").status == 0)
            #expect(try await sandbox.db("current", "--check").status == 0)
        }
    }
}
