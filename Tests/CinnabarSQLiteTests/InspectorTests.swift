import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarSQLite

@Suite struct InspectorTests {
    private func inspect(_ script: String, _ table: String) async throws -> ReflectedTable {
        let backend = try SQLiteBackend(.memory)
        let engine = Engine(backend: backend)
        let found = try await engine.withConnection { connection in
            try connection.execute(script: script)
            return try backend.inspector(connection).table(named: table)
        }
        await engine.close()
        return try #require(found)
    }

    @Test("columns have their type, nullability, default, key, collation and expression")
    func columns() async throws {
        let reflected = try await inspect(
            """
            CREATE TABLE users (
                id INTEGER NOT NULL, -- the key
                name VARCHAR(80) NOT NULL DEFAULT 'it''s, (fine)',
                price DECIMAL_TEXT(10, 2) COLLATE "cinnabar_decimal", /* CHECK (no) */
                created_at TIMESTAMP_TEXT DEFAULT (strftime('%Y', 'now')),
                full TEXT GENERATED ALWAYS AS (name || ' (' || id || ')') VIRTUAL,
                size INTEGER AS (length(name)) STORED,
                "odd name" POINT,
                CONSTRAINT pk_users PRIMARY KEY (id)
            )
            """, "users")
        let columns = reflected.table.columns
        #expect(columns.map(\.name) == ["id", "name", "price", "created_at", "full", "size", "odd name"])
        #expect(
            columns.map(\.type) == [
                .bigInteger, .string(length: 80), .numeric(precision: 10, scale: 2), .timestamp, .text, .bigInteger,
                .custom("POINT"),
            ])
        #expect(columns.map(\.isNullable) == [false, false, true, true, true, true, true])
        #expect(columns[0].isGeneratedKey && !columns[1].isGeneratedKey)
        #expect(columns[1].serverDefault == .sql("'it''s, (fine)'"))
        #expect(columns[2].collation == "cinnabar_decimal")
        #expect(columns[4].computed == ComputedColumn(sql: "name || ' (' || id || ')'", isStored: false))
        #expect(columns[5].computed == ComputedColumn(sql: "length(name)", isStored: true))
        #expect(reflected.table.primaryKey == PrimaryKeyConstraint(name: "pk_users", columns: ["id"]))
        #expect(reflected.declaredTypes["price"] == "DECIMAL_TEXT(10, 2)")
    }

    @Test("constraints have their names, columns, conditions and rules")
    func constraints() async throws {
        let reflected = try await inspect(
            """
            CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT);
            CREATE TABLE posts (
                "user_id" INTEGER CONSTRAINT "fk_posts_user_id_users" REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE SET NULL,
                editor INTEGER REFERENCES users,
                a INTEGER UNIQUE, b INTEGER CONSTRAINT ck_b CHECK (b > 0 AND (b < 10 OR b = ')')),
                PRIMARY KEY (a, b), CONSTRAINT uq_posts UNIQUE (a, b), CHECK (a <> b),
                CONSTRAINT fk_self FOREIGN KEY (a, b) REFERENCES posts (a, b) DEFERRABLE INITIALLY DEFERRED
            ) WITHOUT ROWID, STRICT
            """, "posts")
        let table = reflected.table
        #expect(
            table.foreignKeys == [
                ForeignKeyConstraint(
                    name: "fk_posts_user_id_users", columns: ["user_id"], table: "users", targetColumns: ["id"],
                    onDelete: .cascade, onUpdate: .setNull),
                ForeignKeyConstraint(name: "", columns: ["editor"], table: "users", targetColumns: ["id"]),
                ForeignKeyConstraint(name: "fk_self", columns: ["a", "b"], table: "posts", targetColumns: ["a", "b"]),
            ])
        #expect(
            table.uniques == [
                UniqueConstraint(name: "", columns: ["a"]), UniqueConstraint(name: "uq_posts", columns: ["a", "b"]),
            ])
        #expect(
            table.checks == [
                CheckConstraint(name: "ck_b", condition: .raw([.text("b > 0 AND (b < 10 OR b = ')')")])),
                CheckConstraint(name: "", condition: .raw([.text("a <> b")])),
            ])
        #expect(table.primaryKey?.columns == ["a", "b"])
        #expect(reflected.options == ["WITHOUT ROWID", "STRICT"])
        #expect(!reflected.isAutoincrement)
    }

    @Test("indexes have terms, direction, expressions and predicates; triggers their text")
    func indexes() async throws {
        let reflected = try await inspect(
            """
            CREATE TABLE t (a INTEGER, b TEXT, c TEXT UNIQUE);
            CREATE INDEX ix_t_a ON t (a DESC, lower(b) ASC, substr(c, 1, 2));
            CREATE UNIQUE INDEX "ix_t b" ON t (b) WHERE a IS NOT NULL AND b <> 'where';
            CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END;
            """, "t")
        let column = { (name: String) in SQLNode.column(ColumnReference(source: nil, name: name, type: .custom(""))) }
        #expect(
            reflected.table.indexes == [
                TableIndex(
                    name: "ix_t b", isUnique: true, terms: [OrderingTerm(column("b"))],
                    condition: .raw([.text("a IS NOT NULL AND b <> 'where'")])),
                TableIndex(
                    name: "ix_t_a",
                    terms: [
                        OrderingTerm(column("a"), isDescending: true), OrderingTerm(.raw([.text("lower(b)")])),
                        OrderingTerm(.raw([.text("substr(c, 1, 2)")])),
                    ]),
            ])
        #expect(reflected.triggers.map(\.name) == ["tr"])
        #expect(reflected.triggers.first?.sql.hasPrefix("CREATE TRIGGER") ?? false)
    }

    @Test("tables are listed without the database's own, without views, in order")
    func tables() async throws {
        let backend = try SQLiteBackend(.memory)
        let engine = Engine(backend: backend)
        try await engine.withConnection { connection in
            try connection.execute(
                script:
                    "CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE \"A b\" (x); CREATE VIEW v AS SELECT 1"
            )
            let inspector = backend.inspector(connection)
            #expect(try inspector.tables() == ["A b", "b"])
            #expect(try inspector.table(named: "none") == nil)
            #expect(try inspector.table(named: "b")?.isAutoincrement == true)
            #expect(try inspector.schema().tables.count == 2)
        }
        await engine.close()
    }

    @Test(
        "text of a table that is cut short or strange is read without harm",
        arguments: [
            "", "CREATE", "CREATE TABLE", "CREATE TABLE t", "CREATE TABLE t (", "CREATE TABLE t (a CHECK (",
            "CREATE TABLE t (CONSTRAINT", "CREATE TABLE t (FOREIGN KEY", "CREATE TABLE t ('", "CREATE TABLE t (a AS",
            "((((", ")", "/*", "CREATE TABLE t (a,,b)",
        ])
    func hostile(sql: String) {
        _ = TableText(sql)
        _ = IndexText(sql)
        for end in sql.indices { _ = TableText(String(sql[..<end])) }
    }

    @Test("every beginning of a long statement is read without harm")
    func prefixes() {
        let sql =
            "CREATE TABLE t (a INTEGER CONSTRAINT k PRIMARY KEY AUTOINCREMENT, b TEXT DEFAULT (x(1)) COLLATE z CHECK (b > 'it''s'), c AS (a) STORED, CONSTRAINT f FOREIGN KEY (a, b) REFERENCES u (x, y) ON DELETE CASCADE, UNIQUE (a, b)) STRICT"
        for end in sql.indices {
            _ = TableText(String(sql[..<end]))
            _ = IndexText(String(sql[..<end]))
        }
        #expect(TableText(sql).foreignKeys == [.init(name: "f", columns: ["a", "b"])])
    }
}
