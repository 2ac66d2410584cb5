// Statements that change a table that is there, for dialects that have them.
extension SchemaCompiler {
    /// `ALTER TABLE "posts" RENAME TO "articles"`
    public func rename(_ table: Table, to name: String) throws -> String {
        try statement(table) {
            $0.write("RENAME TO ")
            try $0.write(identifier: name)
        }
    }

    // MARK: Columns

    /// `ALTER TABLE "users" ADD COLUMN "bio" TEXT`, with what stands behind it.
    ///
    /// - Parameter suffix: SQL behind the definition: a constraint of the column.
    public func addColumn(_ column: TableColumn, to table: Table, suffix: String = "") throws -> String {
        let definition = try self.column(column, of: table)
        return try statement(table) {
            $0.write("ADD COLUMN ")
            $0.write(sql: definition + suffix)
        }
    }

    /// `ALTER TABLE "users" DROP COLUMN "bio"`
    public func dropColumn(_ name: String, from table: Table) throws -> String {
        try statement(table) {
            $0.write("DROP COLUMN ")
            try $0.write(identifier: name)
        }
    }

    /// `ALTER TABLE "users" RENAME COLUMN "name" TO "full_name"`
    public func renameColumn(_ name: String, to newName: String, of table: Table) throws -> String {
        try statement(table) {
            $0.write("RENAME COLUMN ")
            try $0.write(identifier: name)
            $0.write(" TO ")
            try $0.write(identifier: newName)
        }
    }

    /// ``ALTER TABLE `users` MODIFY COLUMN `email` VARCHAR(200) NOT NULL``: the whole definition.
    ///
    /// - Throws: ``UnsupportedSQLError`` where columns are changed in another way.
    public func modifyColumn(_ column: TableColumn, of table: Table) throws -> String {
        guard features.columnChanges == .wholeDefinition else {
            throw unsupported("MODIFY COLUMN \(table.name).\(column.name)", advice: "change its properties one by one")
        }
        let definition = try self.column(column, of: table)
        return try statement(table) {
            $0.write("MODIFY COLUMN ")
            $0.write(sql: definition)
        }
    }

    /// `ALTER TABLE "users" ALTER COLUMN "age" TYPE INTEGER USING CAST("age" AS INTEGER)`
    ///
    /// - Throws: ``UnsupportedSQLError`` where columns are changed in another way.
    public func setType(
        _ type: SQLType, collation: String?, using expression: String?, of column: String, _ table: Table
    ) throws -> String {
        try alterColumn(column, table) {
            $0.write("TYPE ")
            $0.write(sql: try dialect.typeName(type))
            if let collation {
                $0.write(" COLLATE ")
                try $0.write(identifier: collation)
            }
            if let expression {
                $0.write(" USING ")
                $0.write(sql: expression)
            }
        }
    }

    /// `CAST("age" AS INTEGER)`; of an enumeration through text, `CAST(CAST("role" AS TEXT) AS "role")`; between text and
    /// bytes `convert_to("body", 'UTF8')`, since a cast reads and writes bytes in hexadecimal.
    public func cast(_ column: String, from old: SQLType?, to type: SQLType) throws -> String {
        try text {
            if let function = old.flatMap({ Self.encoding(from: $0, to: type) }), features.columnChanges == .clauses {
                $0.write(sql: function + "(")
                try $0.write(identifier: column)
                return $0.write(", 'UTF8')")
            }
            var throughText = false
            if case .enumeration = type, case .enumeration? = old { throughText = true }
            $0.write(throughText ? "CAST(CAST(" : "CAST(")
            try $0.write(identifier: column)
            if throughText { $0.write(" AS TEXT)") }
            $0.write(" AS ")
            $0.write(sql: try dialect.castName(type))
            $0.write(")")
        }
    }

    private static func encoding(from old: SQLType, to type: SQLType) -> String? {
        switch (old, type) {
        case (.text, .bytes), (.string, .bytes): "convert_to"
        case (.bytes, .text), (.bytes, .string): "convert_from"
        default: nil
        }
    }

    /// `ALTER TABLE "users" ALTER COLUMN "email" SET NOT NULL`, or `DROP NOT NULL`.
    ///
    /// - Throws: ``UnsupportedSQLError`` where columns are changed in another way.
    public func setNullable(_ isNullable: Bool, of column: String, _ table: Table) throws -> String {
        try alterColumn(column, table) { $0.write(isNullable ? "DROP NOT NULL" : "SET NOT NULL") }
    }

    /// `ALTER TABLE "users" ALTER COLUMN "visits" SET DEFAULT 0`, or `DROP DEFAULT`.
    ///
    /// - Throws: ``UnsupportedSQLError`` where columns are changed in another way.
    public func setDefault(_ value: ServerDefault?, of column: TableColumn, _ table: Table) throws -> String {
        try alterColumn(column.name, table) {
            guard let value else { return $0.write("DROP DEFAULT") }
            $0.write("SET DEFAULT ")
            try write(value, of: column, to: &$0)
        }
    }

    /// `ALTER TABLE "users" ALTER COLUMN "total" DROP EXPRESSION`: an ordinary column with the values it has.
    ///
    /// - Throws: ``UnsupportedSQLError`` where columns are changed in another way.
    public func dropExpression(of column: String, _ table: Table) throws -> String {
        try alterColumn(column, table) { $0.write("DROP EXPRESSION") }
    }

    /// `ALTER COLUMN "id" ADD GENERATED BY DEFAULT AS IDENTITY`, and keys that go on behind the largest one; or
    /// `DROP IDENTITY`.
    ///
    /// - Throws: ``UnsupportedSQLError`` where keys are generated in another way.
    public func setIdentity(_ isGenerated: Bool, of column: String, _ table: Table) throws -> [String] {
        guard features.generatedKeys == .identity else {
            throw unsupported("another way to generate \(table.name).\(column)", advice: "change the whole column")
        }
        guard isGenerated else {
            return [try alterColumn(column, table) { $0.write("DROP IDENTITY IF EXISTS") }]
        }
        let name = try text { try $0.write(table: table.name, schema: table.schema) }
        let quoted = try text { try $0.write(identifier: column) }
        return [
            try alterColumn(column, table) { $0.write("ADD GENERATED BY DEFAULT AS IDENTITY") },
            "SELECT setval(pg_get_serial_sequence(\(try dialect.literal(.text(name))), "
                + "\(try dialect.literal(.text(column)))), coalesce(max(\(quoted)), 0) + 1, false) FROM \(name)",
        ]
    }

    private func alterColumn(
        _ column: String, _ table: Table, _ body: (inout SQLWriter) throws -> Void
    ) throws -> String {
        guard features.columnChanges == .clauses else {
            throw unsupported(
                "ALTER COLUMN \(table.name).\(column)", advice: "change the whole column, or build the table again")
        }
        return try statement(table) {
            $0.write("ALTER COLUMN ")
            try $0.write(identifier: column)
            $0.write(" ")
            try body(&$0)
        }
    }

    // MARK: Constraints

    /// `ALTER TABLE "posts" ADD CONSTRAINT …`; with `later` it ends in `NOT VALID`, where the dialect has it.
    ///
    /// - Throws: ``UnsupportedSQLError`` where constraints are written with the table only.
    public func addForeignKey(_ key: ForeignKeyConstraint, to table: Table, later: Bool = false) throws -> String {
        try add(try foreignKey(key, of: table), to: table, later: later)
    }

    /// `ALTER TABLE "users" ADD CONSTRAINT "ck_users_visits" CHECK (visits >= 0)`; with `later` it ends in `NOT VALID`,
    /// where the dialect has it.
    ///
    /// - Throws: ``UnsupportedSQLError`` where constraints are written with the table only.
    public func addCheck(_ check: CheckConstraint, to table: Table, later: Bool = false) throws -> String {
        try add(try self.check(check), to: table, later: later)
    }

    /// `ALTER TABLE "users" ADD CONSTRAINT "uq_users_email" UNIQUE ("email")`
    ///
    /// - Throws: ``UnsupportedSQLError`` where constraints are written with the table only.
    public func addUnique(_ unique: UniqueConstraint, to table: Table) throws -> String {
        try add(try self.unique(unique), to: table, later: false)
    }

    private func add(_ constraint: String, to table: Table, later: Bool) throws -> String {
        try alter(table) {
            $0.write("ADD ")
            $0.write(sql: constraint)
            if later, features.laterValidation { $0.write(" NOT VALID") }
        }
    }

    /// `ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_user_id_users"`; on MySQL and MariaDB
    /// ``ALTER TABLE `posts` DROP FOREIGN KEY `fk_posts_user_id_users` ``, whatever `ifExists` says.
    ///
    /// - Throws: ``UnsupportedSQLError`` where constraints are written with the table only: it is built again.
    public func dropForeignKey(_ name: String, from table: Table, ifExists: Bool = false) throws -> String {
        try drop("FOREIGN KEY ", name, from: table, ifExists: ifExists)
    }

    /// `ALTER TABLE "users" DROP CONSTRAINT "uq_users_email"`; on MySQL and MariaDB `DROP INDEX`.
    ///
    /// - Throws: ``UnsupportedSQLError`` where constraints are written with the table only: it is built again.
    public func dropUnique(_ name: String, from table: Table) throws -> String {
        try drop("INDEX ", name, from: table)
    }

    /// `ALTER TABLE "users" DROP CONSTRAINT "ck_users_visits"`, on MySQL and MariaDB too.
    ///
    /// - Throws: ``UnsupportedSQLError`` where constraints are written with the table only: it is built again.
    public func dropCheck(_ name: String, from table: Table) throws -> String {
        try drop("CONSTRAINT ", name, from: table)
    }

    /// `ALTER TABLE "users" RENAME CONSTRAINT "ck_users_kind" TO "ck_users_role"`
    ///
    /// - Throws: ``UnsupportedSQLError`` where constraints keep their names.
    public func renameConstraint(_ name: String, to newName: String, of table: Table) throws -> String {
        guard features.constraintDrops == .byName else {
            throw unsupported("renaming the constraint \(name)", advice: "drop it, and add it under the other name")
        }
        return try alter(table) {
            $0.write("RENAME CONSTRAINT ")
            try $0.write(identifier: name)
            $0.write(" TO ")
            try $0.write(identifier: newName)
        }
    }

    private func drop(
        _ kind: StaticString, _ name: String, from table: Table, ifExists: Bool = false
    ) throws -> String {
        if features.constraintDrops == .byKind {
            return try alter(table) {
                $0.write("DROP ")
                $0.write(kind)
                try $0.write(identifier: name)
            }
        }
        return try alter(table, ifExists: ifExists) {
            $0.write(ifExists ? "DROP CONSTRAINT IF EXISTS " : "DROP CONSTRAINT ")
            try $0.write(identifier: name)
        }
    }

    /// `ALTER TABLE "posts" VALIDATE CONSTRAINT "fk_posts_user_id_users"`
    ///
    /// - Throws: ``UnsupportedSQLError`` where every constraint is validated when it is added.
    public func validate(_ name: String, of table: Table) throws -> String {
        guard features.laterValidation else {
            throw unsupported("validating \(name) later", advice: "leave it out: it was validated when it was added")
        }
        return try alter(table) {
            $0.write("VALIDATE CONSTRAINT ")
            try $0.write(identifier: name)
        }
    }

    /// The statements that give a table another primary key, or none: the old one goes first, on MySQL and MariaDB in
    /// the same statement.
    ///
    /// ```sql
    /// ALTER TABLE "posts" DROP CONSTRAINT "pk_posts"
    /// ALTER TABLE "posts" ADD CONSTRAINT "pk_posts" PRIMARY KEY ("id")
    /// ALTER TABLE `posts` DROP PRIMARY KEY, ADD CONSTRAINT `pk_posts` PRIMARY KEY (`id`)   -- MySQL
    /// ```
    ///
    /// - Throws: ``UnsupportedSQLError`` where constraints are written with the table only: it is built again.
    public func setPrimaryKey(
        _ key: PrimaryKeyConstraint?, was old: PrimaryKeyConstraint?, of table: Table
    ) throws -> [String] {
        let added = try key.map { "ADD " + (try primaryKey($0)) }
        if features.constraintDrops == .byKind {
            let clauses = (old == nil ? [] : ["DROP PRIMARY KEY"]) + (added.map { [$0] } ?? [])
            if clauses.isEmpty { return [] }
            return [try alter(table) { $0.write(sql: clauses.joined(separator: ", ")) }]
        }
        var statements: [String] = []
        if let old { statements.append(try drop("CONSTRAINT ", old.name, from: table)) }
        if let added { statements.append(try alter(table) { $0.write(sql: added) }) }
        return statements
    }

    // MARK: Text

    func alter(
        _ table: Table, ifExists: Bool = false, _ body: (inout SQLWriter) throws -> Void
    ) throws -> String {
        guard features.alterConstraints else {
            throw unsupported(
                "changing a constraint of \(table.name)", advice: "build the table again with its constraints")
        }
        return try statement(table, ifExists: ifExists, body)
    }

    private func statement(
        _ table: Table, ifExists: Bool = false, _ body: (inout SQLWriter) throws -> Void
    ) throws -> String {
        try text {
            $0.write(ifExists ? "ALTER TABLE IF EXISTS " : "ALTER TABLE ")
            try $0.write(table: table.name, schema: table.schema)
            $0.write(" ")
            try body(&$0)
        }
    }
}
