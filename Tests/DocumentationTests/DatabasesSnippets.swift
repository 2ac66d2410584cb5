import Cinnabar
import CinnabarMySQL
import CinnabarPostgres
import Foundation

func backends() throws {
    let file = try Database(.sqlite("app.db"), models: [User.self, Post.self, Tag.self])
    let postgres = try Database(
        .postgres("postgresql://app:secret@db.example.com/blog?sslmode=verify-full"),
        models: [User.self, Post.self, Tag.self])
    let mariadb = try Database(
        .mysql("mariadb://app:secret@db.example.com/blog"), models: [User.self, Post.self, Tag.self])
    use(file, postgres, mariadb)
}

func byURL() throws {
    let url = ProcessInfo.processInfo.environment["DATABASE_URL"] ?? "sqlite:///app.db"
    let db = try Database(
        url: url, drivers: [.sqlite, .postgres, .mysql], models: [User.self, Post.self, Tag.self])
    use(db)
}

func pooler() throws {
    let db = try Database(
        .postgres("postgresql://app@pooler/blog", configuration: .init(statementCache: .off)), models: [User.self])
    use(db)
}

func replicas() async throws {
    let db = try Database(
        .postgres("postgresql://app@primary/blog"), replicas: [.postgres("postgresql://app@replica/blog")],
        models: [User.self, Post.self, Tag.self])

    let token = try await db.session { session in
        session.add(User(username: "john", email: "john@example.com"))
        try session.commit()
        return try session.writeToken()
    }
    let names = try await db.read(from: .replicaAfter(token)) { session in
        try session.query(User.self).select { $0.username }.all()
    }
    use(names)
}

@Model("page_views", bind: "analytics")
final class PageView {
    var id: Int
    var path: String
    var userID: Int?
}

func severalDatabases() async throws {
    let db = try Database(
        .sqlite("app.db"), binds: ["analytics": .sqlite("analytics.db")],
        models: [User.self, Post.self, Tag.self, PageView.self])
    try await db.createAll()
    try await db.createAll(bind: "analytics")
    use(db)
}

func views(in db: Database) async throws {
    try await db.session { session in
        guard let john = try session.query(User.self).first() else { return }
        john.visits += 1
        session.add(PageView(path: "/", userID: john.id))
        try session.commit()
        try session.execute("DELETE FROM page_views WHERE path = \("/old")", bind: "analytics")
        try session.commit()
    }
}

func commitParts(in session: Session) throws {
    do {
        try session.commit()
    } catch let error as PartialCommitError {
        print(error.committed, error.failed, error.rolledBack)
    }
}

func notifications() async throws {
    let backend = try PostgresBackend("postgresql://app@db.example.com/blog")
    for try await notification in try await backend.notifications(on: "orders") {
        print(notification.channel, notification.payload)
    }
}

func workers(in db: Database) async throws {
    try await db.transaction(isolation: .readCommitted) { session in
        let next = try session.query(Post.self).order { $0.id }.limit(1).forUpdate(skipLocked: true).first()
        next?.body = "taken"
    }
}
