import Cinnabar
import CinnabarMigrate
import CinnabarMySQL
import CinnabarPostgres
import Foundation

@testable import App

/// The databases that tests run on: SQLite always, the servers where the environment names them.
enum TestDatabase: String, CaseIterable, CustomStringConvertible {
    case sqlite = "SQLite"
    case postgres = "PostgreSQL"
    case mariadb = "MariaDB"

    static let all = allCases.filter { $0 == .sqlite || $0.serverURL != nil }
    var description: String { rawValue }

    private var serverURL: String? {
        let name = self == .postgres ? "CINNABAR_POSTGRES_URL" : "CINNABAR_MYSQL_URL"
        return ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A new and empty place with all revisions applied; it is gone when the body has ended.
    func use(_ body: (Database) async throws -> Void) async throws {
        let name = "blog_" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await administer("CREATE", name)
        let db = try Database(try backend(name), models: Blog.models)
        do {
            let runner = MigrationRunner(engine: db.engine, migrations: try MigrationSet(Blog.migrations))
            try await runner.upgrade()
            try await body(db)
        } catch {
            await db.close()
            try await administer("DROP", name)
            throw error
        }
        await db.close()
        try await administer("DROP", name)
    }

    private func backend(_ name: String) throws -> any Backend {
        switch self {
        case .sqlite: try SQLiteBackend(.memory)
        case .postgres:
            try PostgresBackend(
                serverURL ?? "", configuration: PostgresBackend.Configuration(settings: ["search_path": name]))
        case .mariadb: try MySQLBackend(try mariadbURL(name))
        }
    }

    private func mariadbURL(_ name: String) throws -> String {
        guard var url = URLComponents(string: serverURL ?? "") else { throw CocoaError(.featureUnsupported) }
        url.path = "/" + name
        return url.string ?? ""
    }

    private func administer(_ verb: String, _ name: String) async throws {
        guard let serverURL, self != .sqlite else { return }
        let server = try Database(url: serverURL, drivers: [.postgres, .mysql], models: Blog.models)
        let sql =
            self == .postgres
            ? "\(verb) SCHEMA \(name)" + (verb == "DROP" ? " CASCADE" : "") : "\(verb) DATABASE \(name)"
        try await server.engine.withConnection(label: "administration") { try $0.execute(script: sql) }
        await server.close()
    }
}
