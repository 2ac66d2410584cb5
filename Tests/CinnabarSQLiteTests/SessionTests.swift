import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarSQLite

@Suite struct SessionTests {
    @Test("what is committed is read back through another connection")
    func roundTrip() async throws {
        let database = try TestDatabase()
        try await database.engine.withConnection { connection in
            try connection.begin(.write(nil))
            try connection.execute(script: "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
            let changes = try connection.execute(
                CompiledStatement(
                    sql: "INSERT INTO users (name) VALUES (?), (?)",
                    parameters: [BoundValue(.text("a"), type: .text), BoundValue(.text("b"), type: .text)]))
            #expect(changes == 2)
            try connection.commit()
        }
        #expect(try await database.integer("SELECT count(*) FROM users") == 2)
        await database.engine.close()
    }

    @Test("what is not committed is gone after the scope")
    func leftOpen() async throws {
        let database = try TestDatabase()
        try await database.script("CREATE TABLE t (x INTEGER)")
        try await database.engine.withConnection { connection in
            try connection.begin(.write(nil))
            try connection.change("INSERT INTO t VALUES (1)")
        }
        #expect(try await database.integer("SELECT count(*) FROM t") == 0)
        await database.engine.close()
    }

    @Test("a transaction that reads keeps its snapshot, and leaves it to write")
    func snapshot() async throws {
        let database = try TestDatabase()
        try await database.script("CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1)")
        let other = try SQLiteConnection(path: database.path, temporary: nil, .init())
        nonisolated(unsafe) let writer = other
        try await database.engine.withConnection { connection in
            try connection.begin(.read)
            #expect(try connection.integer("SELECT count(*) FROM t") == 1)
            try writer.execute(script: "INSERT INTO t VALUES (2)")
            #expect(try connection.integer("SELECT count(*) FROM t") == 1)
            try connection.change("INSERT INTO t VALUES (3)")
            #expect(try connection.integer("SELECT count(*) FROM t") == 3)
            try connection.commit()
        }
        writer.close()
        await database.engine.close()
    }

    @Test("a failed COMMIT leaves the transaction to be rolled back, and the next writer gets its turn")
    func deferredKey() async throws {
        let database = try TestDatabase()
        try await database.script(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY);
            CREATE TABLE b (a_id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED);
            """)
        try await database.engine.withConnection { connection in
            try connection.begin(.write(nil))
            try connection.change("INSERT INTO b VALUES (7)")
            let error = try #require(throws: IntegrityError.self) { try connection.commit() }
            #expect(error.kind == .foreignKey)
            #expect(connection.isFailed)
            try connection.rollback()
            try connection.begin(.write(nil))
            try connection.change("INSERT INTO a VALUES (7)")
            try connection.commit()
        }
        try await database.engine.withConnection { connection in
            try connection.begin(.write(nil))
            try connection.change("INSERT INTO b VALUES (7)")
            try connection.commit()
        }
        await database.engine.close()
    }

    @Test("a statement that runs inside a loop over itself has a run of its own")
    func reentrant() async throws {
        let database = try TestDatabase()
        try await database.script("CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1), (2), (3)")
        let pairs = try await database.engine.withConnection { connection in
            var pairs = 0
            try connection.query(CompiledStatement(sql: "SELECT x FROM t")) { _ in
                try connection.query(CompiledStatement(sql: "SELECT x FROM t")) { _ in pairs += 1 }
            }
            return pairs
        }
        #expect(pairs == 9)
        await database.engine.close()
    }

    @Test("statements beyond the cache's size are let go, and run all the same")
    func cache() async throws {
        let database = try TestDatabase(configuration: .init(statementCacheSize: 8))
        let sum = try await database.engine.withConnection { connection in
            var sum: Int64 = 0
            for round in 0..<3 {
                for number in 0..<50 { sum += try connection.integer("SELECT \(number) + \(round * 0)") }
            }
            return sum
        }
        #expect(sum == 3 * 1225)
        await database.engine.close()
    }

    @Test("a table that changes under a prepared statement is read as it is now")
    func schemaChange() async throws {
        let database = try TestDatabase()
        try await database.script("CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1)")
        try await database.engine.withConnection { connection in
            let count = { try connection.value("SELECT * FROM t") { $0.count } }
            #expect(try count() == 1)
            try connection.execute(script: "ALTER TABLE t ADD COLUMN y INTEGER")
            #expect(try count() == 2)
        }
        await database.engine.close()
    }

    @Test("the wrong number of parameters is refused before the statement runs", arguments: [0, 1, 3])
    func parameterCount(count: Int) async throws {
        let database = try TestDatabase()
        await #expect(throws: QueryError.self) {
            try await database.engine.withConnection { connection in
                try connection.value(
                    "SELECT ?, ?", bind: { writer in for number in 0..<count { try writer.write(Int64(number)) } }
                ) { try $0.int64(0) }
            }
        }
        await database.engine.close()
    }

    @Test("one statement is one statement", arguments: ["SELECT 1; SELECT 2", "", "   ", "-- nothing"])
    func severalStatements(sql: String) async throws {
        let database = try TestDatabase()
        await #expect(throws: QueryError.self) { try await database.integer(sql) }
        #expect(try await database.integer("SELECT 1; -- the end") == 1)
        await database.engine.close()
    }

    @Test("foreign keys that a session switched off are on again in the next")
    func foreignKeys() async throws {
        let database = try TestDatabase(pool: PoolConfiguration(size: 1, overflow: 0))
        try await database.script("PRAGMA foreign_keys = OFF")
        #expect(try await database.integer("PRAGMA foreign_keys") == 1)
        #expect(
            try await database.engine.withConnection { try $0.value("PRAGMA journal_mode") { try $0.string(0) } }
                == "wal")
        await database.engine.close()
    }

    @Test("a connection that only reads refuses to write")
    func readOnly() async throws {
        let database = try TestDatabase()
        try await database.script("CREATE TABLE t (x INTEGER)")
        try await database.engine.withConnection { connection in
            connection.isReadOnly = true
            try connection.begin(.read)
            #expect(throws: TransactionError.self) { try connection.change("INSERT INTO t VALUES (1)") }
            #expect(throws: TransactionError.self) { try connection.change("DROP TABLE t") }
            #expect(try connection.integer("SELECT count(*) FROM t") == 0)
        }
        await database.engine.close()
    }
}

@Suite struct MemoryTests {
    @Test("a private database is isolated like a file, and shared by its connections")
    func isolation() async throws {
        let engine = Engine(backend: try SQLiteBackend(.memory))
        try await engine.withConnection { try $0.execute(script: "CREATE TABLE t (x INTEGER)") }
        let isWritten = Shared(false)
        let mayCommit = Shared(false)
        async let writer: Void = engine.withConnection { connection in
            try connection.begin(.write(nil))
            try connection.change("INSERT INTO t VALUES (1)")
            isWritten.withLock { $0 = true }
            while !mayCommit.withLock(\.self) { usleep(500) }
            try connection.commit()
        }
        while !isWritten.withLock(\.self) { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await engine.withConnection { try $0.integer("SELECT count(*) FROM t") } == 0)
        mayCommit.withLock { $0 = true }
        try await writer
        #expect(try await engine.withConnection { try $0.integer("SELECT count(*) FROM t") } == 1)
        await engine.close()
    }

    @Test("two private databases know nothing of each other")
    func separate() async throws {
        let (first, second) = (Engine(backend: try SQLiteBackend(.memory)), Engine(backend: try SQLiteBackend(.memory)))
        try await first.withConnection { try $0.execute(script: "CREATE TABLE t (x INTEGER)") }
        await #expect(throws: QueryError.self) {
            try await second.withConnection { try $0.integer("SELECT count(*) FROM t") }
        }
        await first.close()
        await second.close()
    }

    @Test("a private database leaves nothing behind, closed or dropped")
    func nothingLeft() async throws {
        var folders: [String] = []
        do {
            let closed = try SQLiteBackend(.memory)
            let engine = Engine(backend: closed)
            try await engine.withConnection { try $0.execute(script: "CREATE TABLE t (x INTEGER)") }
            folders.append(closed.folder)
            #expect(FileManager.default.fileExists(atPath: closed.folder))
            let attributes = try FileManager.default.attributesOfItem(atPath: closed.folder)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o700)
            await engine.close()
            #expect(!FileManager.default.fileExists(atPath: closed.folder))
        }
        do {
            let dropped = try SQLiteBackend(.memory)
            folders.append(dropped.folder)
            let engine = Engine(backend: dropped)
            try await engine.withConnection { try $0.execute(script: "CREATE TABLE t (x INTEGER)") }
        }
        for folder in folders {
            for _ in 0..<200 where FileManager.default.fileExists(atPath: folder) {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }

    @Test("what a killed process left is removed by the next one, what a living one has is not")
    func sweep() async throws {
        let living = try TemporaryDatabase()
        let parent = FileManager.default.temporaryDirectory.path
        let dead = parent + "/cinnabar-sqlite-" + UUID().uuidString.lowercased()
        let made = parent + "/cinnabar-made-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: made, withIntermediateDirectories: true)
        for name in ["lock", "database", "database-wal"] {
            #expect(FileManager.default.createFile(atPath: made + "/" + name, contents: Data()))
        }
        try FileManager.default.moveItem(atPath: made, toPath: dead)
        let next = try TemporaryDatabase()
        // Another test may be about to remove it.
        for _ in 0..<200 where FileManager.default.fileExists(atPath: dead) {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(!FileManager.default.fileExists(atPath: dead))
        #expect(FileManager.default.fileExists(atPath: (living.path as NSString).deletingLastPathComponent))
        living.remove()
        next.remove()
    }
}
