import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarPostgres

@Suite("Statements on PostgreSQL", .enabled(if: TestServer.isThere, TestServer.reason))
struct StatementTests {
    @Test("rows, parameters and counts of changes")
    func basics() async throws {
        try await withServer { engine in
            try await engine.withConnection { connection in
                try connection.execute(script: "CREATE TABLE t (id integer PRIMARY KEY, name text)")
                let inserted = try connection.change("INSERT INTO t VALUES ($1, $2), ($3, $4)") {
                    try $0.write(Int64(1))
                    try $0.write("one")
                    try $0.write(Int64(2))
                    try $0.writeNull(.text)
                }
                #expect(inserted == 2)
                let names = try connection.run("SELECT id, name FROM t ORDER BY id") { statement in
                    var names: [String?] = []
                    while try statement.step() {
                        #expect(try statement.row.int64(0) == Int64(names.count + 1))
                        names.append(statement.row.isNull(1) ? nil : try statement.row.string(1))
                    }
                    #expect(statement.changes == 0)
                    #expect(statement.row.name(1) == "name")
                    return names
                }
                #expect(names == ["one", nil])
                #expect(try connection.change("UPDATE t SET name = name") == 2)
                #expect(try connection.change("DELETE FROM t WHERE id > 7") == 0)
            }
        }
    }

    @Test("the number of parameters is checked", arguments: [PostgresBackend.StatementCacheMode.on(limit: 8), .off])
    func parameterCount(mode: PostgresBackend.StatementCacheMode) async throws {
        try await withServer(.init(statementCache: mode)) { engine in
            try await engine.withConnection { connection in
                for count in [0, 2] {
                    let error = try error(QueryError.self) {
                        try connection.change("SELECT $1::int") { writer in
                            for _ in 0..<count { try writer.write(Int64(1)) }
                        }
                    }
                    #expect(error.kind == .parameters)
                }
                #expect(try connection.integer("SELECT 1") == 1)
            }
        }
    }

    @Test("a text without a statement, and one with two, are refused")
    func notOne() async throws {
        try await withServer { engine in
            try await engine.withConnection { connection in
                for sql in ["", " -- nothing", "SELECT 1; SELECT 2", "SELECT 1\0"] {
                    let error = try error(QueryError.self) { try connection.integer(sql) }
                    #expect(error.kind == .syntax)
                }
            }
        }
    }

    @Test("transactions keep, undo and refuse")
    func transactions() async throws {
        try await withServer { engine in
            try await engine.withConnection { connection in
                try connection.execute(script: "CREATE TABLE t (id integer PRIMARY KEY)")
                try connection.begin(.write(nil))
                #expect(connection.isInTransaction)
                _ = try connection.change("INSERT INTO t VALUES (1)")
                try connection.commit()
                #expect(!connection.isInTransaction)
                try connection.begin(.write(.serializable))
                #expect(try connection.text("SHOW transaction_isolation") == "serializable")
                _ = try connection.change("INSERT INTO t VALUES (2)")
                try connection.rollback()
                #expect(try connection.integer("SELECT count(*) FROM t") == 1)
                try connection.begin(.read)
                #expect(try connection.text("SHOW transaction_read_only") == "on")
                // A write leaves the snapshot.
                _ = try connection.change("INSERT INTO t VALUES (3)")
                #expect(try connection.text("SHOW transaction_isolation") == "read committed")
                try connection.commit()
                #expect(try connection.integer("SELECT count(*) FROM t") == 2)
            }
        }
    }

    @Test("a transaction that reads first needs nothing more to write")
    func readThenWrite() async throws {
        try await withServer { engine async throws in
            try await engine.withConnection { connection in
                try connection.execute(
                    script: """
                        CREATE TABLE t (id integer);
                        CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'INSERT INTO t VALUES (1) RETURNING id'
                        """)
                try connection.begin(.readThenWrite)
                let transaction = try connection.text("SELECT pg_current_xact_id()::text")
                // A function that writes does not show in the words.
                #expect(try connection.integer("SELECT f()") == 1)
                _ = try connection.change("INSERT INTO t VALUES (2)")
                #expect(
                    try connection.text("SELECT pg_current_xact_id()::text") == transaction)
                try connection.commit()
                #expect(try connection.integer("SELECT count(*) FROM t") == 2)
            }
        }
    }

    @Test("a transaction that nothing ran in costs nothing and leaves nothing")
    func emptyTransaction() async throws {
        try await withServer { engine in
            try await engine.withConnection { connection in
                try connection.begin(.write(nil))
                try connection.commit()
                try connection.begin(.read)
                try connection.rollback()
                try connection.savepoint("s")
                try connection.releaseSavepoint("s")
                #expect(connection.isInTransaction)
                try connection.rollback()
                #expect(!connection.isInTransaction)
            }
        }
    }

    @Test("a failed statement fails its transaction, and a savepoint saves it")
    func failedTransaction() async throws {
        try await withServer { engine in
            try await engine.withConnection { connection in
                // The first statement fails in the same round trip as its BEGIN.
                try connection.begin(.write(nil))
                _ = try error(QueryError.self) { try connection.integer("SELECT nothing") }
                #expect(connection.isFailed)
                _ = try error(TransactionError.self) { try connection.commit() }
                try connection.rollback()
                #expect(!connection.isInTransaction)
                try connection.begin(.write(nil))
                #expect(try connection.integer("SELECT 1") == 1)
                try connection.savepoint("s")
                _ = try error(QueryError.self) { try connection.integer("SELECT nothing") }
                try connection.rollback(toSavepoint: "s")
                #expect(try connection.integer("SELECT 2") == 2)
                try connection.commit()
            }
        }
    }

    @Test("the COMMIT of a transaction that failed behind the library's back is an error")
    func commitOfFailed() async throws {
        let url = try #require(TestServer.url)
        let backend = try PostgresBackend(url)
        let connection = try backend.connect()
        defer { connection.close() }
        try connection.begin(.write(nil))
        #expect(throws: QueryError.self) { try connection.execute(script: "SELECT nothing") }
        #expect(connection.isInTransaction)
        #expect(throws: TransactionError.self) { try connection.commit() }
        #expect(!connection.isInTransaction)
    }

    @Test(
        "many runs of one statement share round trips",
        arguments: [PostgresBackend.StatementCacheMode.on(limit: 8), .off])
    func runEach(mode: PostgresBackend.StatementCacheMode) async throws {
        try await withServer(.init(statementCache: mode)) { engine async throws in
            try await engine.withConnection { connection throws in
                try connection.execute(
                    script: "CREATE TABLE t (id integer PRIMARY KEY, n integer CHECK (n < 1000), s text); "
                        + "INSERT INTO t SELECT i, i FROM generate_series(1, 500) i")
                try connection.begin(.write(nil))
                let sql = "UPDATE t SET n = $1, s = $2 WHERE id = $3"
                var bound = 0
                let changes = try connection.runEach(sql, 500) { index, writer in
                    bound += 1
                    // Every 50th goes with other types, every 100th meets no row.
                    if index % 50 == 49 { try writer.write(Decimal(index)) } else { try writer.write(Int64(index)) }
                    try writer.write("row \(index)")
                    try writer.write(Int64(index % 100 == 99 ? -1 : index + 1))
                }
                #expect(changes == (0..<500).map { $0 % 100 == 99 ? 0 : 1 })
                #expect(bound >= 500 && bound <= 520)
                #expect(try connection.integer("SELECT count(*) FROM t WHERE s = 'row ' || n AND n = id - 1") == 495)
                try connection.commit()
                // A run that fails fails the transaction.
                try connection.begin(.write(nil))
                let broken = try error(IntegrityError.self) {
                    try connection.runEach("UPDATE t SET n = $1 WHERE id = $2", 300) { index, writer in
                        try writer.write(Int64(index == 200 ? 5_000 : 0))
                        try writer.write(Int64(index + 1))
                    }
                }
                #expect(broken.kind == .check && connection.isFailed)
                try connection.rollback()
                // A value that cannot be bound does not.
                try connection.begin(.write(nil))
                _ = try error(DataError.self) {
                    try connection.runEach("UPDATE t SET s = $1", 10) { index, writer in
                        try writer.write(index == 5 ? "a\0" : "b")
                    }
                }
                #expect(try connection.integer("SELECT count(*) FROM t WHERE s = 'b'") == 500)
                try connection.rollback()
                #expect(try connection.runEach(sql, 0) { _, _ in }.isEmpty)
                // What runs give back is read in their order, also where they are more than one round trip takes.
                var made: [[Int64]] = Array(repeating: [], count: 300)
                let inserted = try connection.runEach(
                    "INSERT INTO t (id, s) VALUES ($1, $2), ($3, NULL) RETURNING id, s", 300
                ) { index, writer in
                    try writer.write(Int64(1_000 + 2 * index))
                    try writer.write(String(repeating: "é", count: index * 20))
                    try writer.write(Int64(1_001 + 2 * index))
                } row: { index, row in
                    made[index].append(try row.int64(0))
                    let text: String? = row.isNull(1) ? nil : try row.string(1)
                    #expect(text == nil || text?.count == index * 20)
                }
                #expect(inserted == Array(repeating: 2, count: 300))
                #expect(made.allSatisfy { $0.count == 2 })
                #expect(made.flatMap(\.self) == Array(Int64(1_000)..<1_600))
                // What reading throws comes out, and the connection goes on.
                try connection.begin(.write(nil))
                #expect(throws: MappingError.self) {
                    try connection.runEach("UPDATE t SET n = 1 WHERE id = $1 RETURNING id", 300) { index, writer in
                        try writer.write(Int64(1_000 + index))
                    } row: { index, _ in
                        if index == 200 { throw MappingError(["this far"]) }
                    }
                }
                // One by itself, and two round trips of 128: those that were sent before the error was met.
                #expect(try connection.integer("SELECT count(*) FROM t WHERE n = 1 AND id >= 1000") == 257)
                try connection.rollback()
                #expect(
                    try connection.runEach("DELETE FROM t WHERE id = $1", 1) { _, writer in try writer.write(Int64(1)) }
                        == [1])
            }
        }
    }

    @Test("rows are loaded by COPY, in a transaction or as one")
    func load() async throws {
        try await withServer { engine async throws in
            try await engine.withConnection { connection throws in
                try connection.execute(script: "CREATE TABLE t (id integer CHECK (id > 0))")
                func load(_ values: [Int64]) throws -> Int? {
                    var rest = values[...]
                    return try connection.load(into: TableSource(table: "t"), columns: ["id"]) { writer in
                        guard let next = rest.popFirst() else { return false }
                        try writer.write(next)
                        return true
                    }
                }
                try connection.begin(.readThenWrite)
                #expect(try load([1, 2, 3]) == 3)
                _ = try error(IntegrityError.self) { try load([4, -5]) }
                #expect(connection.isFailed)
                try connection.rollback()
                try connection.begin(.write(nil))
                _ = try error(DataError.self) { try load([4, .max]) }
                #expect(connection.isFailed)
                try connection.rollback()
                #expect(try load([7]) == 1)
                #expect(try connection.integer("SELECT sum(id)::int FROM t") == 7)
                connection.isReadOnly = true
                _ = try error(TransactionError.self) { try load([1]) }
            }
        }
    }
}
