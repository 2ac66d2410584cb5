internal import CMariaDB
internal import CinnabarSQL
internal import Foundation

/// The types of columns in the protocol (https://mariadb.com/kb/en/result-set-packets/#field-types).
enum MySQLType: UInt8 {
    case decimal = 0
    case tiny = 1
    case short = 2
    case long = 3
    case float = 4
    case double = 5
    case null = 6
    case timestamp = 7
    case longLong = 8
    case int24 = 9
    case date = 10
    case time = 11
    case dateTime = 12
    case year = 13
    case newDate = 14
    case varChar = 15
    case bit = 16
    case json = 245
    case newDecimal = 246
    case `enum` = 247
    case set = 248
    case tinyBlob = 249
    case mediumBlob = 250
    case longBlob = 251
    case blob = 252
    case varString = 253
    case string = 254
    case geometry = 255
}

/// One value of a row, as it lies in the packet (https://mariadb.com/kb/en/resultset-row/#binary-resultset-row).
struct MySQLItem {
    private let column: cinnabar_mysql_column

    @inline(__always)
    init(_ column: cinnabar_mysql_column) { self.column = column }

    @inline(__always)
    var isNull: Bool { column.bytes == nil }

    @inline(__always)
    var type: MySQLType? { MySQLType(rawValue: column.type) }

    @inline(__always)
    var buffer: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: column.bytes, count: column.bytes == nil ? 0 : Int(column.length))
    }

    @inline(__always)
    private func load<T: FixedWidthInteger>(_ type: T.Type, at offset: Int = 0) -> T {
        T(littleEndian: UnsafeRawPointer(column.bytes.unsafelyUnwrapped + offset).loadUnaligned(as: type))
    }

    /// Text of a character set.
    @inline(__always)
    var isText: Bool {
        guard !isNull else { return false }
        switch type {
        case .json: return true
        case .varChar, .varString, .string, .enum, .set, .tinyBlob, .mediumBlob, .longBlob, .blob:
            return column.is_binary == 0
        default: return false
        }
    }

    @inline(__always)
    var isBinary: Bool {
        guard !isNull else { return false }
        switch type {
        case .bit, .geometry: return true
        case .varChar, .varString, .string, .tinyBlob, .mediumBlob, .longBlob, .blob: return column.is_binary != 0
        default: return false
        }
    }

    @inline(__always)
    var isDecimal: Bool { (type == .newDecimal || type == .decimal) && !isNull }

    // MARK: Numbers

    /// A whole number that 64 signed bits hold.
    @inline(__always)
    var integer: Int64? {
        guard !isNull else { return nil }
        let isUnsigned = column.is_unsigned != 0
        switch type {
        case .longLong:
            let value = load(Int64.self)
            return value < 0 && isUnsigned ? nil : value
        case .long, .int24: return isUnsigned ? Int64(load(UInt32.self)) : Int64(load(Int32.self))
        case .short: return isUnsigned ? Int64(load(UInt16.self)) : Int64(load(Int16.self))
        case .year: return Int64(load(UInt16.self))
        case .tiny: return isUnsigned ? Int64(load(UInt8.self)) : Int64(load(Int8.self))
        case .bit: return Int64(exactly: bits)
        default: return nil
        }
    }

    /// The bits of a `BIT` column, the highest first.
    private var bits: UInt64 { buffer.suffix(8).reduce(0) { $0 << 8 | UInt64($1) } }

    /// What is no plain integer: an unsigned one that is too large, or a decimal without a fraction.
    @inline(never)
    func wholeNumber() throws -> Int64 {
        if isDecimal {
            let text = String(decoding: buffer, as: UTF8.self)
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            if parts.count == 1 || parts[1].allSatisfy({ $0 == "0" }) {
                if let value = Int64(parts[0]) { return value }
                throw ValueError("the number is outside the range of 64 signed bits", value: text)
            }
            throw ValueError("the column holds a fraction and cannot be read as an integer", value: text)
        }
        if let value = unsigned {
            throw ValueError("the number is outside the range of 64 signed bits", value: "\(value)")
        }
        throw mismatch("an integer")
    }

    private var unsigned: UInt64? {
        guard !isNull else { return nil }
        switch type {
        case .longLong where column.is_unsigned != 0: return load(UInt64.self)
        case .bit: return bits
        default: return nil
        }
    }

    @inline(__always)
    var double: Double? {
        guard !isNull else { return nil }
        switch type {
        case .double: return Double(bitPattern: load(UInt64.self))
        case .float: return Double(Float(bitPattern: load(UInt32.self)))
        default: return nil
        }
    }

    /// Of a decimal, the nearest; of an integer, the same or none.
    @inline(never)
    func nearestDouble() throws -> Double {
        if isDecimal, let value = Double(String(decoding: buffer, as: UTF8.self)) { return value }
        let integer = integer
        guard integer != nil || unsigned != nil else { throw mismatch("a floating-point number") }
        guard let value = integer.map({ Double(exactly: $0) }) ?? unsigned.flatMap({ Double(exactly: $0) }) else {
            throw ValueError(
                "the integer is too large to be read as a double exactly", value: "\(integer ?? 0)")
        }
        return value
    }

    /// Of a floating-point number, the shortest decimal that names it; or a large unsigned integer.
    @inline(never)
    func otherDecimal() throws -> Decimal {
        if let value = unsigned { return Decimal(value) }
        guard !isNull else { throw mismatch("a decimal number") }
        switch type {
        case .double: return try DecimalText.parse("\(Double(bitPattern: load(UInt64.self)))")
        case .float: return try DecimalText.parse("\(Float(bitPattern: load(UInt32.self)))")
        default: throw mismatch("a decimal number")
        }
    }

    // MARK: Dates and times

    /// The parts of a date, with or without a time; `nil` where the column holds none. Throws for the zero date.
    @inline(__always)
    func dateParts() throws -> MySQLDateParts? {
        guard !isNull, let type else { return nil }
        switch type {
        case .date, .newDate, .dateTime, .timestamp: break
        default: return nil
        }
        var parts = MySQLDateParts()
        if column.length >= 4 {
            parts.year = Int(load(UInt16.self))
            parts.month = Int(load(UInt8.self, at: 2))
            parts.day = Int(load(UInt8.self, at: 3))
        }
        if column.length >= 7 {
            parts.seconds =
                (Int(load(UInt8.self, at: 4)) * 60 + Int(load(UInt8.self, at: 5))) * 60 + Int(load(UInt8.self, at: 6))
        }
        if column.length >= 11 { parts.microseconds = Int(load(UInt32.self, at: 7)) }
        guard parts.month > 0, parts.day > 0 else { throw parts.zero }
        return parts
    }

    @inline(__always)
    var time: MySQLTime? {
        guard !isNull, type == .time else { return nil }
        var time = MySQLTime()
        if column.length >= 8 {
            time.isNegative = load(UInt8.self) != 0
            let hours = Int64(load(UInt32.self, at: 1)) * 24 + Int64(load(UInt8.self, at: 5))
            let minutes = hours * 60 + Int64(load(UInt8.self, at: 6))
            time.microseconds = (minutes * 60 + Int64(load(UInt8.self, at: 7))) * 1_000_000
        }
        if column.length >= 12 { time.microseconds += Int64(load(UInt32.self, at: 8)) }
        return time
    }

    // MARK: What it is not

    /// Apart from the readers, so that these stay small.
    @inline(never)
    func mismatch(_ wanted: StaticString) -> ValueError {
        if isNull { return ValueError("the column holds NULL and cannot be read as \(wanted)") }
        func error(_ kind: String, _ value: String) -> ValueError {
            ValueError("the column holds \(kind) and cannot be read as \(wanted)", value: value)
        }
        if isText { return error("text", "'\(String(decoding: buffer.prefix(100), as: UTF8.self))'") }
        if isBinary { return error("binary data", "<\(buffer.count) bytes>") }
        if isDecimal { return error("a decimal number", String(decoding: buffer, as: UTF8.self)) }
        if let integer { return error("an integer", "\(integer)") }
        if let unsigned { return error("an integer", "\(unsigned)") }
        if let double { return error("a floating-point number", "\(double)") }
        if let time { return error("a time", time.text) }
        if let parts = try? dateParts() { return error("a date", parts.text) }
        return error("a value of another type", "<\(buffer.count) bytes>")
    }
}

/// The parts of a date as they come from the server.
struct MySQLDateParts {
    var year = 0
    var month = 0
    var day = 0
    /// Seconds of the day.
    var seconds = 0
    var microseconds = 0

    var localDate: LocalDate { get throws { try LocalDate(year: year, month: month, day: day) } }

    var localTime: LocalTime {
        get throws { try LocalTime(microsecondOfDay: Int64(seconds) * 1_000_000 + Int64(microseconds)) }
    }

    /// The point in time, in UTC.
    var date: Date {
        get throws {
            guard (1...12).contains(month), day >= 1, day <= CivilTime.days(inMonth: month, of: year) else {
                throw zero
            }
            let days = Int64(CivilTime.days(year: year, month: month, day: day))
            return CivilTime.date(
                microseconds: days * CivilTime.dayLength + Int64(seconds) * 1_000_000 + Int64(microseconds))
        }
    }

    var text: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let year = String(repeating: "0", count: max(0, 4 - "\(year)".count)) + "\(year)"
        return "\(year)-\(two(month))-\(two(day))"
    }

    /// MySQL's date that is none.
    var zero: ValueError {
        ValueError(
            "the column holds a date without a month or a day, which is no date; make it NULL or a date that exists",
            value: text)
    }
}

/// A duration, which is what a `TIME` column holds: from -838:59:59 to 838:59:59.
struct MySQLTime {
    var isNegative = false
    var microseconds: Int64 = 0

    var localTime: LocalTime {
        get throws {
            guard !isNegative || microseconds == 0, microseconds < CivilTime.dayLength else {
                throw ValueError("the column holds a duration that is no time of day", value: text)
            }
            return try LocalTime(microsecondOfDay: microseconds)
        }
    }

    var text: String {
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let seconds = microseconds / 1_000_000
        let fraction = microseconds % 1_000_000
        let base = "\(isNegative ? "-" : "")\(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        if fraction == 0 { return base }
        return base + "." + String(String(1_000_000 + fraction).dropFirst())
    }
}
