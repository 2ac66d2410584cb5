internal import CSQLite
internal import CinnabarSQL
internal import Foundation

/// Reads the row that a statement stands on, straight from SQLite's values.
///
/// A value's own type is checked, since a column can hold anything: nothing is converted that SQLite would have to
/// guess at. Integers are read as doubles where they fit exactly; everything else has to be what is written.
final class SQLiteRow: RowReader {
    @exclusivity(unchecked) var handle: OpaquePointer?

    init(_ handle: OpaquePointer) { self.handle = handle }

    override final var count: Int { Int(sqlite3_column_count(handle)) }

    override final func name(_ column: Int) -> String {
        sqlite3_column_name(handle, Int32(truncatingIfNeeded: column)).map { String(cString: $0) } ?? ""
    }

    /// A handle has one user, so its values need no protection and are read in place.
    @inline(__always)
    private final func item(_ column: Int) -> OpaquePointer? {
        sqlite3_column_value(handle, Int32(truncatingIfNeeded: column))
    }

    @inline(__always)
    private final func text(_ item: OpaquePointer?) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_value_text(item)
        return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(item)))
    }

    @inline(__always)
    private final func blob(_ item: OpaquePointer?) -> UnsafeRawBufferPointer {
        let start = sqlite3_value_blob(item)
        return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(item)))
    }

    @inline(__always)
    private final func text(_ column: Int, as wanted: StaticString) throws -> UnsafeBufferPointer<UInt8> {
        let item = item(column)
        guard sqlite3_value_type(item) == SQLITE_TEXT else { throw mismatch(item, wanted) }
        return text(item)
    }

    override final func isNull(_ column: Int) -> Bool { sqlite3_value_type(item(column)) == SQLITE_NULL }

    override final func bool(_ column: Int) throws -> Bool {
        let item = item(column)
        guard sqlite3_value_type(item) == SQLITE_INTEGER else { throw mismatch(item, "a Boolean") }
        let value = sqlite3_value_int64(item)
        guard value == 0 || value == 1 else {
            throw ValueError("a Boolean is 0 or 1, and the column holds another number", value: "\(value)")
        }
        return value == 1
    }

    override final func int64(_ column: Int) throws -> Int64 {
        let item = item(column)
        guard sqlite3_value_type(item) == SQLITE_INTEGER else { throw mismatch(item, "an integer") }
        return sqlite3_value_int64(item)
    }

    override final func double(_ column: Int) throws -> Double {
        let item = item(column)
        switch sqlite3_value_type(item) {
        case SQLITE_FLOAT: return sqlite3_value_double(item)
        case SQLITE_INTEGER:
            let value = sqlite3_value_int64(item)
            guard let double = Double(exactly: value) else {
                throw ValueError("the integer is too large to be read as a double exactly", value: "\(value)")
            }
            return double
        default: throw mismatch(item, "a floating-point number")
        }
    }

    override final func string(_ column: Int) throws -> String {
        String(decoding: try text(column, as: "text"), as: UTF8.self)
    }

    override final func bytes(_ column: Int) throws -> [UInt8] {
        let item = item(column)
        guard sqlite3_value_type(item) == SQLITE_BLOB else { throw mismatch(item, "binary data") }
        return [UInt8](blob(item))
    }

    override final func data(_ column: Int) throws -> Data {
        let item = item(column)
        guard sqlite3_value_type(item) == SQLITE_BLOB else { throw mismatch(item, "binary data") }
        return Data(blob(item))
    }

    /// Text is exact. Numbers come from sums of integers and from tables made by others: a double is read as the
    /// shortest decimal that names it.
    override final func decimal(_ column: Int) throws -> Decimal {
        let item = item(column)
        switch sqlite3_value_type(item) {
        case SQLITE_TEXT: return try DecimalText.parse(text(item))
        case SQLITE_INTEGER: return Decimal(sqlite3_value_int64(item))
        case SQLITE_FLOAT: return try DecimalText.parse("\(sqlite3_value_double(item))")
        default: throw mismatch(item, "a decimal number")
        }
    }

    /// Text in ISO 8601 is what is written. Numbers are taken as seconds since 1970, as `unixepoch()` gives them.
    override final func date(_ column: Int) throws -> Date {
        let item = item(column)
        switch sqlite3_value_type(item) {
        case SQLITE_TEXT: return try TimestampText.parseDate(text(item))
        case SQLITE_INTEGER, SQLITE_FLOAT: return Date(timeIntervalSince1970: sqlite3_value_double(item))
        default: throw mismatch(item, "a date")
        }
    }

    override final func localDate(_ column: Int) throws -> LocalDate {
        try TimestampText.parseLocalDate(text(column, as: "a date"))
    }

    override final func localTime(_ column: Int) throws -> LocalTime {
        try TimestampText.parseLocalTime(text(column, as: "a time"))
    }

    override final func localDateTime(_ column: Int) throws -> LocalDateTime {
        try TimestampText.parseLocalDateTime(text(column, as: "a date and time"))
    }

    override final func uuid(_ column: Int) throws -> UUID {
        let item = item(column)
        switch sqlite3_value_type(item) {
        case SQLITE_TEXT: return try UUIDText.parse(text(item))
        case SQLITE_BLOB:
            let bytes = blob(item)
            guard bytes.count == 16 else {
                throw ValueError("a UUID has 16 bytes, and the column holds \(bytes.count)")
            }
            return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
        default: throw mismatch(item, "a UUID")
        }
    }

    /// SQLite's JSON functions give numbers and text as such: they are their own documents.
    override final func json(_ column: Int) throws -> String {
        let item = item(column)
        switch sqlite3_value_type(item) {
        case SQLITE_TEXT: return String(decoding: text(item), as: UTF8.self)
        case SQLITE_INTEGER: return "\(sqlite3_value_int64(item))"
        case SQLITE_FLOAT: return "\(sqlite3_value_double(item))"
        default: throw mismatch(item, "a JSON document")
        }
    }

    override final func array(_ column: Int, of element: SQLType) throws -> [SQLValue] {
        try ArrayText.decode(String(decoding: try text(column, as: "an array"), as: UTF8.self), of: element)
    }

    override final func value(_ column: Int) throws -> SQLValue {
        let item = item(column)
        switch sqlite3_value_type(item) {
        case SQLITE_INTEGER: return .integer(sqlite3_value_int64(item))
        case SQLITE_FLOAT: return .double(sqlite3_value_double(item))
        case SQLITE_TEXT: return .text(String(decoding: text(item), as: UTF8.self))
        case SQLITE_BLOB: return .bytes([UInt8](blob(item)))
        default: return .null
        }
    }

    /// Apart from the readers, so that these stay small.
    @inline(never)
    private final func mismatch(_ item: OpaquePointer?, _ wanted: StaticString) -> ValueError {
        switch sqlite3_value_type(item) {
        case SQLITE_INTEGER:
            return ValueError(
                "the column holds an integer and cannot be read as \(wanted)", value: "\(sqlite3_value_int64(item))")
        case SQLITE_FLOAT:
            return ValueError(
                "the column holds a floating-point number and cannot be read as \(wanted)",
                value: "\(sqlite3_value_double(item))")
        case SQLITE_TEXT:
            let start = String(decoding: text(item).prefix(100), as: UTF8.self)
            return ValueError("the column holds text and cannot be read as \(wanted)", value: "'\(start)'")
        case SQLITE_BLOB:
            return ValueError(
                "the column holds binary data and cannot be read as \(wanted)",
                value: "<\(sqlite3_value_bytes(item)) bytes>")
        default: return ValueError("the column holds NULL and cannot be read as \(wanted)")
        }
    }
}
