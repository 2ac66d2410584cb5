public import Cinnabar
public import CinnabarCLI
import CinnabarMySQL
import CinnabarPostgres
import Foundation

/// The commands of a program that has the models which `db reflect` wrote.
public struct Commands: AsyncParsableCommand {
    public static var configuration: CommandConfiguration {
        // Called as its module is.
        let module = String(reflecting: Self.self).prefix { $0 != "." }
        return CommandConfiguration(
            commandName: String(module), subcommands: [DatabaseCommand<Commands>.self, Read.self] + questions)
    }

    public init() {}
}

extension Commands: DatabaseApplication {
    public static func database() throws -> Database {
        let url = ProcessInfo.processInfo.environment["REFLECTION_DATABASE"] ?? "sqlite:///reflection.db"
        return try Database(url: url, drivers: [.sqlite, .postgres, .mysql], models: Models.all)
    }
}

/// Reads every row of every table that has few, as objects.
struct Read: AsyncParsableCommand {
    func run() async throws {
        let db = try Commands.database()
        for model in Models.all { print(try await count(model, db)) }
        await db.close()
    }

    private func count<M: Model>(_ model: M.Type, _ db: Database) async throws -> String {
        try await db.read { "\(M.self) \(try $0.query(M.self).limit(10).all().count)" }
    }
}
