import CinnabarDriver
import CinnabarSQL
import Foundation
import Synchronization
import Testing

@testable import CinnabarMySQL

/// The server that the tests run on; the variable CINNABAR_MYSQL_URL has its URL.
enum TestServer {
    static let url = ProcessInfo.processInfo.environment["CINNABAR_MYSQL_URL"] ?? ""
    static var isThere: Bool { !url.isEmpty }
    static let reason: Comment = "needs a server: set CINNABAR_MYSQL_URL, as scripts/databases prints it"

    /// A backend for a database of the server, or for the URL's own.
    static func backend(
        database: String? = nil, _ change: (inout MySQLBackend.Configuration) -> Void = { _ in }
    ) throws -> MySQLBackend {
        var configuration = MySQLBackend.Configuration()
        var address = try MySQLURL(url).apply(to: &configuration)
        if let database { address.database = database }
        change(&configuration)
        return try MySQLBackend(address, configuration: configuration)
    }
}

/// Runs `body` with an engine on a database of its own.
func withDatabase(
    pool: PoolConfiguration = PoolConfiguration(size: 1, overflow: 7),
    idleCheck: Duration = .seconds(30), observer: (any StatementObserver)? = nil,
    configure: (inout MySQLBackend.Configuration) -> Void = { _ in },
    _ body: (Engine) async throws -> Void
) async throws {
    let name = "cinnabar_test_" + UUID().uuidString.prefix(12).lowercased().filter { $0 != "-" }
    let server = Engine(backend: try TestServer.backend())
    try await server.script("CREATE DATABASE `\(name)` CHARACTER SET utf8mb4")
    let engine = Engine(
        backend: try TestServer.backend(database: name, configure),
        configuration: EngineConfiguration(pool: pool, observer: observer, idleCheck: idleCheck))
    let result: Result<Void, any Error>
    do { result = .success(try await body(engine)) } catch { result = .failure(error) }
    await engine.close()
    try await server.script("DROP DATABASE `\(name)`")
    await server.close()
    try result.get()
}

extension Engine {
    func script(_ sql: String) async throws { try await withConnection { try $0.execute(script: sql) } }

    func integer(_ sql: String) async throws -> Int64 { try await withConnection { try $0.integer(sql) } }

    /// The error that a statement, or a script, ends with.
    func error<E: Error>(_ type: E.Type = E.self, _ sql: String) async throws -> E {
        try #require(await #expect(throws: type) { try await self.withConnection { try $0.change(sql) } })
    }
}

extension Connection {
    /// The first column of the first row.
    func integer(_ sql: String) throws -> Int64 { try value(sql) { try $0.int64(0) } }

    func text(_ sql: String) throws -> String { try value(sql) { try $0.string(0) } }

    func value<T>(
        _ sql: String, bind: (ParameterWriter) throws -> Void = { _ in }, _ read: (RowReader) throws -> T
    ) throws -> T {
        try run(sql, bind: bind) { statement in
            guard try statement.step() else { throw NotFoundError(entity: "row") }
            return try read(statement.row)
        }
    }

    /// Every value of every row.
    func values(_ sql: String, bind: (ParameterWriter) throws -> Void = { _ in }) throws -> [[SQLValue]] {
        try run(sql, bind: bind) { statement in
            var rows: [[SQLValue]] = []
            while try statement.step() {
                rows.append(try (0..<statement.row.count).map { try statement.row.value($0) })
            }
            return rows
        }
    }

    @discardableResult
    func change(_ sql: String) throws -> Int { try execute(CompiledStatement(sql: sql)) }
}

/// A value that several tasks use.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    func withLock<R: Sendable>(_ body: (inout Value) throws -> R) rethrows -> R {
        try value.withLock { value in try body(&value) }
    }
}
