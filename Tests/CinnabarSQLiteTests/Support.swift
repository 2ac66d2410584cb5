import CinnabarDriver
import CinnabarSQL
import Foundation
import Synchronization

@testable import CinnabarSQLite

/// An engine on a file of its own, which goes with it.
final class TestDatabase: Sendable {
    let folder: String
    let path: String
    let engine: Engine

    init(
        pool: PoolConfiguration? = nil, configuration: SQLiteBackend.Configuration = SQLiteBackend.Configuration()
    ) throws {
        folder = FileManager.default.temporaryDirectory.path + "/cinnabar-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        path = folder + "/test.db"
        engine = Engine(
            backend: try SQLiteBackend(.path(path), configuration: configuration),
            configuration: EngineConfiguration(pool: pool))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func script(_ sql: String) async throws { try await engine.withConnection { try $0.execute(script: sql) } }

    func integer(_ sql: String) async throws -> Int64 { try await engine.withConnection { try $0.integer(sql) } }
}

extension Connection {
    /// The first column of the first row.
    func integer(_ sql: String) throws -> Int64 {
        try value(sql) { try $0.int64(0) }
    }

    func value<T>(_ sql: String, bind: (ParameterWriter) throws -> Void = { _ in }, _ read: (RowReader) throws -> T)
        throws -> T
    {
        try run(sql, bind: bind) { statement in
            guard try statement.step() else { throw NotFoundError(entity: "row") }
            return try read(statement.row)
        }
    }

    func change(_ sql: String) throws { try execute(CompiledStatement(sql: sql)) }
}

/// A value that several tasks use.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    func withLock<R: Sendable>(_ body: (inout Value) throws -> R) rethrows -> R {
        try value.withLock { value in try body(&value) }
    }
}
