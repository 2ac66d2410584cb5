import CSQLite
import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarSQLite

@Suite struct FaultTests {
    private func kind(_ path: String) async -> OperationalError? {
        guard let backend = try? SQLiteBackend(.path(path)) else { return nil }
        let engine = Engine(backend: backend)
        let error = await #expect(throws: OperationalError.self) {
            try await engine.withConnection { try $0.integer("SELECT count(*) FROM sqlite_schema") }
        }
        #expect(engine.connectionCounts.used == 0)
        await engine.close()
        return error
    }

    @Test("a missing folder, a folder, a file on the way and an empty path are told apart")
    func cannotOpen() async throws {
        let database = try TestDatabase()
        let missing = await kind(database.folder + "/none/app.db")
        #expect(missing?.kind == .cannotOpen && missing?.description.contains("there is no folder") ?? false)
        #expect(missing?.description.contains(database.folder + "/none") ?? false)
        let folder = await kind(database.folder)
        #expect(folder?.kind == .cannotOpen && folder?.description.contains("it is a folder") ?? false)
        #expect(FileManager.default.createFile(atPath: database.folder + "/file", contents: Data("x".utf8)))
        let inFile = await kind(database.folder + "/file/app.db")
        #expect(inFile?.kind == .cannotOpen)
        #expect(await kind("")?.kind == .cannotOpen)
        #expect(await kind("a\0b")?.kind == .cannotOpen)
    }

    @Test("a file that is no database is left as it is")
    func notADatabase() async throws {
        let database = try TestDatabase()
        let content = Data(String(repeating: "no database at all, ", count: 400).utf8)
        try content.write(to: URL(fileURLWithPath: database.path))
        let error = await kind(database.path)
        #expect(error?.kind == .notADatabase && error?.description.contains(database.path) ?? false)
        #expect(try Data(contentsOf: URL(fileURLWithPath: database.path)) == content)
    }

    @Test("a damaged page is told as such, and the session ends well")
    func corrupt() async throws {
        let database = try TestDatabase()
        try await database.script("CREATE TABLE t (x TEXT)")
        try await database.engine.withConnection { connection in
            try connection.begin(.write(nil))
            for number in 0..<2_000 { try connection.change("INSERT INTO t VALUES ('row \(number)')") }
            try connection.commit()
            try connection.execute(script: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        await database.engine.close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: database.path))
        try file.seek(toOffset: 4096 * 3)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 4096 * 4))
        try file.close()
        let engine = Engine(backend: try SQLiteBackend(.path(database.path)))
        let error = await #expect(throws: OperationalError.self) {
            try await engine.withConnection { try $0.integer("SELECT sum(length(x)) FROM t") }
        }
        #expect(error?.kind == .corrupt)
        #expect(try await engine.withConnection { try $0.integer("SELECT 1") } == 1)
        await engine.close()
    }

    @Test("a full database fails the transaction, and works again after the rollback")
    func diskFull() async throws {
        let database = try TestDatabase()
        try await database.script("CREATE TABLE t (x BLOB)")
        try await database.engine.withConnection { connection in
            try connection.execute(script: "PRAGMA max_page_count = 20")
            try connection.begin(.write(nil))
            try connection.change("INSERT INTO t VALUES (zeroblob(1000))")
            let error = try #require(throws: OperationalError.self) {
                for _ in 0..<100 { try connection.change("INSERT INTO t VALUES (zeroblob(4000))") }
            }
            #expect(error.kind == .diskFull)
            #expect(throws: TransactionError.self) { try connection.change("INSERT INTO t VALUES (1)") }
            try connection.rollback()
            try connection.change("INSERT INTO t VALUES (1)")
            #expect(try connection.integer("SELECT count(*) FROM t") == 1)
            try connection.execute(script: "PRAGMA max_page_count = 4294967294")
        }
        // The turn was given back, too.
        try await database.engine.withConnection { connection in
            try connection.begin(.write(nil))
            try connection.commit()
        }
        await database.engine.close()
    }

    @Test("a file that cannot be written to can be read, and says so when written to")
    func readOnlyFile() async throws {
        let database = try TestDatabase()
        try await database.script("CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1); PRAGMA journal_mode = DELETE")
        await database.engine.close()
        guard getuid() != 0 else { return try await immutableFile(database) }
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: database.path)
        try await expectReadOnly(database.path)
    }

    /// The superuser may write to anything: a read-only connection stands for it.
    private func immutableFile(_ database: TestDatabase) async throws {
        let engine = Engine(backend: try SQLiteBackend(.path(database.path)))
        let error = await #expect(throws: OperationalError.self) {
            try await engine.withConnection { connection in
                try connection.execute(script: "PRAGMA query_only = ON")
                try connection.change("INSERT INTO t VALUES (2)")
            }
        }
        #expect(error?.kind == .readOnly)
        await engine.close()
    }

    private func expectReadOnly(_ path: String) async throws {
        let engine = Engine(backend: try SQLiteBackend(.path(path)))
        #expect(try await engine.withConnection { try $0.integer("SELECT count(*) FROM t") } == 1)
        let error = await #expect(throws: OperationalError.self) {
            try await engine.withConnection { try $0.change("INSERT INTO t VALUES (2)") }
        }
        #expect(error?.kind == .readOnly)
        await engine.close()
    }

    @Test("a lock of another process is waited for, and told after that")
    func locked() async throws {
        let database = try TestDatabase(configuration: .init(busyTimeout: .milliseconds(100)))
        try await database.script("CREATE TABLE t (x INTEGER)")
        let other = try Stranger(database.path, "BEGIN IMMEDIATE; INSERT INTO t VALUES (1);")
        let start = ContinuousClock.now
        let error = await #expect(throws: OperationalError.self) {
            try await database.engine.withConnection { try $0.begin(.write(nil)) }
        }
        #expect(error?.kind == .locked && ContinuousClock.now - start >= .milliseconds(100))
        #expect(try await database.integer("SELECT count(*) FROM t") == 0)
        other.end()
        try await database.engine.withConnection { connection in
            try connection.begin(.write(nil))
            try connection.change("INSERT INTO t VALUES (2)")
            try connection.commit()
        }
        await database.engine.close()
    }

    @Test("a session that waits for another process can be cancelled")
    func cancelBusy() async throws {
        let database = try TestDatabase(configuration: .init(busyTimeout: .seconds(60)))
        try await database.script("CREATE TABLE t (x INTEGER)")
        let other = try Stranger(database.path, "BEGIN IMMEDIATE; INSERT INTO t VALUES (1);")
        let hasBegun = Shared(false)
        let task = Task {
            try await database.engine.withConnection { connection in
                hasBegun.withLock { $0 = true }
                try connection.begin(.write(nil))
            }
        }
        while !hasBegun.withLock(\.self) { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(30))
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        // Far from the 60 seconds of the lock, also on a machine that is busy.
        #expect(ContinuousClock.now - start < .seconds(30))
        other.end()
        try await database.script("INSERT INTO t VALUES (2)")
        await database.engine.close()
    }

    @Test("cancelling interrupts a statement that would run for minutes")
    func cancelStatement() async throws {
        let database = try TestDatabase()
        let hasBegun = Shared(false)
        let task = Task {
            try await database.engine.withConnection { connection in
                try connection.begin(.write(nil))
                hasBegun.withLock { $0 = true }
                return try connection.integer(
                    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1e12) SELECT count(*) FROM n"
                )
            }
        }
        while !hasBegun.withLock(\.self) { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await database.integer("SELECT 1") == 1)
        await database.engine.close()
    }

    @Test("five hundred tasks that write, cancelled at random, lose no connection and no turn")
    func storm() async throws {
        let database = try TestDatabase(pool: PoolConfiguration(size: 4, overflow: 0, timeout: .seconds(60)))
        try await database.script("CREATE TABLE t (x INTEGER)")
        let committed = Shared(0)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                let task = Task {
                    try await database.engine.withConnection { connection in
                        try connection.begin(.read)
                        _ = try connection.integer("SELECT count(*) FROM t")
                        try connection.begin(.write(nil))
                        try connection.change("INSERT INTO t VALUES (\(number))")
                        try connection.commit()
                        committed.withLock { $0 += 1 }
                    }
                }
                group.addTask {
                    if number % 2 == 0 {
                        try? await Task.sleep(for: .microseconds(Int.random(in: 0...20_000)))
                        task.cancel()
                    }
                    if case .failure(let error) = await task.result {
                        #expect(error is CancellationError)
                    }
                }
            }
        }
        #expect(database.engine.connectionCounts.used == 0)
        // Every commit that was reported is there. One that was cancelled after COMMIT may be too.
        let rows = try await database.integer("SELECT count(*) FROM t")
        #expect(rows == Int64(committed.withLock(\.self)))
        #expect(WriterQueues.queue(path: database.path).waiting == 0)
        try await database.script("INSERT INTO t VALUES (0)")
        await database.engine.close()
    }

    @Test("a connection that is closed while it is used fails its statements and nothing else")
    func closedUnderUse() throws {
        let database = try TestDatabase()
        let connection = try SQLiteConnection(path: database.path, temporary: nil, .init())
        try connection.execute(script: "CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1), (2)")
        let statement = try connection.statement("SELECT x FROM t")
        #expect(try statement.step())
        connection.close()
        connection.close()
        #expect(throws: OperationalError.self) { try statement.step() }
        #expect(throws: ValueError.self) { try statement.row.int64(0) }
        statement.reset()
        #expect(throws: OperationalError.self) { try connection.statement("SELECT 1") }
        #expect(throws: OperationalError.self) { try connection.begin(.write(nil)) }
        #expect(throws: OperationalError.self) { try connection.execute(script: "SELECT 1") }
        connection.interrupter.interrupt()
        #expect(!connection.isAlive() && !connection.isInTransaction)
    }
}

/// A handle that knows nothing of this library's queue, and holds a transaction open: what another process is.
private final class Stranger: @unchecked Sendable {
    private var handle: OpaquePointer?

    init(_ path: String, _ sql: String) throws {
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK,
            sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK
        else { throw OperationalError(.cannotOpen, "the stranger cannot hold the lock") }
    }

    func end() {
        sqlite3_close_v2(handle)
        handle = nil
    }

    deinit { end() }
}
