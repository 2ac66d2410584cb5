import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarPostgres

/// A PgBouncer in transaction mode, before the server that the other tests run on.
@Suite(
    "A pooler that gives each transaction another connection",
    .enabled(
        if: ProcessInfo.processInfo.environment["CINNABAR_PGBOUNCER_URL"] != nil,
        "CINNABAR_PGBOUNCER_URL names no PgBouncer in transaction mode"), .timeLimit(.minutes(1)))
struct PoolerTests {
    private func withPooler(_ body: @Sendable (Engine, String) async throws -> Void) async throws {
        let url = try #require(ProcessInfo.processInfo.environment["CINNABAR_PGBOUNCER_URL"])
        let engine = Engine(
            backend: try PostgresBackend(url, configuration: .init(statementCache: .off)),
            configuration: EngineConfiguration(pool: PoolConfiguration(size: 8, overflow: 0)))
        let table = "pooled_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        try await engine.script("CREATE TABLE \(table) (id integer PRIMARY KEY, n integer, at timestamptz)")
        do {
            try await body(engine, table)
        } catch {
            try? await engine.script("DROP TABLE \(table)")
            throw error
        }
        try await engine.script("DROP TABLE \(table)")
        await engine.close()
    }

    @Test("transactions with parameters from many sessions over few connections")
    func transactions() async throws {
        try await withPooler { engine, table async throws in
            try await engine.script("INSERT INTO \(table) SELECT n, 0 FROM generate_series(1, 10) n")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<16 {
                    group.addTask {
                        for round in 0..<20 {
                            try await engine.withConnection { connection in
                                try connection.begin(.write(nil))
                                let id = Int64((task + round) % 10 + 1)
                                let n = try connection.value(
                                    "SELECT n FROM \(table) WHERE id = $1 FOR UPDATE", bind: { try $0.write(id) }
                                ) { try $0.int64(0) }
                                let changed = try connection.change("UPDATE \(table) SET n = $1, at = $2 WHERE id = $3")
                                {
                                    try $0.write(n + 1)
                                    try $0.write(Date.now)
                                    try $0.write(id)
                                }
                                #expect(changed == 1)
                                try connection.commit()
                            }
                            // Outside of a transaction every statement may go to another server connection.
                            _ = try await engine.withConnection { connection in
                                try connection.value(
                                    "SELECT at FROM \(table) WHERE n > $1 LIMIT $2",
                                    bind: {
                                        try $0.write(Int64(0))
                                        try $0.write(Int64(1))
                                    }
                                ) { try $0.date(0) }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await engine.integer("SELECT sum(n)::int FROM \(table)") == 320)
            #expect(try await engine.integer("SELECT count(*) FROM pg_prepared_statements") == 0)
            #expect(try await engine.withConnection { try $0.text("SHOW TimeZone") } == "UTC")
        }
    }

    @Test("what fails is undone, and what is cancelled ends")
    func failures() async throws {
        try await withPooler { engine, table async throws in
            try await engine.withConnection { connection throws in
                try connection.begin(.write(nil))
                _ = try connection.change("INSERT INTO \(table) VALUES ($1)") { try $0.write(Int64(1)) }
                let failure = try error(IntegrityError.self) {
                    try connection.change("INSERT INTO \(table) VALUES ($1)") { try $0.write(Int64(1)) }
                }
                #expect(failure.kind == .unique && failure.table == table)
                try connection.rollback()
            }
            let task = Task { try await engine.withConnection { try $0.integer("SELECT 1 FROM pg_sleep(20)") } }
            try await Task.sleep(for: .milliseconds(200))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await engine.integer("SELECT count(*) FROM \(table)") == 0)
        }
    }
}
