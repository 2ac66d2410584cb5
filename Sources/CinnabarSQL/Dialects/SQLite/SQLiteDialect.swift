/// How SQLite spells things.
///
/// - Exact decimals are text with the collation `cinnabar_decimal`, which compares them as numbers. Sums, averages and
///   arithmetic go through the functions `cinnabar_sum`, `cinnabar_avg`, `cinnabar_add`, `cinnabar_sub`,
///   `cinnabar_mul`, `cinnabar_div` and `cinnabar_round`.
/// - A `Date` is text, `YYYY-MM-DD HH:MM:SS.ffffff` in UTC.
/// - A pattern that is not a bound text is matched by `cinnabar_like`, and without minding case by `cinnabar_ilike`.
///
/// The backend registers all of these, and `lower` and `upper` for letters beyond ASCII.
public struct SQLiteDialect: Dialect {
    /// The collation that compares text as exact decimals.
    public static let decimalCollation = "cinnabar_decimal"

    /// `sqlite`
    public let name = "sqlite"
    /// What SQLite can do and how it spells it.
    public let features: DialectFeatures

    /// The dialect of SQLite with the functions and the collation of Cinnabar's backend.
    public init() {
        var features = DialectFeatures()
        features.consecutiveInsertIDs = true
        features.rowLocks = false
        features.alterConstraints = false
        features.placeholders = .questionMark
        features.booleanLiterals = .numbers
        features.distinctness = .isOperator
        features.like = .glob
        features.lists = .jsonEach
        features.tupleLists = .values
        features.limit = .negativeLimit
        features.groupConcat = .groupConcat
        features.decimals = .collatedText
        features.generatedKeys = .rowID
        features.enumerations = .check
        features.comments = .none
        features.columnChanges = .rebuild
        features.explain = .queryPlan
        features.plansWithoutValues = .nulls
        self.features = features
    }

    // The affinity of a type is found in its name: INT makes it INTEGER; CHAR, CLOB or TEXT make it TEXT; BLOB none;
    // REAL, FLOA or DOUB make it REAL; anything else NUMERIC (https://sqlite.org/datatype3.html, 3.1). What is kept as
    // text must therefore say so, or decimals and dates that look like numbers would become numbers.
    /// The type in `CREATE TABLE`: `INTEGER`, `REAL`, `DECIMAL_TEXT(10, 2)`, `TIMESTAMP_TEXT`, `UUID_TEXT`,
    /// `JSON_TEXT`. The name says how a value is kept, since SQLite finds the affinity of a column in it.
    public func typeName(_ type: SQLType) throws -> String {
        switch type {
        case .smallInteger, .integer, .bigInteger: "INTEGER"
        case .real, .double: "REAL"
        case .numeric(let precision, let scale): "DECIMAL_TEXT" + Self.arguments(precision, scale)
        case .boolean: "BOOLEAN"
        case .string(let length): "VARCHAR(\(length))"
        case .text: "TEXT"
        case .bytes: "BLOB"
        case .timestamp: "TIMESTAMP_TEXT"
        case .localDate: "DATE_TEXT"
        case .localTime: "TIME_TEXT"
        case .localDateTime: "DATETIME_TEXT"
        case .uuid: "UUID_TEXT"
        case .json, .array: "JSON_TEXT"
        case .enumeration(_, let cases, _): "VARCHAR(\(Self.longest(cases)))"
        case .custom(let name): name
        }
    }

    /// The type in `CAST`: `INTEGER`, `REAL`, `BLOB` or `TEXT`; a custom type by its own name.
    public func castName(_ type: SQLType) throws -> String {
        switch type {
        case .smallInteger, .integer, .bigInteger, .boolean: "INTEGER"
        case .real, .double: "REAL"
        case .bytes: "BLOB"
        case .numeric, .string, .text, .timestamp, .localDate, .localTime, .localDateTime, .uuid, .json, .array,
            .enumeration:
            "TEXT"
        case .custom(let name): name
        }
    }

    /// A value as it stands in SQL text. An exact decimal is text: `'12.5'`.
    ///
    /// - Throws: ``UnsupportedSQLError`` for a list, a double that is not finite, and text with a NUL character;
    ///   ``ValueError`` for a `Date` outside the years 0000 to 9999.
    public func literal(_ value: SQLValue) throws -> String {
        switch value {
        case .decimal(let value): "'\(DecimalText.string(value))'"
        default: try standardLiteral(value)
        }
    }
}

extension SQLiteDialect {
    /// The type that ``typeName(_:)`` spells so; nil for a spelling that is not this dialect's own.
    ///
    /// Several types share a spelling: whole numbers come back as `bigInteger`, floating ones as `double`, lists as
    /// `json`, enumerations as `string`.
    public static func type(declared: String) -> SQLType? {
        let open = declared.firstIndex(of: "(") ?? declared.endIndex
        let sizes = declared[open...].split(whereSeparator: { !$0.isASCII || !$0.isNumber }).compactMap { Int($0) }
        switch declared[..<open].uppercased() {
        case "INTEGER": return .bigInteger
        case "REAL": return .double
        case "BOOLEAN": return .boolean
        case "TEXT": return .text
        case "BLOB": return .bytes
        case "VARCHAR": return sizes.first.map { .string(length: $0) }
        case "DECIMAL_TEXT": return .numeric(precision: sizes.first, scale: sizes.dropFirst().first)
        case "TIMESTAMP_TEXT": return .timestamp
        case "DATE_TEXT": return .localDate
        case "TIME_TEXT": return .localTime
        case "DATETIME_TEXT": return .localDateTime
        case "UUID_TEXT": return .uuid
        case "JSON_TEXT": return .json
        default: return nil
        }
    }
}
