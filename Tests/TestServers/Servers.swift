import CinnabarDriver
import CinnabarMySQL
import CinnabarPostgres
public import CinnabarTesting
import Foundation

extension TestBackend {
    /// A database of its own on the PostgreSQL server of CINNABAR_POSTGRES_URL.
    public static let postgres = server(
        "PostgreSQL", url: "CINNABAR_POSTGRES_URL", capabilities: [.checksForeignKeysAtEnd],
        remove: { "DROP DATABASE \($0) WITH (FORCE)" },
        make: { try PostgresBackend($0) })

    /// A database of its own on the MariaDB or MySQL server of CINNABAR_MYSQL_URL.
    public static let mysql = server(
        "MariaDB", url: "CINNABAR_MYSQL_URL",
        remove: { "DROP DATABASE \($0)" },
        make: { try MySQLBackend($0) })

    /// The servers that there are: `make test` starts both.
    public static let servers = [postgres, mysql].compactMap { $0 }

    /// Every database there is: SQLite in memory and in a file, and the servers.
    public static let all = local + servers

    private static func server(
        _ name: String, url variable: String, capabilities: Set<Capability> = [], remove: @escaping @Sendable (String) -> String,
        make: @escaping @Sendable (String) throws -> any Backend
    ) -> TestBackend? {
        guard let url = ProcessInfo.processInfo.environment[variable], !url.isEmpty else { return nil }
        let administration = Administration(url, make)
        return TestBackend(name, capabilities: capabilities.union([.isShared, .concurrentWriters, .isServer])) {
            let database = "cinnabar_\(UUID().uuidString.lowercased().filter { $0 != "-" })"
            try await administration.run("CREATE DATABASE \(database)")
            return Fresh(backend: try make(url.naming(database))) {
                try await administration.run(remove(database))
            }
        }
    }
}

/// Connections to the database that the server came with.
private struct Administration: Sendable {
    private let engine: Result<Engine, any Error>

    init(_ url: String, _ make: (String) throws -> any Backend) {
        engine = Result { Engine(backend: try make(url), configuration: EngineConfiguration()) }
    }

    func run(_ sql: String) async throws {
        try await engine.get().withConnection(label: "administration") { try $0.execute(script: sql) }
    }
}

extension String {
    /// The same URL with another database in its path.
    fileprivate func naming(_ database: String) -> String {
        guard let marks = range(of: "://"), let slash = self[marks.upperBound...].firstIndex(of: "/") else {
            return self + "/" + database
        }
        let query = self[slash...].firstIndex(of: "?").map { String(self[$0...]) } ?? ""
        return self[..<slash] + "/" + database + query
    }
}
