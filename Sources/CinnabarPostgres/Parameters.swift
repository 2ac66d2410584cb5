internal import CPostgres
internal import CinnabarDriver
internal import CinnabarSQL
internal import Foundation

/// Takes the parameters of a statement and keeps them as they are sent.
///
/// What has one meaning is declared with its type and sent in the binary format: an integer is a BIGINT, and the server
/// converts it, with a check of its range, to what it meets. Texts, enumerations and JSON are declared as nothing and
/// sent as text: the server infers the type, and reads it.
final class PostgresParameters: ParameterWriter {
    // One thread uses them, and none is passed inout while it is written to.
    @exclusivity(unchecked) private(set) var types: [Oid] = []
    @exclusivity(unchecked) private var formats: [Int32] = []
    @exclusivity(unchecked) private var lengths: [Int32] = []
    /// Where in the buffer each value begins; -1 is NULL.
    @exclusivity(unchecked) private var offsets: [Int] = []
    @exclusivity(unchecked) private var pointers: [UnsafePointer<CChar>?] = []
    @exclusivity(unchecked) private var buffer = WireBuffer(capacity: PostgresParameters.firstCapacity)
    private static let firstCapacity = 256

    /// A buffer larger than this is not kept for the next run.
    private static let keptCapacity = 1 << 18

    var count: Int { types.count }
    /// How many bytes the values have.
    var size: Int { buffer.size }

    func clear() {
        isRedacted = false
        if types.isEmpty { return }
        types.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        buffer.size = 0
        if buffer.capacity > Self.keptCapacity { buffer = WireBuffer(capacity: Self.firstCapacity) }
    }

    /// The arrays that libpq takes.
    func withArrays<R>(
        _ body: (
            _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
            _ formats: UnsafePointer<Int32>?
        ) throws -> R
    ) rethrows -> R {
        pointers.removeAll(keepingCapacity: true)
        for offset in offsets {
            pointers.append(
                offset < 0 ? nil : UnsafePointer((buffer.start + offset).assumingMemoryBound(to: CChar.self)))
        }
        return try pointers.withUnsafeBufferPointer { values in
            try lengths.withUnsafeBufferPointer { lengths in
                try formats.withUnsafeBufferPointer { formats in
                    try body(values.baseAddress, lengths.baseAddress, formats.baseAddress)
                }
            }
        }
    }

    // MARK: The buffer

    /// Makes room for a value and notes it.
    @inline(__always)
    private final func add(_ type: Oid, binary count: Int) -> UnsafeMutableRawPointer {
        note(type, format: 1, offset: buffer.size, length: count)
        return buffer.room(count)
    }

    @inline(__always)
    private final func note(_ type: Oid, format: Int32, offset: Int, length: Int) {
        types.append(type)
        formats.append(format)
        lengths.append(Int32(truncatingIfNeeded: length))
        offsets.append(offset)
    }

    @inline(__always)
    private final func write<T: FixedWidthInteger>(_ type: Oid, integer value: T) {
        add(type, binary: MemoryLayout<T>.size).storeBytes(of: value.bigEndian, as: T.self)
    }

    /// Text is sent with a NUL behind it, so it cannot hold one.
    private final func write(_ type: Oid, text: UnsafeBufferPointer<UInt8>) throws {
        try checkSize(text.count)
        let start = buffer.size
        let target = buffer.room(text.count + 1)
        if let source = text.baseAddress {
            if memchr(source, 0, text.count) != nil {
                buffer.size = start
                throw ValueError("the text holds a NUL character, which databases cannot keep in text; use binary data")
            }
            target.copyMemory(from: source, byteCount: text.count)
        }
        target.storeBytes(of: 0, toByteOffset: text.count, as: UInt8.self)
        note(type, format: 0, offset: start, length: text.count)
    }

    private final func write(binary bytes: UnsafeRawBufferPointer) throws {
        try checkSize(bytes.count)
        let target = add(PostgresType.bytea, binary: bytes.count)
        if let source = bytes.baseAddress { target.copyMemory(from: source, byteCount: bytes.count) }
    }

    /// The server takes no message of more than a gigabyte.
    private final func checkSize(_ count: Int) throws {
        if count > 0x3FFF_FFFF - 64 {
            throw ValueError("a value of \(count) bytes is larger than PostgreSQL can hold, which is one gigabyte")
        }
    }

    // MARK: Values

    override final func writeNull(_ type: SQLType) throws {
        note(PostgresType.parameter(type), format: 0, offset: -1, length: 0)
    }

    override final func write(_ value: Bool) throws {
        add(PostgresType.bool, binary: 1).storeBytes(of: value ? 1 : 0, as: UInt8.self)
    }

    override final func write(_ value: Int64) throws { write(PostgresType.int8, integer: value) }

    override final func write(_ value: Double) throws { write(PostgresType.float8, integer: value.bitPattern) }

    override final func write(_ value: String) throws {
        var value = value
        try value.withUTF8 { try write(PostgresType.inferred, text: $0) }
    }

    override final func write(json value: String) throws { try write(value) }

    override final func write(_ value: [UInt8]) throws { try value.withUnsafeBytes { try write(binary: $0) } }

    override final func write(_ value: Data) throws { try value.withUnsafeBytes { try write(binary: $0) } }

    override final func write(_ value: Decimal) throws {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DecimalText.maximumLength) { buffer in
            let count = try DecimalText.write(value, to: buffer)
            try write(PostgresType.numeric, text: UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    override final func write(_ value: Date) throws {
        write(PostgresType.timestamptz, integer: try PostgresDates.microseconds(value))
    }

    override final func write(_ value: LocalDate) throws {
        write(PostgresType.date, integer: PostgresDates.days(value))
    }

    override final func write(_ value: LocalTime) throws { write(PostgresType.time, integer: value.microsecondOfDay) }

    override final func write(_ value: LocalDateTime) throws {
        write(PostgresType.timestamp, integer: value.microseconds - BinaryFormat.epochMicroseconds)
    }

    override final func write(_ value: UUID) throws {
        add(PostgresType.uuid, binary: 16).storeBytes(of: value.uuid, as: uuid_t.self)
    }

    override final func write(_ value: [SQLValue], of element: SQLType) throws {
        let type = PostgresType.parameter(arrayOf: element)
        let isWritten: Bool =
            switch type {
            case PostgresType.int2Array: try write(type, value, 21, as: Int16.self)
            case PostgresType.int4Array: try write(type, value, 23, as: Int32.self)
            case PostgresType.int8Array: try write(type, value, 20, as: Int64.self)
            default: false
            }
        if isWritten { return }
        var text = try ArrayFormat.text(value)
        try text.withUTF8 { try write(type, text: $0) }
    }

    /// array_recv: one dimension from 1, no NULLs, the type of the elements, and each after its size. False for a list
    /// that holds something else than integers.
    private final func write<T: FixedWidthInteger>(
        _ type: Oid, _ values: [SQLValue], _ element: Int32, as width: T.Type
    ) throws -> Bool {
        guard let integers = ArrayFormat.integers(values) else { return false }
        let size = MemoryLayout<T>.size
        let header: [Int32] =
            integers.isEmpty ? [0, 0, element] : [1, 0, element, Int32(truncatingIfNeeded: integers.count), 1]
        try checkSize(header.count * 4 + integers.count * (4 + size))
        if let wrong = integers.first(where: { T(exactly: $0) == nil }) {
            throw ValueError.outOfRange(wrong, of: "\(T.self)")
        }
        var target = add(type, binary: header.count * 4 + integers.count * (4 + size))
        for word in header {
            target.storeBytes(of: word.bigEndian, as: Int32.self)
            target += 4
        }
        for integer in integers {
            target.storeBytes(of: Int32(size).bigEndian, as: Int32.self)
            (target + 4).storeBytes(of: T(truncatingIfNeeded: integer).bigEndian, as: T.self)
            target += 4 + size
        }
        return true
    }
}

/// Dates and times as PostgreSQL counts them, from 2000-01-01.
enum PostgresDates {
    static func microseconds(_ date: Date) throws -> Int64 {
        guard let microseconds = CivilTime.microseconds(of: date) else {
            throw ValueError(
                "the Date is outside the years 0000 to 9999, the only ones that can be stored",
                value: "\(date.timeIntervalSince1970) seconds since 1970")
        }
        return microseconds - BinaryFormat.epochMicroseconds
    }

    static func days(_ date: LocalDate) -> Int32 {
        Int32(truncatingIfNeeded: date.daysSince1970 - BinaryFormat.epochDays)
    }

    /// The year 0 is 1 BC.
    static func text(_ iso: String, zone: String = "") -> String {
        iso.hasPrefix("0000-") ? "0001" + iso.dropFirst(4) + zone + " BC" : iso + zone
    }
}
