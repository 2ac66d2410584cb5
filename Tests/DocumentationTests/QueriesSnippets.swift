import Cinnabar
import Foundation

extension Query where Model == User {
    func active() -> Self { filter { $0.isActive } }
    func newestFirst() -> Self { order { $0.createdAt.desc() } }
}

func newestActive(in session: Session) throws -> [User] {
    try session.query(User.self).active().newestFirst().limit(10).all()
}

func grow(in session: Session) throws {
    let admins = try session.query(User.self)
        .filter { $0.isActive && $0.username.like("%admin%") }
        .order { ($0.createdAt.desc(), $0.id) }
        .limit(20)
        .all()
    use(admins)
}

func conditions(in session: Session) throws {
    let some = try session.query(User.self)
        .filter { $0.username.isIn(["ann", "bob"]) || $0.visits.between(10, 20) }
        .filter { $0.email.hasSuffix("@example.com") && $0.email.lower() != "root@example.com" }
        .all()
    let untitled = try session.query(Post.self).filter { $0.body == nil || $0.title.length() == 0 }.all()
    use(some, untitled)
}

func paths(from john: User, in session: Session) throws {
    let byJohn = try session.query(Post.self).filter { $0.author.username == "john" }.all()
    let hisPosts = try session.query(Post.self).filter { $0.author == john }.all()
    let tagged = try session.query(Post.self).filter { $0.tags.any { $0.name == "swift" } }.all()
    let silent = try session.query(User.self).filter { $0.posts.isEmpty }.all()
    let busy = try session.query(User.self).filter { $0.posts.count() > 1 }.all()
    use(byJohn, hisPosts, tagged, silent, busy)
}

func columns(in session: Session) throws {
    let names: [String] = try session.query(User.self).select { $0.username }.all()
    let counts: [(String, Int)] = try session.query(User.self).select { ($0.username, $0.posts.count()) }.all()
    use(names, counts)
}

func groups(in session: Session) throws {
    let busiest = try session.query(Post.self)
        .group { $0.author.username }
        .having { $0.id.count() > 1 }
        .order { $0.id.count().desc() }
        .select { ($0.author.username, $0.id.count(), $0.id.max()) }
        .all()
    use(busiest)
}

func joins(in session: Session) throws {
    let p = Post.alias()
    let authorsOfHello = try session.query(User.self)
        .join(p) { $0.id == p.userID }
        .filter(p.title == "Hello")
        .all()
    use(authorsOfHello)
}

func nested(in session: Session) throws {
    let writers = try session.query(User.self)
        .filter { $0.id.isIn(session.query(Post.self).select { $0.userID }) }
        .all()
    use(writers)
}

func pages(in session: Session) throws {
    let page = try session.query(User.self).order { $0.username }.paginate(page: 1, perPage: 2)
    let links = page.pageNumbers()
    let values = page.map { $0.snapshot() }  // Sendable and Encodable
    use(links, values)
}

func bulk(in session: Session) throws {
    try session.query(User.self).filter { !$0.isActive }.update {
        $0.isActive = true
        $0.visits = $0.visits + 1
    }
    try session.query(Post.self).filter { $0.author.username == "spam" }.delete()
}

func kept(in session: Session) throws {
    let newest = try session.query(Post.self).order { $0.id.desc() }.limit(10).statement
    let posts = try session.all(newest)
    use(posts)
}

func byHand(_ name: String, in session: Session) throws {
    let found = try session.sql("SELECT * FROM users WHERE username = \(name)", as: User.self)
    let pairs = try session.sql("SELECT id, username FROM users", as: (Int, String).self)
    let total = try session.scalar("SELECT count(*) FROM users", as: Int.self)
    try session.execute("UPDATE users SET visits = 0 WHERE username = \(name)")
    use(found, pairs, total)
}
