public import Foundation

/// Takes a statement's parameters in order, straight into the driver's buffers.
///
/// Each backend has one subclass; the n-th call of a `write` binds the n-th parameter. It throws ``ValueError``
/// for a value that the database cannot hold (NaN where there is none, a date out of range, a NUL in text).
open class ParameterWriter {
    /// While true, what is written never reaches a log (`.redacted` columns).
    public final var isRedacted = false
    /// A writer that has bound nothing yet. Every method that a backend does not override throws ``ValueError``.
    public init() {}
    /// Binds NULL, as a value of `type` where the database wants to know.
    open func writeNull(_ type: SQLType) throws { throw ValueError.unsupported("NULL") }
    /// Binds true or false; 1 or 0 where the database has no Boolean type.
    open func write(_ value: Bool) throws { throw ValueError.unsupported("Bool") }
    /// Binds a whole number.
    open func write(_ value: Int64) throws { throw ValueError.unsupported("Int64") }
    /// Binds a floating-point number. Throws ``ValueError`` for NaN where the database has none.
    open func write(_ value: Double) throws { throw ValueError.unsupported("Double") }
    /// Binds text. Throws ``ValueError`` for a NUL character where text cannot hold one.
    open func write(_ value: String) throws { throw ValueError.unsupported("String") }
    /// Binds binary data.
    open func write(_ value: [UInt8]) throws { throw ValueError.unsupported("[UInt8]") }
    /// Binds binary data.
    open func write(_ value: Data) throws { throw ValueError.unsupported("Data") }
    /// Binds an exact decimal. Throws ``ValueError`` for NaN where the database has none.
    open func write(_ value: Decimal) throws { throw ValueError.unsupported("Decimal") }
    /// Binds a point in time, rounded to microseconds. Throws ``ValueError`` for one out of range.
    open func write(_ value: Date) throws { throw ValueError.unsupported("Date") }
    /// Binds a date without a time zone.
    open func write(_ value: LocalDate) throws { throw ValueError.unsupported("LocalDate") }
    /// Binds a time of day, to the microsecond.
    open func write(_ value: LocalTime) throws { throw ValueError.unsupported("LocalTime") }
    /// Binds a date and time without a time zone, to the microsecond.
    open func write(_ value: LocalDateTime) throws { throw ValueError.unsupported("LocalDateTime") }
    /// Binds a UUID.
    open func write(_ value: UUID) throws { throw ValueError.unsupported("UUID") }
    /// Binds a JSON document, given as its text. It is not checked here.
    open func write(json value: String) throws { throw ValueError.unsupported("JSON") }
    /// Binds a list of values of one type; as JSON text where the database has no arrays.
    open func write(_ value: [SQLValue], of element: SQLType) throws { throw ValueError.unsupported("array") }

    /// Writes whatever `value` holds.
    public final func write(_ value: SQLValue, as type: SQLType) throws {
        switch value {
        case .null: try writeNull(type)
        case .bool(let value): try write(value)
        case .integer(let value): try write(value)
        case .double(let value): try write(value)
        case .text(let value): try write(value)
        case .bytes(let value): try write(value)
        case .decimal(let value): try write(value)
        case .date(let value): try write(value)
        case .localDate(let value): try write(value)
        case .localTime(let value): try write(value)
        case .localDateTime(let value): try write(value)
        case .uuid(let value): try write(value)
        case .json(let value):
            // What JSON(...) holds where its value could not be encoded.
            if value.isEmpty { throw ValueError("the value cannot be encoded as JSON") }
            try write(json: value)
        case .array(let values, let element): try write(values, of: element)
        }
    }
}
