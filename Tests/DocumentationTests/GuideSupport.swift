import Cinnabar

/// Takes what an example has found, so that no value of it goes unused.
func use<each Value>(_ values: repeat each Value) {}

/// A database with the tutorial's models and no rows.
func tutorialDatabase() async throws -> Database {
    let db = try Database(.sqlite(.memory), models: [User.self, Post.self, Tag.self])
    try await db.createAll()
    return db
}

/// A database with the models of all guides, and with some users and posts.
func guideDatabase() async throws -> Database {
    let db = try Database(
        .sqlite(.memory),
        models: [
            User.self, Post.self, Tag.self, BlogEntry.self, Customer.self, Membership.self, Room.self, Document.self,
            Artist.self, Author.self, Profile.self, Article.self, Category.self, Order.self, OrderLine.self,
        ])
    try await db.createAll()
    try await db.session { session in
        let john = User(username: "john", email: "john@example.com", visits: 5)
        john.$posts.append(Post(title: "First Post", body: "Hello world", author: john))
        john.$posts.append(Post(title: "Second Post", body: nil, author: john))
        session.add(john)
        session.add(User(username: "alice", email: "alice@example.com", visits: 1))
        session.add(
            Customer(name: "Ann Example", address: Address(street: "1 Main Street", city: "Springfield")))
        try session.commit()
    }
    return db
}

/// Runs an example that needs a session and a user with posts; what it wrote is undone.
func trying(_ example: @Sendable (User, Session) throws -> Void) async throws {
    let db = try await guideDatabase()
    try await db.session { session in
        try example(try session.query(User.self).filter { $0.username == "john" }.one(), session)
        try session.rollback()
    }
    await db.close()
}

/// Runs an example that opens sessions of its own.
func trying(on example: (Database) async throws -> Void) async throws {
    let db = try await guideDatabase()
    try await example(db)
    await db.close()
}
