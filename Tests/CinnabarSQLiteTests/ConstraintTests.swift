import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarSQLite

@Suite struct ConstraintTests {
    private let schema = """
        CREATE TABLE users (
            id INTEGER NOT NULL CONSTRAINT pk_users PRIMARY KEY, email TEXT NOT NULL, name TEXT, age INTEGER,
            "odd ""name" TEXT,
            CONSTRAINT uq_users_email UNIQUE (email), CONSTRAINT ck_users_age CHECK (age >= 0), CHECK (name <> '')
        );
        CREATE UNIQUE INDEX ix_users_lower ON users (lower(name)) WHERE name IS NOT NULL;
        CREATE UNIQUE INDEX ix_users_odd ON users ("odd ""name");
        CREATE TABLE posts (
            id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL,
            CONSTRAINT fk_posts_user_id_users FOREIGN KEY (user_id) REFERENCES users (id)
        );
        CREATE TABLE likes (
            post_id INTEGER CONSTRAINT fk_likes_post REFERENCES posts (id) ON DELETE CASCADE,
            user_id INTEGER CONSTRAINT fk_likes_user REFERENCES users (id) ON DELETE CASCADE
        );
        CREATE TABLE books (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES authors (id) ON DELETE RESTRICT);
        CREATE TABLE authors (id INTEGER PRIMARY KEY);
        INSERT INTO users (id, email, name) VALUES (1, 'a@b', 'Ann');
        INSERT INTO posts VALUES (1, 1);
        INSERT INTO authors VALUES (1);
        INSERT INTO books VALUES (1, 1);
        """

    private func error(_ sql: String) async throws -> IntegrityError? {
        let database = try TestDatabase()
        try await database.script(schema)
        let error = await #expect(throws: IntegrityError.self) {
            try await database.engine.withConnection { try $0.change(sql) }
        }
        // Whatever was looked up, the connection goes on.
        #expect(try await database.integer("SELECT count(*) FROM users") == 1)
        await database.engine.close()
        return error
    }

    @Test(
        "a broken unique constraint is named, with table and columns",
        arguments: [
            ("INSERT INTO users (email) VALUES ('a@b')", "uq_users_email", ["email"]),
            ("INSERT INTO users (id, email) VALUES (1, 'x')", "pk_users", ["id"]),
            ("INSERT INTO users (email, name) VALUES ('c', 'ANN')", "ix_users_lower", []),
        ] as [(String, String, [String])])
    func unique(sql: String, constraint: String, columns: [String]) async throws {
        let error = try #require(try await error(sql))
        #expect(error.kind == .unique)
        #expect(error.constraint == constraint)
        #expect(error.columns == columns)
        #expect(error.table == "users")
        #expect(error.context.statement?.sql == sql)
    }

    @Test("a missing value names its column")
    func notNull() async throws {
        let error = try #require(try await error("INSERT INTO users (email) VALUES (NULL)"))
        #expect(error.kind == .notNull && error.table == "users" && error.columns == ["email"])
    }

    @Test("a broken check is named; one without a name has its table")
    func check() async throws {
        let named = try #require(try await error("INSERT INTO users (email, age) VALUES ('x', -1)"))
        #expect(named.kind == .check && named.constraint == "ck_users_age" && named.table == "users")
        let plain = try #require(try await error("UPDATE users SET name = ''"))
        #expect(plain.kind == .check && plain.constraint == nil && plain.table == "users")
    }

    @Test("a missing parent names its foreign key, among several too, in a transaction or outside")
    func foreignKey() async throws {
        let insert = try #require(try await error("INSERT INTO \"posts\" VALUES (2, 99)"))
        #expect(insert.kind == .foreignKey && insert.constraint == "fk_posts_user_id_users")
        #expect(insert.table == "posts" && insert.columns == ["user_id"])
        let second = try #require(try await error("INSERT INTO likes VALUES (1, 1), (1, 99), (NULL, 1)"))
        #expect(second.kind == .foreignKey && second.constraint == "fk_likes_user" && second.columns == ["user_id"])
        let first = try #require(try await error("INSERT INTO likes VALUES (99, NULL) RETURNING post_id"))
        #expect(first.constraint == "fk_likes_post" && first.table == "likes")
        let both = try #require(try await error("INSERT INTO likes VALUES (99, 99)"))
        #expect(both.kind == .foreignKey && both.constraint == nil && both.table == "likes")
    }

    @Test("looking for a foreign key leaves the transaction as it was")
    func rehearsal() async throws {
        let database = try TestDatabase()
        try await database.script(schema)
        try await database.engine.withConnection { connection in
            try connection.begin(.write(nil))
            try connection.change("INSERT INTO likes VALUES (1, 1)")
            try connection.savepoint("s")
            let insert = CompiledStatement(
                sql: "INSERT INTO likes VALUES (?, ?)",
                parameters: [BoundValue(.integer(1), type: .bigInteger), BoundValue(.integer(99), type: .bigInteger)])
            let error = try #require(throws: IntegrityError.self) { try connection.execute(insert) }
            #expect(error.constraint == "fk_likes_user")
            try connection.rollback(toSavepoint: "s")
            // Keys are checked at once again, and nothing of the second run is left.
            #expect(throws: IntegrityError.self) { try connection.execute(insert) }
            try connection.rollback(toSavepoint: "s")
            #expect(try connection.integer("SELECT count(*) FROM likes") == 1)
            try connection.commit()
        }
        #expect(try await database.integer("SELECT count(*) FROM likes") == 1)
        await database.engine.close()
    }

    @Test("a child that is left names its own foreign key")
    func children() async throws {
        let delete = try #require(try await error("DELETE FROM users WHERE id = 1"))
        #expect(delete.kind == .foreignKey && delete.constraint == "fk_posts_user_id_users" && delete.table == "posts")
        let restrict = try #require(try await error("DELETE FROM authors"))
        #expect(restrict.kind == .foreignKey && restrict.table == "books" && restrict.columns == ["owner"])
    }

    @Test("a failed statement of a transaction undoes itself and asks for a rollback")
    func transaction() async throws {
        let database = try TestDatabase()
        try await database.script(schema)
        try await database.engine.withConnection { connection in
            try connection.begin(.write(nil))
            try connection.change("INSERT INTO users (email) VALUES ('kept')")
            try connection.savepoint("s")
            #expect(throws: IntegrityError.self) {
                try connection.change("INSERT INTO users (email) VALUES ('new'), ('a@b')")
            }
            #expect(throws: TransactionError.self) { try connection.integer("SELECT 1") }
            try connection.rollback(toSavepoint: "s")
            try connection.releaseSavepoint("s")
            try connection.commit()
        }
        #expect(try await database.integer("SELECT count(*) FROM users") == 2)
        await database.engine.close()
    }

    @Test(
        "bad SQL says what is unknown",
        arguments: [
            ("SELEC 1", QueryError.Kind.syntax), ("SELECT * FROM missing", .unknownTable),
            ("SELECT missing FROM users", .unknownColumn), ("INSERT INTO users (missing) VALUES (1)", .unknownColumn),
            ("SELECT missing(1)", .unknownFunction), ("SELECT (", .syntax),
        ])
    func queries(sql: String, kind: QueryError.Kind) async throws {
        let database = try TestDatabase()
        try await database.script(schema)
        let error = await #expect(throws: QueryError.self) {
            try await database.engine.withConnection { try $0.change(sql) }
        }
        #expect(error?.kind == kind)
        #expect(error?.description.contains(sql) ?? false)
        await database.engine.close()
    }

    @Test("an integer that overflows is a DataError of the database")
    func overflow() async throws {
        let database = try TestDatabase()
        await #expect(throws: DataError.self) {
            try await database.integer("SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)")
        }
        await database.engine.close()
    }
}
