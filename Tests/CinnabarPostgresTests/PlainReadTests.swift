import CinnabarDriver
import Synchronization
import Testing

@testable import CinnabarPostgres

@Suite("Reads that need no transaction", .enabled(if: TestServer.isThere, TestServer.reason))
struct PlainReadTests {
    @Test(
        "a SELECT that only gives rows",
        arguments: [
            #"SELECT "u"."id", "u"."name" FROM "users" AS "u" WHERE ("u"."id" = $1 AND "u"."name" IN ($2, $3)) LIMIT 20"#,
            #"SELECT count(*), COALESCE(sum(t.price), 0), max (x) FROM t WHERE EXISTS (SELECT 1 FROM s WHERE s.id = t.id)"#,
            "SELECT lower(name), 'for update; nextval(1)', E'f(\\'' FROM t WHERE a = 1 -- f(",
            "SELECT * FROM t JOIN (VALUES (1), (2)) AS v(x) USING (x)".replacingOccurrences(of: "v(x)", with: "v"),
            "SELECT row_number() OVER (PARTITION BY a ORDER BY b) FROM t GROUP BY (a), b HAVING (count(*) > 1)",
            "SELECT CAST(a AS numeric(10, 2)) FROM t WHERE a = ANY ($1)",
        ])
    func plain(sql: String) { #expect(StatementText(sql).isPlainRead) }

    @Test(
        "all else, whatever it may do",
        arguments: [
            "SELECT * FROM t FOR UPDATE", "SELECT * FROM t FOR SHARE", "SELECT f()", "SELECT f ()", "SELECT f/**/()",
            "SELECT f -- …\n ()", #"SELECT "lower"('A')"#, "SELECT mine.lower('A')", #"SELECT "s"."f"(1)"#,
            "SELECT nextval('s')", "SELECT set_config('a', 'b', true)", "SELECT pg_advisory_xact_lock(1)",
            "SELECT * INTO x FROM t", "SELECT txid_current()", "WITH x AS (DELETE FROM t RETURNING id) SELECT * FROM x",
            "INSERT INTO t VALUES (1)", "SHOW transaction_isolation", "SET LOCAL x = 1", "VALUES (1)",
            "EXPLAIN SELECT 1",
            "DECLARE c CURSOR FOR SELECT 1", "FETCH 1 FROM c", "", "DELETE FROM t", "SELECT now()",
        ])
    func notPlain(sql: String) { #expect(!StatementText(sql).isPlainRead) }

    @Test("the transaction begins with the first statement that needs one")
    func deferred() async throws {
        try await withServer { engine in
            try await engine.withConnection { connection in
                try connection.execute(script: "CREATE TABLE t (id integer)")
                try connection.begin(.readThenWrite)
                #expect(try connection.integer("SELECT count(*) FROM t") == 0)
                #expect(!connection.isInTransaction)
                // now() is the time at which the transaction began: it has to be the same in all of it.
                let start = try connection.text("SELECT now()::text")
                #expect(connection.isInTransaction)
                #expect(try connection.text("SELECT now()::text") == start)
                try connection.rollback()

                try connection.begin(.readThenWrite)
                #expect(try connection.integer("SELECT count(*) FROM t") == 0)
                _ = try connection.change("INSERT INTO t VALUES (1)")
                #expect(connection.isInTransaction)
                try connection.rollback()
                try connection.begin(.readThenWrite)
                #expect(try connection.integer("SELECT count(*) FROM t") == 0)
                try connection.savepoint("s")
                _ = try connection.change("INSERT INTO t VALUES (1)")
                try connection.rollback(toSavepoint: "s")
                #expect(try connection.integer("SELECT count(*) FROM t") == 0)
                try connection.rollback()
                try connection.begin(.readThenWrite)
                try connection.execute(script: "INSERT INTO t VALUES (1)")
                try connection.rollback()
                #expect(try connection.integer("SELECT count(*) FROM t") == 0)
            }
        }
    }

    @Test("what fails in one has to be rolled back, as in every transaction")
    func failure() async throws {
        try await withServer { engine in
            try await engine.withConnection { connection in
                try connection.begin(.readThenWrite)
                #expect(throws: QueryError.self) { try connection.integer("SELECT nothing FROM nowhere") }
                #expect(throws: TransactionError.self) { try connection.integer("SELECT count(*) FROM pg_class") }
                #expect(throws: TransactionError.self) { try connection.commit() }
                try connection.rollback()
                #expect(try connection.integer("SELECT count(*) FROM pg_class WHERE relname = 'nowhere'") == 0)
            }
        }
    }

    @Test(
        "a server whose transactions see one snapshot has them from the first read",
        arguments: [
            "repeatable read", "serializable",
        ])
    func otherLevel(level: String) async throws {
        let configuration = PostgresBackend.Configuration(settings: ["default_transaction_isolation": level])
        try await withServer(configuration) { engine in
            try await engine.withConnection { connection in
                try connection.begin(.readThenWrite)
                #expect(try connection.integer("SELECT count(*) FROM pg_class WHERE relname = 'nowhere'") == 0)
                #expect(connection.isInTransaction)
                #expect(try connection.text("SHOW transaction_isolation") == level)
                try connection.rollback()
            }
        }
    }

    @Test("so has one whose session was told another level")
    func changedLevel() async throws {
        try await withServer { engine in
            try await engine.withConnection { connection in
                try connection.execute(script: "SET default_transaction_isolation = 'repeatable read'")
                try connection.begin(.readThenWrite)
                #expect(try connection.integer("SELECT count(*) FROM pg_class WHERE relname = 'nowhere'") == 0)
                #expect(connection.isInTransaction)
                try connection.rollback()
            }
            // The next lease has a connection as good as new.
            try await engine.withConnection { connection in
                try connection.begin(.readThenWrite)
                #expect(try connection.integer("SELECT count(*) FROM pg_class WHERE relname = 'nowhere'") == 0)
                #expect(!connection.isInTransaction)
            }
        }
    }

    private final class Observer: StatementObserver {
        let statements = Mutex<[String]>([])
        func observed(_ event: StatementEvent) { statements.withLock { $0.append(event.sql) } }
    }

    @Test("logs show what was sent")
    func log() async throws {
        let observer = Observer()
        let engine = Engine(
            backend: try PostgresBackend(try #require(TestServer.url)),
            configuration: EngineConfiguration(observer: observer))
        try await engine.withConnection { connection in
            try connection.begin(.readThenWrite)
            _ = try connection.integer("SELECT count(*) FROM pg_class")
            try connection.commit()
            try connection.begin(.readThenWrite)
            _ = try connection.integer("SELECT count(*) FROM pg_type")
            try connection.rollback()
            try connection.begin(.readThenWrite)
            _ = try connection.text("SELECT now()::text")
            try connection.commit()
        }
        await engine.close()
        #expect(
            observer.statements.withLock(\.self) == [
                "SELECT count(*) FROM pg_class", "SELECT count(*) FROM pg_type", "BEGIN", "SELECT now()::text",
                "COMMIT",
            ])
    }
}
