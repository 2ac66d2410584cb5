import Cinnabar
import CinnabarCLI
import CinnabarMySQL
import CinnabarPostgres
import Foundation

/// `blog` serves the blog, `blog db …` takes care of its database.
@main
struct Blog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blog", abstract: "A blog.", subcommands: [Serve.self, DatabaseCommand<Blog>.self],
        defaultSubcommand: Serve.self)
}

extension Blog: DatabaseApplication {
    static let models: [any Model.Type] = [User.self, SignIn.self, Post.self, Tag.self, Comment.self]

    static var migrations: [any Migration.Type] { Migrations.all }

    /// A file beside the program, unless DATABASE_URL says otherwise.
    static func database() throws -> Database {
        let url = ProcessInfo.processInfo.environment["DATABASE_URL"] ?? "sqlite:///blog.db"
        return try Database(url: url, drivers: [.sqlite, .postgres, .mysql], models: models)
    }

    static func seed(_ database: Database) async throws { try await Garden().seed(database) }
}
