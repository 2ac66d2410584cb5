public import Foundation

/// Reads the columns of the row that a statement stands on, straight from the driver's buffers.
///
/// Each backend has one subclass. Columns count from 0. A method throws ``ValueError`` when the column holds
/// something that cannot be read as the wanted type; whoever knows table and column adds them.
open class RowReader {
    /// A reader. Every method that a backend does not override throws ``ValueError``, or says NULL.
    public init() {}
    /// The number of columns.
    open var count: Int { 0 }
    /// The name of a column as the database gives it.
    open func name(_ column: Int) -> String { "" }
    /// Whether the column holds `NULL`.
    open func isNull(_ column: Int) -> Bool { true }
    /// Reads true or false; 1 or 0 where the database has no Boolean type.
    open func bool(_ column: Int) throws -> Bool { throw ValueError.unsupported("bool") }
    /// Reads a whole number.
    open func int64(_ column: Int) throws -> Int64 { throw ValueError.unsupported("int64") }
    /// Reads a floating-point number, or a whole one that a double holds exactly.
    open func double(_ column: Int) throws -> Double { throw ValueError.unsupported("double") }
    /// Reads text.
    open func string(_ column: Int) throws -> String { throw ValueError.unsupported("string") }
    /// Reads binary data.
    open func bytes(_ column: Int) throws -> [UInt8] { throw ValueError.unsupported("bytes") }
    /// Reads binary data.
    open func data(_ column: Int) throws -> Data { throw ValueError.unsupported("data") }
    /// Reads a number exactly; of a floating-point one, the shortest decimal that names it.
    open func decimal(_ column: Int) throws -> Decimal { throw ValueError.unsupported("decimal") }
    /// Reads a point in time. One that is stored without a time zone is in UTC.
    open func date(_ column: Int) throws -> Date { throw ValueError.unsupported("date") }
    /// Reads a date without a time zone.
    open func localDate(_ column: Int) throws -> LocalDate { throw ValueError.unsupported("localDate") }
    /// Reads a time of day.
    open func localTime(_ column: Int) throws -> LocalTime { throw ValueError.unsupported("localTime") }
    /// Reads a date and time without a time zone.
    open func localDateTime(_ column: Int) throws -> LocalDateTime { throw ValueError.unsupported("localDateTime") }
    /// Reads a UUID, or its text or 16 bytes where the database has no such type.
    open func uuid(_ column: Int) throws -> UUID { throw ValueError.unsupported("uuid") }
    /// The column's JSON document, as text.
    open func json(_ column: Int) throws -> String { throw ValueError.unsupported("json") }
    /// The elements of an array column (native, or JSON in text) whose elements are declared as `element`.
    open func array(_ column: Int, of element: SQLType) throws -> [SQLValue] { throw ValueError.unsupported("array") }
    /// Whatever the column holds, by what the database says of it.
    open func value(_ column: Int) throws -> SQLValue { throw ValueError.unsupported("value") }
    /// The column read as a declared type; `NULL` is `.null`.
    open func value(_ column: Int, as type: SQLType) throws -> SQLValue {
        if isNull(column) { return .null }
        switch type {
        case .smallInteger, .integer, .bigInteger: return .integer(try int64(column))
        case .real, .double: return .double(try double(column))
        case .numeric: return .decimal(try decimal(column))
        case .boolean: return .bool(try bool(column))
        case .string, .text, .enumeration: return .text(try string(column))
        case .bytes: return .bytes(try bytes(column))
        case .timestamp: return .date(try date(column))
        case .localDate: return .localDate(try localDate(column))
        case .localTime: return .localTime(try localTime(column))
        case .localDateTime: return .localDateTime(try localDateTime(column))
        case .uuid: return .uuid(try uuid(column))
        case .json: return .json(try json(column))
        case .array(let element): return .array(try array(column, of: element), of: element)
        case .custom: return try value(column)
        }
    }
}
