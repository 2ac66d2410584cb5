import Cinnabar
import Foundation

extension Tutorial {
    /// Objects are made like any other, added to a session, and stored by `commit`.
    func createObjects() async throws {
        story.chapter("Creating")
        try await createOne()
        try await createMany()
        try await tagPosts()
    }

    private func createOne() async throws {
        story.tell("A user with two posts. Adding the user is enough: what is reachable from it comes along.")
        try await db.session { session in
            let john = User(username: "john", email: "john@example.com", credits: 100)
            let first = Post(title: "First Post", body: "Hello world", author: john)
            _ = Post(title: "Second Post", body: "Another post", author: john)
            session.add(john)
            try session.commit()

            try story.check("john has a key that the database made", john.id == 1)
            try story.check("his posts have his key", first.userID == john.id)
            try story.check("he has both posts", john.posts.map(\.title) == ["First Post", "Second Post"])
        }
    }

    private func createMany() async throws {
        story.tell("Several users at once: one statement for all of them.")
        try await db.session { session in
            let monthAgo = Date.now.addingTimeInterval(-30 * 86_400)
            session.add(contentsOf: [
                User(username: "alice", email: "alice@example.com", credits: 20),
                User(username: "bob", email: "bob@example.com", createdAt: monthAgo),
                User(username: "admin", email: "admin@example.com"),
                User(username: "old_admin", email: "old_admin@example.com", createdAt: monthAgo, isActive: false),
            ])
            try session.commit()
            try story.check("there are five users", session.query(User.self).count() == 5)
        }
    }

    private func tagPosts() async throws {
        story.tell("Tags: many-to-many, through an association table that needs no model.")
        try await db.session { session in
            let swift = Tag(name: "swift")
            let databases = Tag(name: "databases")
            for post in try session.query(Post.self).order({ $0.id }).all() { post.$tags.append(swift) }
            let second = try session.query(Post.self).filter { $0.title == "Second Post" }.one()
            second.$tags.append(databases)
            try session.commit()

            try story.check("the first tag has both posts", swift.posts.count == 2)
            try story.check("the other has one", databases.posts.map(\.title) == ["Second Post"])
        }
    }
}
