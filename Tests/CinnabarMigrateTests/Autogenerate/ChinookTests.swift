import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import CinnabarSQLite
import Foundation
import Testing

/// The Chinook database as its own scripts make it, with names, types and constraints that nobody here chose.
enum Chinook {
    private static var folder: URL {
        if let path = ProcessInfo.processInfo.environment["CINNABAR_CHINOOK"] {
            return URL(filePath: path).deletingLastPathComponent()
        }
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "../shared/data/chinook").standardizedFileURL
    }

    private static func file(_ kind: ScratchDatabase) -> URL {
        switch kind {
        case .sqliteInMemory, .sqliteFile: folder.appending(path: "Chinook_Sqlite_AutoIncrementPKs.sqlite")
        case .postgres: folder.appending(path: "Chinook_PostgreSql_AutoIncrementPKs.sql")
        case .mySQL: folder.appending(path: "Chinook_MySql_AutoIncrementPKs.sql")
        }
    }

    static var databases: [ScratchDatabase] {
        ScratchDatabase.available.filter { FileManager.default.fileExists(atPath: file($0).path) }
    }

    /// The statements that make the tables.
    static func schema(_ kind: ScratchDatabase) async throws -> String {
        guard kind.isSQLite else {
            // What makes the database stands in front of the tables, and rows behind them.
            let script = try String(contentsOf: file(kind), encoding: .utf8)
            let start = try #require(script.range(of: "CREATE TABLE")?.lowerBound)
            let end = try #require(script.range(of: "INSERT INTO")?.lowerBound)
            return String(script[start..<end])
        }
        let engine = Engine(
            backend: try SQLiteBackend(.path(file(kind).path), configuration: .init(access: .immutable)))
        let statements = try await engine.withConnection { connection in
            try connection.run("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rootpage") { statement in
                var statements: [String] = []
                while try statement.step() { statements.append(try statement.row.string(0)) }
                return statements
            }
        }
        await engine.close()
        return statements.filter { !$0.contains("sqlite_sequence") }.joined(separator: ";\n")
    }
}

@Suite(
    "Tables that were read are models of themselves",
    .enabled(if: !Chinook.databases.isEmpty, "CINNABAR_CHINOOK names no file of the Chinook database"))
struct ChinookTests {
    @Test("Chinook compared with itself differs in nothing", arguments: Chinook.databases)
    func nothing(on kind: ScratchDatabase) async throws {
        let script = try await Chinook.schema(kind)
        try await kind.run { engine in
            try await engine.withConnection { try $0.execute(script: script) }
            let tables = try await engine.reflected().tables.map(\.table)
            #expect(tables.count == 11)
            #expect(tables.reduce(0) { $0 + $1.foreignKeys.count } == 11)
            let result = try await engine.compare(tables)
            #expect(result.upgrade == [])
            #expect(result.questions == [])
            #expect(result.unmanaged == [])
        }
    }

    @Test("Chinook is made anew from what was read of it", arguments: Chinook.databases)
    func again(on kind: ScratchDatabase) async throws {
        let script = try await Chinook.schema(kind)
        let tables = try await kind.run { engine in
            try await engine.withConnection { try $0.execute(script: script) }
            return try await engine.reflected().tables.map(\.table)
        }
        try await kind.run { engine in
            let result = try await engine.compare(tables)
            try await engine.run(result.upgrade)
            #expect(try await engine.compare(tables).upgrade == [])
            try await engine.run(result.downgrade)
            #expect(try await engine.reflected().tables == [])
        }
    }
}
