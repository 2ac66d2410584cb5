import Cinnabar
import CinnabarTesting
import Foundation
import Testing

@Model("users")
final class User {
    var id: Int
    @Column(.string(80), .unique) var username: String
    @Column(.string(120), .unique) var email: String
    var createdAt: Date = .now
    var isActive: Bool = true
    var visits: Int = 0
    @Relationship var posts: [Post]
}

@Model("posts")
final class Post {
    var id: Int
    @Column(.string(200)) var title: String
    var body: String?
    @ForeignKey(\User.id, onDelete: .cascade) @Column(.index) var userID: Int
    @Relationship var author: User
    @Relationship(through: "post_tags") var tags: [CinnabarORMTests.Tag]
}

@Model("tags")
final class Tag {
    var id: Int
    @Column(.string(50), .unique) var name: String
    @Relationship(through: "post_tags") var posts: [Post]
}

extension User {
    static var constraints: [TableConstraint<User>] {
        [
            .unique { ($0.username, $0.email) },
            .check("visits_positive") { $0.visits >= 0 },
            .index(unique: true, where: { $0.isActive }) { $0.email.lower() },
        ]
    }
}

extension Query where Model == User {
    func active() -> Self { filter { $0.isActive } }
}

func tourDatabase() async throws -> Database {
    let db = try Database(.sqlite(.memory), models: [User.self, Post.self, CinnabarORMTests.Tag.self])
    try await db.createAll()
    return db
}

@Suite("The tour of the design")
struct TourTests {
    @Test("what is reachable is saved, both sides agree, and one column is updated")
    func tour() async throws {
        let db = try await tourDatabase()
        let recorder = StatementRecorder()
        try await db.session { session in
            let user = User(username: "john", email: "john@example.com")
            let first = Post(title: "First Post", body: "Hello world", author: user)
            let second = Post(title: "Second Post", body: "Another post", author: user)
            _ = second
            session.add(user)
            try session.commit()
            #expect(try user.posts.map(\.title) == ["First Post", "Second Post"])
            #expect(try first.author.username == "john")
            first.$tags.append(CinnabarORMTests.Tag(name: "swift"))
            user.email = "new@example.com"
            try session.commit()
        }
        try await recorder.record {
            try await db.session { session in
                let posts = try session.query(Post.self).order { $0.id }.all()
                for post in posts {
                    _ = try post.author.username
                    _ = try post.tags.map(\.name)
                }
                #expect(try posts[0].tags.map(\.name) == ["swift"])
                #expect(try posts[0].tags[0].posts.count == 1)
            }
        }
        #expect(recorder.statements.count == 4, "\(recorder.statements)")
        let found = try await db.session { session in
            try session.query(Post.self)
                .filter { $0.tags.any { $0.name == "swift" } && $0.author.username == "john" }
                .select { ($0.id, $0.title) }.all()
        }
        #expect(found.count == 1)
        let counts = try await db.session { session in
            try session.query(User.self).active().select { ($0.username, $0.posts.count()) }.all()
        }
        #expect(counts.count == 1 && counts[0].1 == 2)
        await db.close()
    }

    @Test("moving, removing and deleting follow the keys")
    func moving() async throws {
        let db = try await tourDatabase()
        try await db.session { session in
            let ann = User(username: "ann", email: "ann@example.com")
            let bob = User(username: "bob", email: "bob@example.com")
            let post = Post(title: "a", author: ann)
            session.add(contentsOf: [ann, bob])
            try session.commit()
            #expect(try ann.$posts.count() == 1)
            bob.$posts.append(post)
            #expect(try post.author === bob)
            #expect(try ann.posts.isEmpty)
            try session.commit()
            #expect(post.userID == bob.id)
            bob.$posts.remove(post)
            #expect(throws: IntegrityError.self) { try session.flush() }
            try session.rollback()
            #expect(try post.author === bob)
            session.delete(bob)
            try session.commit()
            #expect(session.state(of: post) == .detached)
            #expect(try session.query(Post.self).count() == 0)
        }
        await db.close()
    }
}
