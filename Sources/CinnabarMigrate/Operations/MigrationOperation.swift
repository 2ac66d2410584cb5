public import CinnabarSQL

/// One change of a schema, or of the data in it, as a value: what a revision is made of.
///
/// Everything meets in operations: autogenerate gives them, the renderer writes them as Swift, a revision's
/// ``SchemaEditor`` collects them again, checks look at them, and lowering turns them into statements.
///
/// What an operation takes away stands beside it in `was`, where that is known: it is what the reversal brings back.
public enum MigrationOperation: Sendable, Hashable {
    /// `CREATE TABLE` with its constraints, types, indexes and comments.
    case createTable(Table)
    /// `DROP TABLE "posts"`
    case dropTable(String, was: Table?)
    /// `ALTER TABLE "posts" RENAME TO "articles"`
    case renameTable(String, to: String)
    /// Changes of one table, which SQLite makes by one rebuild where it has no statement for them.
    case alterTable(String, [TableChange])
    /// `CREATE TYPE "role" AS ENUM (…)`; nothing where the database has no such types.
    case createEnumeration(NativeEnumeration)
    /// `DROP TYPE "role"`
    case dropEnumeration(String, was: NativeEnumeration?)
    /// `ALTER TYPE "role" ADD VALUE 'guest' AFTER 'user'`; at the end where `after` is `nil`.
    case addEnumerationValue(String, String, after: String?)
    /// `ALTER TYPE "role" RENAME VALUE 'user' TO 'member'`
    case renameEnumerationValue(String, String, to: String)
    /// SQL as it stands.
    case execute(MigrationSQL)
    /// An UPDATE of many rows in batches.
    case backfill(Backfill)
    /// Statements of the application's own.
    case run(DataStep)
}

/// One change of a table.
public enum TableChange: Sendable, Hashable {
    /// `ADD COLUMN`, as the last one. A foreign key, a unique constraint and the like are changes of their own.
    case addColumn(TableColumn)
    /// `DROP COLUMN`
    case dropColumn(String, was: TableColumn?)
    /// `ALTER COLUMN`
    case alterColumn(String, ColumnChange, was: TableColumn?)
    /// `RENAME COLUMN "name" TO "full_name"`
    case renameColumn(String, to: String)
    /// Another primary key; none, where `nil`.
    case setPrimaryKey(PrimaryKeyConstraint?, was: PrimaryKeyConstraint?)
    /// `ADD CONSTRAINT … FOREIGN KEY`. With `.later` rows that are there are not looked at yet (`NOT VALID`).
    case addForeignKey(ForeignKeyConstraint, Validation)
    /// `DROP CONSTRAINT`
    case dropForeignKey(String, was: ForeignKeyConstraint?)
    /// `ADD CONSTRAINT … UNIQUE`
    case addUnique(UniqueConstraint)
    /// `DROP CONSTRAINT`
    case dropUnique(String, was: UniqueConstraint?)
    /// `ADD CONSTRAINT … CHECK`. With `.later` rows that are there are not looked at yet (`NOT VALID`).
    case addCheck(CheckConstraint, Validation)
    /// `DROP CONSTRAINT`
    case dropCheck(String, was: CheckConstraint?)
    /// `VALIDATE CONSTRAINT`, of one that was added with `.later`.
    case validate(String)
    /// `CREATE INDEX`
    case createIndex(TableIndex, IndexBuild)
    /// `DROP INDEX`
    case dropIndex(String, IndexBuild, was: TableIndex?)
    /// `COMMENT ON TABLE`; `nil` takes it away.
    case setComment(String?, was: String?)
}

/// When the rows that are there already are checked against a new constraint.
public enum Validation: Sendable, Hashable {
    /// At once, while writers wait.
    case now
    /// By a `validate` that comes later and lets writers go on (PostgreSQL); elsewhere at once.
    case later
}

/// How an index is built or dropped.
public enum IndexBuild: Sendable, Hashable {
    /// In the revision's transaction, while writers wait.
    case locking
    /// `CONCURRENTLY`, outside of any transaction, where the database has it.
    case concurrently
}

/// What is changed of a column; `nil` stays as it is.
public struct ColumnChange: Sendable, Hashable {
    /// Something that may become nothing: `.set(nil)` takes it away.
    public enum Setting<Value: Sendable & Hashable>: Sendable, Hashable {
        /// Stays as it is.
        case keep
        /// Becomes this; nothing, where `nil`.
        case set(Value?)
    }

    /// Another type.
    public var type: SQLType?
    /// Whether it can be NULL.
    public var isNullable: Bool?
    /// The default that the database fills in.
    public var serverDefault: Setting<ServerDefault>
    /// The expression of a generated column.
    public var computed: Setting<ComputedColumn>
    /// How values are compared.
    public var collation: Setting<String>
    /// The comment.
    public var comment: Setting<String>
    /// Whether the database generates the value.
    public var isGeneratedKey: Bool?
    /// The expression that makes a value of the new type out of the old one: `CAST("age" AS INTEGER)`.
    public var using: String?

    /// Changes nothing unless told.
    public init(
        type: SQLType? = nil, isNullable: Bool? = nil, serverDefault: Setting<ServerDefault> = .keep,
        computed: Setting<ComputedColumn> = .keep, collation: Setting<String> = .keep,
        comment: Setting<String> = .keep, isGeneratedKey: Bool? = nil, using: String? = nil
    ) {
        self.type = type
        self.isNullable = isNullable
        self.serverDefault = serverDefault
        self.computed = computed
        self.collation = collation
        self.comment = comment
        self.isGeneratedKey = isGeneratedKey
        self.using = using
    }
}

/// An enumeration that is a type of the database's own.
public struct NativeEnumeration: Sendable, Hashable {
    /// The type's name.
    public var name: String
    /// Its values, in order.
    public var cases: [String]
    /// An enumeration type.
    public init(name: String, cases: [String]) {
        self.name = name
        self.cases = cases
    }
}

/// SQL of a revision: one text for all databases, or one for each of some.
public struct MigrationSQL: Sendable, Hashable {
    /// The text where `byDialect` has none for the database; `nil` runs nothing there.
    public var text: String?
    /// Texts by the name of the dialect: `sqlite`, `postgresql`, `mysql`, `mariadb`.
    public var byDialect: [String: String]
    /// Whether it has to run outside of a transaction.
    public var isOutsideTransaction: Bool
    /// SQL, without parameters.
    public init(_ text: String?, byDialect: [String: String] = [:], isOutsideTransaction: Bool = false) {
        self.text = text
        self.byDialect = byDialect
        self.isOutsideTransaction = isOutsideTransaction
    }
}

/// `UPDATE "users" SET … WHERE …`, a batch of rows at a time, in the order of the primary key.
public struct Backfill: Sendable, Hashable {
    /// The table.
    public var table: String
    /// The assignments, as SQL: `"name" = upper("name")`
    public var assignments: String
    /// Which rows, as SQL; all, where `nil`.
    public var condition: String?
    /// How many rows at a time.
    public var batch: Int
    /// Whether each batch is a transaction of its own, so that nobody waits for all of them: what is filled by then
    /// stays when one fails.
    public var commitsEachBatch: Bool
    /// An UPDATE in batches, in the revision's transaction unless told otherwise.
    public init(
        table: String, assignments: String, condition: String? = nil, batch: Int = 10_000,
        commitsEachBatch: Bool = false
    ) {
        self.table = table
        self.assignments = assignments
        self.condition = condition
        self.batch = batch
        self.commitsEachBatch = commitsEachBatch
    }
}
