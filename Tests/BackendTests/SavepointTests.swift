import Cinnabar
import CinnabarTesting
import Testing

@Suite("Savepoints of a session")
struct SavepointTests {
    @Test("a failed statement in a savepoint is over with the savepoint", arguments: backends)
    func failedSavepoint(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann"))
                try session.flush()
                #expect(throws: IntegrityError.self) {
                    try session.savepoint { () throws in
                        session.add(User(username: "ann"))
                        try session.flush()
                    }
                }
                session.add(User(username: "bob"))
                try session.commit()
            }
            #expect(try await db.rows("SELECT username FROM users ORDER BY id") == [["ann"], ["bob"]])
        }
    }

    @Test("a swallowed failure in a savepoint still ends it with an error", arguments: backends)
    func swallowed(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann"))
                try session.flush()
                #expect(throws: (any Error).self) {
                    try session.savepoint { () throws in
                        session.add(User(username: "ann"))
                        try? session.flush()
                    }
                }
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM users") == "1")
        }
    }

    @Test("savepoints three deep keep and undo what they must", arguments: backends)
    func savepoints(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.savepoint { () throws in
                    ann.visits = 1
                    let first = User(username: "first")
                    session.add(first)
                    #expect(throws: Stop.self) {
                        try session.savepoint { () throws in
                            ann.visits = 2
                            session.delete(first)
                            try session.flush()
                            let second = User(username: "second")
                            session.add(second)
                            try session.savepoint { () throws in
                                ann.visits = 3
                                session.add(User(username: "third"))
                            }
                            #expect(ann.visits == 3)
                            #expect(try session.query(User.self).count() == 3)
                            throw Stop()
                        }
                    }
                    #expect(ann.visits == 1)
                    #expect(session.state(of: first) == .persistent)
                    #expect(try session.query(User.self).order { $0.id }.all().map(\.username) == ["ann", "first"])
                    #expect(throws: Stop.self) {
                        try session.savepoint {
                            ann.email = "lost"; throw Stop()
                        }
                    }
                    #expect(ann.email == nil)
                }
                try session.commit()
            }
            #expect(
                try await db.rows("SELECT username, visits, email FROM users ORDER BY id") == [
                    ["ann", "1", nil], ["first", "0", nil],
                ])
        }
    }

    @Test("a rollback of the transaction undoes savepoints that were released", arguments: backends)
    func releasedAndUndone(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann", visits: 1)
                session.add(ann)
                try session.commit()
                let bob = User(username: "bob")
                try session.savepoint { () throws in
                    ann.visits = 2
                    session.add(bob)
                    try session.savepoint { ann.visits = 3 }
                }
                try session.rollback()
                #expect(ann.visits == 1)
                #expect(session.state(of: bob) == .transient)
                #expect(bob.id == 0)
            }
        }
    }

    @Test("links set in a savepoint that is undone are as before it", arguments: backends)
    func savepointLinks(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                let bob = User(username: "bob")
                let post = Post(title: "one", author: ann)
                session.add(contentsOf: [ann, bob])
                try session.flush()
                #expect(throws: Stop.self) {
                    try session.savepoint { () throws in
                        post.$author.set(bob)
                        post.$tags.append(Tag(name: "lost"))
                        try session.flush()
                        #expect(try bob.posts.count == 1)
                        throw Stop()
                    }
                }
                #expect(try post.author === ann)
                #expect(try ann.posts.count == 1)
                #expect(try bob.posts.isEmpty)
                #expect(try post.tags.isEmpty)
                try session.commit()
            }
            #expect(try await db.value("SELECT user_id FROM posts") == "1")
            #expect(try await db.value("SELECT count(*) FROM tags") == "0")
        }
    }

    @Test("commit and rollback are refused inside a savepoint", arguments: backends)
    func commitInSavepoint(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                try session.savepoint { () throws in
                    #expect(throws: TransactionError.self) { try session.commit() }
                    #expect(throws: TransactionError.self) { try session.rollback() }
                    session.add(User(username: "ann"))
                }
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM users") == "1")
        }
    }
}
