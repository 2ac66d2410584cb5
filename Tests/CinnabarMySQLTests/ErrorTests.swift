import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarMySQL

@Suite("errors", .enabled(if: TestServer.isThere, TestServer.reason))
struct ErrorTests {
    private let tables = """
        CREATE TABLE parents (id INT PRIMARY KEY, a INT NOT NULL, b INT NOT NULL, CONSTRAINT uq_ab UNIQUE (a, b));
        CREATE TABLE children (
            id INT PRIMARY KEY, parent_id INT NOT NULL, name VARCHAR(5), size TINYINT, born DATE, kind ENUM('a', 'b'), doc JSON,
            CONSTRAINT fk_children_parent FOREIGN KEY (parent_id) REFERENCES parents (id),
            CONSTRAINT ck_children_size CHECK (size >= 0));
        INSERT INTO parents VALUES (1, 1, 1);
        INSERT INTO children (id, parent_id) VALUES (1, 1)
        """

    private func withTables(_ body: (Engine) async throws -> Void) async throws {
        try await withDatabase { engine in
            try await engine.script(tables)
            try await body(engine)
        }
    }

    @Test("constraints are told apart, with their name, table and columns")
    func constraints() async throws {
        try await withTables { engine in
            for (sql, expected) in [
                (
                    "INSERT INTO parents VALUES (2, 1, 1)",
                    IntegrityError(.unique, constraint: "uq_ab", table: "parents", columns: ["a", "b"])
                ),
                (
                    "INSERT INTO parents VALUES (1, 2, 2)",
                    IntegrityError(.unique, constraint: "PRIMARY", table: "parents", columns: ["id"])
                ),
                (
                    "UPDATE children SET parent_id = 9",
                    IntegrityError(
                        .foreignKey, constraint: "fk_children_parent", table: "children", columns: ["parent_id"])
                ),
                (
                    "DELETE FROM parents",
                    IntegrityError(
                        .foreignKey, constraint: "fk_children_parent", table: "children", columns: ["parent_id"])
                ),
                ("INSERT INTO parents VALUES (3, NULL, 1)", IntegrityError(.notNull, table: "parents", columns: ["a"])),
                (
                    "INSERT INTO parents (id, a) VALUES (3, 1)",
                    IntegrityError(.notNull, table: "parents", columns: ["b"])
                ),
                (
                    "UPDATE children SET size = -1",
                    IntegrityError(.check, constraint: "ck_children_size", table: "children")
                ),
                ("UPDATE children SET doc = '{'", IntegrityError(.check, table: "children", columns: ["doc"])),
            ] {
                let error: IntegrityError = try await engine.error(IntegrityError.self, sql)
                #expect(error.kind == expected.kind, "\(sql)")
                #expect(error.table == expected.table, "\(sql)")
                #expect(error.columns == expected.columns, "\(sql)")
                #expect(error.constraint == expected.constraint, "\(sql)")
                #expect(error.context.statement?.sql == sql)
                let scripted = try #require(await #expect(throws: IntegrityError.self) { try await engine.script(sql) })
                #expect(scripted.columns == expected.columns)
            }
        }
    }

    @Test("a value that is there already stands in the detail, not in the answer")
    func valuesAreKeptOut() async throws {
        try await withDatabase { engine in
            try await engine.script(
                "CREATE TABLE t (a VARCHAR(50) UNIQUE, n INT); INSERT INTO t (a) VALUES ('ann''s ''secret'' for key x')"
            )
            let error = try await #require(throws: IntegrityError.self) {
                try await engine.withConnection { connection in
                    try connection.value(
                        "INSERT INTO t (a) VALUES (?)", bind: { try $0.write("ann's 'secret' for key x") }, { _ in })
                }
            }
            #expect(!error.description.contains("secret"))
            #expect(error.columns == ["a"])
            #expect(error.context.detail?.contains("secret") == true)
            let data = try await #require(throws: DataError.self) {
                try await engine.withConnection { connection in
                    try connection.value("INSERT INTO t (n) VALUES (?)", bind: { try $0.write("my secret") }, { _ in })
                }
            }
            #expect(!data.description.contains("secret"))
            #expect(data.debugDescription.contains("secret"))
        }
    }

    @Test("statements that cannot be understood are told apart")
    func statements() async throws {
        try await withTables { engine in
            for (sql, kind) in [
                ("SELEC 1", QueryError.Kind.syntax), ("", .syntax), ("SELECT * FROM nowhere", .unknownTable),
                ("SELECT nothing FROM parents", .unknownColumn),
                ("INSERT INTO parents (nothing) VALUES (1)", .unknownColumn),
                ("SELECT no_such_function(1)", .unknownFunction), ("INSERT INTO parents VALUES (1)", .parameters),
                ("DROP TABLE nowhere", .unknownTable), ("CREATE TABLE parents (a INT)", .other),
            ] {
                let error: QueryError = try await engine.error(QueryError.self, sql)
                #expect(error.kind == kind, "\(sql): \(error)")
            }
        }
    }

    @Test("values that do not fit are refused")
    func data() async throws {
        try await withTables { engine in
            for sql in [
                "UPDATE children SET name = 'too long'", "UPDATE children SET size = 1000",
                "UPDATE children SET born = '2026-02-30'",
                "UPDATE children SET born = '0000-00-00'", "UPDATE children SET size = 'many'",
                "UPDATE children SET kind = 'c'",
                "UPDATE children SET size = 1 / 0", "SELECT 9223372036854775807 + 1",
                "UPDATE children SET name = x'ff'",
            ] {
                let error: DataError = try await engine.error(DataError.self, sql)
                #expect(error.origin == .database)
            }
        }
    }

    @Test("what a trigger says is passed on")
    func signal() async throws {
        try await withTables { engine in
            try await engine.script(
                "CREATE TRIGGER no BEFORE DELETE ON children FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'never'"
            )
            let error: IntegrityError = try await engine.error(IntegrityError.self, "DELETE FROM children")
            #expect(error.context.answer == "never")
        }
    }

    @Test("a wrong password, user or database is told as such, without the password")
    func logIn() async throws {
        for change: @Sendable (inout MySQLAddress) -> Void in [
            { $0.password = "hunter2" }, { $0.user = "nobody-here" },
        ] {
            var configuration = MySQLBackend.Configuration()
            var address = try MySQLURL(TestServer.url).apply(to: &configuration)
            change(&address)
            let error = try #require(throws: OperationalError.self) { try MySQLBackend(address).connect() }
            #expect(error.kind == .permissionDenied)
            #expect(!error.debugDescription.contains("hunter2"))
        }
        let missing = try TestServer.backend(database: "no_such_database")
        let error = try #require(throws: OperationalError.self) { try missing.connect() }
        #expect(error.kind == .cannotConnect)
        #expect(error.advice == "create it, or check the URL")
    }

    @Test("a server of the other kind is refused")
    func otherKind() async throws {
        let error = try #require(throws: OperationalError.self) {
            try TestServer.backend { $0.server = .mySQL }.connect()
        }
        #expect(error.kind == .cannotConnect)
        #expect(error.summary.contains("is MariaDB"))
    }

    @Test("keys in steps: only where the server returns them")
    func keySteps() async throws {
        let either = try TestServer.backend {
            $0.variables = ["auto_increment_increment": "3"]
            $0.server = .either
        }
        let error = try #require(throws: OperationalError.self) { try either.connect() }
        #expect(error.summary.contains("in steps of 3"))
        try TestServer.backend {
            $0.variables = ["auto_increment_increment": "3"]; $0.server = .mariaDB
        }.connect().close()
    }

    @Test("TLS that is required and not there is told")
    func noTLS() async throws {
        let backend = try TestServer.backend { $0.encryption = .required }
        do {
            try backend.connect().close()
        } catch let error as OperationalError {
            #expect(error.kind == .cannotConnect)
        }
        try TestServer.backend { $0.encryption = .preferred }.connect().close()
    }
}
