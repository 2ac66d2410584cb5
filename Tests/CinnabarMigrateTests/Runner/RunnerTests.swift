import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import Testing

@Suite("Running revisions")
struct RunnerTests {
    static let all: [any Migration.Type] = [CreateUsers.self, AddPicture.self, CreatePosts.self]

    @Test(
        "an upgrade runs what is left, notes it, and finds nothing to do the second time",
        arguments: RunnerDatabase.Kind.there)
    func upgrade(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            let runner = try database.runner(Self.all)
            #expect(try await runner.status().heads == [])
            #expect(try await database.tables() == [])
            let events = Events()
            #expect(try await runner.upgrade(report: events.report).map(\.id) == ["a1", "a2", "a3"])
            #expect(
                events.list.filter { !$0.hasPrefix("began") } == [
                    "planned a1 a2 a3", "finished a1", "finished a2", "finished a3",
                ])
            #expect(try await database.tables() == ["posts", "users"])
            let status = try await runner.status()
            #expect(status.heads == ["a3"])
            #expect(status.applied.map(\.id) == ["a1", "a2", "a3"])
            #expect(status.applied.map(\.message).last == "Create posts")
            #expect(status.isUpToDate)
            #expect(try await runner.upgrade().isEmpty)
        }
    }

    @Test("steps go up and down by number, name and to the base", arguments: RunnerDatabase.Kind.there)
    func steps(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            let runner = try database.runner(Self.all)
            #expect(try await runner.upgrade(to: "+2").map(\.id) == ["a1", "a2"])
            #expect(try await database.columns(of: "users") == ["id", "name", "picture"])
            #expect(try await runner.downgrade().map(\.id) == ["a2"])
            #expect(try await database.columns(of: "users") == ["id", "name"])
            try await runner.upgrade(to: "a3")
            #expect(try await runner.downgrade(to: "a1").map(\.id) == ["a3", "a2"])
            #expect(try await runner.downgrade(to: "base").map(\.id) == ["a1"])
            #expect(try await database.tables() == [])
            #expect(try await runner.status().applied == [])
        }
    }

    @Test("right after a merge -1 goes back to its parents", arguments: RunnerDatabase.Kind.there)
    func merge(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            let runner = try database.runner([CreateUsers.self, BranchOne.self, BranchTwo.self, MergeBranches.self])
            try await runner.upgrade()
            #expect(try await runner.status().heads == ["m3"])
            try await runner.downgrade()
            #expect(try await runner.status().heads == ["b1", "b2"])
            try await runner.downgrade(to: "two@-1")
            #expect(try await database.tables() == ["one", "users"])
        }
    }

    @Test("a failure leaves the last good revision noted", arguments: RunnerDatabase.Kind.there)
    func failure(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            let runner = try database.runner(Self.all + [FailsHalfway.self])
            let error = try await #require(throws: RevisionFailedError.self) { try await runner.upgrade() }
            #expect(error.revision.id == "f4")
            #expect(error.context.statement?.sql.contains("missing") == true)
            #expect(try await runner.status().heads == ["a3"])
            if kind.isTransactional {
                #expect(error.progress == nil)
                #expect(try await database.tables() == ["posts", "users"])
            } else {
                #expect(error.progress?.done == 1)
                #expect(error.description.contains("1 of its 3 steps are applied"))
                #expect(try await database.tables() == ["before", "posts", "users"])
                #expect(try await runner.status().interrupted.map(\.done) == [1])
            }
        }
    }

    @Test("after a failure the revision goes on, when the cause is gone", arguments: RunnerDatabase.Kind.there)
    func goesOn(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            let runner = try database.runner(Self.all + [FailsHalfway.self])
            await #expect(throws: RevisionFailedError.self) { try await runner.upgrade() }
            try await database.script("CREATE TABLE missing (n INTEGER)")
            let events = Events()
            try await runner.upgrade(report: events.report)
            #expect(events.list.contains("resumed f4 1/3") == !kind.isTransactional)
            #expect(try await database.tables() == ["after", "before", "missing", "posts", "users"])
            #expect(try await database.integer("SELECT count(*) FROM missing") == 1)
            #expect(try await runner.status().isUpToDate)
        }
    }

    @Test("after a failure what is left may be corrected in the file", arguments: RunnerDatabase.Kind.there)
    func corrected(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            await #expect(throws: RevisionFailedError.self) {
                try await database.runner(Self.all + [FailsHalfway.self]).upgrade()
            }
            let runner = try database.runner(Self.all + [FailsHalfwayCorrected.self])
            try await runner.upgrade()
            #expect(try await database.tables() == ["after", "before", "posts", "users"])
            #expect(try await database.integer("SELECT count(*) FROM users") == 1)
            #expect(try await runner.status().isUpToDate)
        }
    }

    @Test(
        "what was applied before a failure must not be edited, and a stamp ends it",
        .enabled(if: RunnerDatabase.Kind.mysql.isThere, "needs a server whose DDL commits by itself"))
    func editedHalf() async throws {
        try await RunnerDatabase.with(.mysql) { database in
            await #expect(throws: RevisionFailedError.self) {
                try await database.runner(Self.all + [FailsHalfway.self]).upgrade()
            }
            let edited = try database.runner(Self.all + [FailsHalfwayEdited.self])
            let error = try await #require(throws: RevisionFailedError.self) { try await edited.upgrade() }
            #expect(error.summary.contains("the part of it that is applied already was edited"))
            // Another way is refused until it is ended.
            let down = try await #require(throws: MigrationError.self) { try await edited.downgrade() }
            #expect(down.summary.contains("stopped after 1 of 3 steps"))
            try await database.script("DROP TABLE `before`")
            try await edited.stamp(["a3"])
            try await edited.upgrade()
            #expect(try await database.tables() == ["elsewhere", "posts", "users"])
        }
    }

    @Test(
        "a revision that was edited after it was applied is refused, until it is accepted",
        arguments: RunnerDatabase.Kind.there)
    func edited(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            try await database.runner([CreateUsers.self]).upgrade()
            let types: [any Migration.Type] = [CreateUsersEdited.self, AddPicture.self]
            let runner = try database.runner(types)
            #expect(try await runner.status().edited.map(\.id) == ["a1"])
            let error = try await #require(throws: MigrationError.self) { try await runner.upgrade() }
            #expect(error.summary.contains("edited after it was applied"))
            #expect(error.summary.contains("a1 (Create users)"))
            try await database.runner(types, MigrationOptions(acceptsEdited: true)).upgrade()
            #expect(try await runner.status().isUpToDate)
        }
    }

    @Test("a revision that no file has is told with the way out", arguments: RunnerDatabase.Kind.there)
    func unknown(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            try await database.runner(Self.all).upgrade()
            let runner = try database.runner([CreateUsers.self, AddPicture.self])
            for attempt in [{ try await runner.upgrade() }, { try await runner.downgrade() }] {
                let error = try await #require(throws: MigrationError.self) { _ = try await attempt() }
                #expect(error.summary.contains("a3 (Create posts)"))
                #expect(error.advice?.contains("db stamp --purge a2") == true)
            }
            await #expect(throws: MigrationError.self) { try await runner.stamp(["a2"]) }
            try await runner.stamp(["a2"], purge: true)
            #expect(try await runner.status().isUpToDate)
        }
    }

    @Test("a stamp says where the database is and runs nothing", arguments: RunnerDatabase.Kind.there)
    func stamp(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            let runner = try database.runner(Self.all)
            try await runner.stamp(["a2"])
            #expect(try await runner.status().heads == ["a2"])
            #expect(try await runner.status().pending.map(\.id) == ["a3"])
            try await runner.stamp(["base"])
            #expect(try await runner.status().applied == [])
            try await runner.stamp(["head"])
            #expect(try await runner.status().isUpToDate)
            #expect(try await database.tables() == [])
            try await runner.forget()
            #expect(try await runner.status().applied == [])
        }
    }

    @Test("the SQL that is printed does what an upgrade and a downgrade do", arguments: RunnerDatabase.Kind.there)
    func printed(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            let runner = try database.runner(Self.all)
            let up = try await runner.sql(.upgrade, to: "head")
            #expect(try await database.tables() == [])
            #expect(
                up == (try runner.migrations.script(.upgrade, from: [], to: "head", dialect: database.engine.dialect)))
            try await database.script(up)
            #expect(try await runner.status().isUpToDate)
            #expect(try await database.columns(of: "users") == ["id", "name", "picture"])
            try await database.script(try await runner.sql(.downgrade, to: "base"))
            #expect(try await database.tables() == [])
            #expect(try await runner.status().applied == [])
        }
    }

    @Test(
        "ten processes at once: each revision runs once, and all of them end well", arguments: RunnerDatabase.Kind.there
    )
    func tenProcesses(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            let children = try (0..<10).map { _ in try ChildProcess("UpgradeProcess", [database.url]) }
            let results = try children.map { try $0.wait() }
            for result in results { #expect(result.status == 0, "\(result.output)") }
            let ran = results.flatMap { $0.output.split(whereSeparator: \.isWhitespace) }.map(String.init)
            #expect(ran.sorted() == ["r1", "r2", "r3", "r4"])
            #expect(try await database.integer("SELECT count(*) FROM runs") == 2)
            #expect(try await database.integer("SELECT count(*) FROM cinnabar_versions") == 4)
        }
    }
}
