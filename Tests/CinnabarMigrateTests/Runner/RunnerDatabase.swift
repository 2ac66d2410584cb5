import CinnabarDriver
import CinnabarMigrate
import CinnabarMySQL
import CinnabarPostgres
import CinnabarSQL
import CinnabarSQLite
import Foundation
import Synchronization
import Testing

/// A database of its own for a test of the runner, on one of the servers that are there.
struct RunnerDatabase: Sendable {
    enum Kind: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case sqlite, postgres, mysql
        var testDescription: String { rawValue }
        var isThere: Bool { self == .sqlite || serverURL != nil }
        var serverURL: String? {
            switch self {
            case .sqlite: nil
            case .postgres: ProcessInfo.processInfo.environment["CINNABAR_POSTGRES_URL"]
            case .mysql: ProcessInfo.processInfo.environment["CINNABAR_MYSQL_URL"]
            }
        }
        static var there: [Kind] { allCases.filter(\.isThere) }
        /// Whether a failed revision leaves nothing.
        var isTransactional: Bool { self != .mysql }
    }

    let kind: Kind
    let url: String
    let engine: Engine

    func runner(_ types: [any Migration.Type], _ options: MigrationOptions = MigrationOptions()) throws
        -> MigrationRunner
    {
        MigrationRunner(engine: engine, migrations: try MigrationSet(types), options: options)
    }

    func tables() async throws -> [String] {
        try await engine.withConnection { try engine.backend.inspector($0).tables() }
            .filter { !MigrationTables.names.contains($0) }
    }

    func columns(of table: String) async throws -> [String] {
        try await engine.withConnection { connection in
            try engine.backend.inspector(connection).table(named: table)?.table.columns.map(\.name) ?? []
        }
    }

    func script(_ sql: String) async throws { try await engine.withConnection { try $0.execute(script: sql) } }

    func rows(_ sql: String) async throws -> [[String]] {
        try await engine.withConnection { try $0.rows(sql) }
    }

    func integer(_ sql: String) async throws -> Int64 {
        try await engine.withConnection { connection in
            try connection.run(sql) { try $0.step() ? $0.row.int64(0) : -1 }
        }
    }

    private static let drivers: [DatabaseDriver] = [.sqlite, .postgres, .mysql]

    /// Runs `body` with a database that goes with it.
    static func with(_ kind: Kind, _ body: (RunnerDatabase) async throws -> Void) async throws {
        let name = "runner_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(16)
        let folder = FileManager.default.temporaryDirectory.path + "/" + name
        let url: String
        switch kind {
        case .sqlite:
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            url = "sqlite:///\(folder)/test.db"
        case .postgres:
            let server = try #require(kind.serverURL)
            try await run("CREATE SCHEMA \(name)", at: server)
            url = server + (server.contains("?") ? "&" : "?") + "search_path=\(name)"
        case .mysql:
            let server = try #require(kind.serverURL)
            var parts = try #require(URLComponents(string: server))
            try await run("CREATE DATABASE \(name)", at: server)
            parts.path = "/" + name
            url = try #require(parts.string)
        }
        let engine = Engine(
            backend: try DatabaseDriver.backend(for: url, drivers: drivers),
            configuration: EngineConfiguration(pool: PoolConfiguration(size: 1, overflow: 3)))
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(RunnerDatabase(kind: kind, url: url, engine: engine)))
        } catch {
            result = .failure(error)
        }
        await engine.close()
        switch kind {
        case .sqlite: try? FileManager.default.removeItem(atPath: folder)
        case .postgres: try await run("DROP SCHEMA \(name) CASCADE", at: try #require(kind.serverURL))
        case .mysql: try await run("DROP DATABASE \(name)", at: try #require(kind.serverURL))
        }
        try result.get()
    }

    private static func run(_ sql: String, at url: String) async throws {
        let engine = Engine(backend: try DatabaseDriver.backend(for: url, drivers: drivers))
        try await engine.withConnection { try $0.execute(script: sql) }
        await engine.close()
    }
}

/// What a runner told, as words.
final class Events: Sendable {
    private let all = Mutex<[String]>([])
    var list: [String] { all.withLock { $0 } }

    @Sendable func report(_ event: MigrationEvent) {
        let text: String? =
            switch event {
            case .waiting: "waiting"
            case .planned(let path, _): "planned " + path.map(\.id).joined(separator: " ")
            case .resumed(let revision, _, let done, let count): "resumed \(revision.id) \(done)/\(count)"
            case .began(let revision, _): "began \(revision.id)"
            case .finished(let revision, _, _): "finished \(revision.id)"
            case .settled(let revision, _, let step, let tookEffect): "settled \(revision.id) \(step) \(tookEffect)"
            case .skipped(let revision, _): "skipped \(revision.id)"
            case .progress: nil
            }
        if let text { all.withLock { $0.append(text) } }
    }
}
