internal import CMariaDB
internal import CinnabarSQL
internal import Foundation

/// Reads the row that a statement stands on, straight from the packet that the server sent.
///
/// A column's own type is checked, since SQL text can ask for anything: nothing is converted that would have to be
/// guessed at. Whole numbers and exact decimals are read as each other where they are equal, since sums and averages
/// come as decimals.
final class MySQLRow: RowReader {
    @exclusivity(unchecked) private var columns: UnsafeMutablePointer<cinnabar_mysql_column>
    @exclusivity(unchecked) private var columnCount = 0
    @exclusivity(unchecked) private var capacity = 1
    /// A copy of a row that has left the connection's buffer.
    @exclusivity(unchecked) private var kept: UnsafeMutableRawPointer?
    @exclusivity(unchecked) private var statement: UnsafeMutablePointer<MYSQL_STMT>?

    override init() {
        columns = .allocate(capacity: 1)
        columns.initialize(to: cinnabar_mysql_column())
        super.init()
    }

    deinit {
        columns.deallocate()
        kept?.deallocate()
    }

    // MARK: The row

    /// Takes down the columns of a result; its rows are read from now on.
    func describe(_ statement: UnsafeMutablePointer<MYSQL_STMT>, _ count: Int) {
        if count > capacity {
            columns.deallocate()
            columns = .allocate(capacity: count)
            columns.initialize(repeating: cinnabar_mysql_column(), count: count)
            capacity = count
        }
        columnCount = count
        self.statement = statement
        cinnabar_mysql_describe(statement, columns, UInt32(count))
    }

    /// Copies the row, before the connection's buffer is used for something else.
    func keep() {
        kept?.deallocate()
        let size = (0..<columnCount).reduce(0) { $0 + (columns[$1].bytes == nil ? 0 : Int(columns[$1].length)) }
        let copy = UnsafeMutableRawPointer.allocate(byteCount: max(size, 1), alignment: 1)
        var position = copy
        for index in 0..<columnCount {
            guard let bytes = columns[index].bytes else { continue }
            let length = Int(columns[index].length)
            position.copyMemory(from: bytes, byteCount: length)
            columns[index].bytes = UnsafePointer(position.assumingMemoryBound(to: UInt8.self))
            position += length
        }
        kept = copy
    }

    /// The statement is gone.
    func detach() {
        statement = nil
        columnCount = 0
    }

    // MARK: Columns

    override final var count: Int { columnCount }

    override final func name(_ column: Int) -> String {
        guard let statement, column >= 0, column < columnCount, let fields = mariadb_stmt_fetch_fields(statement),
            let name = fields[column].name
        else { return "" }
        return String(cString: name)
    }

    @inline(__always)
    private final func item(_ column: Int) -> MySQLItem {
        column >= 0 && column < columnCount ? MySQLItem(columns[column]) : MySQLItem(cinnabar_mysql_column())
    }

    override final func isNull(_ column: Int) -> Bool { item(column).isNull }

    override final func bool(_ column: Int) throws -> Bool {
        let item = item(column)
        guard let value = item.integer else { throw item.mismatch("a Boolean") }
        guard value == 0 || value == 1 else {
            throw ValueError("a Boolean is 0 or 1, and the column holds another number", value: "\(value)")
        }
        return value == 1
    }

    override final func int64(_ column: Int) throws -> Int64 {
        let item = item(column)
        if let value = item.integer { return value }
        return try item.wholeNumber()
    }

    override final func double(_ column: Int) throws -> Double {
        let item = item(column)
        if let value = item.double { return value }
        return try item.nearestDouble()
    }

    override final func string(_ column: Int) throws -> String {
        let item = item(column)
        guard item.isText else { throw item.mismatch("text") }
        return String(decoding: item.buffer, as: UTF8.self)
    }

    override final func bytes(_ column: Int) throws -> [UInt8] {
        let item = item(column)
        guard item.isBinary else { throw item.mismatch("binary data") }
        return [UInt8](item.buffer)
    }

    override final func data(_ column: Int) throws -> Data {
        let item = item(column)
        guard item.isBinary else { throw item.mismatch("binary data") }
        return Data(item.buffer)
    }

    override final func decimal(_ column: Int) throws -> Decimal {
        let item = item(column)
        if item.isDecimal || item.isText { return try DecimalText.parse(item.buffer) }
        if let value = item.integer { return Decimal(value) }
        return try item.otherDecimal()
    }

    override final func date(_ column: Int) throws -> Date {
        let item = item(column)
        if item.isText { return try TimestampText.parseDate(item.buffer) }
        guard let parts = try item.dateParts() else { throw item.mismatch("a date") }
        return try parts.date
    }

    override final func localDate(_ column: Int) throws -> LocalDate {
        let item = item(column)
        if item.isText { return try TimestampText.parseLocalDate(item.buffer) }
        guard item.type == .date, let parts = try item.dateParts() else { throw item.mismatch("a date") }
        return try parts.localDate
    }

    override final func localTime(_ column: Int) throws -> LocalTime {
        let item = item(column)
        if item.isText { return try TimestampText.parseLocalTime(item.buffer) }
        guard let time = item.time else { throw item.mismatch("a time") }
        return try time.localTime
    }

    override final func localDateTime(_ column: Int) throws -> LocalDateTime {
        let item = item(column)
        if item.isText { return try TimestampText.parseLocalDateTime(item.buffer) }
        guard let parts = try item.dateParts() else { throw item.mismatch("a date and time") }
        return LocalDateTime(date: try parts.localDate, time: try parts.localTime)
    }

    override final func uuid(_ column: Int) throws -> UUID {
        let item = item(column)
        if item.isText { return try UUIDText.parse(item.buffer) }
        guard item.isBinary else { throw item.mismatch("a UUID") }
        if item.buffer.count == 16 {
            return UUID(uuid: UnsafeRawBufferPointer(item.buffer).loadUnaligned(as: uuid_t.self))
        }
        // MariaDB's own type is text without a character set.
        return try UUIDText.parse(item.buffer)
    }

    /// The functions for JSON give numbers as such: they are their own documents.
    override final func json(_ column: Int) throws -> String {
        let item = item(column)
        if item.isText || item.isDecimal { return String(decoding: item.buffer, as: UTF8.self) }
        if let value = item.integer { return "\(value)" }
        guard let value = item.double else { throw item.mismatch("a JSON document") }
        return "\(value)"
    }

    override final func array(_ column: Int, of element: SQLType) throws -> [SQLValue] {
        let item = item(column)
        guard item.isText else { throw item.mismatch("an array") }
        return try ArrayText.decode(String(decoding: item.buffer, as: UTF8.self), of: element)
    }

    override final func value(_ column: Int) throws -> SQLValue {
        let item = item(column)
        if item.isNull { return .null }
        switch item.type {
        case .tiny, .short, .long, .int24, .longLong, .year, .bit:
            if let value = item.integer { return .integer(value) }
            return .decimal(try item.otherDecimal())
        case .float, .double: return .double(item.double ?? .nan)
        case .decimal, .newDecimal: return .decimal(try DecimalText.parse(item.buffer))
        case .date, .newDate: return .localDate(try localDate(column))
        case .dateTime: return .localDateTime(try localDateTime(column))
        case .timestamp: return .date(try date(column))
        case .time:
            guard let time = item.time else { return .null }
            return (try? time.localTime).map(SQLValue.localTime) ?? .text(time.text)
        case .json: return .json(try json(column))
        default: break
        }
        switch subtype(column) {
        case "json": return .json(String(decoding: item.buffer, as: UTF8.self))
        case "uuid": return .uuid(try uuid(column))
        default: break
        }
        return item.isText ? .text(String(decoding: item.buffer, as: UTF8.self)) : .bytes([UInt8](item.buffer))
    }

    /// What MariaDB adds to the type.
    private final func subtype(_ column: Int) -> String {
        guard let statement else { return "" }
        let name = cinnabar_mysql_subtype(statement, UInt32(column))
        return name.str.map { String(decoding: UnsafeRawBufferPointer(start: $0, count: name.length), as: UTF8.self) }
            ?? ""
    }
}
