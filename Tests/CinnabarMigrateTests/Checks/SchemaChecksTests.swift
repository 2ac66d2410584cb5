import CinnabarMigrate
import CinnabarSQL
import Testing

/// Each rule with a case that it finds and others, close to it, that it does not.
@Suite("Checks before it hurts")
struct SchemaChecksTests {
    static let dialects: [any Dialect] = [SQLiteDialect(), PostgresDialect(), MySQLDialect(.mariaDB)]

    static let state = SchemaState(tables: [
        Table(
            name: "users",
            columns: [
                TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true),
                TableColumn(name: "name", type: .string(length: 80), isNullable: true),
                TableColumn(name: "size", type: .integer),
                TableColumn(name: "role", type: .enumeration(name: "role", cases: ["admin", "user"], native: false)),
                TableColumn(name: "mood", type: .enumeration(name: "mood", cases: ["ok", "sad"], native: true)),
                TableColumn(
                    name: "twice", type: .bigInteger, isNullable: true,
                    computed: ComputedColumn(sql: "size * 2", isStored: false)),
            ], primaryKey: PrimaryKeyConstraint(name: "pk_users", columns: ["id"]))
    ])

    /// The findings of a rule on each dialect, by the dialect's name.
    func findings(
        _ rule: String, _ body: (SchemaEditor) throws -> Void
    ) throws -> [String: [CheckFinding]] {
        let schema = SchemaEditor()
        try body(schema)
        return Dictionary(
            uniqueKeysWithValues: Self.dialects.map { dialect in
                let all = SchemaChecks.warnings(for: schema.operations, dialect: dialect, state: Self.state)
                return (dialect.name, all.filter { $0.rule == rule })
            })
    }

    /// One finding on each of some dialects, none on the others. What it says is compared whole, and is the same
    /// everywhere.
    func expect(
        _ rule: String, on names: [String] = ["sqlite", "postgresql", "mariadb"],
        _ severity: CheckFinding.Severity, destructive: Bool = false, _ summary: String, _ advice: String,
        sourceLocation: SourceLocation = #_sourceLocation, _ body: (SchemaEditor) throws -> Void
    ) throws {
        for (dialect, found) in try findings(rule, body) {
            guard names.contains(dialect) else {
                #expect(found == [], "\(dialect)", sourceLocation: sourceLocation)
                continue
            }
            #expect(found.map(\.summary) == [summary], "\(dialect)", sourceLocation: sourceLocation)
            #expect(found.map(\.advice) == [advice], "\(dialect)", sourceLocation: sourceLocation)
            #expect(found.map(\.severity) == [severity], "\(dialect)", sourceLocation: sourceLocation)
            #expect(found.map(\.isDestructive) == [destructive], "\(dialect)", sourceLocation: sourceLocation)
        }
    }

    func expectNothing(
        _ rule: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: (SchemaEditor) throws -> Void
    ) throws {
        for (dialect, found) in try findings(rule, body) {
            #expect(found == [], "\(dialect)", sourceLocation: sourceLocation)
        }
    }

    // MARK: Data that is lost

    static let dropTable =
        "Take its name out of use first and drop it in a later revision, when nothing reads it any more; "
        + "keep a copy of what may be needed."
    static let dropColumn =
        "Take it out of the models first and drop it in a later revision, when nothing reads it any more."

    @Test("drop-table: a table that is there, also by hand; not one that the revision made")
    func dropTable() throws {
        try expect(
            "drop-table", .danger, destructive: true, "Dropping table users loses its rows.", Self.dropTable
        ) { try $0.drop("users") }
        try expect(
            "drop-table", .danger, destructive: true, "Dropping table users loses its rows.", Self.dropTable
        ) { $0.execute("DROP TABLE IF EXISTS users") }
        try expectNothing("drop-table") {
            try $0.create("scratch") { $0.id() }
            try $0.rename("scratch", to: "sketch")
            try $0.drop("sketch")
        }
        try expectNothing("drop-table") { $0.execute("DROP INDEX ix; CREATE TABLE t (a INTEGER)") }
    }

    @Test("drop-column: a column with values; one that is computed is no loss, and a new one nothing at all")
    func dropColumn() throws {
        try expect(
            "drop-column", .danger, destructive: true, "Dropping users.name loses its values.", Self.dropColumn
        ) { try $0.alter("users") { $0.drop("name") } }
        try expect(
            "drop-column", .warning,
            "Dropping users.twice breaks whatever still reads it; its values are computed.", Self.dropColumn
        ) { try $0.alter("users") { $0.drop("twice") } }
        try expectNothing("drop-column") {
            try $0.alter("users") { $0.add("help", .text, nullable: true) }
            try $0.alter("users") { $0.rename("help", to: "aid") }
            try $0.alter("users") { $0.drop("aid") }
        }
    }

    static let narrow = "Look for such values first; or add a column of the new type, fill it, and take over."

    @Test("narrow-type: a type that takes less; not one that takes all")
    func narrowType() throws {
        try expect(
            "narrow-type", .danger, destructive: true,
            "Not every value of users.name fits into its new type: it fails, or values are cut.", Self.narrow
        ) { try $0.alter("users") { $0.alter("name", type: .string(40)) } }
        for type: SQLType in [.string(length: 90), .text, .string(length: 80), .bytes] {
            try expectNothing("narrow-type") { try $0.alter("users") { $0.alter("name", type: type) } }
        }
        // SQLite keeps all whole numbers in one way.
        try expect(
            "narrow-type", on: ["postgresql", "mariadb"], .danger, destructive: true,
            "Not every value of users.size fits into its new type: it fails, or values are cut.", Self.narrow
        ) { try $0.alter("users") { $0.alter("size", type: .smallInteger) } }
        for type: SQLType in [.bigInteger, .double, .numeric(10, 0), .string(length: 11), .text] {
            try expectNothing("narrow-type") { try $0.alter("users") { $0.alter("size", type: type) } }
        }
        for type: SQLType in [.numeric(9, 0), .numeric(10, 1), .string(length: 10), .boolean, .uuid] {
            let found = try findings("narrow-type") { try $0.alter("users") { $0.alter("size", type: type) } }
            #expect(found["postgresql"]?.count == 1, "\(type)")
        }
        // Text becomes an enumeration: nothing is cut.
        try expect(
            "narrow-type", .danger,
            "Not every value of users.name fits into its new type: it fails where a row has another one.", Self.narrow
        ) {
            try $0.alter("users") {
                $0.alter("name", type: .enumeration(name: "role", cases: ["admin"], native: false))
            }
        }
    }

    // MARK: Rows that do not allow it

    @Test("not-null-on-existing: a new column without a value for the rows; not one with a default")
    func newColumn() throws {
        try expect(
            "not-null-on-existing", .danger,
            "The new column users.age cannot be NULL and has no default: it fails where rows are there.",
            "Give it a server default, or add it with nullable: true, fill it with backfill, and alter it to "
                + "nullable: false."
        ) { try $0.alter("users") { $0.add("age", .integer) } }
        try expectNothing("not-null-on-existing") {
            try $0.alter("users") {
                $0.add("age", .integer, nullable: true)
                $0.add("visits", .integer, default: .value(.integer(0)))
                $0.add("double", .bigInteger, computed: "size * 2", stored: true)
            }
            try $0.create("posts") { $0.id() }
            try $0.alter("posts") { $0.add("title", .string(80)) }
        }
    }

    @Test("not-null-on-existing: a column that was NULL and was not filled")
    func required() throws {
        let found = try findings("not-null-on-existing") {
            try $0.alter("users") { $0.alter("name", nullable: false) }
        }
        let summary = "users.name must not be NULL any more: it fails where a row has no value."
        let advice = #"Fill the rows before with backfill("users", set: …, where: "name IS NULL")."#
        for dialect in ["sqlite", "mariadb"] {
            #expect(found[dialect]?.map(\.summary) == [summary])
            #expect(found[dialect]?.map(\.advice) == [advice])
        }
        #expect(found["postgresql"]?.map(\.summary) == [summary])
        #expect(
            found["postgresql"]?.map(\.advice) == [
                advice + " Writers wait while the rows are looked at; not, where a check(…, \"name IS NOT NULL\", "
                    + "validation: .later) was validated in a revision before."
            ])
        try expectNothing("not-null-on-existing") {
            try $0.backfill("users", set: "name = 'nobody'", where: "name IS NULL")
            try $0.alter("users") {
                $0.alter("name", nullable: false)
                $0.alter("size", nullable: false)
            }
        }
    }

    @Test("unique-on-existing: over values that rows have; not over a new column without any")
    func unique() throws {
        func advice(_ columns: String) -> String { "Look for them first: GROUP BY \(columns) HAVING count(*) > 1." }
        try expect(
            "unique-on-existing", .warning,
            "uq_users_name_size fails where rows of users have the same values already.", advice("name, size")
        ) { try $0.alter("users") { $0.unique("name", "size") } }
        try expect(
            "unique-on-existing", .warning, "ix_users_name fails where rows of users have the same values already.",
            advice("name")
        ) { try $0.alter("users") { $0.index("name", unique: true) } }
        try expect(
            "unique-on-existing", .warning,
            "ix_users_lower_name fails where rows of users have the same values already.",
            advice("its terms")
        ) { try $0.alter("users") { $0.index(expressions: "lower(name)", unique: true) } }
        // All rows get the same default.
        try expect(
            "unique-on-existing", .warning, "uq_users_code fails where rows of users have the same values already.",
            advice("code")
        ) {
            try $0.alter("users") {
                $0.add("code", .integer, default: .value(.integer(0)))
                $0.unique("code")
            }
        }
        try expect(
            "unique-on-existing", .warning, "uq_users_code fails where rows of users have the same values already.",
            advice("code")
        ) {
            try $0.alter("users") { $0.add("code", .integer, nullable: true) }
            try $0.backfill("users", set: "code = 1")
            try $0.alter("users") { $0.unique("code") }
        }
        try expect(
            "unique-on-existing", .warning, "pk_users fails where rows of users have the same values already.",
            advice("name")
        ) { try $0.alter("users") { $0.primaryKey("name") } }
        try expectNothing("unique-on-existing") {
            try $0.alter("users") {
                $0.add("code", .integer, nullable: true)
                $0.unique("code")
                $0.unique("name", "code")
                $0.index("name")
                $0.primaryKey("id", "size")
            }
            try $0.create("posts") {
                $0.id()
                $0.add("title", .string(80))
            }
            try $0.alter("posts") { $0.unique("title") }
        }
    }

    static let removed = "Give such rows another value before, with backfill."

    @Test("enum-value-removed: a value that rows may have; not one that is added, or that was taken from the rows")
    func enumeration() throws {
        func role(_ cases: String...) -> SQLType { .enumeration(name: "role", cases: cases, native: false) }
        try expect(
            "enum-value-removed", .danger,
            "user can be no value of users.role any more: it fails where a row has it.", Self.removed
        ) { try $0.alter("users") { $0.alter("role", type: role("admin")) } }
        try expectNothing("enum-value-removed") {
            try $0.alter("users") { $0.alter("role", type: role("user", "guest", "admin")) }
            try $0.backfill("users", set: "role = 'admin'", where: "role = 'guest'")
            try $0.alter("users") { $0.alter("role", type: role("user", "admin")) }
        }
    }

    @Test("enum-value-removed: a value of a type that is made anew, whose old values the file does not say")
    func enumerationType() throws {
        func mood(_ cases: String...) -> SQLType { .enumeration(name: "mood", cases: cases, native: true) }
        let revision = { (schema: SchemaEditor) in
            try schema.alter("users") { $0.alter("mood", type: .string(3)) }
            try schema.dropEnumeration("mood")
            try schema.createEnumeration("mood", ["ok"])
            try schema.alter("users") { $0.alter("mood", type: mood("ok")) }
        }
        try expect(
            "enum-value-removed", .danger,
            "sad can be no value of the enumeration mood any more: it fails where a row has it.", Self.removed, revision
        )
        // Said once.
        try expectNothing("narrow-type", revision)
        try expectNothing("enum-value-removed") {
            try $0.addValue("so", to: "mood", after: "ok")
            try $0.alter("users") { $0.alter("mood", type: mood("ok", "so", "sad")) }
        }
    }

    // MARK: Everybody waits

    @Test("rewrite-table: other types, stored expressions and keys; not text that only gets longer")
    func rewrite() throws {
        let types = "On a big table add a column of the new type, fill it in batches, and take over."
        let batches = "Do it when nobody writes, or fill an ordinary column in batches."
        let first = "Do it when nobody writes, or build a unique index first."
        try expect(
            "rewrite-table", .warning, "Another type of users.size writes every row of users anew.", types
        ) { try $0.alter("users") { $0.alter("size", type: .text) } }
        try expect(
            "rewrite-table", on: ["postgresql", "mariadb"], .warning,
            "Another type of users.size writes every row of users anew.", types
        ) { try $0.alter("users") { $0.alter("size", type: .bigInteger) } }
        // SQLite builds the table again for any other type.
        try expect(
            "rewrite-table", on: ["sqlite"], .warning, "Another type of users.name writes every row of users anew.",
            types
        ) { try $0.alter("users") { $0.alter("name", type: .string(90)) } }
        try expect(
            "rewrite-table", on: ["sqlite", "mariadb"], .warning,
            "Another type of users.name writes every row of users anew.", types
        ) { try $0.alter("users") { $0.alter("name", type: .text) } }
        try expect(
            "rewrite-table", on: ["sqlite", "mariadb"], .warning,
            "Another type of users.role writes every row of users anew.", types
        ) { try $0.alter("users") { $0.alter("role", type: .text) } }
        try expect("rewrite-table", .warning, "Adding users.sum writes every row of users anew.", batches) {
            try $0.alter("users") { $0.add("sum", .bigInteger, nullable: true, computed: "size + 1", stored: true) }
        }
        try expect(
            "rewrite-table", .warning,
            "Another expression of users.twice computes it for every row of users anew.", batches
        ) { try $0.alter("users") { $0.alter("twice", computed: "size * 3", stored: true) } }
        try expect(
            "rewrite-table", .warning, "Another primary key of users locks the table while it is built.", first
        ) { try $0.alter("users") { $0.primaryKey("id", "size") } }
        try expect("rewrite-table", .warning, "Taking the primary key of users away locks the table.", first) {
            try $0.alter("users") { $0.dropPrimaryKey() }
        }
        try expectNothing("rewrite-table") {
            try $0.alter("users") {
                $0.add("x", .bigInteger, nullable: true, computed: "size + 1")
                $0.add("y", .text, nullable: true)
                $0.alter("name", nullable: true, default: .value(.text("n")), comment: "c")
            }
            try $0.create("posts") {
                $0.id()
                $0.add("title", .string(80))
            }
            try $0.alter("posts") { $0.alter("title", type: .integer) }
        }
    }

    @Test("index-without-concurrently: on PostgreSQL, unless it says so or the table is new")
    func index() throws {
        try expect(
            "index-without-concurrently", on: ["postgresql"], .warning,
            "Writers of users wait while the index ix_users_name is built.",
            "Build it with concurrently: true, in a revision of its own."
        ) { try $0.alter("users") { $0.index("name") } }
        try expectNothing("index-without-concurrently") {
            try $0.alter("users") {
                $0.index("name", concurrently: true)
                $0.dropIndex("ix_users_name")
            }
            try $0.create("posts") {
                $0.id()
                $0.add("title", .string(80))
            }
            try $0.alter("posts") { $0.index("title") }
        }
    }

    @Test("foreign-key-without-not-valid: on PostgreSQL, unless it is validated later or no row has a value")
    func foreignKey() throws {
        try expect(
            "foreign-key-without-not-valid", on: ["postgresql"], .warning,
            "The foreign key fk_users_size_sizes is checked against all rows of users while writers of both tables wait.",
            #"Add it with validation: .later and let validate("fk_users_size_sizes") check the rows in a revision after "#
                + "it."
        ) { try $0.alter("users") { $0.foreignKey("size", to: "sizes", "id") } }
        try expectNothing("foreign-key-without-not-valid") {
            try $0.alter("users") {
                $0.foreignKey("size", to: "sizes", "id", validation: .later)
                $0.add("boss_id", .bigInteger, nullable: true)
                $0.foreignKey("boss_id", to: "users", "id")
            }
            try $0.create("posts") {
                $0.id()
                $0.add("user_id", .bigInteger)
                $0.foreignKey("user_id", to: "users", "id")
            }
        }
    }

    @Test("check-without-not-valid: on PostgreSQL, unless it is validated later or the table is new")
    func check() throws {
        try expect(
            "check-without-not-valid", on: ["postgresql"], .warning,
            "The check ck_users_size is tried on all rows of users while everybody waits.",
            #"Add it with validation: .later and let validate("ck_users_size") try the rows in a revision after it."#
        ) { try $0.alter("users") { $0.check("size", "size > 0") } }
        try expectNothing("check-without-not-valid") {
            try $0.alter("users") {
                $0.check("size", "size > 0", validation: .later)
                $0.validate("ck_users_size")
            }
            try $0.create("posts") { $0.id() }
            try $0.alter("posts") { $0.check("id", "id > 0") }
        }
    }
}
