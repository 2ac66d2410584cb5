import CinnabarDriver
import CinnabarMySQL
import CinnabarPostgres
import CinnabarSQL
import CinnabarSQLite
import Foundation
import Synchronization
import Testing

@testable import CinnabarMigrate

/// An SQLite file of its own, which goes with it.
final class OperationsFile: Sendable {
    let folder: String
    let path: String
    let engine: Engine

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/cinnabar-operations-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        path = folder + "/test.db"
        engine = Engine(backend: try SQLiteBackend(.path(path)))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func script(_ sql: String) async throws { try await engine.withConnection { try $0.execute(script: sql) } }

    /// All rows, as text.
    func rows(_ sql: String) async throws -> [[String]] { try await engine.withConnection { try $0.rows(sql) } }

    /// Makes a revision's changes as the runner does: compiled from what the database has.
    @discardableResult
    func migrate(_ body: @escaping @Sendable (SchemaEditor) throws -> Void) async throws -> MigrationPlan {
        try await engine.migrate(body)
    }

    /// Everything that the file holds: the statements of the schema and all rows, by table.
    func dump() async throws -> [String] {
        let schema = try await rows("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")
        var result = schema.map { $0.joined(separator: "|") }
        for table in schema where table[0] == "table" {
            let rows = try await rows("SELECT * FROM \"\(table[1])\"")
            result += rows.map { table[1] + ": " + $0.joined(separator: "|") }
        }
        return result
    }
}

extension Engine {
    @discardableResult
    func migrate(_ body: @escaping @Sendable (SchemaEditor) throws -> Void) async throws -> MigrationPlan {
        let backend = backend
        return try await withConnection { connection in
            let editor = SchemaEditor()
            try body(editor)
            var state = SchemaState(try backend.inspector(connection).schema())
            try? connection.rollback()
            let plan = try MigrationCompiler(dialect: connection.dialect).plan(for: editor.operations, from: &state)
            try MigrationExecutor().run(plan, on: connection)
            return plan
        }
    }

    func rows(_ sql: String) async throws -> [[String]] { try await withConnection { try $0.rows(sql) } }
    func script(_ sql: String) async throws { try await withConnection { try $0.execute(script: sql) } }
}

extension Connection {
    func rows(_ sql: String) throws -> [[String]] {
        try run(sql) { statement in
            var result: [[String]] = []
            while try statement.step() {
                result.append(
                    try (0..<statement.row.count).map { column in
                        if statement.row.isNull(column) { return "NULL" }
                        return switch try statement.row.value(column) {
                        case .text(let text), .json(let text): text
                        case .integer(let value): String(value)
                        case .double(let value): String(value)
                        case .bool(let value): String(value)
                        case let value: "\(value)"
                        }
                    })
            }
            return result
        }
    }
}

/// Compares the statements of a revision on all three dialects, from tables that are there.
func expectSteps(
    from tables: [Table] = [], _ body: (SchemaEditor) throws -> Void, sqlite: [String]?, postgres: [String]?,
    mysql: [String]?, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let editor = SchemaEditor()
    try body(editor)
    func check(_ dialect: some Dialect, _ expected: [String]?) {
        guard let expected else {
            #expect(throws: UnsupportedSQLError.self, "\(dialect.name)", sourceLocation: sourceLocation) {
                try MigrationCompiler(dialect: dialect).steps(
                    for: editor.operations, from: SchemaState(tables: tables))
            }
            return
        }
        #expect(throws: Never.self, "\(dialect.name)", sourceLocation: sourceLocation) {
            let steps = try MigrationCompiler(dialect: dialect).steps(
                for: editor.operations, from: SchemaState(tables: tables))
            #expect(steps.flatMap(\.sql) == expected, "\(dialect.name)", sourceLocation: sourceLocation)
        }
    }
    check(SQLiteDialect(), sqlite)
    check(PostgresDialect(), postgres)
    check(MySQLDialect(), mysql)
}

/// The error of a type that `body` throws.
func operationsError<E: Error>(_ type: E.Type, _ body: () async throws -> Void) async throws -> E {
    do {
        try await body()
    } catch let error as E {
        return error
    }
    throw OperationsMissing()
}

/// Nothing was thrown.
struct OperationsMissing: Error {}
