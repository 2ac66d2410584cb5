import Cinnabar
import Foundation

func tables() async throws {
    let db = try Database(.sqlite("app.db"), models: [User.self, Post.self, Tag.self])
    try await db.createAll()
    try await db.dropAll()
}

func addUser(in session: Session) throws {
    let user = User(username: "john", email: "john@example.com")
    session.add(user)
    try session.commit()
}

func addMore(_ alice: User, _ bob: User, _ post: Post, _ tag: Tag, in session: Session) throws {
    session.add(contentsOf: [alice, bob])
    post.$tags.append(tag)
}

func get(in session: Session) throws {
    let users = try session.query(User.self).all()
    let user = try session.get(User.self, 1)
    let must = try session.getOrNotFound(User.self, 1)
    let john = try session.query(User.self).filter { $0.username == "john" }.first()
    use(users, user, must, john)
}

func find(since weekAgo: Date, in session: Session) throws {
    let recent = try session.query(User.self).filter { $0.createdAt > weekAgo }.order { $0.createdAt.desc() }.all()
    let admins = try session.query(User.self).filter { $0.username.like("%admin%") }.limit(10).all()
    let count = try session.query(User.self).filter { $0.id.isIn([1, 2]) }.count()
    let byJohn = try session.query(Post.self).filter { $0.author.username == "john" }.all()
    let tagged = try session.query(Post.self).filter { $0.tags.any { $0.name == "flask" } }.all()
    use(recent, admins, count, byJohn, tagged)
}

func shape(in session: Session) throws {
    let page = try session.query(User.self).order { $0.id }.paginate(page: 1, perPage: 20)
    let counts = try session.query(User.self).select { ($0.username, $0.posts.count()) }.all()
    let selectIn = try session.query(Post.self).load { $0.author }.all()
    let joined = try session.query(Post.self).load(.joined) { $0.author }.all()
    use(page, counts, selectIn, joined)
}

func change(_ user: User, in session: Session) throws {
    user.email = "new@example.com"
    try session.query(User.self).filter { !$0.isActive }.update {
        $0.isActive = true
        $0.visits = $0.visits + 1
    }
    session.delete(user)
    try session.query(User.self).filter { !$0.isActive }.delete()
    try session.commit()
}

func handleErrors(_ john: User, in session: Session) throws {
    do {
        try session.commit()
    } catch let error as IntegrityError {
        try session.rollback()
        print(error.columns)
    }

    try session.savepoint { john.visits += 1 }
}

func sql(in session: Session) throws {
    let count = try session.scalar("SELECT count(*) FROM users WHERE id > \(1)", as: Int.self)
    use(count)
}
