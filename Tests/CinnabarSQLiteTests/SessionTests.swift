import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarSQLite

@Suite struct SessionTests {
    @Test("what is written in a transaction is read back through another connection")
    func roundTrip() async throws {
        let engine = Engine(backend: try SQLiteBackend(.memory))
        try await engine.withConnection { connection in
            try connection.begin(.write(nil))
            try connection.execute(script: "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
            let changes = try connection.execute(
                CompiledStatement(sql: "INSERT INTO users (name) VALUES (?), (?)", parameters: [
                    BoundValue(.text("a"), type: .text), BoundValue(.text("b"), type: .text),
                ]))
            #expect(changes == 2)
            try connection.commit()
        }
        let names = try await engine.withConnection { connection in
            try connection.begin(.read)
            var names: [String] = []
            try connection.query(CompiledStatement(sql: "SELECT name FROM users ORDER BY id")) {
                names.append(try $0.string(0))
            }
            return names
        }
        #expect(names == ["a", "b"])
        await engine.close()
    }

    @Test("what is not committed is gone after the scope")
    func rollback() async throws {
        let engine = Engine(backend: try SQLiteBackend(.memory))
        try await engine.withConnection { try $0.execute(script: "CREATE TABLE t (x INTEGER)") }
        try await engine.withConnection { connection in
            try connection.begin(.write(nil))
            try connection.execute(CompiledStatement(sql: "INSERT INTO t VALUES (1)"))
        }
        let count = try await engine.withConnection { connection in
            try connection.run("SELECT count(*) FROM t") { statement in
                _ = try statement.step()
                return try statement.row.int64(0)
            }
        }
        #expect(count == 0)
        await engine.close()
    }

    @Test("ten thousand sessions are quick", .timeLimit(.minutes(1)))
    func quick() async throws {
        let engine = Engine(backend: try SQLiteBackend(.memory))
        _ = try await engine.withConnection { _ in 0 }
        let start = ContinuousClock.now
        for _ in 0..<10_000 { _ = try await engine.withConnection { _ in 0 } }
        print("per session", (ContinuousClock.now - start) / 10_000)
        await engine.close()
    }
}
