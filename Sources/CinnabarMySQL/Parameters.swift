internal import CMariaDB
internal import CinnabarDriver
internal import CinnabarSQL
internal import Foundation

/// Takes the parameters of a statement in the types that the protocol has. Texts and binary data lie one after the
/// other in a buffer that grows; all else lies in a slot of its parameter.
final class MySQLParameters: ParameterWriter {
    private static let slotSize = MemoryLayout<MYSQL_TIME>.stride

    /// How many are bound.
    @exclusivity(unchecked) private var index = 0
    private let expected: Int
    private let binds: UnsafeMutablePointer<MYSQL_BIND>
    private let slots: UnsafeMutableRawPointer
    /// The texts.
    @exclusivity(unchecked) private var bytes: UnsafeMutableRawPointer
    @exclusivity(unchecked) private var byteCount = 0
    @exclusivity(unchecked) private var capacity = 256

    init(count: Int) {
        expected = count
        binds = .allocate(capacity: max(count, 1))
        binds.initialize(repeating: MYSQL_BIND(), count: max(count, 1))
        slots = .allocate(byteCount: max(count, 1) * Self.slotSize, alignment: MemoryLayout<MYSQL_TIME>.alignment)
        bytes = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        binds.deallocate()
        slots.deallocate()
        bytes.deallocate()
    }

    // MARK: A run

    /// Forgets what was bound; a buffer for something large is not kept.
    func reset() {
        index = 0
        byteCount = 0
        isRedacted = false
        if capacity > 1 << 16 {
            bytes.deallocate()
            capacity = 256
            bytes = .allocate(byteCount: capacity, alignment: 1)
        }
    }

    /// Whether all is there and the server takes as much in one packet.
    func check(maxPacket: Int) throws {
        guard index == expected else {
            throw QueryError(
                .parameters, "the statement has \(expected) placeholders, and \(index) values were bound")
        }
        let size = byteCount + 16 * expected
        guard size < maxPacket else {
            throw DataError(
                "the statement's values take \(size) bytes, and the server takes at most \(maxPacket) at once; "
                    + "send less at once, or raise the server's max_allowed_packet")
        }
    }

    /// Gives the parameters to a statement.
    func bind(to statement: UnsafeMutablePointer<MYSQL_STMT>) -> Bool {
        if expected == 0 { return true }
        for index in 0..<expected where binds[index].flags != 0 {
            binds[index].buffer = bytes + Int(binds[index].offset)
        }
        return mysql_stmt_bind_param(statement, binds) == 0
    }

    // MARK: Values

    override final func writeNull(_ type: SQLType) throws { try next(MYSQL_TYPE_NULL) }

    override final func write(_ value: Bool) throws {
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

    // MARK: Buffers

    /// The slot of the next parameter, which is of the given type.
    @inline(__always) @discardableResult
    private final func next(_ type: enum_field_types) throws -> UnsafeMutableRawPointer {
        guard index < expected else { throw excess }
        let slot = slots + index * Self.slotSize
        binds[index].buffer_type = type
        binds[index].buffer = slot
        binds[index].flags = 0
        index += 1
        return slot
    }

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

    /// Appends a text. Where it lies is known only when the buffer grows no more: `bind` fills it in.
    private final func append(_ text: UnsafeRawBufferPointer, _ type: enum_field_types) throws {
        guard index < expected else { throw excess }
        if byteCount + text.count > capacity { grow(to: byteCount + text.count) }
        if let start = text.baseAddress { (bytes + byteCount).copyMemory(from: start, byteCount: text.count) }
        binds[index].buffer_type = type
        binds[index].buffer_length = UInt(text.count)
        binds[index].offset = UInt(byteCount)
        binds[index].flags = 1
        byteCount += text.count
        index += 1
    }

    private final func grow(to count: Int) {
        let capacity = max(2 * capacity, count)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 1)
        larger.copyMemory(from: bytes, byteCount: byteCount)
        bytes.deallocate()
        bytes = larger
        self.capacity = capacity
    }

    private var excess: QueryError {
        QueryError(.parameters, "more values were bound than the statement's \(expected) placeholders")
    }
}
