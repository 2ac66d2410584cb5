/// How MySQL 8 and MariaDB 10.6 spell things.
///
/// The connection is expected to speak `utf8mb4`, and tables are created with a collation that compares bytes.
public struct MySQLDialect: Dialect {
    /// Which of the two it is: what they spell in the same way is by far the most.
    public enum Server: Sendable, Hashable {
        /// MySQL 8: indexes over expressions.
        case mySQL
        /// MariaDB 10.6: returns inserted and deleted rows, and has a UUID type (10.7).
        case mariaDB
        /// What both understand.
        case either
    }

    /// `mysql` or `mariadb`.
    public let name: String
    /// What MySQL 8, or MariaDB 10.6, can do and how it spells it.
    public let features: DialectFeatures
    /// Which of the two it is for.
    public let server: Server

    /// How a server spells things; that of MySQL 8 unless told otherwise.
    public init(_ server: Server = .mySQL) {
        var features = DialectFeatures()
        features.insertReturning = server == .mariaDB
        features.updateReturning = false
        features.deleteReturning = server == .mariaDB
        // MariaDB returns the keys themselves: right also in a cluster, where they are counted up in steps.
        features.consecutiveInsertIDs = server != .mariaDB
        features.bulkLoad = server != .mySQL
        features.parameterArrays = server != .mySQL
        features.maxParameters = 65_535
        features.aggregateFilter = false
        features.conditionalUpsert = false
        features.partialIndexes = false
        features.expressionIndexes = server == .mySQL
        features.conditionalIndexes = server == .mariaDB
        features.checksForeignKeysAtEnd = false
        features.requiredGeneratedColumns = server == .mySQL
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
        features.deleteAlias = server == .mySQL ? .as : .multipleTables
        features.subselectsReadTarget = server == .mariaDB
        features.groupConcat = .groupConcat
        features.sumsAreDecimal = true
        features.bitsAreUnsigned = true
        features.sharedLock =
            switch server {
            case .mySQL: .forShare
            case .mariaDB: .lockInShareMode
            case .either: .either
            }
        features.binaryCollation =
            switch server {
            case .mySQL: .utf8mb4Unicode9
            case .mariaDB: .utf8mb4NoPad
            case .either: .utf8mb4Either
            }
        features.backslashEscapes = true
        features.generatedKeys = .autoIncrement
        features.foreignKeyIndexes = true
        features.enumerations = .inline
        features.comments = .inline
        features.columnChanges = .wholeDefinition
        features.constraintDrops = .byKind
        self.features = features
        self.server = server
        name = server == .mariaDB ? "mariadb" : "mysql"
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
        case .uuid: server == .mariaDB ? "UUID" : "CHAR(36)"
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
        // MariaDB's JSON is text.
        case .json, .array: server == .mySQL ? "JSON" : "CHAR"
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
