/// Turns statements into SQL text: the one compiler for every dialect.
///
/// It walks the statement once, writing text and collecting parameters on the way. The same walk with the text left
/// out collects the parameters of a statement whose text is known already, so their order cannot differ.
public struct StatementCompiler: Sendable {
    let dialect: any Dialect
    let features: DialectFeatures

    /// A compiler that spells SQL as `dialect` does.
    public init(dialect: any Dialect) {
        self.dialect = dialect
        features = dialect.features
    }

    /// The statement's text and its parameters in the order of their placeholders.
    ///
    /// - Throws: ``UnsupportedSQLError`` where the dialect has no such SQL.
    public func compile(_ statement: Statement) throws -> CompiledStatement {
        var writer = SQLWriter(dialect: dialect, features: features, mode: .placeholders)
        try writer.write(statement)
        return CompiledStatement(sql: writer.sql, parameters: writer.parameters)
    }

    /// The statement's text and its parameters in one dialect.
    ///
    /// - Throws: ``UnsupportedSQLError`` where the dialect has no such SQL.
    public static func compile(_ statement: Statement, dialect: any Dialect) throws -> CompiledStatement {
        try StatementCompiler(dialect: dialect).compile(statement)
    }

    /// The statement's text with the values in it, and no parameters: for SQL that is printed instead of run.
    ///
    /// - Throws: ``UnsupportedSQLError`` where the dialect has no such SQL, or no way to write a value.
    public func script(_ statement: Statement) throws -> String {
        var writer = SQLWriter(dialect: dialect, features: features, mode: .literals)
        try writer.write(statement)
        return writer.sql
    }

    /// The statement's parameters alone.
    ///
    /// - Throws: ``UnsupportedSQLError`` where the dialect has no such SQL.
    public func parameters(of statement: Statement) throws -> [BoundValue] {
        try parameters(of: statement, in: .all)
    }

    /// The parameters of a statement that are known to be in these clauses.
    func parameters(of statement: Statement, in clauses: ParameterClauses) throws -> [BoundValue] {
        var writer = SQLWriter(dialect: dialect, features: features, mode: .parametersOnly)
        writer.clauses = clauses
        try writer.write(statement)
        return writer.parameters
    }

    /// The compiled statement, and the clauses its parameters are in.
    func compileFindingClauses(_ statement: Statement) throws -> (CompiledStatement, ParameterClauses) {
        var writer = SQLWriter(dialect: dialect, features: features, mode: .placeholders)
        try writer.write(statement)
        return (CompiledStatement(sql: writer.sql, parameters: writer.parameters), writer.found)
    }
}
