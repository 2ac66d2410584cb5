public import CinnabarDriver

/// What a revision is given: it collects operations, in order, and runs nothing.
///
/// ```swift
/// func upgrade(_ schema: SchemaEditor) throws {
///     try schema.create("posts") {
///         $0.id()
///         $0.add("title", .string(200))
///         $0.add("user_id", .bigInteger)
///         $0.foreignKey("user_id", to: "users", "id", onDelete: .cascade)
///     }
/// }
/// ```
///
/// Constraints and indexes without a name get the one that ``NamingConvention`` gives them.
public final class SchemaEditor {
    /// What was asked for by now.
    public private(set) var operations: [MigrationOperation] = []

    /// An editor that has collected nothing yet.
    public init() {}

    /// Adds an operation as it is.
    public func add(_ operation: MigrationOperation) { operations.append(operation) }

    // MARK: Tables

    /// `CREATE TABLE` with its constraints, indexes and comments.
    ///
    /// ```swift
    /// try schema.create("tags") {
    ///     $0.id()
    ///     $0.add("name", .string(80))
    ///     $0.unique("name")
    /// }
    /// // SQLite  CREATE TABLE "tags" (
    /// //             "id" INTEGER NOT NULL,
    /// //             "name" VARCHAR(80) NOT NULL,
    /// //             CONSTRAINT "pk_tags" PRIMARY KEY ("id"),
    /// //             CONSTRAINT "uq_tags_name" UNIQUE ("name")
    /// //         )
    /// ```
    ///
    /// - Throws: ``MigrationError`` for an empty name, a table without columns, a column or constraint that is there
    ///   twice, or a constraint over a column that is not there; and what `body` throws.
    public func create(_ name: String, schema: String? = nil, _ body: (CreateTableEditor) throws -> Void) throws {
        let editor = CreateTableEditor(table: name, schema: schema)
        try body(editor)
        operations.append(.createTable(try editor.finished()))
    }

    /// `DROP TABLE "posts"`
    ///
    /// - Throws: ``MigrationError`` for an empty name.
    public func drop(_ name: String) throws {
        try Names.check(name, "dropping a table")
        operations.append(.dropTable(name, was: nil))
    }

    /// `ALTER TABLE "posts" RENAME TO "articles"`. Constraints and indexes keep their names, but for the checks of
    /// enumerations on PostgreSQL.
    ///
    /// - Throws: ``MigrationError`` for an empty name, or the same name.
    public func rename(_ name: String, to newName: String) throws {
        try Names.check(name, "renaming a table")
        try Names.check(newName, "renaming table \(name)")
        guard name != newName else {
            throw MigrationError("table \(name) cannot be renamed to its own name", advice: "leave the line out")
        }
        operations.append(.renameTable(name, to: newName))
    }

    /// Changes of one table. On SQLite they are one rebuild, where it has no statement for all of them.
    ///
    /// ```swift
    /// try schema.alter("users") {
    ///     $0.add("profile_picture", .string(255), nullable: true)
    ///     $0.rename("name", to: "full_name")
    /// }
    /// // ALTER TABLE "users" ADD COLUMN "profile_picture" VARCHAR(255)
    /// // ALTER TABLE "users" RENAME COLUMN "name" TO "full_name"
    /// ```
    ///
    /// - Throws: ``MigrationError`` for an empty name, no change at all, or a column that is added twice; and what
    ///   `body` throws.
    public func alter(_ name: String, _ body: (TableEditor) throws -> Void) throws {
        let editor = TableEditor(table: name)
        try body(editor)
        operations.append(.alterTable(name, try editor.finished()))
    }

    // MARK: Enumerations

    /// `CREATE TYPE "role" AS ENUM ('admin', 'user')` on PostgreSQL; nothing elsewhere.
    ///
    /// - Throws: ``MigrationError`` for an empty name, no value, or a value that is there twice.
    public func createEnumeration(_ name: String, _ values: [String]) throws {
        try Names.check(name, "creating an enumeration")
        guard !values.isEmpty, Set(values).count == values.count else {
            throw MigrationError(
                "the enumeration \(name) has no values, or one of them twice", advice: "give it each value once")
        }
        operations.append(.createEnumeration(NativeEnumeration(name: name, cases: values)))
    }

    /// `DROP TYPE "role"` on PostgreSQL; nothing elsewhere.
    ///
    /// - Throws: ``MigrationError`` for an empty name.
    public func dropEnumeration(_ name: String) throws {
        try Names.check(name, "dropping an enumeration")
        operations.append(.dropEnumeration(name, was: nil))
    }

    /// `ALTER TYPE "role" ADD VALUE 'guest' AFTER 'user'`; elsewhere the columns of this enumeration are changed.
    ///
    /// PostgreSQL cannot use a value in the transaction that added it, so the statement runs outside of one.
    ///
    /// - Throws: ``MigrationError`` for an empty name.
    public func addValue(_ value: String, to enumeration: String, after: String? = nil) throws {
        try Names.check(enumeration, "adding a value to an enumeration")
        operations.append(.addEnumerationValue(enumeration, value, after: after))
    }

    /// `ALTER TYPE "role" RENAME VALUE 'user' TO 'member'`
    ///
    /// - Throws: ``MigrationError`` for an empty name.
    public func renameValue(_ value: String, of enumeration: String, to newValue: String) throws {
        try Names.check(enumeration, "renaming a value of an enumeration")
        operations.append(.renameEnumerationValue(enumeration, value, to: newValue))
    }

    // MARK: Data

    /// SQL as it stands, on every database: one or several statements.
    ///
    /// ```swift
    /// schema.execute("UPDATE users SET is_active = TRUE WHERE is_active IS NULL")
    /// ```
    public func execute(_ sql: String, outsideTransaction: Bool = false) {
        operations.append(.execute(MigrationSQL(sql, isOutsideTransaction: outsideTransaction)))
    }

    /// SQL for each database. Where one is left out nothing is run; `mysql` is for MariaDB too, unless it has its own.
    ///
    /// ```swift
    /// schema.execute(postgres: "CREATE EXTENSION pg_trgm")
    /// ```
    public func execute(
        sqlite: String? = nil, postgres: String? = nil, mysql: String? = nil, mariadb: String? = nil,
        outsideTransaction: Bool = false
    ) {
        var texts: [String: String] = [:]
        texts["sqlite"] = sqlite
        texts["postgresql"] = postgres
        texts["mysql"] = mysql
        texts["mariadb"] = mariadb ?? mysql
        operations.append(
            .execute(MigrationSQL(nil, byDialect: texts, isOutsideTransaction: outsideTransaction)))
    }

    /// An UPDATE of many rows, a batch at a time in the order of the primary key.
    ///
    /// ```swift
    /// try schema.backfill("users", set: "visits = 0", where: "visits IS NULL")
    /// // UPDATE "users" SET visits = 0 WHERE (visits IS NULL) AND "id" <= ?
    /// ```
    ///
    /// With `commitsEachBatch` each batch is a transaction of its own: a condition that leaves out what is filled lets it
    /// go on where it failed.
    ///
    /// - Throws: ``MigrationError`` for an empty name or assignment, or a batch of less than one row.
    public func backfill(
        _ table: String, set assignments: String, where condition: String? = nil, batch: Int = 10_000,
        commitsEachBatch: Bool = false
    ) throws {
        try Names.check(table, "filling a table")
        guard batch > 0, assignments.contains("=") else {
            throw MigrationError(
                "filling \(table) needs an assignment and batches of at least one row",
                advice: "write set: \"column = expression\"")
        }
        operations.append(
            .backfill(
                Backfill(
                    table: table, assignments: assignments, condition: condition, batch: batch,
                    commitsEachBatch: commitsEachBatch)))
    }

    /// Statements of the application's own, on the migration's connection. They cannot be printed.
    ///
    /// ```swift
    /// schema.run("fill in slugs") { connection in … }
    /// ```
    public func run(_ name: String, _ body: @escaping @Sendable (Connection) throws -> Void) {
        operations.append(.run(DataStep(name, body)))
    }
}

/// Checks of names.
enum Names {
    /// Throws for a name that no database takes.
    static func check(_ name: String, _ what: String) throws {
        guard !name.isEmpty, !name.utf8.contains(0) else {
            throw MigrationError("\(what) needs a name", advice: "give it one of at least one character")
        }
    }
}
