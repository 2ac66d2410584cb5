import Cinnabar
import CinnabarTesting
import Testing

@Suite("Transactions of a session")
struct TransactionTests {
    @Test("nothing is kept without a commit", arguments: backends)
    func notCommitted(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann"))
                try session.flush()
                #expect(try session.query(User.self).count() == 1)
            }
            #expect(try await db.value("SELECT count(*) FROM users") == "0")
        }
    }

    @Test("what was committed stays when the body throws after it", arguments: backends)
    func throwAfterCommit(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            await #expect(throws: Stop.self) {
                try await db.session { session throws in
                    session.add(User(username: "ann"))
                    try session.commit()
                    session.add(User(username: "bob"))
                    try session.flush()
                    throw Stop()
                }
            }
            #expect(try await db.rows("SELECT username FROM users") == [["ann"]])
        }
    }

    @Test("after a rollback objects have the values, keys and states they had", arguments: backends)
    func rollback(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann", email: "a", visits: 1)
                let bob = User(username: "bob")
                session.add(contentsOf: [ann, bob])
                try session.commit()
                let new = User(username: "new")
                session.add(new)
                ann.visits = 2
                ann.email = nil
                session.delete(bob)
                try session.flush()
                #expect(new.id == 3)
                ann.visits = 3
                let never = User(username: "never flushed")
                session.add(never)
                try session.rollback()
                #expect(ann.visits == 1)
                #expect(ann.email == "a")
                #expect(new.id == 0)
                #expect(session.state(of: new) == .transient)
                #expect(session.state(of: never) == .transient)
                #expect(session.state(of: bob) == .persistent)
                #expect(session.new.isEmpty && session.dirty.isEmpty && session.deleted.isEmpty)
                #expect(try session.get(User.self, bob.id) === bob)
                session.add(new)
                try session.commit()
                // Servers do not give back keys that were counted up.
                #expect(backend.has(.isServer) ? new.id > 3 : new.id == 3)
                bob.visits = 1
                try session.commit()
            }
            #expect(
                try await db.rows("SELECT username, visits FROM users ORDER BY id") == [
                    ["ann", "1"], ["bob", "1"], ["new", "0"],
                ])
        }
    }

    @Test("after a rollback links are as they were", arguments: backends)
    func rollbackLinks(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                let bob = User(username: "bob")
                let post = Post(title: "one", author: ann)
                let tag = Tag(name: "swift")
                post.$tags.append(tag)
                session.add(contentsOf: [ann, bob])
                try session.commit()
                #expect(try ann.posts.count == 1)
                post.$author.set(bob)
                post.$tags.remove(tag)
                let second = Post(title: "two", author: bob)
                try session.flush()
                #expect(try bob.posts.count == 2)
                try session.rollback()
                #expect(post.userID == ann.id)
                #expect(try post.author === ann)
                #expect(try ann.posts.map(\.title) == ["one"])
                #expect(try bob.posts.isEmpty)
                #expect(try post.tags.map(\.name) == ["swift"])
                #expect(try tag.posts.count == 1)
                #expect(session.state(of: second) == .transient)
                session.add(second)
                try session.commit()
                #expect(try second.author === bob)
            }
            #expect(
                try await db.rows(
                    "SELECT p.title, u.username FROM posts p JOIN users u ON u.id = p.user_id ORDER BY p.title") == [
                        ["one", "ann"], ["two", "bob"],
                    ])
            #expect(try await db.value("SELECT count(*) FROM post_tags") == "1")
        }
    }

    @Test("a new family that was rolled back can be added again as a whole", arguments: backends)
    func addAgain(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                let post = Post(title: "one", author: ann)
                post.$tags.append(Tag(name: "swift"))
                session.add(ann)
                try session.flush()
                try session.rollback()
                #expect(post.id == 0 && ann.id == 0)
                #expect(try post.author === ann)
                session.add(User(username: "first"))
                session.add(post)
                try session.commit()
                #expect(try post.author === ann)
            }
            #expect(
                try await db.rows(
                    """
                    SELECT u.username, p.title, t.name FROM users u LEFT JOIN posts p ON p.user_id = u.id
                    LEFT JOIN post_tags l ON l.post_id = p.id LEFT JOIN tags t ON t.id = l.tag_id ORDER BY u.username
                    """) == [["ann", "one", "swift"], ["first", nil, nil]])
        }
    }

    @Test("after a failed statement the transaction needs a rollback, and says so", arguments: backends)
    func failed(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann"))
                try session.commit()
                session.add(User(username: "bob"))
                session.add(User(username: "ann"))
                let error = #expect(throws: IntegrityError.self) { try session.flush() }
                #expect(error?.kind == .unique)
                #expect(error?.table == "users")
                #expect(error?.columns == ["username"])
                #expect(error?.context.statement?.sql.contains("INSERT") == true)
                for attempt in [
                    { _ = try session.query(User.self).all() }, { try session.commit() },
                    {
                        try session.flush(); _ = try session.query(User.self).count()
                    }, { _ = try session.get(User.self, 77) },
                ] as [() throws -> Void] {
                    let error = #expect(throws: TransactionError.self) { try attempt() }
                    #expect(error?.kind == .failed)
                    #expect(error?.description.contains("rollback()") == true)
                }
                try session.rollback()
                #expect(try session.query(User.self).count() == 1)
                session.add(User(username: "carl"))
                try session.commit()
            }
            #expect(try await db.rows("SELECT username FROM users ORDER BY id") == [["ann"], ["carl"]])
        }
    }

    @Test("transaction commits when its body returns and rolls back when it throws", arguments: backends)
    func transaction(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.transaction { session throws in
                session.add(User(username: "ann"))
                #expect(throws: TransactionError.self) { try session.commit() }
                #expect(throws: TransactionError.self) { try session.rollback() }
                try session.savepoint { session.add(User(username: "bob")) }
            }
            await #expect(throws: Stop.self) {
                try await db.transaction { session throws in
                    session.add(User(username: "carl"))
                    try session.flush()
                    throw Stop()
                }
            }
            #expect(try await db.rows("SELECT username FROM users ORDER BY id") == [["ann"], ["bob"]])
        }
    }

    @Test("a transaction runs again after a serialization failure, in a new session", arguments: backends)
    func retries(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            let attempts = Counter()
            try await db.transaction { session throws in
                #expect(session.new.isEmpty)
                session.add(User(username: "ann"))
                try session.flush()
                if attempts.next() < 3 { throw SerializationError() }
            }
            #expect(attempts.count == 3)
            #expect(try await db.value("SELECT count(*) FROM users") == "1")
            attempts.reset()
            await #expect(throws: DeadlockError.self) {
                try await db.transaction(retries: 2) { session in
                    session.add(User(username: "bob"))
                    try session.flush()
                    attempts.next()
                    throw DeadlockError()
                }
            }
            #expect(attempts.count == 3)
            attempts.reset()
            await #expect(throws: Stop.self) {
                try await db.transaction { _ in
                    attempts.next()
                    throw Stop()
                }
            }
            #expect(attempts.count == 1)
            #expect(try await db.value("SELECT count(*) FROM users") == "1")
        }
    }

    @Test("read sees one snapshot and refuses writes", arguments: backends)
    func read(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann"))
                try session.commit()
            }
            try await db.read { session throws in
                #expect(try session.query(User.self).count() == 1)
                try db.elsewhere { other in
                    other.add(User(username: "bob"))
                    try other.commit()
                }
                #expect(try session.query(User.self).count() == 1)
                let ann = try #require(try session.get(User.self, 1))
                ann.visits = 5
                let error = #expect(throws: TransactionError.self) { try session.flush() }
                #expect(error?.kind == .readOnly)
            }
            await #expect(throws: TransactionError.self) {
                try await db.read { session throws in
                    session.add(User(username: "carl"))
                    try session.commit()
                }
            }
            #expect(
                try await db.rows("SELECT username, visits FROM users ORDER BY id") == [["ann", "0"], ["bob", "0"]])
        }
    }

    @Test("a session inside a session is refused", arguments: backends)
    func nested(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let error = #expect(throws: TransactionError.self) { try db.blocking.session { _ in } }
                #expect(error?.kind == .nested)
                #expect(throws: TransactionError.self) { try db.blocking.transaction { _ in } }
                #expect(throws: TransactionError.self) { try db.blocking.read { _ in } }
                session.add(User(username: "ann"))
                try session.commit()
            }
        }
    }

    @Test("blocking sessions do the same without async", arguments: backends)
    func blocking(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            let name = try inOtherThread {
                try db.blocking.transaction { $0.add(User(username: "ann")) }
                try db.blocking.session { session in
                    session.add(User(username: "bob"))
                    try session.commit()
                }
                return try db.blocking.read { try $0.get(User.self, 2)?.username }
            }
            #expect(name == "bob")
        }
    }

    @Test("after its session an object keeps its columns and its relationships throw", arguments: backends)
    func closed(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(Post(title: "one", author: ann))
                try session.commit()
            }
            let kept = Kept<User>()
            let keptPost = Kept<Post>()
            try await db.session { session throws in
                kept.object = try session.get(User.self, 1)
                keptPost.object = try session.get(Post.self, 1)
                _ = try keptPost.object?.author
            }
            try await db.session { session throws in
                let ann = try #require(kept.object)
                let post = try #require(keptPost.object)
                #expect(ann.username == "ann")
                #expect(session.state(of: ann) == .detached)
                #expect(throws: SessionClosedError.self) { try ann.posts }
                #expect(throws: SessionClosedError.self) { try post.author }
                ann.visits = 3
                #expect(session.dirty.isEmpty)
                session.add(ann)
                #expect(throws: TransactionError.self) { try session.flush() }
            }
        }
    }

    @Test("uncommitted work of one session is not seen by another", arguments: backends)
    func isolation(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann"))
                try session.flush()
                let seen = try db.elsewhere { try $0.query(User.self).count() }
                #expect(seen == 0)
                try session.commit()
                #expect(try db.elsewhere { try $0.query(User.self).count() } == 1)
            }
        }
    }

    @Test("readers are not kept waiting by a writer", arguments: backends)
    func readersBesideWriter(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.transaction { session throws in
                session.add(User(username: "ann"))
                try session.flush()
                // The writer's body does not end before they do: one that waited for it would fail.
                for _ in 0..<20 { #expect(try db.elsewhere { try $0.query(User.self).count() } == 0) }
            }
        }
    }

    @Test(
        "commit and rollback with nothing to do are fine, and many units of work fit one session", arguments: backends)
    func manyUnits(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                try session.commit()
                try session.rollback()
                try session.rollback()
                for index in 0..<10 {
                    session.add(User(username: "u\(index)"))
                    if index % 3 == 0 { try session.rollback() } else { try session.commit() }
                }
            }
            #expect(try await db.value("SELECT count(*) FROM users") == "6")
        }
    }

    @Test("hooks of the database are called around flush, commit and rollback", arguments: backends)
    func databaseHooks(backend: TestBackend) async throws {
        let flushes = Counter(), commits = Counter(), rollbacks = Counter()
        var hooks = SessionHooks()
        hooks.beforeFlush.append { session in
            if flushes.next() == 1 { session.add(User(username: "from a hook")) }
        }
        hooks.afterCommit.append { _ in commits.next() }
        hooks.afterRollback.append { _ in rollbacks.next() }
        try await withSandbox(backend, models: blog, configuration: DatabaseConfiguration(hooks: hooks)) { db in
            try await db.session { session throws in
                session.add(User(username: "ann"))
                try session.commit()
                try session.rollback()
            }
            #expect(commits.count == 1)
            #expect(rollbacks.count == 1)
            #expect(try await db.value("SELECT count(*) FROM users") == "2")
        }
    }

    @Test(
        "a row that is locked is skipped, or refused at once, as is asked for",
        arguments: backends.filter { $0.has(.concurrentWriters) })
    func rowLocks(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(contentsOf: [User(username: "ann"), User(username: "bob")])
                try session.commit()
                let ann = try session.query(User.self).filter { $0.username == "ann" }.forUpdate().one()
                let others = try db.elsewhere { other in
                    try other.query(User.self).order { $0.id }.forUpdate(skipLocked: true).all().map(\.username)
                }
                #expect(others == ["bob"])
                let refused = #expect(throws: OperationalError.self) {
                    try db.elsewhere { other in
                        _ = try other.query(User.self).filter { $0.username == "ann" }.forUpdate(noWait: true).all()
                    }
                }
                #expect(refused?.kind == .locked)
                #expect(throws: QueryError.self) {
                    try session.query(User.self).forUpdate(skipLocked: true, noWait: true).all()
                }
                try session.rollback()
                let names = try db.elsewhere { other in
                    try other.query(User.self).filter { $0.username == "ann" }.forShare(noWait: true).all().map(
                        \.username)
                }
                #expect(names == [ann.username])
            }
        }
    }
}
