import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarMySQL

@Suite("transactions", .enabled(if: TestServer.isThere, TestServer.reason))
struct TransactionTests {
    private let table = "CREATE TABLE t (id INT PRIMARY KEY, a INT); INSERT INTO t VALUES (1, 0), (2, 0)"

    @Test("what is committed is kept, what is rolled back is not")
    func both() async throws {
        try await withDatabase { engine in
            try await engine.script(table)
            try await engine.withConnection { connection in
                try connection.begin(.write(nil))
                try connection.change("UPDATE t SET a = 1")
                #expect(connection.isInTransaction)
                try connection.commit()
                #expect(!connection.isInTransaction)
                try connection.begin(.write(.readCommitted))
                try connection.change("UPDATE t SET a = 2")
                try connection.rollback()
                #expect(try connection.integer("SELECT sum(a) FROM t") == 2)
                try connection.begin(.write(nil))
                try connection.change("UPDATE t SET a = 3")
            }
            #expect(try await engine.integer("SELECT sum(a) FROM t") == 2)
        }
    }

    @Test("a transaction has the level that was asked for, and the next one the server's own")
    func levels() async throws {
        try await withDatabase { engine in
            try await engine.script(table)
            try await engine.withConnection { connection in
                func level() throws -> String {
                    _ = try connection.integer("SELECT count(*) FROM t")
                    // The table is made anew every tenth of a second.
                    usleep(150_000)
                    return try connection.text(
                        "SELECT trx_isolation_level FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = connection_id()"
                    )
                }
                for (mode, expected) in [
                    (TransactionMode.write(.serializable), "SERIALIZABLE"), (.write(.readCommitted), "READ COMMITTED"),
                    (.write(.repeatableRead), "REPEATABLE READ"), (.write(nil), "REPEATABLE READ"),
                    (.read, "REPEATABLE READ"),
                ] {
                    try connection.begin(mode)
                    #expect(try level() == expected)
                    try connection.commit()
                }
            }
        }
    }

    @Test("a read is one snapshot at whatever level the server has, and the server refuses writes in it")
    func snapshot() async throws {
        for isolation in ["REPEATABLE-READ", "READ-COMMITTED", "SERIALIZABLE"] {
            try await withDatabase(configure: { $0.variables = ["tx_isolation": isolation] }) { engine in
                try await engine.script(
                    table + "; CREATE FUNCTION sly() RETURNS INT BEGIN UPDATE t SET a = 9; RETURN 1; END")
                try await engine.withConnection { connection in
                    try connection.begin(.read)
                    #expect(try connection.integer("SELECT sum(a) FROM t") == 0)
                    let other = try engine.backend.connect()
                    try other.execute(script: "SET innodb_lock_wait_timeout = 1; UPDATE t SET a = 5 WHERE id = 1")
                    other.close()
                    #expect(try connection.integer("SELECT sum(a) FROM t") == 0)
                    let error = try #require(throws: TransactionError.self) { try connection.integer("SELECT sly()") }
                    #expect(error.kind == .readOnly)
                    try connection.rollback()
                    #expect(try connection.integer("SELECT sum(a) FROM t") == 5)
                }
            }
        }
    }

    @Test("what reads first goes on in the same transaction when it writes, at the server's own level")
    func readThenWrite() async throws {
        try await withDatabase { engine in
            try await engine.script(table)
            try await engine.withConnection { connection in
                try connection.begin(.readThenWrite)
                #expect(try connection.integer("SELECT sum(a) FROM t") == 0)
                let other = try engine.backend.connect()
                try other.execute(script: "UPDATE t SET a = 5 WHERE id = 1")
                other.close()
                try connection.change("UPDATE t SET a = a + 1 WHERE id = 2")
                #expect(connection.isInTransaction)
                // Still the snapshot, but for its own row.
                #expect(try connection.integer("SELECT sum(a) FROM t") == 1)
                try connection.commit()
                #expect(try connection.integer("SELECT sum(a) FROM t") == 6)
            }
        }
    }

    @Test("a transaction that was begun for reading is made one that writes")
    func upgrade() async throws {
        try await withDatabase { engine in
            try await engine.script(table)
            let connection = try engine.backend.connect()
            defer { connection.close() }
            for level in [IsolationLevel?.none, .serializable] {
                try connection.begin(.read)
                try connection.begin(.read)
                #expect(throws: TransactionError.self) { try connection.execute(script: "DELETE FROM t") }
                try connection.begin(.write(level))
                try connection.begin(.write(.readCommitted))
                try connection.execute(script: "DELETE FROM t")
                #expect(connection.isInTransaction)
                try connection.rollback()
                #expect(!connection.isInTransaction)
            }
            #expect(try await engine.integer("SELECT count(*) FROM t") == 2)
        }
    }

    @Test("DDL commits what is open, and what follows it is in a transaction again")
    func implicitCommit() async throws {
        try await withDatabase { engine in
            try await engine.script(table)
            try await engine.withConnection { connection in
                try connection.begin(.write(nil))
                try connection.change("UPDATE t SET a = 1")
                try connection.change("CREATE TABLE other (a INT)")
                #expect(connection.isInTransaction)
                try connection.change("UPDATE t SET a = 2")
                try connection.execute(script: "CREATE TABLE another (a INT); UPDATE t SET a = a + 10")
                try connection.change("UPDATE t SET a = 100")
                try connection.rollback()
                #expect(try connection.integer("SELECT sum(a) FROM t") == 4 + 20)
            }
        }
    }

    @Test("savepoints undo what was done in them alone, after an error too")
    func savepoints() async throws {
        try await withDatabase { engine in
            try await engine.script(table)
            try await engine.withConnection { connection in
                try connection.savepoint("one")
                try connection.change("UPDATE t SET a = 1 WHERE id = 1")
                try connection.savepoint("two")
                #expect(throws: IntegrityError.self) { try connection.change("INSERT INTO t VALUES (3, 0), (1, 0)") }
                #expect(throws: TransactionError.self) { try connection.change("UPDATE t SET a = 9") }
                try connection.rollback(toSavepoint: "two")
                try connection.releaseSavepoint("two")
                try connection.commit()
                #expect(try connection.integer("SELECT count(*) * 10 + sum(a) FROM t") == 21)
            }
        }
    }

    @Test("of two transactions that wait for each other one ends with a deadlock, and can run again")
    func deadlock() async throws {
        try await withDatabase { engine in
            try await engine.script(table)
            let turn = Shared(0)
            func transfer(_ first: Int, _ second: Int) async throws -> Int {
                for attempt in 0..<10 {
                    do {
                        try await engine.withConnection { connection in
                            try connection.begin(.write(.serializable))
                            try connection.change("UPDATE t SET a = a + 1 WHERE id = \(first)")
                            turn.withLock { $0 += 1 }
                            let deadline = ContinuousClock.now + .seconds(2)
                            while turn.withLock({ $0 }) < 2, .now < deadline { usleep(1_000) }
                            try connection.change("UPDATE t SET a = a + 1 WHERE id = \(second)")
                            try connection.commit()
                        }
                        return attempt
                    } catch is DeadlockError { continue }
                }
                throw OperationalError(.timeout, "never went through")
            }
            async let one = transfer(1, 2)
            async let two = transfer(2, 1)
            #expect(try await one + two == 1)
            #expect(try await engine.integer("SELECT sum(a) FROM t") == 4)
        }
    }

    @Test("transactions that read and write the same row lose no update")
    func counter() async throws {
        try await withDatabase(pool: PoolConfiguration(size: 8, overflow: 0)) { engine in
            try await engine.script(table)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var done = 0
                        while done < 5 {
                            do {
                                try await engine.withConnection { connection in
                                    try connection.begin(.write(.serializable))
                                    let value = try connection.integer("SELECT a FROM t WHERE id = 1")
                                    try connection.change("UPDATE t SET a = \(value + 1) WHERE id = 1")
                                    try connection.commit()
                                }
                                done += 1
                            } catch is DeadlockError {}
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await engine.integer("SELECT a FROM t WHERE id = 1") == 40)
        }
    }

    @Test("a lock that is not to be had in time is an error, and the connection goes on")
    func lockTimeout() async throws {
        try await withDatabase(configure: { $0.variables = ["innodb_lock_wait_timeout": "1"] }) { engine in
            try await engine.script(table)
            try await engine.withConnection { connection in
                try connection.begin(.write(nil))
                try connection.change("UPDATE t SET a = 1 WHERE id = 1")
                let other = try engine.backend.connect()
                defer { other.close() }
                let error = try #require(throws: OperationalError.self) {
                    try other.execute(script: "UPDATE t SET a = 2 WHERE id = 1")
                }
                #expect(error.kind == .locked)
                try other.execute(script: "UPDATE t SET a = 2 WHERE id = 2")
                let now = try #require(throws: OperationalError.self) {
                    try other.execute(script: "SELECT * FROM t WHERE id = 1 FOR UPDATE NOWAIT")
                }
                #expect(now.kind == .locked)
            }
        }
    }

    @Test("where one only reads, a write is refused before it is sent, and locks are too")
    func readOnly() async throws {
        try await withDatabase { engine in
            try await engine.script(table)
            try await engine.withConnection { connection in
                connection.isReadOnly = true
                try connection.begin(.read)
                #expect(try connection.integer("SELECT count(*) FROM t") == 2)
                for sql in [
                    "UPDATE t SET a = 1", "SELECT * FROM t FOR UPDATE", "DROP TABLE t", "INSERT INTO t VALUES (9, 9)",
                ] {
                    #expect(throws: TransactionError.self) { try connection.change(sql) }
                }
            }
            #expect(try await engine.integer("SELECT sum(a) FROM t") == 0)
        }
    }
}
