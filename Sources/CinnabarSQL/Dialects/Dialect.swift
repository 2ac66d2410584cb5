/// How a database spells things: features, and a few overrides. Pure.
///
/// What ``features`` cannot say is overridden: names of types, literals, and functions. Everything has a default in
/// standard SQL, so that a new dialect starts from its differences.
public protocol Dialect: Sendable {
    /// For people and metrics only (`sqlite`, `postgresql`, `mysql`); no code asks it.
    var name: String { get }
    /// What the database can do, and which of the known spellings it uses.
    var features: DialectFeatures { get }
    /// The type in `CREATE TABLE`.
    func typeName(_ type: SQLType) throws -> String
    /// The type in `CAST(x AS type)`.
    func castName(_ type: SQLType) throws -> String
    /// A value as it stands in SQL text.
    func literal(_ value: SQLValue) throws -> String
    /// How a function is called.
    func spelling(of function: SQLFunction, _ arguments: [SQLNode]) throws -> FunctionSpelling
    /// What follows the closing parenthesis of `CREATE TABLE`, with a space before it.
    func tableOptions(of table: Table) throws -> String
}

/// How a dialect calls a function.
public enum FunctionSpelling: Sendable {
    /// `name(arguments)`
    case call(String, [SQLNode])
    /// Text and nodes that stand together as one operand: `EXTRACT(YEAR FROM x)`. The nodes in it are enclosed in
    /// parentheses, or separated by commas or keywords, by the text.
    case pieces([SQLFragment])
    /// Another expression.
    case node(SQLNode)
}

extension Dialect {
    /// The same as in `CREATE TABLE`.
    public func castName(_ type: SQLType) throws -> String { try typeName(type) }
    /// The literal of standard SQL: `'it''s'`, `X'00ff'`, `TRUE` or `1`.
    ///
    /// - Throws: ``UnsupportedSQLError`` for a list, a number that is not finite, and text with a NUL character;
    ///   ``ValueError`` for a `Date` outside the years 0000 to 9999.
    public func literal(_ value: SQLValue) throws -> String { try standardLiteral(value) }
    /// The name of standard SQL: `BIGINT`, `DOUBLE PRECISION`, `TIMESTAMP WITH TIME ZONE`.
    public func typeName(_ type: SQLType) throws -> String { try standardTypeName(type) }
    /// The call of standard SQL: `lower(x)`, `char_length(x)`, `EXTRACT(YEAR FROM x)`.
    ///
    /// - Throws: ``UnsupportedSQLError`` for truncated dates and JSON, which have no standard spelling.
    public func spelling(of function: SQLFunction, _ arguments: [SQLNode]) throws -> FunctionSpelling {
        try standardSpelling(of: function, arguments)
    }
    /// Nothing.
    public func tableOptions(of table: Table) throws -> String { "" }
}
