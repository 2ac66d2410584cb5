import Cinnabar
import CinnabarTesting

func testSomething() async throws {
    try await withSandbox(models: [User.self, Post.self, Tag.self]) { db in
        try await db.session { session in
            session.add(User(username: "ann", email: "ann@example.com"))
            try session.commit()
        }
        let stored = try await db.rows("SELECT username FROM users")
        assert(stored == [["ann"]])
    }
}

func noExtraStatements(in db: Database) async throws {
    let recorder = StatementRecorder()
    try await recorder.record {
        try await db.read { session in
            for post in try session.query(Post.self).all() { _ = try post.author.username }
        }
    }
    assert(recorder.statements.count == 2)
}

func text(in session: Session) throws {
    let active = try session.query(User.self).filter { $0.isActive }.select { $0.username }.statement
    let sql = try active.sql(for: SQLiteDialect())
    assert(sql == #"SELECT "users"."username" FROM "users" WHERE "users"."is_active""#)
}
