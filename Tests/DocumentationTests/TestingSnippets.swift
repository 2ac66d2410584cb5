import Cinnabar
import CinnabarTesting

func testDatabase() async throws -> Database {
    let db = try Database(.sqlite(.memory), models: [User.self, Post.self, Tag.self])
    try await db.createAll()
    return db
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
