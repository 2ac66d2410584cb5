import CinnabarMigrate
import CinnabarTesting
import Foundation
import Testing

/// What programs read of commands. Standard output holds the JSON and nothing else.
@Suite("Commands that answer with JSON")
struct JSONTests {
    private static let both: [any Migration.Type] = [CreateUsers.self, CreatePosts.self]

    private func object(_ result: CommandResult) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        return try #require(value as? [String: Any], "\(result)")
    }

    @Test("migrate says what it wrote, where, and what could hurt")
    func migrate() async throws {
        try await CommandSandbox.with(models: [Wider.User.self], migrations: [CreateUsers.self]) { sandbox in
            _ = try await sandbox.db("init")
            _ = try await sandbox.db("upgrade")
            let result = try await sandbox.db("migrate", "-m", "Add picture", "--json")
            #expect(result.status == 0, "\(result)")
            let answer = try object(result)
            #expect(answer["status"] as? String == "written")
            #expect(answer["file"] as? String == sandbox.setting.folder + "/AddPicture_20261118110640.swift")
            let revision = try #require(answer["revision"] as? [String: Any])
            #expect(revision["id"] as? String == "20261118110640")
            #expect(revision["message"] as? String == "Add picture")
            #expect(revision["parents"] as? [String] == ["20260101000000"])
            #expect(answer["changes"] as? [String] == ["add column users.profile_picture varchar(255)"])
            #expect((answer["warnings"] as? [[String: Any]])?.isEmpty == true)
            #expect(answer["unmanaged"] as? [String] == [])
        }
    }

    @Test("migrate says that nothing is to be written, and what it left alone")
    func nothing() async throws {
        try await CommandSandbox.with(models: [Alone.User.self], migrations: Self.both) { sandbox in
            _ = try await sandbox.db("init")
            _ = try await sandbox.db("upgrade")
            let answer = try object(try await sandbox.db("migrate", "-m", "Nothing", "--json"))
            #expect(answer["status"] as? String == "clean")
            #expect(answer["file"] == nil)
            #expect(answer["changes"] as? [String] == [])
            #expect(answer["unmanaged"] as? [String] == ["posts"])
            let dropped = try object(
                try await sandbox.db("migrate", "-m", "Drop", "--json", "--drop-unmanaged", "--allow-destructive"))
            let warning = try #require((dropped["warnings"] as? [[String: Any]])?.first)
            #expect(warning["rule"] as? String == "drop-table", "\(warning)")
            #expect(warning["isDestructive"] as? Bool == true)
        }
    }

    @Test("revision and merge say what they wrote")
    func revision() async throws {
        try await CommandSandbox.with(migrations: Self.both + [Elsewhere.self]) { sandbox in
            _ = try await sandbox.db("init")
            let side = try object(
                try await sandbox.db("revision", "-m", "Next", "--after", "side@head", "--branch", "more", "--json"))
            #expect(side["file"] as? String == sandbox.setting.folder + "/Next_20261118110640.swift")
            let revision = try #require(side["revision"] as? [String: Any])
            #expect(revision["parents"] as? [String] == ["20260103000000"])
            #expect(revision["branch"] as? String == "more")
        }
        try await CommandSandbox.with(migrations: Self.both + [Elsewhere.self]) { sandbox in
            _ = try await sandbox.db("init")
            let merged = try object(try await sandbox.db("merge", "-m", "Together", "--json"))
            #expect(merged["status"] as? String == "written")
            let revision = try #require(merged["revision"] as? [String: Any])
            #expect(revision["parents"] as? [String] == ["20260102000000", "20260103000000"])
        }
    }

    @Test("branches say where they part and end")
    func branches() async throws {
        try await CommandSandbox.with(migrations: Self.both + [Elsewhere.self]) { sandbox in
            let answer = try object(try await sandbox.db("branches", "--json"))
            let point = try #require((answer["points"] as? [[String: Any]])?.first)
            #expect((point["revision"] as? [String: Any])?["id"] as? String == "20260101000000")
            let children = try #require(point["children"] as? [[String: Any]])
            #expect(children.compactMap { $0["id"] as? String } == ["20260102000000", "20260103000000"])
            let branch = try #require((answer["branches"] as? [[String: Any]])?.first)
            #expect(branch["name"] as? String == "side")
            #expect(branch["heads"] as? [String] == ["20260103000000"])
        }
        try await CommandSandbox.with(migrations: Self.both) { sandbox in
            let answer = try object(try await sandbox.db("branches", "--json"))
            #expect((answer["points"] as? [Any])?.isEmpty == true && (answer["branches"] as? [Any])?.isEmpty == true)
            #expect(try await sandbox.db("branches").notes == "there are no branches")
        }
    }

    @Test("stamp and current say where the database is", arguments: TestBackend.forCommands)
    func stamp(_ backend: TestBackend) async throws {
        try await CommandSandbox.with(backend, migrations: Self.both) { sandbox in
            let stamped = try object(try await sandbox.db("stamp", "20260101", "--json"))
            let current = try object(try await sandbox.db("current", "--json"))
            for answer in [stamped, current] {
                let head = try #require((answer["heads"] as? [[String: Any]])?.first)
                #expect(head["id"] as? String == "20260101000000")
                #expect(head["isApplied"] as? Bool == true)
                #expect((head["appliedAt"] as? String)?.hasSuffix("Z") == true)
                #expect(
                    (answer["pending"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == ["20260102000000"])
                for key in ["unknown", "edited", "interrupted"] {
                    #expect((answer[key] as? [Any])?.isEmpty == true, "\(key)")
                }
            }
        }
    }

    @Test("an error is told on standard error, with the exit code, and no JSON")
    func errors() async throws {
        try await CommandSandbox.with(migrations: Self.both) { sandbox in
            for command in [["stamp", "nothing"], ["upgrade", "nothing"], ["migrate", "-m", "x"]] {
                let result = try await sandbox.db(command + ["--json"])
                #expect(result.status != 0)
                #expect(result.output.isEmpty, "\(result)")
                #expect(result.notes.hasPrefix("error: "), "\(result)")
            }
        }
    }
}
