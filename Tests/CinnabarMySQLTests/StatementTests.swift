import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarMySQL

@Suite("statements", .enabled(if: TestServer.isThere, TestServer.reason))
struct StatementTests {
    @Test("rows are inserted and read, with values bound")
    func rows() async throws {
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                try connection.change("CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY, a VARCHAR(20), b DOUBLE)")
                for index in 0..<3 {
                    try connection.run(
                        "INSERT INTO t (a, b) VALUES (?, ?)",
                        bind: {
                            try $0.write("text \(index)")
                            try $0.write(Double(index) / 2)
                        },
                        body: {
                            let hasRow = try $0.step()
                            #expect(!hasRow)
                        })
                }
                let rows = try connection.values(
                    "SELECT id, a, b FROM t WHERE id > ? ORDER BY id", bind: { try $0.write(Int64(1)) })
                #expect(
                    rows == [
                        [.integer(2), .text("text 1"), .double(0.5)], [.integer(3), .text("text 2"), .double(1)],
                    ])
            }
        }
    }

    @Test("changes are the rows that matched, and the last key is that of the last row")
    func changes() async throws {
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                try connection.change("CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY, a INT)")
                try connection.run("INSERT INTO t (a) VALUES (1), (1), (1)") { statement in
                    _ = try statement.step()
                    #expect(statement.changes == 3)
                    #expect(statement.lastInsertID == 3)
                }
                try connection.run("INSERT INTO t (a) VALUES (2)") { statement in
                    _ = try statement.step()
                    #expect(statement.lastInsertID == 4)
                }
                #expect(try connection.change("UPDATE t SET a = 1") == 4)
                #expect(try connection.change("UPDATE t SET a = 1") == 4)
                #expect(try connection.change("DELETE FROM t WHERE id > 2") == 2)
                #expect(try connection.change("SELECT * FROM t") == 0)
            }
        }
    }

    @Test("a key of 0 is a key like others")
    func zeroKey() async throws {
        try await withDatabase { engine in
            try await engine.script(
                "CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY); INSERT INTO t VALUES (0), (NULL)")
            #expect(try await engine.integer("SELECT min(id) FROM t") == 0)
        }
    }

    @Test("a statement inside the rows of another, and of the same text, gets rows of its own")
    func nested() async throws {
        try await withDatabase { engine in
            try await engine.script(
                "CREATE TABLE t (id INT PRIMARY KEY, a TEXT); INSERT INTO t SELECT seq, concat('row ', seq) FROM seq_1_to_50"
            )
            try await engine.withConnection { connection in
                let sql = "SELECT id, a FROM t ORDER BY id"
                var seen: [String] = []
                try connection.run(sql) { outer in
                    while try outer.step() {
                        let inner = try connection.values(sql).count
                        let id = try connection.value(
                            "SELECT a FROM t WHERE id = ?", bind: { try $0.write(outer.row.int64(0)) }
                        ) {
                            try $0.string(0)
                        }
                        // The row it stands on is still there after both.
                        #expect(try outer.row.string(1) == id)
                        seen.append("\(try outer.row.int64(0)):\(inner)")
                    }
                }
                #expect(seen == (1...50).map { "\($0):50" })
            }
        }
    }

    @Test("statements may be read by turns, and end in any order")
    func turns() async throws {
        try await withDatabase { engine in
            let connection = try engine.backend.connect()
            defer { connection.close() }
            let sql = (0..<3).map { "SELECT seq, \($0) FROM seq_1_to_1000" }
            for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
                let statements = try sql.map { try connection.statement($0) }
                for round in 1...400 {
                    for (index, statement) in statements.enumerated() {
                        #expect(try statement.step())
                        #expect(try statement.row.int64(0) == round)
                        #expect(try statement.row.int64(1) == index)
                    }
                }
                // One goes to its end, one is left, and the last one goes on.
                while try statements[order[0]].step() {}
                statements[order[1]].reset()
                statements[order[0]].reset()
                var rest = 0
                while try statements[order[2]].step() { rest += 1 }
                #expect(rest == 600)
                statements[order[2]].reset()
            }
        }
    }

    @Test("an error that comes with the rows is thrown, also when they were read ahead")
    func lateErrors() async throws {
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                let sql =
                    "SELECT seq FROM seq_1_to_10000 WHERE (SELECT seq FROM seq_1_to_2 AS s WHERE s.seq > if(seq_1_to_10000.seq = 5000, 0, 1)) > 0"
                let error = try #require(throws: QueryError.self) { try connection.values(sql) }
                #expect(error.context.code == "1242")
            }
            try await engine.withConnection { connection in
                let sql =
                    "SELECT seq FROM seq_1_to_10000 WHERE (SELECT seq FROM seq_1_to_2 AS s WHERE s.seq > if(seq_1_to_10000.seq = 5000, 0, 1)) > 0"
                #expect(throws: QueryError.self) {
                    try connection.run(sql) { statement in
                        _ = try statement.step()
                        _ = try connection.integer("SELECT 1")
                        while try statement.step() {}
                    }
                }
            }
        }
    }

    @Test("a result that is left before its end does no harm to what follows")
    func partial() async throws {
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                for _ in 0..<3 {
                    let first = try connection.integer("SELECT seq FROM seq_1_to_20000")
                    #expect(first == 1)
                    #expect(try connection.integer("SELECT count(*) FROM seq_1_to_100") == 100)
                }
            }
        }
    }

    @Test("rows stream: memory does not grow with their number")
    func streaming() async throws {
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                func resident() throws -> Int {
                    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
                    return (Int(text.split(separator: " ")[1]) ?? 0) * 4_096
                }
                _ = try connection.integer("SELECT seq FROM seq_1_to_100")
                let before = try resident()
                var count = 0
                try connection.run("SELECT repeat('x', 2000), seq FROM seq_1_to_200000") { statement in
                    while try statement.step() { count += 1 }
                }
                #expect(count == 200_000)
                // Kept in memory they would be 400 MB; other tests run meanwhile.
                #expect(try resident() - before < 150_000_000)
            }
        }
    }

    @Test("a statement outlives changes of its table")
    func altered() async throws {
        try await withDatabase { engine in
            try await engine.script("CREATE TABLE t (a INT); INSERT INTO t VALUES (1)")
            try await engine.withConnection { connection in
                #expect(try connection.values("SELECT * FROM t") == [[.integer(1)]])
                try connection.change("ALTER TABLE t ADD COLUMN b VARCHAR(10) DEFAULT 'x'")
                #expect(try connection.values("SELECT * FROM t") == [[.integer(1), .text("x")]])
                try connection.change("ALTER TABLE t MODIFY a VARCHAR(10)")
                #expect(try connection.values("SELECT * FROM t") == [[.text("1"), .text("x")]])
                try connection.change("ALTER TABLE t DROP COLUMN b")
                #expect(try connection.values("SELECT * FROM t") == [[.text("1")]])
            }
        }
    }

    @Test("as many values as placeholders, neither more nor fewer")
    func placeholders() async throws {
        try await withDatabase { engine in
            for count in [0, 1, 3] {
                let error = try await #require(throws: QueryError.self) {
                    try await engine.withConnection { connection in
                        try connection.value(
                            "SELECT ?, ?", bind: { for _ in 0..<count { try $0.write(Int64(1)) } }, { _ in })
                    }
                }
                #expect(error.kind == .parameters)
            }
        }
    }

    @Test("prepared statements are kept, up to a number, and the oldest go")
    func cache() async throws {
        try await withDatabase(configure: { $0.statementCacheSize = 16 }) { engine in
            try await engine.withConnection { connection in
                func counter(_ name: String) throws -> Int64 {
                    // Its own statement never leaves the cache between two uses.
                    try connection.value("SHOW SESSION STATUS LIKE '\(name)'") { Int64(try $0.string(1)) ?? 0 }
                }
                _ = (try counter("Com_stmt_prepare"), try counter("Com_stmt_close"))
                let before = try counter("Com_stmt_prepare")
                for _ in 0..<20 { _ = try connection.integer("SELECT 1") }
                #expect(try counter("Com_stmt_prepare") == before + 1)
                for index in 0..<40 {
                    _ = try connection.integer("SELECT \(index) + 0")
                    _ = (try counter("Com_stmt_prepare"), try counter("Com_stmt_close"))
                }
                #expect(try counter("Com_stmt_prepare") == before + 41)
                #expect(try counter("Com_stmt_close") >= before + 41 - 16)
            }
        }
    }

    @Test("several statements are a script's; a statement is one")
    func several() async throws {
        try await withDatabase { engine in
            try await engine.script(
                "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2); SELECT * FROM t; DELETE FROM t WHERE a = 1")
            #expect(try await engine.integer("SELECT count(*) FROM t") == 1)
            let error = try await engine.error(QueryError.self, "DELETE FROM t; DELETE FROM t")
            #expect(error.kind == .syntax)
            #expect(try await engine.integer("SELECT count(*) FROM t") == 1)
            await #expect(throws: QueryError.self) {
                try await engine.script("INSERT INTO t VALUES (5); SELEC 1; INSERT INTO t VALUES (6)")
            }
            #expect(try await engine.integer("SELECT count(*) FROM t") == 2)
            await #expect(throws: QueryError.self) { try await engine.script("") }
        }
    }

    @Test("what a procedure answers with is read, and the rest of it let go")
    func procedures() async throws {
        try await withDatabase { engine in
            try await engine.script("CREATE PROCEDURE p() BEGIN SELECT 1 AS a; SELECT 2, 3; END")
            try await engine.withConnection { connection in
                for _ in 0..<3 {
                    let first = try connection.integer("CALL p()")
                    #expect(first == 1)
                    #expect(try connection.integer("SELECT 7") == 7)
                    #expect(try connection.values("CALL p()") == [[.integer(1)]])
                    #expect(try connection.integer("SELECT 8") == 8)
                }
            }
        }
    }

    @Test("a packet larger than the server takes is refused before it is sent")
    func large() async throws {
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                let text = String(repeating: "x", count: 17 << 20)
                let error = try #require(throws: DataError.self) {
                    try connection.value("SELECT length(?)", bind: { try $0.write(text) }, { try $0.int64(0) })
                }
                #expect(error.reason.contains("max_allowed_packet"))
                let half = String(repeating: "ü", count: 7 << 20)
                #expect(
                    try connection.value("SELECT char_length(?)", bind: { try $0.write(half) }, { try $0.int64(0) })
                        == 7 << 20)
                #expect(try connection.value("SELECT ?", bind: { try $0.write(half) }, { try $0.string(0) }) == half)
            }
        }
    }

    @Test("what changed in a session is undone before its connection is lent again")
    func reset() async throws {
        try await withDatabase { engine in
            let thread = try await engine.integer("SELECT connection_id()")
            try await engine.script(
                "SET sql_mode = 'ANSI', time_zone = '+05:00', autocommit = 0; CREATE TEMPORARY TABLE gone (a INT)")
            try await engine.withConnection { connection in
                _ = try connection.integer("SELECT get_lock('cinnabar', 0)")
                _ = try connection.values("SELECT @mine := 5")
            }
            try await engine.withConnection { connection in
                #expect(try connection.integer("SELECT connection_id()") == thread)
                #expect(try connection.text("SELECT @@sql_mode").contains("STRICT_ALL_TABLES"))
                #expect(try connection.text("SELECT @@time_zone") == "+00:00")
                #expect(try connection.integer("SELECT @@autocommit") == 1)
                #expect(try connection.values("SELECT @mine") == [[.null]])
                #expect(try connection.integer("SELECT is_free_lock('cinnabar')") == 1)
                let error = try #require(throws: QueryError.self) { try connection.values("SELECT * FROM gone") }
                #expect(error.kind == .unknownTable)
            }
        }
    }

    @Test("variables and SQL of the application's own are set on every connection")
    func variables() async throws {
        try await withDatabase(configure: {
            $0.variables = ["innodb_lock_wait_timeout": "7", "character_set_results": "utf8mb4"]
            $0.initialSQL = "SET @greeting = 'it''s'"
        }) { engine in
            try await engine.withConnection { connection in
                let timeout = try connection.integer("SELECT @@innodb_lock_wait_timeout")
                #expect(timeout == 7)
                #expect(try connection.text("SELECT @greeting") == "it's")
            }
        }
        let wrong = try TestServer.backend { $0.variables = ["no_such_variable": "1"] }
        let error = try #require(throws: OperationalError.self) { try wrong.connect() }
        #expect(error.kind == .cannotConnect)
        #expect(error.context.answer?.contains("no_such_variable") == true)
    }

    @Test(
        "what a statement does is told by its words",
        arguments: [
            ("SELECT 1", true, false), ("(SELECT 1) UNION SELECT 2", true, false), ("SELECT 'INTO'", true, false),
            ("SELECT `update` FROM t", true, false), ("SELECT 1 FROM t FOR UPDATE", false, false),
            ("SELECT 1 FROM t LOCK IN SHARE MODE", false, false), ("SELECT 1 FROM t FOR SHARE", false, false),
            ("SELECT 1 INTO OUTFILE '/tmp/x'", false, false), ("/* SELECT */ DELETE FROM t", false, true),
            ("WITH c AS (SELECT 1) SELECT * FROM c", true, false), ("WITH c AS (SELECT 1) DELETE FROM t", false, true),
            ("INSERT INTO t VALUES (1)", false, true), ("SELECT replace(a, 'b', 'c') FROM t", true, false),
            ("EXPLAIN UPDATE t SET a = 1", true, false), ("EXPLAIN ANALYZE UPDATE t SET a = 1", false, false),
            ("CREATE TABLE t (a INT)", false, false), ("SHOW TABLES", true, false), ("", false, false),
            ("SELECT /*! SQL_NO_CACHE */ 1", true, false), ("# x\nSELECT 1 -- y\n", true, false),
            ("SET a = 1", false, false),
        ])
    func effects(sql: String, isReadOnly: Bool, changesRows: Bool) {
        let effect = SQLEffect(sql)
        #expect(effect.isReadOnly == isReadOnly)
        #expect(effect.changesRows == changesRows)
    }

    @Test(
        "the table that a statement writes to is told by its words",
        arguments: [
            ("INSERT INTO `we``ird` (a) VALUES (1)", "we`ird"), ("INSERT IGNORE INTO `db`.`t` VALUES (1)", "t"),
            ("UPDATE `t` SET a = 1", "t"), ("DELETE FROM `t`", "t"), ("DELETE `p` FROM `posts` AS `p`", "posts"),
            ("REPLACE INTO `r` VALUES (1)", "r"),
        ])
    func targets(sql: String, table: String) { #expect(SQLEffect(sql).table == table) }
}
