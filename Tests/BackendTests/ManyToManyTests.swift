import Cinnabar
import CinnabarTesting
import Testing

@Suite("Many-to-many")
struct ManyToManyTests {
    private func links(_ db: Database) async throws -> [[String?]] {
        try await db.rows(
            """
            SELECT p.title, t.name FROM post_tags l JOIN posts p ON p.id = l.post_id JOIN tags t ON t.id = l.tag_id
            ORDER BY p.title, t.name
            """)
    }

    private func seed(_ db: Database) async throws {
        try await db.session { session throws in
            let ann = User(username: "ann")
            let tags = ["x", "y", "z"].map { Tag(name: $0) }
            session.add(contentsOf: [
                Post(title: "one", author: ann, tags: [tags[0], tags[1]]),
                Post(title: "two", author: ann, tags: [tags[1]]),
            ])
            session.add(tags[2])
            try session.commit()
        }
    }

    @Test("both sides follow at once, and one link is one row", arguments: backends)
    func bothSides(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let post = Post(title: "one", author: User(username: "ann"))
                let tag = Tag(name: "x")
                session.add(post)
                session.add(tag)
                try session.flush()
                _ = try (post.tags, tag.posts)
                recorder.reset()
                post.$tags.append(tag)
                #expect(try tag.posts.first === post)
                #expect(try post.tags.first === tag)
                #expect(recorder.takeCount() == 0)
                try session.commit()
                #expect(recorder.takeShort().filter { $0.hasPrefix("INSERT") } == ["INSERT post_tags"])
            }
            #expect(try await links(db) == [["one", "x"]])
        }
    }

    @Test("both ends appended make one row, also for new objects", arguments: backends)
    func bothEnds(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let post = Post(title: "one", author: User(username: "ann"))
                let tag = Tag(name: "x")
                post.$tags.append(tag)
                tag.$posts.append(post)
                session.add(post)
                let late = Tag(name: "late")
                late.$posts.append(post)
                post.$tags.append(late)
                #expect(try post.tags.count == 2)
                try session.commit()
            }
            #expect(try await links(db) == [["one", "late"], ["one", "x"]])
        }
    }

    @Test("the same new pair twice is one row", arguments: backends)
    func twice(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let post = Post(title: "one", author: User(username: "ann"))
                let tag = Tag(name: "x")
                post.$tags.append(tag)
                post.$tags.append(tag)
                #expect(try post.tags.count == 1)
                session.add(post)
                try session.flush()
                post.$tags.append(tag)
                try session.commit()
            }
            #expect(try await links(db) == [["one", "x"]])
        }
    }

    @Test("a pair that is stored already and not loaded is not inserted again", arguments: backends)
    func storedAlready(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await seed(db)
            try await db.session { session throws in
                let one = try session.query(Post.self).filter { $0.title == "one" }.one()
                let x = try session.query(Tag.self).filter { $0.name == "x" }.one()
                one.$tags.append(x)
                x.$posts.append(one)
                try session.commit()
                #expect(try one.tags.count == 2)
            }
            #expect(try await links(db) == [["one", "x"], ["one", "y"], ["two", "y"]])
        }
    }

    @Test("taking one out deletes the association row only", arguments: backends)
    func remove(backend: TestBackend) async throws {
        for loaded in [true, false] {
            for fromTag in [true, false] {
                try await withBlog(backend) { db, recorder async throws in
                    try await seed(db)
                    try await db.session { session throws in
                        let one = try session.query(Post.self).filter { $0.title == "one" }.one()
                        let y = try session.query(Tag.self).filter { $0.name == "y" }.one()
                        if loaded { _ = try (one.tags, y.posts) }
                        recorder.reset()
                        if fromTag { y.$posts.remove(one) } else { one.$tags.remove(y) }
                        #expect(recorder.takeCount() == 0)
                        #expect(try one.tags.map(\.name) == ["x"])
                        #expect(try y.posts.map(\.title) == ["two"])
                        recorder.reset()
                        try session.commit()
                        #expect(try one.tags.map(\.name) == ["x"])
                    }
                    #expect(try await links(db) == [["one", "x"], ["two", "y"]])
                    #expect(try await db.value("SELECT count(*) FROM tags") == "3")
                }
            }
        }
    }

    @Test("a link that is taken out and put back writes nothing that matters", arguments: backends)
    func removeAndAppend(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await seed(db)
            try await db.session { session throws in
                let one = try session.query(Post.self).filter { $0.title == "one" }.one()
                let tags = try one.tags
                one.$tags.remove(tags[0])
                one.$tags.append(tags[0])
                let z = try session.query(Tag.self).filter { $0.name == "z" }.one()
                one.$tags.append(z)
                one.$tags.remove(z)
                try session.commit()
                #expect(try one.tags.count == 2)
            }
            #expect(try await links(db) == [["one", "x"], ["one", "y"], ["two", "y"]])
        }
    }

    @Test("a link is removed from one end and appended from the other: the last one wins", arguments: backends)
    func lastWins(backend: TestBackend) async throws {
        for loaded in [true, false] {
            try await withBlog(backend) { db, _ async throws in
                try await seed(db)
                try await db.session { session throws in
                    let one = try session.query(Post.self).filter { $0.title == "one" }.one()
                    let x = try session.query(Tag.self).filter { $0.name == "x" }.one()
                    let z = try session.query(Tag.self).filter { $0.name == "z" }.one()
                    if loaded { _ = try (one.tags, x.posts, z.posts) }
                    one.$tags.remove(x)
                    x.$posts.append(one)
                    z.$posts.append(one)
                    one.$tags.remove(z)
                    #expect(try Set(one.tags.map(\.name)) == ["x", "y"])
                    #expect(try x.posts.count == 1)
                    #expect(try z.posts.isEmpty)
                    try session.commit()
                    #expect(try Set(one.tags.map(\.name)) == ["x", "y"])
                }
                #expect(try await links(db) == [["one", "x"], ["one", "y"], ["two", "y"]])
            }
        }
    }

    @Test("deleting either end deletes its association rows and leaves the other end", arguments: backends)
    func deleteEnds(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await seed(db)
            try await db.session { session throws in
                let one = try session.query(Post.self).filter { $0.title == "one" }.one()
                let two = try session.query(Post.self).filter { $0.title == "two" }.one()
                let y = try session.query(Tag.self).filter { $0.name == "y" }.one()
                _ = try (one.tags, two.tags)
                session.delete(y)
                try session.flush()
                #expect(try two.tags.isEmpty)
                session.delete(one)
                try session.commit()
            }
            #expect(try await links(db) == [])
            #expect(try await db.value("SELECT count(*) FROM tags") == "2")
            #expect(try await db.value("SELECT count(*) FROM posts") == "1")
        }
    }

    @Test("replace and removeAll change only the rows that differ", arguments: backends)
    func replace(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await seed(db)
            try await db.session { session throws in
                let one = try session.query(Post.self).filter { $0.title == "one" }.one()
                let tags = try session.query(Tag.self).order { $0.name }.all()
                try one.$tags.replace(with: [tags[1], tags[2]])
                recorder.reset()
                try session.commit()
                let done = recorder.takeShort().filter { !$0.hasPrefix("SELECT") }
                #expect(done == ["INSERT post_tags", "DELETE post_tags"])
            }
            #expect(try await links(db) == [["one", "y"], ["one", "z"], ["two", "y"]])
            try await db.session { session throws in
                let y = try session.query(Tag.self).filter { $0.name == "y" }.one()
                try y.$posts.removeAll()
                try session.commit()
            }
            #expect(try await links(db) == [["one", "z"]])
        }
    }

    @Test("followers: a model is linked to itself, in a direction", arguments: backends)
    func followers(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                let bob = User(username: "bob")
                let eve = User(username: "eve")
                ann.$following.append(bob)
                bob.$followers.append(eve)
                bob.$following.append(ann)
                session.add(contentsOf: [ann, bob, eve])
                #expect(try Set(bob.followers.map(\.username)) == ["ann", "eve"])
                try session.commit()
                #expect(try Set(bob.followers.map(\.username)) == ["ann", "eve"])
                #expect(try bob.following.map(\.username) == ["ann"])
                #expect(try eve.following.map(\.username) == ["bob"])
                #expect(try eve.followers.isEmpty)
                ann.$following.append(ann)
                try session.commit()
                #expect(try Set(ann.followers.map(\.username)) == ["ann", "bob"])
                bob.$followers.remove(eve)
                ann.$followers.remove(bob)
                try session.commit()
            }
            #expect(
                try await db.rows(
                    """
                    SELECT a.username, b.username FROM follows f JOIN users a ON a.id = f.follower_id
                    JOIN users b ON b.id = f.followed_id ORDER BY 1, 2
                    """) == [["ann", "ann"], ["ann", "bob"]])
        }
    }

    @Test("a user who follows and is followed can be deleted", arguments: backends)
    func deleteFollower(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                let bob = User(username: "bob")
                ann.$following.append(bob)
                bob.$following.append(ann)
                session.add(ann)
                try session.commit()
                session.delete(ann)
                try session.commit()
                #expect(try bob.following.isEmpty)
                #expect(try bob.followers.isEmpty)
            }
            #expect(try await db.value("SELECT count(*) FROM follows") == "0")
        }
    }
}
