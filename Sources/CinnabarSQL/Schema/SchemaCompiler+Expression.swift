extension SchemaCompiler {
    /// An expression as it stands in DDL: columns by their names alone, values as literals.
    ///
    /// - Throws: ``UnsupportedSQLError`` for what the dialect cannot say.
    public func expression(_ node: SQLNode) throws -> String { try text { try $0.write(node) } }

    /// Whether the server makes an index of its own for each foreign key that has none.
    package var indexesForeignKeys: Bool { features.foreignKeyIndexes }

    /// A value as it stands in DDL.
    ///
    /// - Throws: ``UnsupportedSQLError`` for a value that has no literal.
    public func literal(_ value: SQLValue) throws -> String { try dialect.literal(value) }
}
