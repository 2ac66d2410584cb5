import CinnabarMigrate
import CinnabarSQL
import Testing

// What is wrong with a revision as a whole, and what a finding says.
extension SchemaChecksTests {
    @Test("missing-downgrade: an upgrade that nothing takes back; not one that does nothing")
    func downgrade() throws {
        let up: [MigrationOperation] = [.renameTable("a", to: "b")]
        let found = SchemaChecks.warnings(forDowngrade: [], of: up)
        #expect(found.map(\.rule) == ["missing-downgrade"])
        #expect(found.map(\.summary) == ["The revision cannot be taken back: its downgrade does nothing."])
        #expect(
            found.map(\.advice) == [
                "Write what undoes the upgrade, or throw an error that says why nothing can."
            ])
        #expect(found.map(\.severity) == [.warning])
        #expect(SchemaChecks.warnings(forDowngrade: [.renameTable("b", to: "a")], of: up) == [])
        #expect(SchemaChecks.warnings(forDowngrade: [], of: []) == [])
    }

    @Test("unbounded-update: SQL by hand that goes through all rows; not one with WHERE, nor a trigger's")
    func unbounded() throws {
        try expect(
            "unbounded-update", .warning, "An UPDATE without WHERE holds all rows of its table at once.",
            "Use backfill, which goes through the rows in batches."
        ) { $0.execute("-- where?\nupdate users set name = 'where'") }
        for sql in ["DELETE FROM users", "SELECT 1; TRUNCATE users"] {
            try expect(
                "unbounded-update", .danger, destructive: true,
                "A DELETE without WHERE, or TRUNCATE, loses all rows of its table.",
                "Say which rows with WHERE, and keep a copy of what may be needed."
            ) { $0.execute(sql) }
        }
        try expectNothing("unbounded-update") {
            $0.execute("UPDATE users SET name = 'x' WHERE id < 9; DELETE FROM users WHERE id = 1")
            $0.execute("INSERT INTO users (name) VALUES ('UPDATE users SET name = 1')")
            $0.execute("CREATE TRIGGER t AFTER INSERT ON users BEGIN UPDATE log SET n = n + 1; DELETE FROM old; END")
            try $0.backfill("users", set: "name = 'x'")
        }
    }

    @Test("unbounded-update: only what is run on the database counts")
    func unboundedElsewhere() throws {
        let found = try findings("unbounded-update") {
            $0.execute(postgres: "UPDATE users SET size = 1", mysql: "UPDATE users SET size = 1 WHERE id = 1")
        }
        #expect(found.mapValues(\.count) == ["sqlite": 0, "postgresql": 1, "mariadb": 0])
    }

    @Test("mixed-ddl-and-dml: tables and rows in one revision, where DDL commits by itself")
    func mixed() throws {
        let advice =
            "Put what changes rows into a revision of its own. What fails goes on where it stopped when it is run again."
        let summary =
            "The revision changes tables and rows: a failure between them leaves the half of it that is done."
        try expect("mixed-ddl-and-dml", on: ["mariadb"], .warning, summary, advice) {
            try $0.alter("users") { $0.add("x", .text, nullable: true) }
            try $0.backfill("users", set: "x = ''")
        }
        try expect("mixed-ddl-and-dml", on: ["mariadb"], .warning, summary, advice) {
            $0.execute("CREATE TABLE log (n INTEGER)")
            $0.execute("INSERT INTO log VALUES (1)")
        }
        try expectNothing("mixed-ddl-and-dml") {
            try $0.backfill("users", set: "name = ''")
            $0.execute("DELETE FROM users WHERE id = 1")
        }
        try expectNothing("mixed-ddl-and-dml") {
            try $0.alter("users") { $0.add("x", .text, nullable: true) }
            $0.execute("SELECT 1")
        }
    }

    @Test("rename-in-use: what running applications read; not what the revision made")
    func rename() throws {
        let advice =
            "Where old and new versions run side by side: add the new one, write both, move readers over, drop the old."
        try expect(
            "rename-in-use", .notice, "Renaming users.name breaks whatever still runs with the old name.", advice
        ) { try $0.alter("users") { $0.rename("name", to: "full_name") } }
        try expect(
            "rename-in-use", .notice, "Renaming table users breaks whatever still runs with the old name.", advice
        ) { try $0.rename("users", to: "people") }
        try expectNothing("rename-in-use") {
            try $0.create("a") { $0.id() }
            try $0.rename("a", to: "b")
            try $0.alter("users") {
                $0.add("x", .text, nullable: true)
                $0.rename("x", to: "y")
            }
        }
    }

    @Test("a finding says which operation and which of its changes it is about")
    func places() throws {
        let schema = SchemaEditor()
        schema.execute("SELECT 1")
        try schema.alter("users") {
            $0.add("x", .text, nullable: true)
            $0.drop("name")
        }
        let found = SchemaChecks.warnings(for: schema.operations, dialect: SQLiteDialect(), state: Self.state)
        #expect(found.map(\.rule) == ["drop-column"])
        #expect(found.map(\.operation) == [1])
        #expect(found.map(\.change) == [1])
    }

    @Test("what the tables are is not needed to find what is lost")
    func unknown() throws {
        let schema = SchemaEditor()
        try schema.drop("users")
        try schema.alter("posts") {
            $0.drop("title")
            $0.alter("body", nullable: false)
            $0.unique("slug")
        }
        for dialect in Self.dialects {
            let found = SchemaChecks.warnings(for: schema.operations, dialect: dialect)
            #expect(
                found.map(\.rule) == ["drop-table", "drop-column", "not-null-on-existing", "unique-on-existing"])
        }
    }
}
