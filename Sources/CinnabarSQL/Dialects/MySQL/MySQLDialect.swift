/// How MySQL 8 and MariaDB 10.6 spell things.
///
/// The connection is expected to speak `utf8mb4`, and tables are created with a collation that compares bytes.
public struct MySQLDialect: Dialect {
    /// `mysql` or `mariadb`.
    public let name: String
    /// What MySQL 8, or MariaDB 10.6, can do and how it spells it.
    public let features: DialectFeatures
    private let hasUUID: Bool

    /// - Parameter isMariaDB: MariaDB returns inserted and deleted rows and has a UUID type (10.7); MySQL has indexes
    ///   over expressions.
    public init(isMariaDB: Bool = false) {
        var features = DialectFeatures()
        features.insertReturning = isMariaDB
        features.updateReturning = false
        features.deleteReturning = isMariaDB
        features.consecutiveInsertIDs = true
        features.maxParameters = 65_535
        features.aggregateFilter = false
        features.conditionalUpsert = false
        features.partialIndexes = false
        features.expressionIndexes = !isMariaDB
        features.conditionalIndexes = isMariaDB
        features.transactionalDDL = false
        features.placeholders = .questionMark
        features.identifierQuote = .backtick
        features.concatenation = .function
        features.distinctness = .spaceship
        features.nullsOrder = .extraTerm
        features.like = .collated
        features.lists = .jsonTable
        features.limit = .largestLimit
        features.integerDivision = .div
        features.upsert = .onDuplicateKey
        features.defaultValues = .emptyRow
        features.deleteAlias = isMariaDB ? .multipleTables : .as
        features.subselectsReadTarget = isMariaDB
        features.groupConcat = .groupConcat
        features.sumsAreDecimal = true
        features.binaryCollation = isMariaDB ? .utf8mb4NoPad : .utf8mb4Unicode9
        features.backslashEscapes = true
        features.generatedKeys = .autoIncrement
        features.enumerations = .inline
        features.comments = .inline
        self.features = features
        name = isMariaDB ? "mariadb" : "mysql"
        hasUUID = isMariaDB
    }

    /// The type in `CREATE TABLE`: `BIGINT`, `LONGTEXT`, `DATETIME(6)`, `ENUM('admin', 'user')`. Lists are
    /// kept as `JSON`.
    ///
    /// - Throws: ``UnsupportedSQLError`` for an enumeration with a NUL character in a case.
    public func typeName(_ type: SQLType) throws -> String {
        switch type {
        case .smallInteger: "SMALLINT"
        case .integer: "INTEGER"
        case .bigInteger: "BIGINT"
        case .real: "FLOAT"
        case .double: "DOUBLE"
        case .numeric(let precision, let scale):
            precision == nil ? "DECIMAL(65, 30)" : "DECIMAL" + Self.arguments(precision, scale)
        case .boolean: "BOOLEAN"
        case .string(let length): "VARCHAR(\(length))"
        case .text: "LONGTEXT"
        case .bytes: "LONGBLOB"
        case .timestamp, .localDateTime: "DATETIME(6)"
        case .localDate: "DATE"
        case .localTime: "TIME(6)"
        case .uuid: hasUUID ? "UUID" : "CHAR(36)"
        case .json, .array: "JSON"
        case .enumeration(_, let cases, _): "ENUM(\(try cases.map(quoted).joined(separator: ", ")))"
        case .custom(let name): name
        }
    }

    /// The type in `CAST`, which knows others than `CREATE TABLE`: `SIGNED`, `CHAR`, `BINARY`.
    public func castName(_ type: SQLType) throws -> String {
        switch type {
        case .smallInteger, .integer, .bigInteger, .boolean: "SIGNED"
        case .real, .double: "DOUBLE"
        case .numeric(let precision, let scale):
            precision == nil ? "DECIMAL(65, 30)" : "DECIMAL" + Self.arguments(precision, scale)
        case .string(let length): "CHAR(\(length))"
        case .text, .uuid, .enumeration: "CHAR"
        case .bytes: "BINARY"
        case .timestamp, .localDateTime: "DATETIME(6)"
        case .localDate: "DATE"
        case .localTime: "TIME(6)"
        case .json, .array: "JSON"
        case .custom(let name): name
        }
    }

    /// `utf8mb4`, a collation that compares bytes, and the comment:
    /// ` DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin COMMENT='…'`.
    ///
    /// - Throws: ``UnsupportedSQLError`` for a comment with a NUL character.
    public func tableOptions(of table: Table) throws -> String {
        var options = " DEFAULT CHARSET=utf8mb4"
        if let collation = features.binaryCollation { options += " COLLATE=\(collation.rawValue)" }
        if let comment = table.comment { options += " COMMENT=\(try quoted(comment))" }
        return options
    }
}
