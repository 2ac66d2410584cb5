import CinnabarDriver
import CinnabarPostgres
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarMigrate
@testable import CinnabarMySQL

/// The servers that the tests run on, where there are any.
enum OperationsServer {
    static let postgres = ProcessInfo.processInfo.environment["CINNABAR_POSTGRES_URL"] ?? ""
    static let mysql = ProcessInfo.processInfo.environment["CINNABAR_MYSQL_URL"] ?? ""

    /// Runs `body` in a schema of its own.
    static func withPostgres(_ body: (Engine) async throws -> Void) async throws {
        let schema = "operations_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let admin = Engine(backend: try PostgresBackend(postgres))
        try await admin.script("CREATE SCHEMA \(schema)")
        let engine = Engine(
            backend: try PostgresBackend(postgres, configuration: .init(settings: ["search_path": schema])))
        let result: Result<Void, any Error>
        do { result = .success(try await body(engine)) } catch { result = .failure(error) }
        await engine.close()
        try await admin.script("DROP SCHEMA \(schema) CASCADE")
        await admin.close()
        try result.get()
    }

    /// Runs `body` in a database of its own.
    static func withMySQL(_ body: (Engine) async throws -> Void) async throws {
        let name = "cinnabar_operations_" + UUID().uuidString.prefix(12).lowercased().replacing("-", with: "")
        var configuration = MySQLBackend.Configuration()
        var address = try MySQLURL(mysql).apply(to: &configuration)
        let admin = Engine(backend: try MySQLBackend(address, configuration: configuration))
        try await admin.script("CREATE DATABASE `\(name)` CHARACTER SET utf8mb4")
        address.database = name
        let engine = Engine(backend: try MySQLBackend(address, configuration: configuration))
        let result: Result<Void, any Error>
        do { result = .success(try await body(engine)) } catch { result = .failure(error) }
        await engine.close()
        try await admin.script("DROP DATABASE `\(name)`")
        await admin.close()
        try result.get()
    }

    /// A life of two tables, the same on every database: every kind of change, with rows that stay.
    static func life(_ engine: Engine) async throws {
        try await engine.migrate { schema in
            try schema.create("users") {
                $0.id()
                $0.add("email", .string(120), comment: "where")
                $0.add("age", .string(20), nullable: true)
                $0.unique("email")
                $0.index("age")
                $0.comment("people")
            }
            try schema.create("posts") {
                $0.id()
                $0.add("user_id", .bigInteger)
                $0.foreignKey("user_id", to: "users", "id", onDelete: .cascade)
            }
            schema.execute("INSERT INTO users (email, age) VALUES ('a@x', '30'), ('b@x', '40'), ('c@x', NULL)")
            schema.execute("INSERT INTO posts (user_id) VALUES (1), (2), (2)")
        }
        try await engine.migrate { schema in
            try schema.alter("users") {
                $0.add("visits", .integer, nullable: true)
                $0.alter("age", type: .integer)
                $0.rename("email", to: "address")
            }
            try schema.backfill("users", set: "visits = id * 10", batch: 2)
            try schema.alter("users") {
                $0.alter("visits", nullable: false, default: .value(.integer(0)))
                $0.check("visits", "visits >= 0", validation: .later)
                $0.validate("ck_users_visits")
                $0.index("visits", "age", concurrently: true)
            }
        }
        #expect(
            try await engine.rows("SELECT id, address, age, visits FROM users ORDER BY id") == [
                ["1", "a@x", "30", "10"], ["2", "b@x", "40", "20"], ["3", "c@x", "NULL", "30"],
            ])
        await #expect(throws: IntegrityError.self) { try await engine.script("UPDATE users SET visits = -1") }
        await #expect(throws: IntegrityError.self) { try await engine.script("UPDATE users SET address = 'a@x'") }
        try await engine.migrate { schema in
            try schema.alter("users") {
                $0.dropCheck("ck_users_visits")
                $0.dropUnique("uq_users_email")
                $0.dropIndex("ix_users_visits_age", concurrently: true)
                $0.alter("visits", type: .bigInteger, nullable: true, dropDefault: true)
                $0.comment(nil)
            }
            try schema.alter("posts") { $0.dropForeignKey("fk_posts_user_id_users") }
            try schema.rename("users", to: "people")
            try schema.alter("posts") { $0.foreignKey("user_id", to: "people", "id", onDelete: .cascade) }
            try schema.alter("people") {
                $0.drop("age")
                $0.add("note", .text, nullable: true)
                $0.alter("address", type: .string(200))
            }
        }
        #expect(
            try await engine.rows("SELECT id, address, visits, note FROM people ORDER BY id") == [
                ["1", "a@x", "10", "NULL"], ["2", "b@x", "20", "NULL"], ["3", "c@x", "30", "NULL"],
            ])
        #expect(try await engine.rows("SELECT count(*) FROM posts") == [["3"]])
        try await engine.script("DELETE FROM people WHERE id = 2")
        #expect(try await engine.rows("SELECT count(*) FROM posts") == [["1"]])
        try await engine.migrate { schema in
            try schema.drop("posts")
            try schema.drop("people")
        }
        let backend = engine.backend
        #expect(try await engine.withConnection { try backend.inspector($0).tables() }.isEmpty)
    }
}

@Suite("The same operations, run on each database")
struct OperationsServerTests {
    @Test("SQLite") func sqlite() async throws {
        let file = try OperationsFile()
        try await OperationsServer.life(file.engine)
        #expect(FileManager.default.fileExists(atPath: file.path))
    }

    @Test("PostgreSQL", .enabled(if: !OperationsServer.postgres.isEmpty, "CINNABAR_POSTGRES_URL names no server"))
    func postgres() async throws { try await OperationsServer.withPostgres { try await OperationsServer.life($0) } }

    @Test("MariaDB or MySQL", .enabled(if: !OperationsServer.mysql.isEmpty, "CINNABAR_MYSQL_URL names no server"))
    func mysql() async throws { try await OperationsServer.withMySQL { try await OperationsServer.life($0) } }

    @Test(
        "PostgreSQL: identities, expressions and types of enumerations",
        .enabled(if: !OperationsServer.postgres.isEmpty, "CINNABAR_POSTGRES_URL names no server"))
    func postgresOnly() async throws {
        try await OperationsServer.withPostgres { engine in
            try await engine.migrate { schema in
                try schema.createEnumeration("role", ["a", "b"])
                try schema.create("t") {
                    $0.add("id", .bigInteger)
                    $0.add("kind", .string(10))
                    $0.add("twice", .bigInteger, computed: "id * 2", stored: true)
                    $0.primaryKey("id")
                }
                schema.execute("INSERT INTO t (id, kind) VALUES (1, 'a'), (5, 'b')")
            }
            let role = SQLType.enumeration(name: "role", cases: ["a", "b"], native: true)
            try await engine.migrate { schema in
                try schema.alter("t") {
                    $0.alter("id", generated: true)
                    $0.alter("kind", type: role)
                    $0.alter("twice", computed: "id * 3", stored: true)
                }
                try schema.addValue("c", to: "role")
                try schema.renameValue("b", of: "role", to: "bee")
            }
            try await engine.script("INSERT INTO t (kind) VALUES ('c')")
            #expect(
                try await engine.rows("SELECT id, kind::text, twice FROM t ORDER BY id") == [
                    ["1", "a", "3"], ["5", "bee", "15"], ["6", "c", "18"],
                ])
            try await engine.migrate { schema in
                try schema.alter("t") {
                    $0.alter("id", generated: false)
                    $0.alter("twice", dropComputed: true)
                    $0.primaryKey("id", "kind")
                }
            }
            try await engine.script("INSERT INTO t (id, kind, twice) VALUES (6, 'a', 0)")
        }
    }

    @Test(
        "MariaDB or MySQL: keys that count, enumerations and expressions",
        .enabled(if: !OperationsServer.mysql.isEmpty, "CINNABAR_MYSQL_URL names no server"))
    func mysqlOnly() async throws {
        try await OperationsServer.withMySQL { engine in
            try await engine.script(
                "CREATE TABLE t (a INT UNSIGNED NOT NULL, kind ENUM('x', 'y') NOT NULL, n VARCHAR(9))")
            try await engine.script("INSERT INTO t VALUES (1, 'x', '7'), (2, 'y', '8')")
            try await engine.migrate { schema in
                try schema.alter("t") {
                    $0.add("id", .bigInteger, generated: true)
                    $0.primaryKey("id")
                    $0.alter("a", nullable: true, comment: "it's")
                    $0.alter("n", type: .integer, using: "CAST(n AS SIGNED) + 1")
                    $0.alter("kind", type: .enumeration(name: "k", cases: ["x", "y", "z"], native: false))
                }
            }
            #expect(
                try await engine.rows("SELECT id, a, kind, n FROM t ORDER BY id") == [
                    ["1", "1", "x", "8"], ["2", "2", "y", "9"],
                ])
            let column = try await engine.rows("SHOW FULL COLUMNS FROM t LIKE 'a'")[0]
            #expect(column[1] == "int(10) unsigned" || column[1] == "int unsigned")
            #expect(column.last == "it's")
        }
    }
}
