extension SchemaCompiler {
    /// The types of the columns that ask for one of their own, each where it is not there yet. Of the three databases
    /// only PostgreSQL has them.
    ///
    /// ```sql
    /// DO $$ BEGIN CREATE TYPE "role" AS ENUM ('admin', 'user'); EXCEPTION WHEN duplicate_object THEN NULL; END $$
    /// ```
    ///
    /// - Throws: ``UnsupportedSQLError`` for a NUL character in a name or a case.
    public func createTypes(of table: Table) throws -> [String] {
        try nativeEnumerations(of: table).map { name, cases in
            let type = try text { try $0.write(identifier: name) }
            let values = try cases.map { try dialect.literal(.text($0)) }.joined(separator: ", ")
            // There is no CREATE TYPE IF NOT EXISTS, and another table may have made the type.
            var quote = "$$"
            while (type + values).contains(quote) { quote = "$q" + quote.dropFirst() }
            return """
                DO \(quote) BEGIN CREATE TYPE \(type) AS ENUM (\(values)); \
                EXCEPTION WHEN duplicate_object THEN NULL; END \(quote)
                """
        }
    }

    /// `DROP TYPE IF EXISTS "role"`
    public func dropTypes(of table: Table) throws -> [String] {
        try nativeEnumerations(of: table).map { name, _ in
            try text {
                $0.write("DROP TYPE IF EXISTS ")
                try $0.write(identifier: name)
            }
        }
    }

    private func nativeEnumerations(of table: Table) -> [(name: String, cases: [String])] {
        guard features.enumerations == .checkOrType else { return [] }
        return table.columns.compactMap { column in
            switch column.type {
            case .enumeration(let name, let cases, native: true),
                .array(.enumeration(let name, let cases, native: true)):
                (name, cases)
            default: nil
            }
        }
    }

    /// `COMMENT ON TABLE "users" IS '…'`, where comments are statements.
    public func comments(on table: Table) throws -> [String] {
        guard features.comments == .statements else { return [] }
        var statements: [String] = []
        if table.comment != nil { statements.append(try comment(table.comment, on: table)) }
        for column in table.columns where column.comment != nil {
            statements.append(try comment(column.comment, on: column.name, of: table))
        }
        return statements
    }

    /// `COMMENT ON TABLE "users" IS '…'`; on MySQL and MariaDB ``ALTER TABLE `users` COMMENT = '…'``. `nil` takes the
    /// comment away.
    ///
    /// - Throws: ``UnsupportedSQLError`` where there are no comments.
    public func comment(_ comment: String?, on table: Table) throws -> String {
        switch features.comments {
        case .none: throw unsupported("a comment on \(table.name)", advice: "leave it out")
        case .statements:
            return try text {
                $0.write("COMMENT ON TABLE ")
                try $0.write(table: table.name, schema: table.schema)
                $0.write(" IS ")
                $0.write(sql: try comment.map { try dialect.literal(.text($0)) } ?? "NULL")
            }
        case .inline:
            return try alter(table) {
                $0.write("COMMENT = ")
                $0.write(sql: try dialect.literal(.text(comment ?? "")))
            }
        }
    }

    /// `COMMENT ON COLUMN "users"."bio" IS '…'`; `nil` takes the comment away.
    ///
    /// - Throws: ``UnsupportedSQLError`` where comments are no statements.
    public func comment(_ comment: String?, on column: String, of table: Table) throws -> String {
        guard features.comments == .statements else {
            throw unsupported("a statement for the comment on \(table.name).\(column)", advice: "change the column")
        }
        return try text {
            $0.write("COMMENT ON COLUMN ")
            try $0.write(table: table.name, schema: table.schema)
            $0.write(".")
            try $0.write(identifier: column)
            $0.write(" IS ")
            $0.write(sql: try comment.map { try dialect.literal(.text($0)) } ?? "NULL")
        }
    }

    // MARK: Enumerations

    /// Whether an enumeration is a type of the database's own, where a column asks for it.
    public var hasEnumerationTypes: Bool { features.enumerations == .checkOrType }

    /// `CREATE TYPE "role" AS ENUM ('admin', 'user')`
    public func createEnumeration(_ name: String, _ cases: [String]) throws -> String {
        try text {
            $0.write("CREATE TYPE ")
            try $0.write(identifier: name)
            $0.write(" AS ENUM (")
            $0.write(sql: try cases.map { try dialect.literal(.text($0)) }.joined(separator: ", "))
            $0.write(")")
        }
    }

    /// `DROP TYPE "role"`
    public func dropEnumeration(_ name: String) throws -> String {
        try text {
            $0.write("DROP TYPE ")
            try $0.write(identifier: name)
        }
    }

    /// `ALTER TYPE "role" ADD VALUE 'guest' AFTER 'user'`: the value cannot be used in the transaction that adds it.
    public func addValue(_ value: String, to enumeration: String, after: String?) throws -> String {
        try text {
            $0.write("ALTER TYPE ")
            try $0.write(identifier: enumeration)
            $0.write(" ADD VALUE ")
            $0.write(sql: try dialect.literal(.text(value)))
            guard let after else { return }
            $0.write(" AFTER ")
            $0.write(sql: try dialect.literal(.text(after)))
        }
    }

    /// `ALTER TYPE "role" RENAME VALUE 'user' TO 'member'`
    public func renameValue(_ value: String, of enumeration: String, to newValue: String) throws -> String {
        try text {
            $0.write("ALTER TYPE ")
            try $0.write(identifier: enumeration)
            $0.write(" RENAME VALUE ")
            $0.write(sql: try dialect.literal(.text(value)))
            $0.write(" TO ")
            $0.write(sql: try dialect.literal(.text(newValue)))
        }
    }
}
