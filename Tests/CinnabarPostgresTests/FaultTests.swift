import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarPostgres

@Suite("Faults of PostgreSQL", .enabled(if: TestServer.isThere, TestServer.reason), .timeLimit(.minutes(1)))
struct FaultTests {
    private func terminate(_ pid: Int64, _ engine: Engine) async throws {
        try await engine.withConnection { connection throws in
            _ = try connection.change("SELECT pg_terminate_backend($1::integer)") { try $0.write(pid) }
        }
    }

    @Test("a backend that was terminated is noticed, and the pool opens another")
    func terminated() async throws {
        let url = try #require(TestServer.url)
        let admin = Engine(backend: try PostgresBackend(url))
        try await withServer(pool: PoolConfiguration(size: 1, overflow: 0)) { engine async throws in
            // While a statement runs.
            let pid = Shared<Int64>(0)
            let running = Task {
                try await engine.withConnection { connection throws in
                    try connection.begin(.write(nil))
                    let own = try connection.integer("SELECT pg_backend_pid()")
                    pid.withLock { $0 = own }
                    let failure = try error(OperationalError.self) {
                        try connection.integer("SELECT 1 FROM pg_sleep(30)")
                    }
                    #expect(failure.kind == .connectionLost)
                    // Rolling back works, and nothing else does.
                    try connection.rollback()
                    let next = try error(OperationalError.self) { try connection.integer("SELECT 1") }
                    #expect(next.kind == .connectionLost)
                }
            }
            while pid.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(5)) }
            try await terminate(pid.withLock { $0 }, admin)
            try await running.value
            let second = try await engine.integer("SELECT pg_backend_pid()")
            #expect(second != pid.withLock { $0 })
            // While it is idle: the next statement fails, the one after it does not.
            try await terminate(second, admin)
            try await Task.sleep(for: .milliseconds(50))
            await #expect(throws: OperationalError.self) { try await engine.integer("SELECT 1") }
            #expect(try await engine.integer("SELECT 1") == 1)
        }
        await admin.close()
    }

    @Test("a connection that is dead is told from one that is idle")
    func liveness() async throws {
        let url = try #require(TestServer.url)
        let admin = Engine(backend: try PostgresBackend(url))
        let connection = try PostgresBackend(url).connect()
        defer { connection.close() }
        #expect(connection.isAlive())
        #expect(connection.isAlive())
        let statement = try connection.statement("SELECT pg_backend_pid()")
        #expect(try statement.step())
        let pid = try statement.row.int64(0)
        statement.reset()
        try await terminate(pid, admin)
        try await Task.sleep(for: .milliseconds(100))
        #expect(!connection.isAlive())
        #expect(throws: OperationalError.self) { try connection.reset() }
        await admin.close()
    }

    @Test("a connection that is lost in COMMIT says that its outcome is not known")
    func lostInCommit() async throws {
        let url = try #require(TestServer.url)
        let admin = Engine(backend: try PostgresBackend(url))
        try await withServer { engine async throws in
            try await engine.script(
                """
                CREATE TABLE t (id integer);
                CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL; END';
                CREATE CONSTRAINT TRIGGER die AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die();
                """)
            try await engine.withConnection { connection throws in
                try connection.begin(.write(nil))
                _ = try connection.change("INSERT INTO t VALUES (1)")
                let failure = try error(OperationalError.self) { try connection.commit() }
                #expect(failure.kind == .connectionLost && failure.summary.contains("not known"))
                #expect(failure.context.statement?.sql == "COMMIT")
            }
            #expect(try await engine.integer("SELECT count(*) FROM t") == 0)
        }
        await admin.close()
    }

    @Test("a cancelled task ends the statement that runs, and its connection goes on", arguments: [false, true])
    func cancellation(isLocked: Bool) async throws {
        try await withServer(pool: PoolConfiguration(size: 2, overflow: 0)) { engine async throws in
            try await engine.script("CREATE TABLE t (id integer)")
            let hasStarted = Shared(false)
            let start = ContinuousClock.now
            let task = Task {
                try await engine.withConnection { connection throws in
                    try connection.begin(.write(nil))
                    _ = try connection.integer("SELECT 1")
                    hasStarted.withLock { $0 = true }
                    _ = try connection.integer(
                        isLocked
                            ? "SELECT pg_advisory_xact_lock(777), 1 FROM pg_sleep(20)" : "SELECT 1 FROM pg_sleep(20)")
                }
            }
            while !hasStarted.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(2)) }
            try await Task.sleep(for: .milliseconds(30))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(ContinuousClock.now - start < .seconds(5))
            for _ in 0..<3 { #expect(try await engine.integer("SELECT 1") == 1) }
            #expect(engine.connectionCounts.used == 0)
        }
    }

    @Test("cancelling at any moment loses no connection and commits nothing in part")
    func manyCancellations() async throws {
        try await withServer(pool: PoolConfiguration(size: 2, overflow: 0)) { engine async throws in
            try await engine.script("CREATE TABLE t (id integer)")
            for round in 0..<100 {
                let task = Task {
                    try await engine.withConnection { connection throws in
                        try connection.begin(.write(nil))
                        _ = try connection.change("INSERT INTO t VALUES (1)")
                        _ = try connection.change("INSERT INTO t VALUES (2)")
                        try connection.commit()
                    }
                }
                try await Task.sleep(for: .microseconds(round * 20))
                task.cancel()
                do {
                    try await task.value
                } catch is CancellationError {
                } catch {
                    Issue.record("\(error)")
                }
            }
            #expect(try await engine.integer("SELECT count(*) % 2 FROM t") == 0)
            #expect(engine.connectionCounts.used == 0)
        }
    }

    @Test("a statement that takes too long is ended by the server")
    func timeout() async throws {
        try await withServer(.init(statementTimeout: .milliseconds(50))) { engine async throws in
            try await engine.withConnection { connection throws in
                let failure = try error(OperationalError.self) { try connection.integer("SELECT 1 FROM pg_sleep(10)") }
                #expect(failure.kind == .timeout)
                #expect(try connection.integer("SELECT 1") == 1)
                try connection.execute(script: "SET lock_timeout = 10")
            }
        }
        try await withServer(.init(settings: ["statement_timeout": "40ms"])) { engine async throws in
            await #expect(throws: OperationalError.self) { try await engine.integer("SELECT 1 FROM pg_sleep(10)") }
        }
    }

    /// A connection of the backend itself, over a proxy.
    private func throughProxy(
        _ configuration: PostgresBackend.Configuration = PostgresBackend.Configuration(),
        _ body: (PostgresConnection, Proxy) throws -> Void
    ) throws {
        let url = try ConnectionURL(try #require(TestServer.url))
        let proxy = try Proxy(to: url.parameters["port"].flatMap { UInt16($0) } ?? 5432)
        defer { proxy.close() }
        let user = url.parameters["user"] ?? "postgres"
        let password = url.parameters["password"].map { ":\($0)" } ?? ""
        let backend = try PostgresBackend(
            "postgresql://\(user)\(password)@127.0.0.1:\(proxy.port)/\(url.parameters["dbname"] ?? user)",
            configuration: configuration)
        let connection = try #require(try backend.connect() as? PostgresConnection)
        defer { connection.close() }
        connection.grace = .milliseconds(300)
        try body(connection, proxy)
    }

    @Test("a connection that is cut is lost, whether in a statement or in COMMIT")
    func cut() throws {
        try throughProxy { connection, proxy throws in
            try connection.begin(.write(nil))
            try connection.execute(script: "SELECT 1")
            proxy.become(.cut)
            let failure = try error(OperationalError.self) { try connection.execute(script: "SELECT 1") }
            #expect(failure.kind == .connectionLost && !failure.summary.contains("COMMIT"))
            try connection.rollback()
            #expect(!connection.isAlive())
            #expect(throws: OperationalError.self) { try connection.reset() }
        }
        try throughProxy { connection, proxy throws in
            try connection.execute(script: "CREATE TEMP TABLE t (id integer)")
            try connection.begin(.write(nil))
            try connection.execute(script: "INSERT INTO t VALUES (1)")
            proxy.become(.cut, when: "COMMIT")
            let failure = try error(OperationalError.self) { try connection.commit() }
            #expect(failure.kind == .connectionLost && failure.summary.contains("not known"))
        }
        // Silence in COMMIT tells as little.
        try throughProxy(.init(statementTimeout: .milliseconds(200))) { connection, proxy throws in
            try connection.begin(.write(nil))
            try connection.execute(script: "SELECT pg_current_xact_id()")
            proxy.become(.silent, when: "COMMIT")
            let failure = try error(OperationalError.self) { try connection.commit() }
            #expect(failure.kind == .connectionLost && failure.summary.contains("not known"))
        }
    }

    @Test("the end of a transaction that has read is not waited for, and holds nobody up")
    func endOfReading() async throws {
        try throughProxy { connection, proxy throws in
            func read() throws -> Int64 {
                try connection.begin(.read)
                let statement = try connection.statement("SELECT 1")
                defer { statement.reset() }
                #expect(try statement.step())
                return try statement.row.int64(0)
            }
            for _ in 0..<3 {
                #expect(try read() == 1)
                try connection.rollback()
                #expect(!connection.isInTransaction)
                try connection.reset()
            }
            #expect(connection.isEnding && connection.isAlive() && !connection.isEnding && connection.isAlive())
            // What is there for others is seen at once: the snapshot has ended.
            #expect(try read() == 1)
            try connection.rollback()
            try connection.execute(script: "VACUUM pg_type")
            // A server that went away before it answered is noticed by the next to ask.
            #expect(try read() == 1)
            proxy.become(.silent)
            try connection.rollback()
            proxy.become(.cut)
            #expect(!connection.isAlive())
            #expect(throws: OperationalError.self) { try connection.execute(script: "SELECT 1") }
        }
    }

    @Test("a server that falls silent is given up after the time for a statement, and when idle")
    func silent() throws {
        try throughProxy(.init(statementTimeout: .milliseconds(200))) { connection, proxy throws in
            try connection.execute(script: "SELECT 1")
            proxy.become(.silent)
            let start = ContinuousClock.now
            let failure = try error(OperationalError.self) { try connection.execute(script: "SELECT 1") }
            #expect(failure.kind == .connectionLost && failure.summary.contains("did not answer"))
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(
                try error(OperationalError.self) { try connection.execute(script: "SELECT 1") }.kind == .connectionLost)
        }
    }

    @Test("a statement that nobody ends is given up when it was to be interrupted")
    func silentInterrupt() throws {
        try throughProxy { connection, proxy throws in
            proxy.become(.silent, when: "pg_sleep")
            let interrupter = connection.interrupter
            let thread = Thread {
                Thread.sleep(forTimeInterval: 0.1)
                interrupter.interrupt()
            }
            thread.start()
            let failure = try error(OperationalError.self) { try connection.execute(script: "SELECT pg_sleep(20)") }
            #expect(failure.kind == .connectionLost)
        }
    }

    @Test("a setting that the server does not know is told when connecting")
    func wrongSetting() async throws {
        let url = try #require(TestServer.url)
        let backend = try PostgresBackend(url, configuration: .init(settings: ["no_such_thing": "1"]))
        #expect(throws: QueryError.self) { try backend.connect() }
    }
}

@Suite("Sessions of PostgreSQL", .enabled(if: TestServer.isThere, TestServer.reason))
struct SessionTests {
    @Test("statements are prepared once, and the least used ones go")
    func cache() async throws {
        try await withServer(pool: PoolConfiguration(size: 1, overflow: 0), .init(statementCache: .on(limit: 8))) {
            engine async throws in
            for _ in 0..<3 { #expect(try await engine.integer("SELECT 5") == 5) }
            for number in 0..<100 { #expect(try await engine.integer("SELECT \(number)") == Int64(number)) }
            #expect(try await engine.integer("SELECT count(*) FROM pg_prepared_statements") < 30)
            try await engine.withConnection { connection throws in
                // The same text inside itself.
                let sum = try connection.run("SELECT n FROM generate_series(1, 3) n") { outer in
                    var sum: Int64 = 0
                    while try outer.step() {
                        sum += try outer.row.int64(0)
                        sum += try connection.run("SELECT n FROM generate_series(1, 3) n") { inner in
                            _ = try inner.step()
                            return try inner.row.int64(0)
                        }
                    }
                    return sum
                }
                #expect(sum == 9)
            }
        }
    }

    @Test("without a cache nothing is left at the server")
    func noCache() async throws {
        try await withServer(pool: PoolConfiguration(size: 1, overflow: 0), .init(statementCache: .off)) {
            engine async throws in
            for number in 0..<20 { #expect(try await engine.integer("SELECT \(number % 3)") == Int64(number % 3)) }
            #expect(try await engine.integer("SELECT count(*) FROM pg_prepared_statements") == 0)
        }
    }

    @Test("a statement outlives changes of its table and the loss of what was prepared")
    func stale() async throws {
        try await withServer(pool: PoolConfiguration(size: 1, overflow: 0)) { engine async throws in
            try await engine.script("CREATE TABLE t (id integer); INSERT INTO t VALUES (1)")
            try await engine.withConnection { connection throws in
                func columns() throws -> Int {
                    try connection.value("SELECT * FROM t") { row in row.count }
                }
                #expect(try columns() == 1)
                try connection.execute(script: "ALTER TABLE t ADD COLUMN a text")
                #expect(try columns() == 2)
                // As the first statement of a transaction, the transaction begins again.
                try connection.execute(script: "ALTER TABLE t ADD COLUMN b text")
                try connection.begin(.write(.repeatableRead))
                #expect(try columns() == 3)
                #expect(try connection.text("SHOW transaction_isolation") == "repeatable read")
                // Later in it, the whole has to be repeated.
                try connection.execute(script: "ALTER TABLE t ADD COLUMN c text")
                _ = try error(SerializationError.self) { try columns() }
                try connection.rollback()
                #expect(try columns() == 3)
                try connection.execute(script: "DEALLOCATE ALL")
                #expect(try columns() == 3)
                try connection.execute(script: "DEALLOCATE ALL")
                try connection.begin(.read)
                #expect(try columns() == 3)
                _ = try connection.change("INSERT INTO t VALUES (2)")
                try connection.commit()
                #expect(try connection.integer("SELECT count(*) FROM t") == 2)
            }
        }
    }

    @Test("what a session leaves behind is gone when its connection is lent again")
    func reset() async throws {
        try await withServer(pool: PoolConfiguration(size: 1, overflow: 0), .init(settings: ["work_mem": "5MB"])) {
            engine async throws in
            try await engine.withConnection { connection throws in
                #expect(try connection.text("SHOW TimeZone") == "UTC")
                #expect(try connection.text("SHOW work_mem") == "5MB")
                try connection.execute(
                    script:
                        "SET TimeZone = 'Asia/Tokyo'; SET work_mem = '7MB'; CREATE TEMP TABLE x (id int); LISTEN something"
                )
                _ = try connection.change("SELECT pg_advisory_lock(12345)")
            }
            try await engine.withConnection { connection throws in
                #expect(try connection.text("SHOW TimeZone") == "UTC")
                #expect(try connection.text("SHOW work_mem") == "5MB")
                #expect(
                    try connection.integer(
                        "SELECT count(*) FROM pg_class WHERE relname = 'x' AND relpersistence = 't' AND relnamespace = pg_my_temp_schema()"
                    ) == 0)
                #expect(
                    try connection.integer(
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()") == 0)
                #expect(try connection.integer("SELECT count(*) FROM pg_listening_channels()") == 0)
            }
        }
    }
}
