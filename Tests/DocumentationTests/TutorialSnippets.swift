import Cinnabar
import Foundation

@Model("users")
final class User {
    var id: Int  // the primary key, by convention
    @Column(.string(80), .unique) var username: String
    @Column(.string(120), .unique) var email: String
    var createdAt: Date = .now  // column created_at
    var isActive: Bool = true
    var visits: Int = 0
    @Relationship var posts: [Post]  // one-to-many
}

@Model("posts")
final class Post {
    var id: Int
    @Column(.string(200)) var title: String
    var body: String?  // Optional means NULL is allowed
    @ForeignKey(\User.id, onDelete: .cascade) @Column(.index) var userID: Int
    @Relationship var author: User  // many-to-one, over userID
    @Relationship(through: "post_tags") var tags: [Tag]  // many-to-many; the table needs no model
}

@Model("tags")
final class Tag {
    var id: Int
    @Column(.string(50), .unique) var name: String
    @Relationship(through: "post_tags") var posts: [Post]
}

struct NotEnough: Error {}

func move(_ visits: Int, from giver: Int, to taker: Int, in db: Database) async throws {
    try await db.transaction { session in
        let from = try session.getOrNotFound(User.self, giver)
        let to = try session.getOrNotFound(User.self, taker)
        guard from.visits >= visits else { throw NotEnough() }
        from.visits -= visits
        to.visits += visits
    }
}

func create() async throws {
    let db = try Database(.sqlite("app.db"), models: [User.self, Post.self, Tag.self])
    try await db.createAll()
}

func createObjects(in db: Database) async throws {
    try await db.session { session in
        let john = User(username: "john", email: "john@example.com")
        let first = Post(title: "First Post", body: "Hello world", author: john)
        let second = Post(title: "Second Post", body: "Another post", author: john)
        session.add(john)
        try session.commit()
        print(john.id, first.userID, try john.posts.map(\.title), second.title)

        session.add(contentsOf: [
            User(username: "alice", email: "alice@example.com"),
            User(username: "admin", email: "admin@example.com"),
        ])
        try session.commit()
    }
}

func tag(in db: Database) async throws {
    try await db.session { session in
        let first = try session.query(Post.self).filter { $0.title == "First Post" }.one()
        first.$tags.append(Tag(name: "swift"))
        try session.commit()
    }
}

func byKey(in session: Session) throws {
    let john = try session.get(User.self, 1)
    use(john)
}

func byConditions(in session: Session) throws {
    let alice = try session.query(User.self).filter { $0.username == "alice" }.first()

    let weekAgo = Date.now.addingTimeInterval(-7 * 86_400)
    let recent = try session.query(User.self)
        .filter { $0.createdAt > weekAgo }
        .order { $0.createdAt.desc() }
        .all()

    let admins = try session.query(User.self)
        .filter { $0.isActive && $0.username.like("%admin%") }
        .limit(20)
        .all()
    use(alice, recent, admins)
}

func byPages(in session: Session) throws {
    let page = try session.query(User.self).order { $0.id }.paginate(page: 1, perPage: 20)
    print(page.items.count, page.total, page.pages, page.hasNext)
}

func overRelationships(in session: Session) throws {
    let byJohn = try session.query(Post.self).filter { $0.author.username == "john" }.all()
    let tagged = try session.query(Post.self).filter { $0.tags.any { $0.name == "swift" } }.all()
    use(byJohn, tagged)
}

func follow(in session: Session) throws {
    for post in try session.query(Post.self).all() {
        print(post.title, try post.author.username, try post.tags.map(\.name))
    }
}

func update(in db: Database) async throws {
    try await db.session { session in
        let user = try session.query(User.self).filter { $0.username == "john" }.one()
        user.email = "john@new.example.com"
        try session.commit()
    }
}

func updateMany(in session: Session) throws {
    let changed = try session.query(User.self).filter { $0.visits == 0 }.update {
        $0.isActive = false
        $0.visits = $0.visits + 1
    }
    use(changed)
}

func delete(in db: Database) async throws {
    try await db.session { session in
        let post = try session.query(Post.self).filter { $0.title == "Second Post" }.one()
        session.delete(post)
        try session.commit()
    }
}

func deleteMany(in session: Session) throws {
    let deleted = try session.query(User.self).filter { !$0.isActive }.delete()
    use(deleted)
}

func refused(in db: Database) async throws {
    try await db.session { session in
        session.add(User(username: "john", email: "another@example.com"))
        do {
            try session.commit()
        } catch let error as IntegrityError where error.kind == .unique {
            try session.rollback()
            print("taken: \(error.columns)")
        }
    }
}

func drop(_ db: Database) async throws {
    try await db.dropAll()
    await db.close()
}
