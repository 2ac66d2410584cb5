import CinnabarDriver
import CinnabarMigrate
import CinnabarMySQL
import CinnabarPostgres
import CinnabarSQL
import CinnabarSQLite
import Foundation
import Testing

/// The databases that schemas are compared on: those that are there.
enum ScratchDatabase: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqliteInMemory
    case sqliteFile
    case postgres
    case mySQL

    static let postgresURL = ProcessInfo.processInfo.environment["CINNABAR_POSTGRES_URL"]
    static let mySQLURL = ProcessInfo.processInfo.environment["CINNABAR_MYSQL_URL"]

    /// A server takes part where its variable names one.
    static var available: [ScratchDatabase] {
        allCases.filter { kind in
            switch kind {
            case .sqliteInMemory, .sqliteFile: true
            case .postgres: postgresURL != nil
            case .mySQL: mySQLURL != nil
            }
        }
    }

    /// Those of them that differ in more than where they keep their data.
    static var kinds: [ScratchDatabase] { available.filter { $0 != .sqliteFile } }

    var testDescription: String { rawValue }
    var isSQLite: Bool { self == .sqliteInMemory || self == .sqliteFile }

    /// Runs `body` with an engine on a database that is empty and that goes away at the end.
    func run<R: Sendable>(_ body: (Engine) async throws -> R) async throws -> R {
        let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }.prefix(20)
        var cleaning: @Sendable () async throws -> Void = {}
        let backend: any Backend
        switch self {
        case .sqliteInMemory: backend = try SQLiteBackend(.memory)
        case .sqliteFile:
            let folder = FileManager.default.temporaryDirectory.appending(path: name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            backend = try SQLiteBackend(.path(folder.appending(path: "app.db").path))
            cleaning = { try FileManager.default.removeItem(at: folder) }
        case .postgres:
            let url = try #require(Self.postgresURL)
            let quiet = PostgresBackend.Configuration(settings: ["client_min_messages": "warning"])
            try await Self.script("CREATE SCHEMA \(name)", at: PostgresBackend(url, configuration: quiet))
            var own = quiet
            own.settings["search_path"] = name
            backend = try PostgresBackend(url, configuration: own)
            cleaning = {
                try await Self.script("DROP SCHEMA \(name) CASCADE", at: PostgresBackend(url, configuration: quiet))
            }
        case .mySQL:
            let url = try #require(Self.mySQLURL)
            var parts = try #require(URLComponents(string: url))
            try await Self.script("CREATE DATABASE `\(name)` CHARACTER SET utf8mb4", at: MySQLBackend(url))
            parts.path = "/" + name
            backend = try MySQLBackend(try #require(parts.string))
            cleaning = { try await Self.script("DROP DATABASE `\(name)`", at: MySQLBackend(url)) }
        }
        let engine = Engine(
            backend: backend, configuration: EngineConfiguration(pool: PoolConfiguration(size: 1, overflow: 0)))
        let result: Result<R, any Error>
        do { result = .success(try await body(engine)) } catch { result = .failure(error) }
        await engine.close()
        try await cleaning()
        return try result.get()
    }

    private static func script(_ sql: String, at backend: any Backend) async throws {
        let engine = Engine(
            backend: backend, configuration: EngineConfiguration(pool: PoolConfiguration(size: 1, overflow: 0)))
        do {
            try await engine.withConnection { try $0.execute(script: sql) }
        } catch {
            await engine.close()
            throw error
        }
        await engine.close()
    }
}

extension Engine {
    /// Makes tables as an application would that has no migrations.
    func create(_ tables: [Table]) async throws {
        let statements = try SchemaCompiler(dialect: dialect).createAll(tables)
        try await withConnection { connection in for sql in statements { try connection.execute(script: sql) } }
    }

    func compare(_ models: [Table], _ options: ComparisonOptions = .init()) async throws -> SchemaComparison {
        let backend = backend
        return try await withConnection { connection in
            try Autogenerate.compare(models, backend: backend, connection: connection, options: options)
        }
    }

    /// The tables as a model would be made of them.
    func reflected() async throws -> ReflectedSchema {
        let backend = backend
        return try await withConnection { try backend.inspector($0).schema() }
    }
}
