public import CinnabarSQL

/// What `schema.alter` gives its body: collects the changes of one table, in order.
public final class TableEditor {
    private let table: String
    private var changes: [TableChange] = []
    private var maker: ConstraintMaker { ConstraintMaker(table: table) }

    init(table: String) { self.table = table }

    /// Adds a change as it is.
    public func change(_ change: TableChange) { changes.append(change) }

    // MARK: Columns

    /// `ALTER TABLE "users" ADD COLUMN "visits" BIGINT NOT NULL DEFAULT 0`: as the last one, `NOT NULL` unless told
    /// otherwise.
    public func add(
        _ name: String, _ type: SQLType, nullable: Bool = false, default: ServerDefault? = nil,
        computed: String? = nil, stored: Bool = false, generated: Bool = false, collation: String? = nil,
        comment: String? = nil
    ) {
        add(
            TableColumn(
                name: name, type: type, isNullable: nullable, serverDefault: `default`, isGeneratedKey: generated,
                computed: computed.map { ComputedColumn(sql: $0, isStored: stored) }, collation: collation,
                comment: comment))
    }

    /// A column as metadata has it.
    public func add(_ column: TableColumn) { changes.append(.addColumn(column)) }

    /// `ALTER TABLE "users" DROP COLUMN "bio"`, with the constraints and indexes over it.
    public func drop(_ name: String) { changes.append(.dropColumn(name, was: nil)) }

    /// `ALTER TABLE "users" RENAME COLUMN "name" TO "full_name"`. Constraints and indexes keep their names; on PostgreSQL
    /// the check of an enumeration does not, since another column may get the old name.
    public func rename(_ name: String, to newName: String) { changes.append(.renameColumn(name, to: newName)) }

    /// Changes of a column; what is not told stays as it is. The check that keeps a column to the values of an
    /// enumeration goes and comes with its type.
    ///
    /// ```swift
    /// t.alter("email", type: .string(200), nullable: false)
    /// // PostgreSQL  ALTER TABLE "users" ALTER COLUMN "email" TYPE VARCHAR(200)
    /// //             ALTER TABLE "users" ALTER COLUMN "email" SET NOT NULL
    /// // MySQL       ALTER TABLE `users` MODIFY COLUMN `email` VARCHAR(200) NOT NULL
    /// ```
    ///
    /// - Parameters:
    ///   - name: The column.
    ///   - type: Another type.
    ///   - nullable: Whether it can be NULL.
    ///   - default: Another default.
    ///   - dropDefault: Takes the default away.
    ///   - computed: Another expression of a generated column.
    ///   - stored: Whether a column with a new expression keeps its value in the row.
    ///   - dropComputed: Makes an ordinary column of a generated one, which keeps its values.
    ///   - generated: Whether the database generates the value.
    ///   - collation: Another collation.
    ///   - dropCollation: Takes the collation away.
    ///   - comment: Another comment.
    ///   - dropComment: Takes the comment away.
    ///   - using: The expression that makes a value of the new type: `CAST(age AS INTEGER)`.
    public func alter(
        _ name: String, type: SQLType? = nil, nullable: Bool? = nil, default: ServerDefault? = nil,
        dropDefault: Bool = false, computed: String? = nil, stored: Bool = false, dropComputed: Bool = false,
        generated: Bool? = nil, collation: String? = nil, dropCollation: Bool = false, comment: String? = nil,
        dropComment: Bool = false, using: String? = nil
    ) {
        func setting<Value>(_ value: Value?, _ isDropped: Bool) -> ColumnChange.Setting<Value> {
            value.map { .set($0) } ?? (isDropped ? .set(nil) : .keep)
        }
        alter(
            name,
            ColumnChange(
                type: type, isNullable: nullable, serverDefault: setting(`default`, dropDefault),
                computed: setting(computed.map { ComputedColumn(sql: $0, isStored: stored) }, dropComputed),
                collation: setting(collation, dropCollation), comment: setting(comment, dropComment),
                isGeneratedKey: generated, using: using))
    }

    /// Changes of a column as an operation has them.
    public func alter(_ name: String, _ change: ColumnChange) {
        changes.append(.alterColumn(name, change, was: nil))
    }

    // MARK: Constraints

    /// Another primary key: `ADD CONSTRAINT "pk_posts" PRIMARY KEY ("id")`, after the old one is gone.
    public func primaryKey(_ columns: String..., name: String? = nil) {
        let key = PrimaryKeyConstraint(name: name ?? NamingConvention.primaryKey(table: table), columns: columns)
        changes.append(.setPrimaryKey(key, was: nil))
    }

    /// Takes the primary key away.
    public func dropPrimaryKey() { changes.append(.setPrimaryKey(nil, was: nil)) }

    /// `ADD CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id")`
    ///
    /// With `validation: .later` PostgreSQL does not look at the rows that are there: ``validate(_:)`` does.
    public func foreignKey(
        _ column: String, to target: String, _ targetColumn: String, onDelete: ForeignKeyAction = .noAction,
        onUpdate: ForeignKeyAction = .noAction, validation: Validation = .now, name: String? = nil
    ) {
        foreignKey(
            [column], to: target, [targetColumn], onDelete: onDelete, onUpdate: onUpdate, validation: validation,
            name: name)
    }

    /// A foreign key of several columns.
    public func foreignKey(
        _ columns: [String], to target: String, _ targetColumns: [String], onDelete: ForeignKeyAction = .noAction,
        onUpdate: ForeignKeyAction = .noAction, validation: Validation = .now, name: String? = nil
    ) {
        changes.append(
            .addForeignKey(maker.foreignKey(columns, target, targetColumns, onDelete, onUpdate, name), validation))
    }

    /// `DROP CONSTRAINT "fk_posts_user_id_users"`
    public func dropForeignKey(_ name: String) { changes.append(.dropForeignKey(name, was: nil)) }

    /// `ADD CONSTRAINT "uq_users_email" UNIQUE ("email")`
    public func unique(_ columns: String..., name: String? = nil) {
        changes.append(.addUnique(maker.unique(columns, name)))
    }

    /// `DROP CONSTRAINT "uq_users_email"`
    public func dropUnique(_ name: String) { changes.append(.dropUnique(name, was: nil)) }

    /// `ADD CONSTRAINT "ck_users_visits_positive" CHECK (visits >= 0)`; `what` is the end of the name.
    public func check(_ what: String, _ condition: String, validation: Validation = .now, name: String? = nil) {
        changes.append(.addCheck(maker.check(what, condition, name), validation))
    }

    /// `DROP CONSTRAINT "ck_users_visits_positive"`: the whole name.
    public func dropCheck(_ name: String) { changes.append(.dropCheck(name, was: nil)) }

    /// `VALIDATE CONSTRAINT`, of one that was added with `validation: .later`.
    public func validate(_ name: String) { changes.append(.validate(name)) }

    // MARK: Indexes and comments

    /// `CREATE INDEX "ix_posts_user_id" ON "posts" ("user_id")`
    ///
    /// - Parameters:
    ///   - columns: The columns, in the index's order.
    ///   - unique: Whether no two rows may have the same values.
    ///   - descending: Those of the columns that are ordered from large to small.
    ///   - where: The condition of a partial index.
    ///   - concurrently: Without a lock that writers wait for, outside of a transaction, where the database can.
    ///   - name: The index's name, where it is not the convention's.
    public func index(
        _ columns: String..., unique: Bool = false, descending: [String] = [], where condition: String? = nil,
        concurrently: Bool = false, name: String? = nil
    ) {
        index(
            maker.index(columns, unique: unique, descending: descending, condition, name),
            build: concurrently ? .concurrently : .locking)
    }

    /// `CREATE INDEX "ix_users_lower_email" ON "users" ((lower(email)))`
    public func index(
        expressions: String..., unique: Bool = false, where condition: String? = nil, concurrently: Bool = false,
        name: String? = nil
    ) {
        index(
            maker.index(expressions: expressions, unique: unique, condition, name),
            build: concurrently ? .concurrently : .locking)
    }

    /// An index as metadata has it.
    public func index(_ index: TableIndex, build: IndexBuild = .locking) {
        changes.append(.createIndex(index, build))
    }

    /// `DROP INDEX "ix_posts_user_id"`
    public func dropIndex(_ name: String, concurrently: Bool = false) {
        changes.append(.dropIndex(name, concurrently ? .concurrently : .locking, was: nil))
    }

    /// `COMMENT ON TABLE "posts" IS '…'`; `nil` takes it away.
    public func comment(_ text: String?) { changes.append(.setComment(text, was: nil)) }

    // MARK: The changes

    /// The changes that were collected.
    func finished() throws -> [TableChange] {
        try TableCheck.check(changes, of: table)
        return changes
    }
}
