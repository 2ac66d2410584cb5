import CinnabarDriver
import CinnabarSQL
import Testing

@testable import CinnabarPostgres

@Suite("Errors of PostgreSQL", .enabled(if: TestServer.isThere, TestServer.reason))
struct ErrorTests {
    @Test("broken constraints are told apart, with their names, tables and columns")
    func constraints() async throws {
        try await withServer { engine in
            try await engine.withConnection { connection in
                try connection.execute(
                    script: """
                        CREATE TABLE parents (id integer PRIMARY KEY, "odd, name" text, CONSTRAINT uq UNIQUE (id, "odd, name"));
                        CREATE UNIQUE INDEX ix ON parents (lower("odd, name"));
                        CREATE TABLE children (
                            parent_id integer NOT NULL CONSTRAINT fk REFERENCES parents (id),
                            own integer CONSTRAINT ck CHECK (own > 0), up integer);
                        ALTER TABLE children ADD CONSTRAINT pk PRIMARY KEY (parent_id, own);
                        ALTER TABLE children ADD CONSTRAINT self FOREIGN KEY (up, own) REFERENCES children (parent_id, own);
                        INSERT INTO parents VALUES (1, 'A'), (2, 'B'); INSERT INTO children VALUES (1, 1);
                        """)
                func broken(_ sql: String) throws -> IntegrityError {
                    try error(IntegrityError.self) { try connection.change(sql) }
                }
                var failure = try broken("INSERT INTO parents VALUES (1, 'x')")
                #expect(failure.kind == .unique && failure.constraint == "parents_pkey")
                #expect(failure.table == "parents" && failure.columns == ["id"])
                #expect(failure.context.code == "23505")
                #expect(!failure.description.contains("(1)") && failure.debugDescription.contains("(1)"))
                failure = try broken("INSERT INTO parents VALUES (3, 'a')")
                #expect(failure.kind == .unique && failure.constraint == "ix" && failure.columns == [])
                failure = try broken("UPDATE children SET parent_id = 9")
                #expect(failure.kind == .foreignKey && failure.constraint == "fk")
                #expect(failure.table == "children" && failure.columns == ["parent_id"])
                failure = try broken("DELETE FROM parents WHERE id = 1")
                #expect(failure.kind == .foreignKey && failure.table == "children" && failure.columns == [])
                failure = try broken("INSERT INTO children VALUES (2, 5, 7)")
                #expect(failure.constraint == "self" && failure.columns == ["up", "own"])
                failure = try broken("INSERT INTO children (own) VALUES (1)")
                #expect(failure.kind == .notNull && failure.table == "children" && failure.columns == ["parent_id"])
                failure = try broken("UPDATE children SET own = -1")
                #expect(failure.kind == .check && failure.constraint == "ck" && failure.table == "children")
                failure = try broken("DO $$ BEGIN RAISE EXCEPTION 'not so'; END $$")
                #expect(failure.kind == .check && failure.context.answer == "not so")
                try connection.execute(
                    script:
                        "ALTER TABLE parents ADD CONSTRAINT two UNIQUE (\"odd, name\", id) DEFERRABLE INITIALLY DEFERRED"
                )
                try connection.execute(script: "DROP INDEX ix; ALTER TABLE parents DROP CONSTRAINT uq")
                try connection.execute(
                    script: "ALTER TABLE children DROP CONSTRAINT fk; ALTER TABLE parents DROP CONSTRAINT parents_pkey")
                // A constraint that is looked at in COMMIT.
                try connection.begin(.write(nil))
                _ = try connection.change("INSERT INTO parents VALUES (1, 'A')")
                failure = try error(IntegrityError.self) { try connection.commit() }
                #expect(failure.constraint == "two" && failure.columns == ["odd, name", "id"])
                try connection.rollback()
                #expect(try connection.integer("SELECT count(*) FROM parents") == 2)
            }
        }
    }

    @Test("statements that are not understood are told apart")
    func queries() async throws {
        try await withServer { engine in
            try await engine.withConnection { connection in
                for (sql, kind) in [
                    ("SELEC 1", QueryError.Kind.syntax), ("SELECT * FROM nowhere", .unknownTable),
                    ("SELECT nothing", .unknownColumn), ("SELECT nothing(1)", .unknownFunction),
                    ("SELECT * FROM nowhere.nothing", .unknownTable), ("COPY pg_class TO STDOUT", .other),
                ] {
                    let failure = try error(QueryError.self) { try connection.integer(sql) }
                    #expect(failure.kind == kind, "\(sql)")
                    #expect(failure.context.statement?.sql == sql)
                    if !sql.hasPrefix("COPY") {
                        _ = try error(QueryError.self) { try connection.execute(script: "SELECT 1; " + sql) }
                    }
                }
                #expect(try connection.integer("SELECT 1") == 1)
            }
        }
    }

    @Test("values that the server refuses are data errors, and shown to those alone who ask")
    func data() async throws {
        try await withServer { engine in
            try await engine.withConnection { connection in
                for sql in [
                    "SELECT 'hidden'::int", "SELECT 1 / 0", "SELECT 'hidden'::varchar(2)::int", "SELECT 70000::int2",
                    "SELECT '2024-02-30 hidden'::date", "SELECT '{hidden'::jsonb",
                ] {
                    let failure = try error(DataError.self) { try connection.value(sql) { try $0.value(0) } }
                    #expect(failure.origin == .database)
                    #expect(failure.context.answer?.contains("hidden") == false)
                }
            }
        }
    }

    @Test("two serializable transactions that cannot be put in order, and two that wait for each other")
    func serialization() async throws {
        let url = try #require(TestServer.url)
        try await withServer(pool: PoolConfiguration(size: 2)) { engine in
            try await engine.script(
                "CREATE TABLE t (id integer PRIMARY KEY, n integer); INSERT INTO t VALUES (1, 0), (2, 0)")
            let path = try await engine.withConnection { try $0.text("SHOW search_path") }
            let backend = try PostgresBackend(url, configuration: .init(settings: ["search_path": path]))
            try await engine.withConnection { connection in
                let other = try backend.connect()
                defer { other.close() }
                try connection.begin(.write(.serializable))
                #expect(try connection.integer("SELECT sum(n)::int FROM t") == 0)
                try other.begin(.write(.serializable))
                try other.execute(script: "UPDATE t SET n = n + (SELECT sum(n) + 1 FROM t) WHERE id = 1")
                try other.commit()
                _ = try error(SerializationError.self) { try connection.change("UPDATE t SET n = 5 WHERE id = 1") }
                try connection.rollback()
            }
        }
    }

    @Test("a transaction that only reads is refused by the server what the words do not show")
    func readOnly() async throws {
        try await withServer { engine in
            try await engine.withConnection { connection in
                try connection.execute(
                    script: """
                        CREATE TABLE t (id integer);
                        CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'INSERT INTO t VALUES (1) RETURNING id'
                        """)
                try connection.begin(.read)
                #expect(try error(OperationalError.self) { try connection.integer("SELECT f()") }.kind == .readOnly)
                try connection.rollback()
                connection.isReadOnly = true
                for sql in [
                    "INSERT INTO t VALUES (1)", "WITH x AS (INSERT INTO t VALUES (1) RETURNING id) SELECT * FROM x",
                    "SELECT * INTO u FROM t", "SELECT * FROM t FOR UPDATE", "CREATE TABLE u ()",
                    "/* SELECT */ DELETE FROM t",
                    "EXPLAIN ANALYZE INSERT INTO t VALUES (1)",
                    "WITH x AS (DELETE FROM t RETURNING id) SELECT * FROM x", "SELECT * FROM t FOR KEY SHARE",
                    "SET TRANSACTION READ WRITE", "SELECT nextval('s')",
                ] {
                    #expect(try error(TransactionError.self) { try connection.change(sql) }.kind == .readOnly, "\(sql)")
                }
                for sql in [
                    "SELECT 'INSERT'", "SELECT 1 AS \"update\" -- INTO", "VALUES (1)", "SELECT 1 AS share",
                    "SELECT 1 AS delete",
                    "SET LOCAL work_mem = '5MB'",
                    "WITH x AS (SELECT 1) SELECT * FROM x",
                ] {
                    #expect(try connection.change(sql) == 0)
                }
            }
        }
    }
}
