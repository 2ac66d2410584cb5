public import Foundation

/// One value on its way to or from a database, without a table or a column.
///
/// Fast paths (loading a model, flushing one) do not go through `SQLValue`: they use ``RowReader`` and
/// ``ParameterWriter`` directly. It is what expressions bind and what ad-hoc rows hold.
public enum SQLValue: Sendable, Hashable {
    /// `NULL`
    case null
    /// `TRUE` or `FALSE`; 1 or 0 where the database has no Boolean type.
    case bool(Bool)
    /// A signed integer of up to 64 bits.
    case integer(Int64)
    /// A binary floating-point number.
    case double(Double)
    /// Text, as Unicode.
    case text(String)
    /// Binary data.
    case bytes([UInt8])
    /// An exact decimal number.
    case decimal(Decimal)
    /// A point in time, to the microsecond.
    case date(Date)
    /// A calendar date without a time zone.
    case localDate(LocalDate)
    /// A time of day without a time zone.
    case localTime(LocalTime)
    /// A calendar date and time of day without a time zone.
    case localDateTime(LocalDateTime)
    /// A UUID.
    case uuid(UUID)
    /// A JSON document, serialised.
    case json(String)
    /// An array of values of one SQL type.
    case array([SQLValue], of: SQLType)
}
