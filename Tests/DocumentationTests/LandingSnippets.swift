import Cinnabar
import Foundation

func landing() async throws {
    let db = try Database(.sqlite("app.db"), models: [User.self, Post.self, Tag.self])
    try await db.createAll()

    try await db.session { session in
        let user = User(username: "john", email: "john@example.com")
        session.add(user)
        try session.commit()
    }
}
