import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarMySQL

@Suite("interrupts and lost connections", .enabled(if: TestServer.isThere, TestServer.reason), .timeLimit(.minutes(1)))
struct LossTests {
    @Test("a cancelled task ends the statement that runs, and the connection goes on")
    func cancellation() async throws {
        try await withDatabase { engine in
            try await engine.script("CREATE TABLE t (a INT)")
            let thread = try await engine.integer("SELECT connection_id()")
            for _ in 0..<5 {
                let started = ContinuousClock.now
                let task = Task {
                    try await engine.withConnection { connection in
                        try connection.begin(.write(nil))
                        try connection.change("INSERT INTO t VALUES (1)")
                        _ = try connection.integer(
                            "SELECT count(*) FROM seq_1_to_10000000 AS a JOIN seq_1_to_10000000 AS b")
                        try connection.commit()
                    }
                }
                try await Task.sleep(for: .milliseconds(80))
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(ContinuousClock.now - started < .seconds(5))
                #expect(try await engine.integer("SELECT connection_id()") == thread)
                #expect(try await engine.integer("SELECT count(*) FROM t") == 0)
            }
            // Nothing but the connection itself is left at the server.
            let others = try await engine.integer(
                "SELECT count(*) FROM information_schema.processlist WHERE db = DATABASE()")
            #expect(others == 1)
        }
    }

    @Test("cancelling at any moment loses no connection, and nothing is half done")
    func cancellationStorm() async throws {
        try await withDatabase(pool: PoolConfiguration(size: 4, overflow: 0)) { engine in
            try await engine.script("CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY, a INT)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        let task = Task {
                            try await engine.withConnection { connection in
                                try connection.begin(.write(nil))
                                for _ in 0..<4 { try connection.change("INSERT INTO t (a) VALUES (\(index))") }
                                _ = try connection.values("SELECT * FROM t WHERE a = \(index)")
                                try connection.commit()
                            }
                        }
                        try await Task.sleep(for: .microseconds(Int.random(in: 0..<4_000)))
                        task.cancel()
                        do { try await task.value } catch is CancellationError {}
                    }
                }
                try await group.waitForAll()
            }
            #expect(
                try await engine.integer("SELECT count(*) FROM (SELECT 1 FROM t GROUP BY a HAVING count(*) <> 4) AS x")
                    == 0)
            #expect(engine.connectionCounts.used == 0)
        }
    }

    @Test("a wait for a lock is interrupted too")
    func lockWait() async throws {
        try await withDatabase { engine in
            try await engine.script("CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1)")
            let holder = try engine.backend.connect()
            try holder.begin(.write(nil))
            try holder.execute(script: "DELETE FROM t")
            let task = Task { try await engine.withConnection { try $0.change("DELETE FROM t") } }
            try await Task.sleep(for: .milliseconds(100))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            holder.close()
        }
    }

    @Test("an interrupt of a connection that does nothing, or is closed, does nothing")
    func idle() async throws {
        let connection = try TestServer.backend().connect()
        for _ in 0..<3 {
            connection.interrupter.interrupt()
            try connection.reset()
            let statement = try connection.statement("SELECT 1")
            #expect(try statement.step())
            statement.reset()
        }
        let interrupter = connection.interrupter
        connection.close()
        interrupter.interrupt()
        #expect(throws: OperationalError.self) { try connection.statement("SELECT 1") }
        #expect(throws: OperationalError.self) { try connection.begin(.read) }
    }

    @Test("a connection that the server ended is told as lost, and the pool opens another")
    func killed() async throws {
        try await withDatabase { engine in
            let thread = try await engine.integer("SELECT connection_id()")
            let error = try await #require(throws: OperationalError.self) {
                try await engine.withConnection { connection in
                    try connection.begin(.write(nil))
                    #expect(try connection.integer("SELECT connection_id()") == thread)
                    let other = try engine.backend.connect()
                    try other.execute(script: "KILL CONNECTION \(thread)")
                    other.close()
                    usleep(20_000)
                    #expect(!connection.isFailed)
                    _ = try connection.integer("SELECT 1")
                }
            }
            #expect(error.kind == .connectionLost)
            #expect(try await engine.integer("SELECT connection_id()") != thread)
        }
    }

    @Test("a connection that died while it was idle is noticed before it is lent")
    func diedIdle() async throws {
        try await withDatabase(idleCheck: .zero) { engine in
            for _ in 0..<3 {
                let thread = try await engine.integer("SELECT connection_id()")
                let other = try engine.backend.connect()
                try other.execute(script: "KILL CONNECTION \(thread)")
                other.close()
                usleep(20_000)
                #expect(try await engine.integer("SELECT connection_id()") != thread)
            }
        }
    }

    @Test("a connection that is lost in COMMIT: nobody knows, and the error says so")
    func lostInCommit() async throws {
        let backend = try TestServer.backend()
        let connection = try backend.connect()
        try connection.begin(.write(nil))
        let statement = try connection.statement("SELECT connection_id()")
        _ = try statement.step()
        let thread = try statement.row.int64(0)
        statement.reset()
        let other = try backend.connect()
        try other.execute(script: "KILL CONNECTION \(thread)")
        other.close()
        usleep(20_000)
        let error = try #require(throws: OperationalError.self) { try connection.commit() }
        #expect(error.kind == .connectionLost)
        #expect(error.summary.contains("whether the transaction was committed is not known"))
        // What is gone has been rolled back: that is no error, but the connection is of no use.
        try connection.rollback()
        #expect(!connection.isInTransaction && !connection.isAlive())
        #expect(throws: OperationalError.self) { try connection.reset() }
        connection.close()
    }

    @Test("a network that falls silent keeps nobody: neither the look at an idle connection nor a cancelled task")
    func silence() async throws {
        var configuration = MySQLBackend.Configuration()
        var address = try MySQLURL(TestServer.url).apply(to: &configuration)
        let proxy = try Proxy(address)
        defer { proxy.close() }
        (address.host, address.port, address.socket) = ("127.0.0.1", proxy.port, nil)
        let backend = try MySQLBackend(address, configuration: configuration)

        let idle = try backend.connect()
        #expect(idle.isAlive())
        let engine = Engine(backend: backend)
        let task = Task {
            try await engine.withConnection { try $0.integer("SELECT sleep(40)") }
        }
        try await Task.sleep(for: .milliseconds(100))
        proxy.fallSilent()
        let started = ContinuousClock.now
        task.cancel()
        #expect(!idle.isAlive())
        #expect(ContinuousClock.now - started < .seconds(8))
        idle.close()
        await #expect(throws: (any Error).self) { try await task.value }
        #expect(ContinuousClock.now - started < .seconds(30))
        #expect(engine.connectionCounts.used == 0)
    }

    @Test("a network that falls silent while a session is set up keeps nobody")
    func silentStart() throws {
        var configuration = MySQLBackend.Configuration()
        var address = try MySQLURL(TestServer.url).apply(to: &configuration)
        configuration.connectTimeout = .seconds(1)
        // The greeting and the login are answered, and then nothing.
        let proxy = try Proxy(address, silentAfter: 2)
        defer { proxy.close() }
        (address.host, address.port, address.socket) = ("127.0.0.1", proxy.port, nil)
        let backend = try MySQLBackend(address, configuration: configuration)
        let error = try #require(throws: OperationalError.self) { _ = try backend.connect() }
        #expect(error.kind == .cannotConnect)
        #expect(error.description.contains("fell silent while the session was set up"))
    }

    @Test("a connection is alive until it is closed")
    func alive() throws {
        let connection = try TestServer.backend().connect()
        #expect(connection.isAlive())
        connection.close()
        #expect(!connection.isAlive())
    }

    @Test("a statement that takes longer than the server allows is a timeout")
    func statementTimeout() async throws {
        try await withDatabase(configure: { $0.variables = ["max_statement_time": "0.05"] }) { engine in
            let error: OperationalError = try await engine.error(
                OperationalError.self, "SELECT count(*) FROM seq_1_to_10000000 AS a JOIN seq_1_to_10000000 AS b")
            #expect(error.kind == .timeout)
            #expect(try await engine.integer("SELECT 1") == 1)
        }
    }

    @Test("a server that does not answer in time is one that is lost")
    func readTimeout() async throws {
        try await withDatabase(configure: { $0.readTimeout = .seconds(1) }) { engine in
            let error: OperationalError = try await engine.error(OperationalError.self, "SELECT sleep(10)")
            #expect(error.kind == .connectionLost)
            #expect(try await engine.integer("SELECT 1") == 1)
        }
    }
}
