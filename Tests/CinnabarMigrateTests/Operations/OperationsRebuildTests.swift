import CinnabarDriver
import CinnabarSQL
import CinnabarSQLite
import Foundation
import Testing

@testable import CinnabarMigrate

@Suite("SQLite builds a table again and keeps everything")
struct OperationsRebuildTests {
    /// A parent with children that go with it, and everything around it that can be lost.
    static let schema = """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY AUTOINCREMENT, -- the key
            name TEXT COLLATE NOCASE NOT NULL DEFAULT ('a' || 'b'),
            age TEXT, /* a comment, with a comma */
            "full ""name" TEXT GENERATED ALWAYS AS (name || ' !') VIRTUAL,
            boss_id INTEGER REFERENCES users (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
            bio TEXT,
            CONSTRAINT ck_users_name CHECK (length("users"."name") < 100),
            CONSTRAINT uq_users_name UNIQUE (name) ON CONFLICT IGNORE
        );
        CREATE INDEX ix_users_age ON users (age COLLATE RTRIM DESC, lower(name)) WHERE age IS NOT NULL;
        CREATE UNIQUE INDEX ix_users_boss ON users (boss_id, name);
        CREATE TABLE log (text TEXT);
        CREATE TRIGGER users_log AFTER UPDATE ON users BEGIN INSERT INTO log VALUES (NEW.name); END;
        CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);
        CREATE TRIGGER posts_log AFTER INSERT ON posts BEGIN UPDATE users SET bio = 'wrote' WHERE id = NEW.user_id; END;
        CREATE VIEW grown AS SELECT id, name FROM users WHERE age > '17';
        INSERT INTO users (id, name, age, boss_id) VALUES (1, 'Ann', '30', NULL), (2, 'Bob', '17', 1), (9, 'Zoe', NULL, 1);
        DELETE FROM users WHERE id = 9;
        INSERT INTO posts VALUES (1, 1), (2, 1), (3, 2);
        """

    static func file() async throws -> OperationsFile {
        let file = try OperationsFile()
        try await file.script(schema)
        return file
    }

    /// Foreign keys work, and all that stands around the table does.
    static func expectWhole(_ file: OperationsFile) async throws {
        #expect(try await file.rows("SELECT count(*) FROM posts") == [["3"]])
        #expect(try await file.rows("PRAGMA foreign_keys") == [["1"]])
        #expect(try await file.rows("PRAGMA legacy_alter_table") == [["0"]])
        #expect(try await file.rows("PRAGMA foreign_key_check").isEmpty)
        #expect(try await file.rows("PRAGMA integrity_check") == [["ok"]])
        #expect(try await file.rows("SELECT name FROM sqlite_schema WHERE name LIKE 'cinnabar_new%'").isEmpty)
        try await file.script("DELETE FROM log")
        // The counter goes on behind the row that is gone.
        try await file.script("INSERT INTO users (name) VALUES ('New')")
        #expect(try await file.rows("SELECT id FROM users WHERE name = 'new'") == [["10"]])
        // The trigger of another table, this one's own, and the keys of children.
        try await file.script("INSERT INTO posts VALUES (4, 10)")
        #expect(try await file.rows("SELECT text FROM log") == [["New"]])
        try await file.script("DELETE FROM users WHERE id = 10")
        #expect(try await file.rows("SELECT count(*) FROM posts") == [["3"]])
        #expect(try await file.rows("SELECT id FROM grown") == [["1"]])
    }

    @Test("every child stays through drop, retype, NOT NULL and rename")
    func children() async throws {
        let file = try await Self.file()
        try await file.migrate { schema in
            try schema.backfill("users", set: "bio = 'none'", where: "bio IS NULL")
            try schema.alter("users") { $0.alter("bio", nullable: false, default: .value(.text("none"))) }
        }
        try await Self.expectWhole(file)
        try await file.migrate { schema in
            try schema.alter("users") { $0.rename("bio", to: "biography") }
        }
        #expect(try await file.rows("SELECT biography FROM users ORDER BY id") == [["wrote"], ["wrote"]])
        #expect(
            try await file.rows("SELECT sql FROM sqlite_schema WHERE name = 'posts_log'")[0][0].contains("biography"))
        try await Self.expectWholeButLog(file)
    }

    static func expectWholeButLog(_ file: OperationsFile) async throws {
        #expect(try await file.rows("SELECT count(*) FROM posts") == [["3"]])
        #expect(try await file.rows("PRAGMA foreign_key_check").isEmpty)
    }

    @Test("everything that the statement says stays, word for word, but for what is changed")
    func text() async throws {
        let file = try await Self.file()
        let before = try await file.rows("SELECT name, sql FROM sqlite_schema WHERE name <> 'users' ORDER BY name")
        try await file.migrate { schema in
            try schema.alter("users") {
                $0.alter("age", type: .integer, using: "CAST(age AS INTEGER)")
                $0.check("age", "age < 200")
                $0.add("score", .bigInteger, default: .sql("abs(-1)"))
            }
        }
        #expect(
            try await file.rows("SELECT sql FROM sqlite_schema WHERE name = 'users'")[0][0] == #"""
                CREATE TABLE "users" (
                    id INTEGER PRIMARY KEY AUTOINCREMENT, -- the key
                    name TEXT COLLATE NOCASE NOT NULL DEFAULT ('a' || 'b'),
                    age INTEGER, /* a comment, with a comma */
                    "full ""name" TEXT GENERATED ALWAYS AS (name || ' !') VIRTUAL,
                    boss_id INTEGER REFERENCES users (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
                    bio TEXT,
                    "score" INTEGER NOT NULL DEFAULT (abs(-1)),
                    CONSTRAINT ck_users_name CHECK (length("name") < 100),
                    CONSTRAINT uq_users_name UNIQUE (name) ON CONFLICT IGNORE,
                    CONSTRAINT "ck_users_age" CHECK (age < 200)
                )
                """#)
        #expect(
            try await file.rows("SELECT name, sql FROM sqlite_schema WHERE name <> 'users' ORDER BY name") == before)
        #expect(
            try await file.rows("SELECT id, name, age, typeof(age), \"full \"\"name\", boss_id, score FROM users")
                == [
                    ["1", "Ann", "30", "integer", "Ann !", "NULL", "1"],
                    ["2", "Bob", "17", "integer", "Bob !", "1", "1"],
                ])
        try await Self.expectWhole(file)
    }

    @Test("a column that anything refers to is dropped with what is over it, and a view that reads it is found out")
    func drop() async throws {
        let file = try await Self.file()
        let before = try await file.dump()
        await #expect(throws: QueryError.self) {
            try await file.migrate { schema in try schema.alter("users") { $0.drop("age") } }
        }
        #expect(try await file.dump() == before)
        try await file.script("DROP VIEW grown")
        try await file.migrate { schema in try schema.alter("users") { $0.drop("age") } }
        #expect(
            try await file.rows(
                "SELECT name FROM sqlite_schema WHERE tbl_name = 'users' AND type = 'index' AND sql <> ''")
                == [["ix_users_boss"]])
        #expect(try await file.rows("SELECT count(*) FROM posts") == [["3"]])
    }

    @Test("a trigger that names a column keeps it from being dropped")
    func trigger() async throws {
        let file = try await Self.file()
        try await file.script("CREATE TRIGGER t AFTER DELETE ON users BEGIN INSERT INTO log VALUES (OLD.bio); END")
        let error = try await operationsError(MigrationError.self) {
            try await file.migrate { schema in try schema.alter("users") { $0.drop("bio") } }
        }
        #expect(error.summary == "the column users.bio cannot be dropped: the trigger t names it")
    }

    @Test("a rebuild that fails leaves the file as it was, and the connection too")
    func failures() async throws {
        let file = try await Self.file()
        let before = try await file.dump()
        let required = try await operationsError(MigrationError.self) {
            try await file.migrate { schema in
                try schema.create("other") { $0.id() }
                try schema.alter("users") { $0.alter("boss_id", nullable: false) }
            }
        }
        #expect(
            required.summary == "the column users.boss_id cannot be made NOT NULL: there are rows without a value")
        #expect(try await file.dump() == before)
        try await file.script("UPDATE users SET age = 'old' WHERE id = 2")
        let changed = try await file.dump()
        let retyped = try await operationsError(MigrationError.self) {
            try await file.migrate { schema in try schema.alter("users") { $0.alter("age", type: .integer) } }
        }
        #expect(
            retyped.summary
                == "the column users.age cannot be converted: there are values that do not fit its new type")
        #expect(try await file.dump() == changed)
        await #expect(throws: IntegrityError.self) {
            try await file.migrate { schema in try schema.alter("users") { $0.check("age", "age < 'a'") } }
        }
        let added = try await operationsError(MigrationError.self) {
            try await file.migrate { schema in try schema.alter("users") { $0.add("email", .text) } }
        }
        #expect(added.summary.hasPrefix("the column users.email cannot be added"))
        #expect(try await file.dump() == changed)
        #expect(try await file.rows("PRAGMA foreign_keys") == [["1"]])
        #expect(try await file.rows("PRAGMA legacy_alter_table") == [["0"]])
    }

    @Test("rows that a new unique constraint cannot have are refused, not ignored")
    func duplicates() async throws {
        let file = try await Self.file()
        try await file.script("UPDATE users SET age = '30'")
        let before = try await file.dump()
        await #expect(throws: IntegrityError.self) {
            try await file.migrate { schema in try schema.alter("users") { $0.unique("age") } }
        }
        #expect(try await file.dump() == before)
    }

    @Test("a foreign key that rows do not meet is refused")
    func foreignKey() async throws {
        let file = try await Self.file()
        try await file.script("UPDATE users SET age = '77'")
        let error = try await operationsError(MigrationError.self) {
            try await file.migrate { schema in
                try schema.alter("users") { $0.foreignKey("age", to: "posts", "id") }
            }
        }
        #expect(error.summary == "rows of users refer to rows of posts that are not there")
    }

    @Test("several alterations of a table are one rebuild")
    func once() async throws {
        let file = try await Self.file()
        let plan = try await file.migrate { schema in
            try schema.alter("users") {
                $0.rename("bio", to: "about")
                $0.alter("about", nullable: true, default: .value(.text("?")))
            }
            try schema.create("notes") {
                $0.id()
                $0.add("text", .text)
            }
            try schema.alter("users") { $0.check("about", "about <> 'x'") }
        }
        let drops = plan.steps.flatMap(\.sql).filter { $0.hasPrefix("DROP TABLE") }
        #expect(drops == [#"DROP TABLE "users""#])
        let sql = try await file.rows("SELECT sql FROM sqlite_schema WHERE name = 'users'")[0][0]
        #expect(sql.contains(#""about" TEXT DEFAULT '?'"#))
        #expect(sql.contains(#"CHECK ("about" <> 'x')"#) || sql.contains(#"CHECK (about <> 'x')"#))
        try await Self.expectWholeButLog(file)
    }

    @Test("STRICT, WITHOUT ROWID and the numbers of rows stay")
    func options() async throws {
        let file = try OperationsFile()
        try await file.script(
            """
            CREATE TABLE a (k TEXT PRIMARY KEY, v TEXT) STRICT, WITHOUT ROWID;
            INSERT INTO a VALUES ('x', '1');
            CREATE TABLE b (v TEXT UNIQUE);
            INSERT INTO b (rowid, v) VALUES (7, 'seven'), (3, 'three');
            CREATE TABLE c (id INTEGER PRIMARY KEY, v ANY) STRICT;
            INSERT INTO c VALUES (1, 'one');
            """)
        try await file.migrate { schema in
            try schema.alter("a") {
                $0.alter("v", nullable: false)
                $0.add("n", .numeric(10, 2), nullable: true)
            }
            try schema.alter("b") { $0.check("v", "v <> ''") }
        }
        let sql = try await file.rows("SELECT sql FROM sqlite_schema WHERE name = 'a'")[0][0]
        #expect(sql.hasSuffix(") STRICT, WITHOUT ROWID") && sql.contains("v TEXT NOT NULL"))
        #expect(try await file.rows("SELECT rowid, v FROM b ORDER BY rowid") == [["3", "three"], ["7", "seven"]])
        // A strict table refuses what it cannot convert.
        let before = try await file.dump()
        await #expect(throws: (any Error).self) {
            try await file.migrate { schema in try schema.alter("c") { $0.alter("v", type: .integer) } }
        }
        #expect(try await file.dump() == before)
    }

    @Test("dropping a parent leaves the rows of others alone, and is refused while they refer to it")
    func dropParent() async throws {
        let file = try await Self.file()
        let before = try await file.dump()
        let error = try await operationsError(MigrationError.self) {
            try await file.migrate { schema in try schema.drop("users") }
        }
        #expect(error.summary == "rows of posts refer to rows of users that are not there")
        #expect(try await file.dump() == before)
        try await file.migrate { schema in
            try schema.alter("posts") { $0.change(.dropForeignKey("", was: Self.key)) }
            try schema.drop("users")
        }
        #expect(try await file.rows("SELECT count(*) FROM posts") == [["3"]])
    }

    static let key = ForeignKeyConstraint(name: "", columns: ["user_id"], table: "users", targetColumns: ["id"])

    @Test("a new primary key, on one column or on two, keeps rows and children")
    func primaryKey() async throws {
        let file = try OperationsFile()
        try await file.script(
            """
            CREATE TABLE t (a INTEGER NOT NULL, b INTEGER NOT NULL, CONSTRAINT pk_t PRIMARY KEY (a));
            INSERT INTO t VALUES (1, 10), (2, 20);
            """)
        try await file.migrate { schema in try schema.alter("t") { $0.primaryKey("a", "b") } }
        #expect(try await file.rows("SELECT name FROM pragma_table_info('t') WHERE pk > 0") == [["a"], ["b"]])
        try await file.migrate { schema in try schema.alter("t") { $0.primaryKey("b") } }
        #expect(try await file.rows("SELECT a, b FROM t ORDER BY b") == [["1", "10"], ["2", "20"]])
    }

    @Test("what a rebuild prints is what it runs, also without a database")
    func printed() throws {
        let users = Table(
            name: "users",
            columns: [
                TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true),
                TableColumn(name: "name", type: .text, isNullable: true),
            ], primaryKey: .init(name: "pk_users", columns: ["id"]),
            indexes: [
                TableIndex(name: "ix_users_name", terms: [.init(.raw([.text("lower(name)")]), isDescending: true)])
            ])
        try expectSteps(
            from: [users], { try $0.alter("users") { $0.alter("name", type: .string(80), nullable: false) } },
            sqlite: [
                "PRAGMA foreign_keys = OFF", "PRAGMA temp_store = FILE",
                #"-- must find nothing: SELECT 1 FROM "users" WHERE ("name") IS NULL LIMIT 1"#,
                """
                CREATE TABLE "cinnabar_new_users" (
                    "id" INTEGER NOT NULL,
                    "name" VARCHAR(80) NOT NULL,
                    CONSTRAINT "pk_users" PRIMARY KEY ("id")
                )
                """,
                #"INSERT OR ABORT INTO "cinnabar_new_users" ("id", "name") SELECT "id", "name" FROM "users""#,
                #"-- must find nothing: SELECT 1 FROM "cinnabar_new_users" WHERE typeof("name") NOT IN ('text', 'null') OR length("name") > 80 LIMIT 1"#,
                #"DROP TABLE "users""#, "PRAGMA legacy_alter_table = ON",
                #"ALTER TABLE "cinnabar_new_users" RENAME TO "users""#, "PRAGMA legacy_alter_table = OFF",
                #"CREATE INDEX "ix_users_name" ON "users" ((lower(name)) DESC)"#,
                #"PRAGMA foreign_key_check("users")"#, "PRAGMA legacy_alter_table = OFF",
                "PRAGMA temp_store = MEMORY", "PRAGMA foreign_keys = ON",
            ],
            postgres: [
                #"ALTER TABLE "users" ALTER COLUMN "name" TYPE VARCHAR(80)"#,
                #"ALTER TABLE "users" ALTER COLUMN "name" SET NOT NULL"#,
            ], mysql: ["ALTER TABLE `users` MODIFY COLUMN `name` VARCHAR(80) NOT NULL"])
    }
}
