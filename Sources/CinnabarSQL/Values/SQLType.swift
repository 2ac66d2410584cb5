/// A column's declared type, independent of a database: each dialect spells it.
public indirect enum SQLType: Sendable, Hashable {
    /// 16 bits.
    case smallInteger
    /// 32 bits.
    case integer
    /// 64 bits.
    case bigInteger
    /// Single precision.
    case real
    /// Double precision.
    case double
    /// Exact decimal with `precision` digits, `scale` of them after the point; as many as needed where `nil`.
    case numeric(precision: Int?, scale: Int?)
    /// True or false.
    case boolean
    /// Text of at most `length` characters.
    case string(length: Int)
    /// Text of any length.
    case text
    /// Binary data of any length.
    case bytes
    /// A point in time, to the microsecond, kept in UTC (`Date`).
    case timestamp
    /// `LocalDate`.
    case localDate
    /// `LocalTime`.
    case localTime
    /// `LocalDateTime`.
    case localDateTime
    /// A UUID.
    case uuid
    /// A JSON document.
    case json
    /// One of a fixed list of texts; `name` names the type where it is a native one.
    case enumeration(name: String, cases: [String], native: Bool)
    /// A list of values of one type.
    case array(of: SQLType)
    /// A type that Cinnabar does not know, spelled as the database spells it.
    case custom(String)
}

extension SQLType {
    /// Text of at most so many characters: `VARCHAR(200)`.
    public static func string(_ length: Int) -> SQLType { .string(length: length) }
    /// Exact decimal of so many digits, `scale` of them after the point: `NUMERIC(10, 2)`.
    public static func numeric(_ precision: Int, _ scale: Int) -> SQLType {
        .numeric(precision: precision, scale: scale)
    }
}
