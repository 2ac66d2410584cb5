import Cinnabar
import Foundation

func readme() async throws {
    let db = try Database(.sqlite("app.db"), models: [User.self, Post.self, Tag.self])
    try await db.createAll()

    try await db.session { session in
        let john = User(username: "john", email: "john@example.com")
        session.add(Post(title: "First Post", body: "Hello world", author: john))  // john comes along
        try session.commit()  // parents first, one transaction

        let recent = try session.query(Post.self)
            .filter { $0.title.like("First%") && $0.author.username == "john" }
            .order { $0.id.desc() }
            .limit(20)
            .all()
        for post in recent {  // one statement for all the authors
            print(post.title, try post.author.username)
        }
    }
}
