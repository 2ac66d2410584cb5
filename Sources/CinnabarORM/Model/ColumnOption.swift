public import CinnabarSQL

/// Refines a column: `@Column(.string(80), .unique)`.
public struct ColumnOption: Sendable {
    enum Kind: Sendable {
        case type(SQLType)
        case unique
        case index
        case serverDefault(ServerDefault)
        case check(name: String?, sql: String)
        case comment(String)
        case computed(String, stored: Bool)
        case collation(String)
        case redacted
    }
    let kind: Kind

    /// `VARCHAR(length)`: text of at most `length` characters.
    public static func string(_ length: Int) -> ColumnOption { ColumnOption(kind: .type(.string(length: length))) }
    /// Text of any length.
    public static var text: ColumnOption { ColumnOption(kind: .type(.text)) }
    /// An exact decimal of `precision` digits, `scale` of them after the point.
    public static func numeric(_ precision: Int, _ scale: Int = 0) -> ColumnOption {
        ColumnOption(kind: .type(.numeric(precision: precision, scale: scale)))
    }
    /// Any `Codable`, `Hashable` and `Sendable` value, stored as a JSON document.
    public static var json: ColumnOption { ColumnOption(kind: .type(.json)) }
    /// A calendar date.
    public static var date: ColumnOption { ColumnOption(kind: .type(.localDate)) }
    /// A time of day.
    public static var time: ColumnOption { ColumnOption(kind: .type(.localTime)) }
    /// A 16-bit integer.
    public static var smallInteger: ColumnOption { ColumnOption(kind: .type(.smallInteger)) }
    /// A 32-bit integer.
    public static var integer: ColumnOption { ColumnOption(kind: .type(.integer)) }
    /// A 64-bit integer.
    public static var bigInteger: ColumnOption { ColumnOption(kind: .type(.bigInteger)) }
    /// A type by the name the database gives it.
    public static func type(_ name: String) -> ColumnOption { ColumnOption(kind: .type(.custom(name))) }
    /// No two rows have the same value.
    public static var unique: ColumnOption { ColumnOption(kind: .unique) }
    /// An index on the column.
    public static var index: ColumnOption { ColumnOption(kind: .index) }
    /// A constant that the database fills in where no value is given.
    public static func serverDefault(_ value: some ColumnValue) -> ColumnOption {
        ColumnOption(kind: .serverDefault(.value(value.sqlValue)))
    }
    /// An SQL expression that the database fills in where no value is given.
    public static func serverDefault(sql: String) -> ColumnOption { ColumnOption(kind: .serverDefault(.sql(sql))) }
    /// A condition in SQL that every row must meet.
    public static func check(_ sql: String) -> ColumnOption { ColumnOption(kind: .check(name: nil, sql: sql)) }
    /// A named condition in SQL that every row must meet.
    public static func check(_ name: String, _ sql: String) -> ColumnOption {
        ColumnOption(kind: .check(name: name, sql: sql))
    }
    /// A comment, kept in the database where it has comments.
    public static func comment(_ text: String) -> ColumnOption { ColumnOption(kind: .comment(text)) }
    /// A generated column: the database computes it from `sql`; it is never written.
    public static func computed(_ sql: String, stored: Bool = true) -> ColumnOption {
        ColumnOption(kind: .computed(sql, stored: stored))
    }
    /// The collation that the column is compared and sorted with.
    public static func collation(_ name: String) -> ColumnOption { ColumnOption(kind: .collation(name)) }
    /// The value is kept out of logs, `description` and JSON.
    public static var redacted: ColumnOption { ColumnOption(kind: .redacted) }
}
