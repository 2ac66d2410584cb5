import Cinnabar
import CinnabarTesting
import Foundation
import TestServers
import Testing

/// The same models and questions on the servers, which are filled from the scripts that lie beside the file.
@Suite(
    "Chinook on servers",
    .enabled(if: Store.path != nil, Comment(rawValue: Store.whereToGetIt)),
    .enabled(if: !TestBackend.servers.isEmpty, "no servers are named: make test starts them"))
struct ChinookServerTests {
    @Test("the ten questions have the answers that they have on SQLite", arguments: TestBackend.servers)
    func answers(backend: TestBackend) async throws {
        let path = try #require(Store.path)
        let file = try Store.database(path)
        let fresh = try await backend.fresh()
        let db = try Database(fresh.backend, models: Store.models)
        let script = URL(filePath: path).deletingLastPathComponent().appending(path: Self.script(db.dialect))
        try #require(
            FileManager.default.fileExists(atPath: script.path), "\(script.lastPathComponent) lies beside the file")
        try await Self.load(script, into: db)
        for question in Question.all {
            let expected = try await file.read { try question.ask($0) }
            let answer = try await db.read { try question.ask($0) }
            #expect(answer == expected, Comment(rawValue: "\(backend): \(question.text)"))
        }
        await file.close()
        await db.close()
        try await fresh.remove()
    }

    private static func script(_ dialect: any Dialect) -> String {
        dialect.features.identifierQuote == .backtick
            ? "Chinook_MySql_AutoIncrementPKs.sql" : "Chinook_PostgreSql_AutoIncrementPKs.sql"
    }

    /// Runs the script from its first table on, in the database that there is. Then PostgreSQL's tables and columns,
    /// `album_id`, get the names that they have in the other scripts, and MySQL's texts are ordered as elsewhere.
    private static func load(_ script: URL, into db: Database) async throws {
        let text = try String(contentsOf: script, encoding: .utf8)
        let start = try #require(text.range(of: "CREATE TABLE"))
        var statements = String(text[start.lowerBound...])
        if db.dialect.features.identifierQuote == .doubleQuote {
            for table in db.tables {
                statements += "\nALTER TABLE \(snake(table.name)) RENAME TO \"\(table.name)\";"
                for column in table.columns {
                    statements += "\nALTER TABLE \"\(table.name)\" RENAME \(snake(column.name)) TO \"\(column.name)\";"
                }
            }
        }
        if db.dialect.features.identifierQuote == .backtick {
            for table in db.tables {
                statements +=
                    "\nALTER TABLE `\(table.name)` CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;"
            }
        }
        let all = statements
        try await db.engine.withConnection { try $0.execute(script: all) }
    }

    private static func snake(_ name: String) -> String {
        name.enumerated().map { $1.isUppercase && $0 > 0 ? "_\($1.lowercased())" : $1.lowercased() }.joined()
    }
}
