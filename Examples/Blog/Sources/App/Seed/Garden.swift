import Cinnabar
import Foundation

/// Fills an empty blog: eight people, three hundred posts, tags and comments, the same each time.
struct Garden {
    static let people = ["ada", "bjarne", "chidi", "dorothea", "emil", "fatima", "grace", "hiroshi"]
    /// Everybody's, so that a visitor can be anyone. A blog that has users is never seeded.
    static let password = "plant-a-tree"

    var posts = 300
    /// When the last post was published.
    var end = Date(timeIntervalSince1970: 1_790_000_000)
    var passwords = Passwords()

    func seed(_ database: Database) async throws {
        let hash = try await passwords.hash(Self.password)
        let count = try await database.transaction { session in
            if try session.query(User.self).exists() { return 0 }
            try plant(session, hash)
            return posts
        }
        print(
            count == 0
                ? "There are users already: nothing was added."
                : "Added \(count) posts. Sign in as \(Self.people[0]), with the password \(Self.password).")
    }

    private func plant(_ session: Session, _ hash: String) throws {
        var words = Words(seed: 5)
        let people = Self.people.map { User(username: $0, email: "\($0)@example.com", passwordHash: hash) }
        let tags = Words.tags.map { Tag(name: $0) }
        session.add(contentsOf: people)
        session.add(contentsOf: tags)
        for number in 0..<posts {
            let written = end.addingTimeInterval(Double(number - posts) * 86_400 + Double(words.number(0...43_200)))
            // Every twelfth stays a draft.
            let post = Post(
                title: words.title(), body: words.body(), publishedAt: number % 12 == 5 ? nil : written,
                createdAt: written, updatedAt: written, author: words.one(of: people))
            let first = words.number(0...tags.count - 3)
            post.$tags.append(contentsOf: tags[first...first + words.number(0...2)])
            for hour in 0..<(post.publishedAt == nil ? 0 : words.number(0...4)) {
                let time = written.addingTimeInterval(Double(hour + 1) * 3_600)
                post.$comments.append(
                    Comment(body: words.comment(), createdAt: time, post: post, author: words.one(of: people)))
            }
            session.add(post)
        }
    }
}
