import Cinnabar
import CinnabarTesting
import Testing

@Suite("Unique values that change hands")
struct UniqueTests {
    private func names(_ db: Database) async throws -> [[String?]] {
        try await db.rows("SELECT id, username FROM users ORDER BY id")
    }

    private func add(_ names: [String], _ db: Database) async throws {
        try await db.session { session throws in
            for name in names { session.add(User(username: name)) }
            try session.commit()
        }
    }

    @Test("a row is deleted and another takes its value in one flush", arguments: backends)
    func readded(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await add(["ann"], db)
            try await db.session { session throws in
                session.delete(try #require(try session.get(User.self, 1)))
                session.add(User(username: "ann", visits: 1))
                try session.commit()
            }
            #expect(try await db.rows("SELECT username, visits FROM users") == [["ann", "1"]])
        }
    }

    @Test("a row is deleted and one that stays takes its value", arguments: backends)
    func inherited(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await add(["ann", "bob"], db)
            try await db.session { session throws in
                session.delete(try #require(try session.get(User.self, 1)))
                try #require(try session.get(User.self, 2)).username = "ann"
                try session.commit()
            }
            #expect(try await names(db) == [["2", "ann"]])
        }
    }

    @Test("a row gives its value up and a new one takes it", arguments: backends)
    func handedOver(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await add(["ann"], db)
            try await db.session { session throws in
                try #require(try session.get(User.self, 1)).username = "old ann"
                session.add(User(username: "ann"))
                try session.commit()
            }
            #expect(try await names(db) == [["1", "old ann"], ["2", "ann"]])
        }
    }

    @Test("two rows swap, three rotate, and a chain moves along", arguments: backends)
    func rotated(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await add(["a", "b", "c", "d", "e", "f", "g"], db)
            try await db.session { session throws in
                let users = try session.query(User.self).order { $0.id }.all()
                users[0].username = "b"
                users[1].username = "a"
                users[2].username = "d"
                users[3].username = "e"
                users[4].username = "c"
                users[5].username = "g"
                users[6].username = "h"
                try session.commit()
                #expect(users.map(\.username) == ["b", "a", "d", "e", "c", "g", "h"])
            }
            #expect(try await names(db).map { $0[1] } == ["b", "a", "d", "e", "c", "g", "h"])
        }
    }

    @Test("a swap of optional unique keys, which can be NULL in between", arguments: backends)
    func optional(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let users = ["a", "b", "c"].map { User(username: $0, profile: Profile(bio: $0)) }
                session.add(contentsOf: users)
                try session.commit()
                let profiles = try users.map { try #require(try $0.profile) }
                let keys = profiles.map(\.userID)
                for (place, profile) in profiles.enumerated() { profile.userID = keys[(place + 1) % 3] }
                try session.commit()
            }
            #expect(
                try await db.rows("SELECT bio, user_id FROM profiles ORDER BY id") == [
                    ["a", "2"], ["b", "3"], ["c", "1"],
                ])
        }
    }

    @Test("a rollback after a swap gives the old values back", arguments: backends)
    func rolledBack(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await add(["a", "b"], db)
            try await db.session { session throws in
                let users = try session.query(User.self).order { $0.id }.all()
                (users[0].username, users[1].username) = (users[1].username, users[0].username)
                try session.flush()
                try session.rollback()
                #expect(users.map(\.username) == ["a", "b"])
            }
            #expect(try await names(db).map { $0[1] } == ["a", "b"])
        }
    }

    @Test("a value that somebody else has is still refused", arguments: backends)
    func refused(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await add(["a", "b", "c"], db)
            try await db.session { session throws in
                let users = try session.query(User.self).order { $0.id }.all()
                users[0].username = "b"
                users[1].username = "c"
                let error = #expect(throws: IntegrityError.self) { try session.commit() }
                #expect(error?.kind == .unique)
                try session.rollback()
                #expect(users.map(\.username) == ["a", "b", "c"])
            }
            #expect(try await names(db).map { $0[1] } == ["a", "b", "c"])
        }
    }

    @Test("a deleted parent and a new one with its name, whose children move over", arguments: backends)
    func movedOver(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(Post(title: "one", author: ann))
                try session.commit()
                let post = try #require(try session.get(Post.self, 1))
                let other = User(username: "ann", visits: 1)
                post.$author.set(other)
                session.delete(ann)
                try session.commit()
            }
            #expect(
                try await db.rows("SELECT u.username, u.visits, p.title FROM users u JOIN posts p ON p.user_id = u.id")
                    == [
                        ["ann", "1", "one"]
                    ])
        }
    }
}
