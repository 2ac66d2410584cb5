import Cinnabar
import CinnabarCLI
import CinnabarMySQL
import CinnabarPostgres
import Foundation

/// A blog whose schema changes with it: `swift run Blog db --help`.
@main
struct Blog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Blog", abstract: "A blog.", subcommands: [Users.self, DatabaseCommand<Blog>.self])
}

extension Blog: DatabaseApplication {
    static func database() throws -> Database {
        let url = ProcessInfo.processInfo.environment["BLOG_DATABASE"] ?? "sqlite:///blog.db"
        return try Database(url: url, drivers: [.sqlite, .postgres, .mysql], models: [User.self, Post.self])
    }

    static func seed(_ database: Database) async throws {
        try await database.transaction { session in
            if try session.query(User.self).filter({ $0.name == "editor" }).exists() { return }
            session.add(User(name: "editor"))
        }
    }
}

/// `Blog users` counts them.
struct Users: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Says how many users there are.")

    func run() async throws {
        let database = try Blog.database()
        print(try await database.read { try $0.query(User.self).count() })
        await database.engine.close()
    }
}
