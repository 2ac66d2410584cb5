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
        if let comment = table.comment {
            statements.append(
                try text {
                    $0.write("COMMENT ON TABLE ")
                    try $0.write(table: table.name, schema: table.schema)
                    $0.write(" IS ")
                    $0.write(sql: try dialect.literal(.text(comment)))
                })
        }
        for column in table.columns {
            guard let comment = column.comment else { continue }
            statements.append(
                try text {
                    $0.write("COMMENT ON COLUMN ")
                    try $0.write(table: table.name, schema: table.schema)
                    $0.write(".")
                    try $0.write(identifier: column.name)
                    $0.write(" IS ")
                    $0.write(sql: try dialect.literal(.text(comment)))
                })
        }
        return statements
    }
}
