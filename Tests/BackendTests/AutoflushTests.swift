import Cinnabar
import CinnabarTesting
import Testing

@Suite("Autoflush")
struct AutoflushTests {
    @Test("a query sees what was added, changed and deleted before it", arguments: backends)
    func queryFlushes(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                #expect(try session.query(User.self).count() == 1)
                ann.visits = 3
                #expect(try session.query(User.self).filter { $0.visits == 3 }.count() == 1)
                session.delete(ann)
                #expect(try session.query(User.self).count() == 0)
            }
        }
    }

    @Test("without autoflush a query sees the database as it is", arguments: backends)
    func noAutoflush(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann"))
                let inside = try session.noAutoflush { () throws in
                    try session.noAutoflush { _ = try session.query(User.self).count() }
                    return try session.query(User.self).count()
                }
                #expect(inside == 0)
                #expect(try session.query(User.self).count() == 1)
            }
        }
    }

    @Test("without autoflush is over when its body throws", arguments: backends)
    func noAutoflushThrows(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann"))
                #expect(throws: Stop.self) { try session.noAutoflush { throw Stop() } }
                #expect(try session.query(User.self).count() == 1)
            }
        }
    }

    @Test("loading a relationship flushes first", arguments: backends)
    func lazyLoadFlushes(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.commit()
                session.add(Post(title: "by key", userID: ann.id))
                #expect(try ann.posts.map(\.title) == ["by key"])
            }
        }
    }

    @Test("a get that the session can answer flushes nothing", arguments: backends)
    func getDoesNotFlush(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.flush()
                session.add(User(username: "bob"))
                recorder.reset()
                _ = try session.get(User.self, ann.id)
                #expect(recorder.takeCount() == 0)
                #expect(session.new.count == 1)
            }
        }
    }

    @Test("nothing pending means nothing flushed", arguments: backends)
    func quiet(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                _ = try session.query(User.self).all()
                recorder.reset()
                for _ in 0..<5 { _ = try session.query(User.self).all() }
                #expect(recorder.takeShort() == Array(repeating: "SELECT users", count: 5))
                try session.flush()
                try session.commit()
                #expect(recorder.takeCount() == 0)
            }
        }
    }

    @Test("a savepoint flushes when it begins", arguments: backends)
    func savepointFlushes(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                #expect(throws: Stop.self) { try session.savepoint { throw Stop() } }
                #expect(session.state(of: ann) == .persistent)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM users") == "1")
        }
    }
}
