/// Any command, as a value.
///
/// Two statements are equal when their text is the same on every dialect, whatever values they bind.
public enum Statement: Sendable, Hashable {
    /// `SELECT …`
    case select(SelectStatement)
    /// `INSERT INTO …`
    case insert(InsertStatement)
    /// `UPDATE … SET …`
    case update(UpdateStatement)
    /// `DELETE FROM …`
    case delete(DeleteStatement)
    /// SQL text with parameters.
    case raw([SQLFragment])
}

extension Statement {
    /// The statement's text in `dialect`, without a database at hand.
    ///
    /// ```swift
    /// print(try statement.sql(for: PostgresDialect()))
    /// // SELECT "users"."id" FROM "users" WHERE "users"."age" > $1
    /// ```
    ///
    /// - Throws: ``UnsupportedSQLError`` where the dialect has no such SQL.
    public func sql(for dialect: any Dialect) throws -> String {
        try StatementCompiler(dialect: dialect).compile(self).sql
    }
}
