import Cinnabar
import CinnabarCLI
import Foundation

/// Makes the database anew and fills it.
struct Load: AsyncParsableCommand {
    @Option(help: "The file of the Chinook database; the scripts for servers lie beside it.")
    var chinook: String?

    func run() async throws {
        try await Server.make()
        let db = try Main.database()
        var script = Kinds.script(db.dialect)
        if let chinook { script += "\n" + (try Chinook(file: URL(filePath: chinook)).script(db.dialect)) }
        let all = script
        try await db.engine.withConnection { try $0.execute(script: all) }
        await db.close()
    }
}

/// Drops the database.
struct Remove: AsyncParsableCommand {
    func run() async throws { try await Server.remove() }
}

/// The server that `REFLECTION_SERVER` names; SQLite has files.
enum Server {
    static func make() async throws {
        try await remove()
        try await run("CREATE DATABASE cinnabar_reflection")
    }

    static func remove() async throws { try await run("DROP DATABASE IF EXISTS cinnabar_reflection") }

    private static func run(_ sql: String) async throws {
        guard let url = ProcessInfo.processInfo.environment["REFLECTION_SERVER"] else { return }
        let db = try Database(url: url, drivers: [.postgres, .mysql], models: [])
        try await db.engine.withConnection { try $0.execute(script: sql) }
        await db.close()
    }
}

/// The Chinook database, as its own scripts for servers make it. For SQLite there is a file, which is copied.
struct Chinook {
    let file: URL
    static let tables = [
        "Album", "Artist", "Customer", "Employee", "Genre", "Invoice", "InvoiceLine", "MediaType", "Playlist",
        "PlaylistTrack", "Track",
    ]

    func script(_ dialect: any Dialect) throws -> String {
        switch dialect.features.generatedKeys {
        case .rowID: return ""
        case .identity: return try script(named: "Chinook_PostgreSql_AutoIncrementPKs.sql")
        case .autoIncrement: return try script(named: "Chinook_MySql_AutoIncrementPKs.sql")
        }
    }

    /// From its first table on: what makes the database stands in front of it.
    private func script(named name: String) throws -> String {
        let script = file.deletingLastPathComponent().appending(path: name)
        let text = try String(contentsOf: script, encoding: .utf8)
        guard let start = text.range(of: "CREATE TABLE") else { throw ValueError("\(name) makes no table") }
        return String(text[start.lowerBound...])
    }
}

/// Has MySQL order Chinook's texts as the other databases do: by their characters, not by a language's rules.
struct Collate: AsyncParsableCommand {
    func run() async throws {
        let db = try Main.database()
        let script = Chinook.tables.map {
            "ALTER TABLE `\($0)` CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;"
        }.joined(separator: "\n")
        if db.dialect.features.generatedKeys == .autoIncrement {
            try await db.engine.withConnection { try $0.execute(script: script) }
        }
        await db.close()
    }
}
