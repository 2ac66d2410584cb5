internal import CMariaDB
internal import CinnabarDriver
internal import CinnabarSQL
internal import Foundation

/// Writes values in the types that the protocol has; a subclass says where they lie.
class MySQLValues: ParameterWriter {
    // MARK: Places

    /// The slot of the next value, which is of the given type and takes at most ``slotSize`` bytes.
    func next(_ type: enum_field_types) throws -> UnsafeMutableRawPointer { throw ValueError.unsupported("value") }

    /// Takes the next value, a text or binary data.
    func append(_ text: UnsafeRawBufferPointer, _ type: enum_field_types) throws {
        throw ValueError.unsupported("text")
    }

    static let slotSize = MemoryLayout<MYSQL_TIME>.stride

    // MARK: Values

    override final func writeNull(_ type: SQLType) throws { _ = try next(MYSQL_TYPE_NULL) }

    override func write(_ value: Bool) throws {
        try next(MYSQL_TYPE_TINY).storeBytes(of: value ? 1 : 0, as: Int8.self)
    }

    override final func write(_ value: Int64) throws {
        try next(MYSQL_TYPE_LONGLONG).storeBytes(of: value, as: Int64.self)
    }

    override final func write(_ value: Double) throws {
        guard value.isFinite else {
            throw ValueError("MySQL and MariaDB have no such number", value: "\(value)")
        }
        try next(MYSQL_TYPE_DOUBLE).storeBytes(of: value, as: Double.self)
    }

    override final func write(_ value: String) throws {
        var value = value
        try value.withUTF8 { try append(UnsafeRawBufferPointer($0), MYSQL_TYPE_STRING) }
    }

    override final func write(_ value: [UInt8]) throws {
        try value.withUnsafeBytes { try append($0, MYSQL_TYPE_BLOB) }
    }

    override final func write(_ value: Data) throws {
        try value.withUnsafeBytes { try append($0, MYSQL_TYPE_BLOB) }
    }

    override final func write(_ value: Decimal) throws {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DecimalText.maximumLength) { buffer in
            let count = try DecimalText.write(value, to: buffer)
            try append(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<count])), MYSQL_TYPE_NEWDECIMAL)
        }
    }

    override final func write(_ value: Date) throws {
        guard let microseconds = CivilTime.microseconds(of: value) else {
            throw ValueError(
                "the Date is outside the years 0000 to 9999, the only ones that can be stored",
                value: "\(value.timeIntervalSince1970) seconds since 1970")
        }
        // Counted from 0000-01-01, where nothing is negative.
        let (day, rest) = (microseconds - CivilTime.microseconds.lowerBound)
            .quotientAndRemainder(dividingBy: CivilTime.dayLength)
        var time = MYSQL_TIME()
        let date = CivilTime.date(days: Int(day) + CivilTime.days.lowerBound)
        (time.year, time.month, time.day) = (UInt32(date.year), UInt32(date.month), UInt32(date.day))
        set(&time, microsecondOfDay: rest)
        try write(time, MYSQL_TYPE_DATETIME)
    }

    override final func write(_ value: LocalDate) throws {
        var time = MYSQL_TIME()
        set(&time, value)
        try write(time, MYSQL_TYPE_DATE)
    }

    override final func write(_ value: LocalTime) throws {
        var time = MYSQL_TIME()
        set(&time, microsecondOfDay: value.microsecondOfDay)
        try write(time, MYSQL_TYPE_TIME)
    }

    override final func write(_ value: LocalDateTime) throws {
        var time = MYSQL_TIME()
        set(&time, value.date)
        set(&time, microsecondOfDay: value.time.microsecondOfDay)
        try write(time, MYSQL_TYPE_DATETIME)
    }

    override final func write(_ value: UUID) throws {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: UUIDText.length) { buffer in
            let count = UUIDText.write(value, to: buffer)
            try append(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<count])), MYSQL_TYPE_STRING)
        }
    }

    override final func write(json value: String) throws { try write(value) }

    override final func write(_ value: [SQLValue], of element: SQLType) throws { try write(ArrayText.encode(value)) }

    private final func write(_ time: MYSQL_TIME, _ type: enum_field_types) throws {
        try next(type).storeBytes(of: time, as: MYSQL_TIME.self)
    }

    private final func set(_ time: inout MYSQL_TIME, _ date: LocalDate) {
        (time.year, time.month, time.day) = (UInt32(date.year), UInt32(date.month), UInt32(date.day))
    }

    private final func set(_ time: inout MYSQL_TIME, microsecondOfDay: Int64) {
        let seconds = microsecondOfDay / 1_000_000
        time.hour = UInt32(truncatingIfNeeded: seconds / 3_600)
        time.minute = UInt32(truncatingIfNeeded: seconds / 60 % 60)
        time.second = UInt32(truncatingIfNeeded: seconds % 60)
        time.second_part = UInt(truncatingIfNeeded: microsecondOfDay % 1_000_000)
    }
}
