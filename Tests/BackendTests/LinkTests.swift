import Cinnabar
import CinnabarTesting
import Testing

@Suite("Both sides of a relationship")
struct LinkTests {
    @Test("appending a child sets its parent in memory at once", arguments: backends)
    func appendSetsParent(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.commit()
                let post = Post(title: "one", userID: 0)
                recorder.reset()
                ann.$posts.append(post)
                #expect(try post.author === ann)
                #expect(session.state(of: post) == .pending)
                #expect(recorder.takeCount() == 0)
                try session.commit()
                #expect(post.userID == ann.id)
            }
            #expect(try await db.value("SELECT user_id FROM posts") == "1")
        }
    }

    @Test("setting a parent adds to its children in memory at once", arguments: backends)
    func setAddsToChildren(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.flush()
                #expect(try ann.posts.isEmpty)
                let post = Post(title: "one", author: ann)
                #expect(try ann.posts.count == 1)
                #expect(try ann.posts.first === post)
                #expect(session.state(of: post) == .pending)
                #expect(post.$author.id == ann.id)
            }
        }
    }

    @Test("links between new objects hold before any of them is added", arguments: backends)
    func transientLinks(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                let post = Post(title: "one", author: ann)
                let other = Post(title: "two", userID: 0)
                ann.$posts.append(other)
                #expect(try ann.posts.count == 2)
                #expect(try other.author === ann)
                #expect(session.new.isEmpty)
                session.add(other)
                #expect(session.new.count == 3)
                #expect(session.state(of: post) == .pending)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM posts WHERE user_id = 1") == "2")
        }
    }

    @Test("what is reachable is saved, from either side of every kind of relationship", arguments: backends)
    func reachable(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                // From the child: parents come along.
                let comment = Comment(text: "c", post: Post(title: "p", author: User(username: "u1")))
                session.add(comment)
                // From the parent: children, their children, tags.
                let user = User(username: "u2")
                let post = Post(title: "q", author: user)
                post.$tags.append(Tag(name: "t1"))
                user.$profile.set(Profile(bio: "b"))
                session.add(user)
                // From the tag: its posts and their author.
                let tag = Tag(name: "t2")
                tag.$posts.append(Post(title: "r", author: User(username: "u3")))
                session.add(tag)
                // From the profile: its user.
                let profile = Profile(bio: "c", user: User(username: "u4"))
                session.add(profile)
                try session.commit()
                // A new object that is linked to one of the session comes in, from either side.
                let late = Post(title: "late", author: user)
                #expect(session.state(of: late) == .pending)
                let lateTag = Tag(name: "late", posts: [post])
                #expect(session.state(of: lateTag) == .pending)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM users") == "4")
            #expect(try await db.rows("SELECT title FROM posts ORDER BY title") == [["late"], ["p"], ["q"], ["r"]])
            #expect(try await db.value("SELECT count(*) FROM post_tags") == "3")
            #expect(try await db.value("SELECT count(*) FROM profiles WHERE user_id IS NOT NULL") == "2")
        }
    }

    @Test("moving a child takes it out of the old parent's children, loaded or not", arguments: backends)
    func move(backend: TestBackend) async throws {
        for loaded in [true, false] {
            try await withBlog(backend) { db, recorder async throws in
                try await db.session { session throws in
                    let ann = User(username: "ann")
                    let bob = User(username: "bob")
                    session.add(contentsOf: [Post(title: "one", author: ann), Post(title: "two", author: ann)])
                    session.add(bob)
                    try session.commit()
                    if loaded { _ = try (ann.posts, bob.posts) }
                    let one = try #require(try session.query(Post.self).filter { $0.title == "one" }.first())
                    recorder.reset()
                    bob.$posts.append(one)
                    #expect(recorder.takeCount() == 0)
                    #expect(try one.author === bob)
                    #expect(try ann.posts.map(\.title) == ["two"])
                    #expect(try bob.posts.map(\.title) == ["one"])
                    one.$author.set(ann)
                    #expect(try Set(ann.posts.map(\.title)) == ["one", "two"])
                    #expect(try bob.posts.isEmpty)
                    one.$author.set(bob)
                    try session.commit()
                    #expect(try ann.posts.map(\.title) == ["two"])
                    #expect(try bob.posts.map(\.title) == ["one"])
                }
                #expect(try await db.value("SELECT user_id FROM posts WHERE title = 'one'") == "2")
            }
        }
    }

    @Test("a child that is moved and moved back writes nothing", arguments: backends)
    func moveBack(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                let bob = User(username: "bob")
                let post = Post(title: "one", author: ann)
                session.add(contentsOf: [ann, bob])
                try session.commit()
                _ = try (ann.posts, bob.posts)
                post.$author.set(bob)
                post.$author.set(ann)
                recorder.reset()
                try session.commit()
                #expect(recorder.takeShort().filter { $0.hasPrefix("UPDATE") }.isEmpty)
            }
        }
    }

    @Test("taking a child out sets an optional key to NULL", arguments: backends)
    func removeNullifies(backend: TestBackend) async throws {
        try await withModels(backend, league) { db, _ async throws in
            try await db.session { session throws in
                let team = Team(name: "reds")
                let player = Player(name: "p", team: team)
                session.add(team)
                try session.commit()
                team.$players.remove(player)
                #expect(try player.team == nil)
                #expect(try team.players.isEmpty)
                try session.commit()
                #expect(player.teamID == nil)
                #expect(session.state(of: player) == .persistent)
            }
            #expect(try await db.rows("SELECT name, team_id FROM players") == [["p", nil]])
        }
    }

    @Test("taking a child out deletes it with deleteOrphan, from either side", arguments: backends)
    func removeOrphan(backend: TestBackend) async throws {
        try await withModels(backend, league) { db, _ async throws in
            try await db.session { session throws in
                let team = Team(name: "reds")
                let first = Note(text: "first", team: team)
                let second = Note(text: "second", team: team)
                session.add(team)
                try session.commit()
                team.$notes.remove(first)
                #expect(try team.notes.count == 1)
                try session.commit()
                #expect(session.state(of: first) == .detached)
                #expect(try team.notes.first === second)
            }
            #expect(try await db.rows("SELECT text FROM notes") == [["second"]])
        }
    }

    @Test("an orphan that finds another parent in the same flush survives", arguments: backends)
    func orphanMoves(backend: TestBackend) async throws {
        for loaded in [true, false] {
            try await withModels(backend, league) { db, _ async throws in
                try await db.session { session throws in
                    let reds = Team(name: "reds")
                    let blues = Team(name: "blues")
                    session.add(contentsOf: [reds, blues])
                    session.add(Note(text: "n", team: reds))
                    try session.commit()
                    let note = try session.query(Note.self).one()
                    if loaded { _ = try (reds.notes, blues.notes) }
                    reds.$notes.remove(note)
                    blues.$notes.append(note)
                    try session.commit()
                    #expect(session.state(of: note) == .persistent)
                    #expect(try blues.notes.count == 1)
                }
                #expect(
                    try await db.rows("SELECT n.text, t.name FROM notes n JOIN teams t ON t.id = n.team_id") == [
                        ["n", "blues"]
                    ])
            }
        }
    }

    @Test("taking out a child whose key is required throws before anything is written", arguments: backends)
    func removeRequired(backend: TestBackend) async throws {
        try await withModels(backend, league) { db, recorder async throws in
            try await db.session { session throws in
                let team = Team(name: "reds")
                let sponsor = Sponsor(name: "s", team: team)
                session.add(team)
                try session.commit()
                team.name = "greens"
                team.$sponsors.remove(sponsor)
                recorder.reset()
                let error = #expect(throws: IntegrityError.self) { try session.flush() }
                #expect(error?.kind == .notNull)
                #expect(error?.columns == ["team_id"])
                #expect(error?.description.contains("deleteOrphan") == true)
                #expect(recorder.takeShort().filter { !$0.hasPrefix("SELECT") }.isEmpty)
                try session.rollback()
                #expect(try sponsor.team === team)
                #expect(try team.sponsors.count == 1)
                #expect(team.name == "reds")
            }
        }
    }

    @Test("replace writes only what differs", arguments: backends)
    func replace(backend: TestBackend) async throws {
        try await withModels(backend, league) { db, recorder async throws in
            try await db.session { session throws in
                let team = Team(name: "reds")
                let players = ["a", "b", "c"].map { Player(name: $0, team: team) }
                session.add(team)
                try session.commit()
                _ = try team.players
                recorder.reset()
                let new = Player(name: "d")
                try team.$players.replace(with: [players[1], new])
                try session.commit()
                #expect(recorder.takeShort() == ["INSERT players", "UPDATE players", "UPDATE players"])
                #expect(try Set(team.players.map(\.name)) == ["b", "d"])
                try team.$players.removeAll()
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM players WHERE team_id IS NULL") == "4")
        }
    }

    @Test("one-to-one: setting either side sets the other, and whoever had the place loses it", arguments: backends)
    func oneToOne(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                let bob = User(username: "bob")
                let first = Profile(bio: "first")
                ann.$profile.set(first)
                #expect(try first.user === ann)
                session.add(contentsOf: [ann, bob])
                try session.commit()
                #expect(first.userID == ann.id)
                #expect(try ann.profile === first)
                first.$user.set(bob)
                #expect(try ann.profile == nil)
                #expect(try bob.profile === first)
                try session.commit()
                #expect(try bob.profile === first)
                #expect(try ann.profile == nil)
                let second = Profile(bio: "second", user: bob)
                #expect(try first.user == nil)
                #expect(try bob.profile === second)
                try session.commit()
                #expect(first.userID == nil)
                bob.$profile.set(nil)
                #expect(try second.user == nil)
                try session.commit()
            }
            #expect(
                try await db.rows("SELECT bio, user_id FROM profiles ORDER BY id") == [
                    ["first", nil], ["second", nil],
                ])
        }
    }

    @Test("one-to-one: two owners exchange theirs in one flush", arguments: backends)
    func exchange(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann", profile: Profile(bio: "a"))
                let bob = User(username: "bob", profile: Profile(bio: "b"))
                session.add(contentsOf: [ann, bob])
                try session.commit()
                let (a, b) = (try #require(try ann.profile), try #require(try bob.profile))
                ann.$profile.set(b)
                bob.$profile.set(a)
                #expect(try a.user === bob)
                #expect(try b.user === ann)
                try session.commit()
                #expect(try ann.profile === b)
            }
            #expect(
                try await db.rows(
                    "SELECT u.username, p.bio FROM users u JOIN profiles p ON p.user_id = u.id ORDER BY 1") == [
                        ["ann", "b"], ["bob", "a"],
                    ])
        }
    }

    @Test("one-to-one: a place that was not loaded is taken from whoever has it", arguments: backends)
    func displaceUnloaded(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann", profile: Profile(bio: "old")))
                try session.commit()
            }
            try await db.session { session throws in
                let ann = try #require(try session.get(User.self, 1))
                _ = try ann.profile
                ann.$profile.set(Profile(bio: "new"))
                try session.commit()
                #expect(try ann.profile?.bio == "new")
            }
            #expect(
                try await db.rows("SELECT bio, user_id FROM profiles ORDER BY id") == [["old", nil], ["new", "1"]])
        }
    }

    @Test("key and parent: the last one that was set wins", arguments: backends)
    func lastWins(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                let bob = User(username: "bob")
                let post = Post(title: "one", author: ann)
                session.add(contentsOf: [ann, bob])
                try session.commit()
                #expect(try post.author === ann)
                post.userID = bob.id
                #expect(!post.$author.isLoaded)
                #expect(try post.author === bob)
                post.$author.set(ann)
                post.userID = bob.id
                try session.commit()
                #expect(try post.author === bob)
                post.userID = ann.id
                post.$author.set(bob)
                try session.commit()
                #expect(post.userID == bob.id)
                let byKey = Post(title: "two", author: ann)
                byKey.userID = bob.id
                try session.commit()
                #expect(try byKey.author === bob)
                #expect(try ann.posts.isEmpty)
            }
            #expect(try await db.value("SELECT count(*) FROM posts WHERE user_id = 2") == "2")
        }
    }

    @Test("a deleted child is gone from its parent's children at once", arguments: backends)
    func deletedChild(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                let posts = [Post(title: "one", author: ann), Post(title: "two", author: ann)]
                session.add(ann)
                try session.commit()
                _ = try ann.posts
                session.delete(posts[0])
                try session.flush()
                #expect(try ann.posts.map(\.title) == ["two"])
                try session.rollback()
                #expect(try ann.posts.count == 2)
            }
        }
    }

    @Test("a pending child that is withdrawn leaves its parent", arguments: backends)
    func withdrawn(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.flush()
                let post = Post(title: "one", author: ann)
                session.delete(post)
                #expect(try ann.posts.isEmpty)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM posts") == "0")
        }
    }

    @Test("a required parent that was never given is refused by name", arguments: backends)
    func missingParent(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(Post(title: "one", userID: 99))
                let error = #expect(throws: IntegrityError.self) { try session.commit() }
                #expect(error?.kind == .foreignKey)
                try session.rollback()
                #expect(try session.query(Post.self).count() == 0)
            }
        }
    }
}
