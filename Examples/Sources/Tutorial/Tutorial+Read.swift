import Cinnabar
import Foundation

extension Tutorial {
    /// Reading only: `db.read` gives one snapshot of the database and lets nothing be written.
    func readObjects() async throws {
        story.chapter("Reading")
        try await db.read { session in
            story.tell("By primary key. A second time the session has it, and asks the database nothing.")
            let john = try session.get(User.self, 1)
            try story.check("user 1 is john", john?.username == "john")
            try story.check("he is the same object again", session.get(User.self, 1) === john)
            try story.check("user 99 is nobody", session.get(User.self, 99) == nil)

            story.tell("By what is in a column: the first, or the only one.")
            let alice = try session.query(User.self).filter { $0.username == "alice" }.first()
            try story.check("alice is found", alice?.email == "alice@example.com")
            let nobody = try session.query(User.self).filter { $0.username == "nobody" }.oneOrNil()
            try story.check("nobody is not", nobody == nil)

            story.tell("Who came in the last seven days, the newest first?")
            let weekAgo = Date.now.addingTimeInterval(-7 * 86_400)
            let recent = try session.query(User.self)
                .filter { $0.createdAt > weekAgo }
                .order { ($0.createdAt.desc(), $0.id) }
                .all()
            try story.check("john, alice and admin did", Set(recent.map(\.username)) == ["john", "alice", "admin"])

            story.tell("Active users whose name has \"admin\" in it.")
            let admins = try session.query(User.self).filter { $0.isActive && $0.username.like("%admin%") }.all()
            try story.check("there is one", admins.map(\.username) == ["admin"])

            story.tell("In order, a few of them, and by pages.")
            let last = try session.query(User.self).order { $0.username.desc() }.limit(2).all()
            try story.check("the last two are old_admin and john", last.map(\.username) == ["old_admin", "john"])
            let page = try session.query(User.self).order { $0.username }.paginate(page: 2, perPage: 2)
            try story.check("page 2 has bob and john", page.items.map(\.username) == ["bob", "john"])
            try story.check("of 3 pages with 5 users", page.pages == 3 && page.total == 5 && page.hasNext)

            story.tell("Columns instead of objects.")
            let counts = try session.query(User.self)
                .filter { $0.posts.any() }
                .select { ($0.username, $0.posts.count()) }
                .all()
            try story.check("john has two posts", counts.count == 1 && counts[0] == ("john", 2))
        }
    }

    /// Following relationships: a loop over any number of objects runs one statement for each relationship it touches.
    func readRelationships() async throws {
        story.chapter("Relationships")
        try await db.read { session in
            story.tell("Authors and tags of all posts: three statements, however many posts there are.")
            for post in try session.query(Post.self).order({ $0.id }).all() {
                let tags = try post.tags.map(\.name).sorted().joined(separator: ", ")
                story.tell("\(post.title), by \(try post.author.username), on \(tags)")
            }

            story.tell("Posts of john, by a column of their author: the join comes by itself.")
            let byJohn = try session.query(Post.self).filter { $0.author.username == "john" }.order { $0.id }.all()
            try story.check("there are two", byJohn.map(\.title) == ["First Post", "Second Post"])

            story.tell("Posts with a tag.")
            let tagged = try session.query(Post.self).filter { $0.tags.any { $0.name == "databases" } }.all()
            try story.check("there is one on databases", tagged.map(\.title) == ["Second Post"])
        }

        story.tell("Values leave a session as snapshots, which can be sent anywhere and encoded as JSON.")
        let snapshots = try await db.read { try $0.query(Tag.self).order { $0.name }.snapshots() }
        try story.check("both tags came out", snapshots.map(\.name) == ["databases", "swift"])
    }
}
