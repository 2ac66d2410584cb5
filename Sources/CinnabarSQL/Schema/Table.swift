/// The metadata of one table: everything that `CREATE TABLE` and its indexes say.
public struct Table: Sendable, Hashable {
    /// The table's name in the database.
    public var name: String
    /// The schema (on MySQL the database) that the table is in; not said where `nil`.
    public var schema: String?
    /// The columns, in the order they are created.
    public var columns: [TableColumn]
    /// The primary key, of one column or several.
    public var primaryKey: PrimaryKeyConstraint?
    /// The foreign keys to other tables, or to this one.
    public var foreignKeys: [ForeignKeyConstraint]
    /// The unique constraints.
    public var uniques: [UniqueConstraint]
    /// The check constraints. Those of enumerations are not among them: ``SchemaCompiler/checks(of:)`` adds them.
    public var checks: [CheckConstraint]
    /// The indexes, which are statements of their own.
    public var indexes: [TableIndex]
    /// A comment, kept where the database has comments.
    public var comment: String?
    /// What the table was called before, which migrations rename where it is still called so.
    public var renamedFrom: String?

    /// The metadata of a table. Nothing is checked: the database refuses what does not fit together.
    public init(
        name: String, schema: String? = nil, columns: [TableColumn], primaryKey: PrimaryKeyConstraint? = nil,
        foreignKeys: [ForeignKeyConstraint] = [], uniques: [UniqueConstraint] = [],
        checks: [CheckConstraint] = [], indexes: [TableIndex] = [], comment: String? = nil,
        renamedFrom: String? = nil
    ) {
        self.name = name
        self.schema = schema
        self.columns = columns
        self.primaryKey = primaryKey
        self.foreignKeys = foreignKeys
        self.uniques = uniques
        self.checks = checks
        self.indexes = indexes
        self.comment = comment
        self.renamedFrom = renamedFrom
    }
}

/// The metadata of one column.
public struct TableColumn: Sendable, Hashable {
    /// The column's name in the database.
    public var name: String
    /// The declared type, which each dialect spells.
    public var type: SQLType
    /// Whether it can be NULL; `NOT NULL` where not.
    public var isNullable: Bool
    /// A default that the database fills in.
    public var serverDefault: ServerDefault?
    /// Whether the database generates the value (`INTEGER PRIMARY KEY`, `IDENTITY`, `AUTO_INCREMENT`).
    public var isGeneratedKey: Bool
    /// The expression of a generated column.
    public var computed: ComputedColumn?
    /// How its values are compared and ordered: `COLLATE "name"`.
    public var collation: String?
    /// A comment, kept where the database has comments.
    public var comment: String?
    /// Whether its values are kept out of logs and descriptions.
    public var isRedacted: Bool
    /// What the column was called before, which migrations rename where it is still called so.
    public var renamedFrom: String?

    /// The metadata of a column: `NOT NULL`, without a default, unless told otherwise.
    public init(
        name: String, type: SQLType, isNullable: Bool = false, serverDefault: ServerDefault? = nil,
        isGeneratedKey: Bool = false, computed: ComputedColumn? = nil, collation: String? = nil,
        comment: String? = nil, isRedacted: Bool = false, renamedFrom: String? = nil
    ) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
        self.serverDefault = serverDefault
        self.isGeneratedKey = isGeneratedKey
        self.computed = computed
        self.collation = collation
        self.comment = comment
        self.isRedacted = isRedacted
        self.renamedFrom = renamedFrom
    }
}

/// `DEFAULT` of a column.
public enum ServerDefault: Sendable, Hashable {
    /// A constant, rendered as a literal.
    case value(SQLValue)
    /// SQL text: a single word, `CURRENT_TIMESTAMP`, as it is; anything else in parentheses, `(lower('X'))`.
    case sql(String)
}

/// `GENERATED ALWAYS AS (sql)`.
public struct ComputedColumn: Sendable, Hashable {
    /// The expression, as SQL text.
    public var sql: String
    /// Kept in the row, or computed when read (`VIRTUAL`, which PostgreSQL before 18 has not).
    public var isStored: Bool
    /// A generated column: `GENERATED ALWAYS AS (sql) STORED`, or `VIRTUAL`.
    public init(sql: String, isStored: Bool) {
        self.sql = sql
        self.isStored = isStored
    }
}

/// `CONSTRAINT "pk_posts" PRIMARY KEY ("id")`
public struct PrimaryKeyConstraint: Sendable, Hashable {
    /// The constraint's name.
    public var name: String
    /// The names of the columns, in the key's order.
    public var columns: [String]
    /// A primary key over columns of its table.
    public init(name: String, columns: [String]) {
        self.name = name
        self.columns = columns
    }
}

/// `CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE`
public struct ForeignKeyConstraint: Sendable, Hashable {
    /// The constraint's name.
    public var name: String
    /// The columns that refer to the other table.
    public var columns: [String]
    /// The table that is referred to; it is looked for in the schema of the key's own table.
    public var table: String
    /// The columns of that table, one for each of ``columns``.
    public var targetColumns: [String]
    /// What becomes of the row when its parent is deleted.
    public var onDelete: ForeignKeyAction
    /// What becomes of the row when its parent gets another key.
    public var onUpdate: ForeignKeyAction
    /// A foreign key; without actions the database refuses to let a parent go.
    public init(
        name: String, columns: [String], table: String, targetColumns: [String],
        onDelete: ForeignKeyAction = .noAction, onUpdate: ForeignKeyAction = .noAction
    ) {
        self.name = name
        self.columns = columns
        self.table = table
        self.targetColumns = targetColumns
        self.onDelete = onDelete
        self.onUpdate = onUpdate
    }
}

/// What the database does with a row whose parent is deleted or gets another key.
public enum ForeignKeyAction: String, Sendable, Hashable, CaseIterable {
    /// It refuses; where constraints can be deferred, when the transaction ends.
    case noAction = "NO ACTION"
    /// It refuses at once.
    case restrict = "RESTRICT"
    /// It deletes the row too, or gives it the new key.
    case cascade = "CASCADE"
    /// It sets the columns to NULL.
    case setNull = "SET NULL"
    /// It sets the columns to their defaults.
    case setDefault = "SET DEFAULT"
}

/// `CONSTRAINT "uq_users_email" UNIQUE ("email")`
public struct UniqueConstraint: Sendable, Hashable {
    /// The constraint's name.
    public var name: String
    /// The columns that no two rows have in common.
    public var columns: [String]
    /// A unique constraint over columns of its table.
    public init(name: String, columns: [String]) {
        self.name = name
        self.columns = columns
    }
}

/// `CONSTRAINT "ck_users_visits_positive" CHECK ("visits" >= 0)`
public struct CheckConstraint: Sendable, Hashable {
    /// The constraint's name.
    public var name: String
    /// The condition. It holds no parameters: values in it are rendered as literals.
    public var condition: SQLNode
    /// A condition that every row must meet.
    public init(name: String, condition: SQLNode) {
        self.name = name
        self.condition = condition
    }
}

/// `CREATE UNIQUE INDEX "ix_users_email" ON "users" ("email" DESC) WHERE "is_active"`
public struct TableIndex: Sendable, Hashable {
    /// The index's name.
    public var name: String
    /// Whether no two rows it covers may have the same terms.
    public var isUnique: Bool
    /// Columns or expressions, each with its direction.
    public var terms: [OrderingTerm]
    /// The predicate of a partial index.
    public var condition: SQLNode?
    /// An index over terms; of the rows that meet `condition`, where there is one.
    public init(name: String, isUnique: Bool = false, terms: [OrderingTerm], condition: SQLNode? = nil) {
        self.name = name
        self.isUnique = isUnique
        self.terms = terms
        self.condition = condition
    }
}
