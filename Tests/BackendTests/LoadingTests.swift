import Cinnabar
import CinnabarTesting
import Testing

@Suite("Batched loading")
struct LoadingTests {
    private func seed(_ db: Database, posts: Int = 30) async throws {
        try await db.session { session throws in
            let users = (0..<5).map { User(username: "u\($0)") }
            let tags = (0..<4).map { Tag(name: "t\($0)") }
            session.add(contentsOf: users)
            session.add(contentsOf: tags)
            try session.flush()
            for index in 0..<posts {
                let post = Post(title: "p\(index)", author: users[index % 5])
                for tag in tags.prefix(index % 4) { post.$tags.append(tag) }
                for comment in 0..<(index % 3) { post.$comments.append(Comment(text: "c\(comment)", post: post)) }
            }
            try session.commit()
        }
    }

    @Test("a loop over posts that touches author, tags and comments runs four statements", arguments: backends)
    func fourStatements(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await seed(db)
            try await db.session { session throws in
                recorder.reset()
                let posts = try session.query(Post.self).order { $0.id }.all()
                #expect(posts.count == 30)
                for (index, post) in posts.enumerated() {
                    #expect(try post.author.username == "u\(index % 5)")
                    #expect(try post.tags.map(\.name) == (0..<(index % 4)).map { "t\($0)" })
                    #expect(try post.comments.count == index % 3)
                }
                #expect(recorder.takeCount() == 4)
                for post in posts { _ = try (post.author, post.tags, post.comments) }
                #expect(recorder.takeCount() == 0)
            }
        }
    }

    @Test("what was loaded along a path is loaded for all of it", arguments: backends)
    func deep(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await seed(db)
            try await db.session { session throws in
                recorder.reset()
                var names: Set<String> = []
                for user in try session.query(User.self).all() {
                    for post in try user.posts {
                        for tag in try post.tags { names.insert(tag.name) }
                        for comment in try post.comments { _ = try comment.post.author.username }
                    }
                }
                #expect(names.count == 3)
                #expect(recorder.takeCount() <= 5)
            }
        }
    }

    @Test("an object met in two results loads with the last one", arguments: backends)
    func twoResults(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await seed(db)
            try await db.session { session throws in
                let few = try session.query(Post.self).filter { $0.id <= 3 }.all()
                let more = try session.query(Post.self).filter { $0.id <= 10 }.all()
                recorder.reset()
                for post in more { _ = try post.author }
                for post in few { _ = try post.author }
                #expect(recorder.takeCount() <= 2)
            }
        }
    }

    @Test("a result whose objects were freed in part still loads the rest", arguments: backends)
    func freed(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await seed(db)
            try await db.session { session throws in
                var kept: [Post] = []
                do {
                    let all = try session.query(Post.self).order { $0.id }.all()
                    kept = all.filter { $0.id % 7 == 0 }
                }
                recorder.reset()
                for post in kept { #expect(try post.author.username == "u\((post.id - 1) % 5)") }
                #expect(recorder.takeCount() == 1)
            }
        }
    }

    @Test("after a commit relationships load again, for the whole result", arguments: backends)
    func afterCommit(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await seed(db)
            try await db.session { session throws in
                let posts = try session.query(Post.self).all()
                for post in posts { _ = try post.author }
                try session.commit()
                try db.elsewhere { other in
                    try #require(try other.get(User.self, 1)).username = "renamed"
                    try other.commit()
                }
                recorder.reset()
                for post in posts where post.userID == 1 { #expect(try post.author.username == "renamed") }
                #expect(recorder.takeCount() <= 2)
            }
        }
    }

    @Test("after a rollback relationships load again", arguments: backends)
    func afterRollback(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await seed(db)
            try await db.session { session throws in
                let posts = try session.query(Post.self).order { $0.id }.all()
                for post in posts { _ = try post.tags }
                let tag = try session.query(Tag.self).filter { $0.name == "t3" }.one()
                for post in posts { post.$tags.append(tag) }
                try session.flush()
                try session.rollback()
                recorder.reset()
                for (index, post) in posts.enumerated() { #expect(try post.tags.count == index % 4) }
                #expect(recorder.takeCount() <= 2)
            }
        }
    }

    @Test("parents that the session has are not asked for again", arguments: backends)
    func knownParents(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await seed(db)
            try await db.session { session throws in
                let users = try session.query(User.self).all()
                let posts = try session.query(Post.self).all()
                recorder.reset()
                for post in posts { _ = try post.author }
                #expect(recorder.takeCount() == 0)
                #expect(users.count == 5)
            }
        }
    }

    @Test("handles load nothing", arguments: backends)
    func handles(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await seed(db)
            try await db.session { session throws in
                let post = try #require(try session.get(Post.self, 2))
                recorder.reset()
                #expect(post.$author.id == 2)
                #expect(!post.$author.isLoaded)
                #expect(!post.$tags.isLoaded)
                post.$tags.append(Tag(name: "new"))
                #expect(!post.$tags.isLoaded)
                #expect(recorder.takeCount() == 0)
                #expect(try Set(post.tags.map(\.name)) == ["t0", "new"])
                #expect(post.$tags.isLoaded)
            }
        }
    }

    @Test("what was moved before a collection loads counts when it does", arguments: backends)
    func pendingBeforeLoad(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await seed(db)
            try await db.session { session throws in
                let user = try #require(try session.get(User.self, 1))
                let third = try #require(try session.get(User.self, 3))
                let own = try #require(try session.query(Post.self).filter { $0.userID == 1 }.first())
                let other = try #require(try session.query(Post.self).filter { $0.userID == 2 }.first())
                user.$posts.append(other)
                own.$author.set(third)
                let titles = try Set(user.posts.map(\.title))
                #expect(titles.contains(other.title))
                #expect(!titles.contains(own.title))
            }
        }
    }

    @Test("load says so up front, and strict refuses what was not planned", arguments: backends)
    func planned(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await seed(db)
            try await db.session { session throws in
                recorder.reset()
                let posts = try session.query(Post.self).load { $0.author }.load { $0.tags }.strict().all()
                #expect(recorder.takeCount() == 3)
                for post in posts { _ = try (post.author, post.tags) }
                #expect(recorder.takeCount() == 0)
                #expect(throws: (any Error).self) { try posts[0].comments }
            }
        }
    }

    @Test("a loop with a commit in it goes on", arguments: backends)
    func commitInLoop(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await seed(db, posts: 10)
            try await db.session { session throws in
                let posts = try session.query(Post.self).order { $0.id }.all()
                for post in posts {
                    post.body = try post.author.username
                    try session.commit()
                }
            }
            #expect(
                try await db.value(
                    "SELECT count(*) FROM posts p JOIN users u ON u.id = p.user_id AND p.body = u.username") == "10")
        }
    }
}
