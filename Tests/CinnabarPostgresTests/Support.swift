import CinnabarDriver
import CinnabarSQL
import Foundation
import Synchronization
import Testing

@testable import CinnabarPostgres

/// The server that tests run on, where there is one.
enum TestServer {
    static let url = ProcessInfo.processInfo.environment["CINNABAR_POSTGRES_URL"]
    static let isThere = url != nil
    /// Makes and drops the schemas of tests.
    static let admin = Mutex<Engine?>(nil)
    static let reason: Comment = "CINNABAR_POSTGRES_URL names no server; scripts/databases starts one"
}

/// An engine that works in a schema of its own, which is dropped at the end.
@discardableResult
func withServer<R: Sendable>(
    pool: PoolConfiguration? = nil, _ configuration: PostgresBackend.Configuration = PostgresBackend.Configuration(),
    _ body: (Engine) async throws -> R
) async throws -> R {
    let url = try #require(TestServer.url)
    let schema = "test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
    // A server takes only so many connections.
    await Permits.shared.take()
    defer { Task { await Permits.shared.give() } }
    let backend = try PostgresBackend(url, configuration: .init(settings: ["client_min_messages": "warning"]))
    let admin = TestServer.admin.withLock { admin in
        let engine =
            admin
            ?? Engine(
                backend: backend, configuration: EngineConfiguration(pool: PoolConfiguration(size: 2, overflow: 0)))
        admin = engine
        return engine
    }
    try await admin.script("CREATE SCHEMA \(schema)")
    var configuration = configuration
    if configuration.settings["search_path"] == nil { configuration.settings["search_path"] = schema }
    let engine = Engine(
        backend: try PostgresBackend(url, configuration: configuration), configuration: EngineConfiguration(pool: pool))
    let result: Result<R, any Error>
    do {
        result = .success(try await body(engine))
    } catch {
        result = .failure(error)
    }
    await engine.close()
    try await admin.script("DROP SCHEMA \(schema) CASCADE")
    return try result.get()
}

/// Lets so many tests use the server at once.
actor Permits {
    static let shared = Permits()
    private var free = 12
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        if free > 0 { return free -= 1 }
        await withCheckedContinuation { waiting.append($0) }
    }

    func give() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

extension Engine {
    func script(_ sql: String) async throws { try await withConnection { try $0.execute(script: sql) } }

    func integer(_ sql: String) async throws -> Int64 { try await withConnection { try $0.integer(sql) } }
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

    func change(_ sql: String, bind: (ParameterWriter) throws -> Void = { _ in }) throws -> Int {
        try run(sql, bind: bind) { statement in
            while try statement.step() {}
            return statement.changes
        }
    }
}

/// Gives the error of a type that `body` throws.
func error<E: Error, R>(_ type: E.Type, _ body: () throws -> R) throws -> E {
    do {
        _ = try body()
    } catch let error as E {
        return error
    }
    throw Missing(description: "nothing was thrown instead of a \(type)")
}

struct Missing: Error, CustomStringConvertible { let description: String }

/// A value that several tasks use.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    func withLock<R: Sendable>(_ body: (inout Value) throws -> R) rethrows -> R {
        try value.withLock { value in try body(&value) }
    }
}
