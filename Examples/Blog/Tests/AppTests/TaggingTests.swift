import Cinnabar
import Synchronization
import Testing

@testable import App

@Suite("New tags")
struct TaggingTests {
    @Test("requests that make the same new tags at once all succeed", arguments: TestDatabase.all)
    func atOnce(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let program = try await blog.program("ann")
            for round in 1...10 {
                let post = #"{"title":"Post","body":"Text","tags":["new-\#(round)","other-\#(round)"]}"#
                async let first = program.send(.post, "/api/posts", post).status
                async let second = program.send(.post, "/api/posts", post).status
                let statuses = try await [first, second]
                #expect(statuses == [201, 201], "round \(round)")
            }
            let tags = try await blog.db.read { try $0.query(Tag.self).count() }
            #expect(tags == 20)
            let posts = try await program.get("/api/posts?tag=new-3").json["total"]
            #expect(posts == 2)
        }
    }

    @Test("a tag that appeared after it was looked for is found in a second transaction", arguments: TestDatabase.all)
    func late(_ database: TestDatabase) async throws {
        try await database.use { db in
            try await db.transaction { $0.add(Tag(name: "taken")) }
            let runs = Mutex(0)
            let count = try await db.tagging { session in
                let run = runs.withLock { runs in
                    runs += 1
                    return runs
                }
                if run == 1 {
                    session.add(Tag(name: "taken"))
                    try session.flush()
                }
                return try session.query(Tag.self).filter { $0.name == "taken" }.count()
            }
            #expect(count == 1)
            #expect(runs.withLock { $0 } == 2)
        }
    }

    @Test("what another table refuses is told at once, and a tag that is never found in the end")
    func others() async throws {
        try await TestDatabase.sqlite.use { db in
            let runs = Mutex(0)
            func add(_ object: @escaping @Sendable (Session) -> Void) async throws {
                try await db.tagging { session in
                    runs.withLock { $0 += 1 }
                    object(session)
                }
            }
            let user: @Sendable (Session) -> Void = { $0.add(User(username: "ann", email: "a@b", passwordHash: "")) }
            let tag: @Sendable (Session) -> Void = { $0.add(Tag(name: "taken")) }
            try await add(user)
            try await add(tag)
            await #expect(throws: IntegrityError.self) { try await add(user) }
            #expect(runs.withLock { $0 } == 3)
            await #expect(throws: IntegrityError.self) { try await add(tag) }
            #expect(runs.withLock { $0 } == 3 + TagNames.limit + 1)
        }
    }
}
