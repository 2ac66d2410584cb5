import Cinnabar
import CinnabarTesting
import Testing

@Suite("Nothing leaks")
struct LifetimeTests {
    private func family(_ name: String) -> [any Model] {
        let user = User(username: name)
        let profile = Profile(bio: "b", user: user)
        let posts = (0..<3).map { Post(title: "\($0)", author: user) }
        let tag = Tag(name: name)
        for post in posts { post.$tags.append(tag) }
        let comment = Comment(text: "c", post: posts[0])
        user.$following.append(user)
        return [user, profile, tag, comment] + posts
    }

    @Test("objects that were linked to each other and never added are freed", arguments: backends)
    func neverAdded(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            let weak = WeakObjects()
            try await db.session { _ in
                for index in 0..<5 { for object in family("u\(index)") { weak.add(object) } }
            }
            #expect(weak.count == 35)
            #expect(weak.alive == 0)
        }
    }

    @Test("objects are freed with their session, committed or not", arguments: backends)
    func added(backend: TestBackend) async throws {
        for ending in ["commit", "flush", "rollback", "nothing", "throw", "savepoint", "delete"] {
            try await withBlog(backend) { db, _ async throws in
                let weak = WeakObjects()
                try? await db.session { session throws in
                    let objects = family("u")
                    for object in objects { weak.add(object) }
                    session.add(try #require(objects[0] as? User))
                    switch ending {
                    case "commit": try session.commit()
                    case "flush": try session.flush()
                    case "rollback":
                        try session.flush()
                        try session.rollback()
                    case "throw":
                        try session.flush()
                        throw Stop()
                    case "savepoint":
                        try? session.savepoint { () throws in
                            for object in family("v") { weak.add(object) }
                            session.add(try #require(family("w")[0] as? User))
                            try session.flush()
                            throw Stop()
                        }
                        try session.commit()
                    case "delete":
                        try session.commit()
                        for case let comment as Comment in objects { session.delete(comment) }
                        for case let post as Post in objects { session.delete(post) }
                        try session.commit()
                    default: break
                    }
                }
                #expect(weak.count >= 7)
                #expect(weak.alive == 0, "\(ending)")
            }
        }
    }

    @Test("objects that were loaded with all their links are freed with their session", arguments: backends)
    func loaded(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(try #require(family("u")[0] as? User))
                try session.commit()
            }
            let weak = WeakObjects()
            try await db.session { session throws in
                for user in try session.query(User.self).all() {
                    weak.add(user)
                    for post in try user.posts {
                        weak.add(post)
                        weak.add(try post.author)
                        for tag in try post.tags {
                            weak.add(tag)
                            _ = try tag.posts
                        }
                        for comment in try post.comments { weak.add(try comment.post) }
                    }
                    _ = try (user.profile?.user, user.following, user.followers)
                }
            }
            #expect(weak.count > 8)
            #expect(weak.alive == 0)
        }
    }

    @Test("a session does not keep objects that nobody holds and nothing happened to", arguments: backends)
    func weakMap(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                for index in 0..<50 { session.add(User(username: "u\(index)")) }
                try session.commit()
            }
            let weak = WeakObjects()
            try await db.session { session throws in
                for round in 0..<4 {
                    for user in try session.query(User.self).all() { weak.add(user) }
                    #expect(weak.alive == 0, "round \(round)")
                }
                let one = try #require(try session.get(User.self, 1))
                one.visits = 1
                weak.add(one)
            }
            #expect(weak.count == 201)
            #expect(weak.alive == 0)
            try await db.session { session throws in
                // A changed object that nobody holds is written all the same.
                try #require(try session.get(User.self, 7)).visits = 70
                try session.commit()
            }
            #expect(try await db.value("SELECT visits FROM users WHERE id = 7") == "70")
        }
    }

    @Test("objects of a transaction that ran again are freed with each attempt", arguments: backends)
    func retried(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            let weak = WeakObjects()
            let attempts = Counter()
            try await db.transaction { session throws in
                for object in family("u") { weak.add(object) }
                session.add(try #require(family("u")[0] as? User))
                try session.flush()
                if attempts.next() < 3 { throw SerializationError() }
            }
            #expect(weak.count == 21)
            #expect(weak.alive == 0)
        }
    }

    @Test("expunged objects and those that were moved about are freed", arguments: backends)
    func expunged(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            let weak = WeakObjects()
            try await db.session { session throws in
                let objects = family("u")
                for object in objects { weak.add(object) }
                let user = try #require(objects[0] as? User)
                session.add(user)
                try session.commit()
                let other = User(username: "other")
                weak.add(other)
                for post in try user.posts { post.$author.set(other) }
                try session.flush()
                session.expunge(user)
                for post in try other.posts { session.expunge(post) }
            }
            #expect(weak.alive == 0)
        }
    }

    @Test("an object that was kept past its session stays readable and lets the others go", arguments: backends)
    func kept(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            let weak = WeakObjects()
            let kept = Kept<User>()
            try await db.session { session throws in
                let objects = family("u")
                for object in objects.dropFirst() { weak.add(object) }
                kept.object = objects[0] as? User
                session.add(try #require(kept.object))
                try session.commit()
                _ = try kept.object?.posts
            }
            #expect(weak.alive == 0)
            #expect(kept.object?.username == "u")
        }
    }

    @Test("an object whose deletion was undone leaves its result when it is freed", arguments: backends)
    func revived(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(contentsOf: ["ann", "bob"].map { User(username: $0) })
                try session.commit()
            }
            try await db.session { session throws in
                let bob = try {
                    let users = try session.query(User.self).order { $0.id }.all()
                    session.delete(users[0])
                    try session.flush()
                    try session.rollback()
                    return users[1]
                }()
                // The other one is gone by now; loading for the whole result must not look for it.
                #expect(try bob.posts.isEmpty)
                #expect(try session.query(User.self).count() == 2)
            }
        }
    }
}
