import CinnabarDriver
import CinnabarMySQL
import CinnabarPostgres
public import CinnabarTesting
import Foundation

extension TestBackend {
    /// A schema of its own on the PostgreSQL server of CINNABAR_POSTGRES_URL: it is made much sooner than a database.
    public static let postgres = server(
        "PostgreSQL", url: "CINNABAR_POSTGRES_URL", capabilities: [.checksForeignKeysAtEnd, .anyCharacterInNames],
        add: { "CREATE SCHEMA \($0)" }, remove: { "DROP SCHEMA \($0) CASCADE" },
        make: { url, name in
            try PostgresBackend(url, configuration: PostgresBackend.Configuration(settings: ["search_path": name]))
        })

    /// A database of its own on the MariaDB or MySQL server of CINNABAR_MYSQL_URL.
    public static let mysql = server(
        "MariaDB", url: "CINNABAR_MYSQL_URL",
        add: { "CREATE DATABASE \($0) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin" },
        remove: { "DROP DATABASE \($0)" },
        make: { url, name in try MySQLBackend(url.naming(name)) })

    /// The same server, spoken to in what MySQL and MariaDB have in common: without RETURNING.
    public static let eitherMySQL = server(
        "MariaDB as MySQL", url: "CINNABAR_MYSQL_URL",
        add: { "CREATE DATABASE \($0) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin" },
        remove: { "DROP DATABASE \($0)" },
        make: { url, name in
            try MySQLBackend(url.naming(name), configuration: MySQLBackend.Configuration(server: .either))
        })

    /// The servers that there are: `make test` starts both.
    public static let servers = [postgres, mysql, eitherMySQL].compactMap { $0 }

    /// Every database there is: SQLite in memory and in a file, and the servers.
    public static let all = local + servers

    private static func server(
        _ name: String, url variable: String, capabilities: Set<Capability> = [],
        add: @escaping @Sendable (String) -> String, remove: @escaping @Sendable (String) -> String,
        make: @escaping @Sendable (_ url: String, _ name: String) throws -> any Backend
    ) -> TestBackend? {
        guard let url = ProcessInfo.processInfo.environment[variable], !url.isEmpty else { return nil }
        let administration = Administration { try make(url, "cinnabar") }
        return TestBackend(name, capabilities: capabilities.union([.isShared, .concurrentWriters, .isServer])) {
            let own = "cinnabar_\(UUID().uuidString.lowercased().filter { $0 != "-" })"
            await Places.shared.enter()
            do {
                try await administration.run(add(own))
                return Fresh(backend: try make(url, own)) {
                    await Places.shared.leave()
                    try await administration.run(remove(own))
                }
            } catch {
                await Places.shared.leave()
                throw error
            }
        }
    }
}

/// How many tests use a server at once: all of them together would need more connections than it allows.
private actor Places {
    static let shared = Places()
    private var free = 12
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}

/// Connections to the database that the server came with.
private struct Administration: Sendable {
    private let engine: Result<Engine, any Error>

    init(_ make: () throws -> any Backend) {
        engine = Result { Engine(backend: try make(), configuration: EngineConfiguration()) }
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
