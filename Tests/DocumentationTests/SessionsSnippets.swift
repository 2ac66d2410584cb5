import Cinnabar
import Foundation

func rename(_ id: Int, to name: String, in session: Session) throws {
    let user = try session.getOrNotFound(User.self, id)
    user.username = name
}

func addOne(to db: Database) async throws {
    try await db.session { session in
        let user = User(username: "ann", email: "ann@example.com")
        session.add(user)
        try session.commit()
    }
}

func names(in db: Database) async throws {
    let names = try await db.read { session in
        try session.query(User.self).order { $0.username }.select { $0.username }.all()
    }
    use(names)
}

func promises(of db: Database) async throws {
    try await db.session { session in
        let user = try session.getOrNotFound(User.self, 1)
        user.visits += 1
        try session.rollback()
        assert(!session.isModified(user))

        session.add(User(username: "bob", email: "bob@example.com"))
        try session.flush()  // written, not committed
        let bob = try session.query(User.self).filter { $0.username == "bob" }.one()
        assert(session.state(of: bob) == .persistent)
        try session.commit()
    }
}

func manyRows(in db: Database) async throws {
    try await db.session { session in
        try session.insert([
            User.Snapshot(username: "carl", email: "carl@example.com"),
            User.Snapshot(username: "dora", email: "dora@example.com"),
        ])
        try session.query(User.self).forEach(batch: 1_000) { $0.visits += 1 }
        try session.commit()
    }
}
