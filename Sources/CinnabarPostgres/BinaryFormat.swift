internal import CinnabarSQL
internal import Foundation

/// Values in PostgreSQL's binary format, as its `send` functions write them (src/backend/utils/adt).
enum BinaryFormat {
    /// Microseconds and days from 1970-01-01, the zero of the library, to 2000-01-01, the zero of PostgreSQL.
    static let epochMicroseconds: Int64 = 946_684_800_000_000
    static let epochDays = 10_957

    @inline(__always)
    static func integer<T: FixedWidthInteger>(_ bytes: UnsafeRawPointer, as type: T.Type) -> T {
        T(bigEndian: bytes.loadUnaligned(as: T.self))
    }

    // MARK: Dates and times

    /// Microseconds since 1970-01-01 of a point in time, or a time on some wall.
    static func microseconds(_ bytes: UnsafeRawPointer) throws -> Int64 {
        let value = integer(bytes, as: Int64.self)
        // timestamp.h: the first and the last number are -infinity and infinity.
        let (sum, overflow) = value.addingReportingOverflow(epochMicroseconds)
        if overflow || value == .min { throw infinite("point in time") }
        return sum
    }

    static func localDateTime(_ bytes: UnsafeRawPointer) throws -> LocalDateTime {
        let microseconds = try microseconds(bytes)
        let day =
            microseconds >= 0
            ? microseconds / CivilTime.dayLength : (microseconds + 1) / CivilTime.dayLength - 1
        return LocalDateTime(
            date: try LocalDate(daysSince1970: Int(day)),
            time: try LocalTime(microsecondOfDay: microseconds - day * CivilTime.dayLength))
    }

    static func localDate(_ bytes: UnsafeRawPointer) throws -> LocalDate {
        let days = integer(bytes, as: Int32.self)
        if days == .max || days == .min { throw infinite("date") }
        return try LocalDate(daysSince1970: Int(days) + epochDays)
    }

    static func infinite(_ what: String) -> ValueError {
        ValueError("the column holds infinity, which is no \(what); leave such rows out, or read the column as text")
    }

    // MARK: Any value

    /// What the bytes of a value are.
    static func value(_ bytes: UnsafeRawBufferPointer, _ kind: ColumnKind) throws -> SQLValue {
        guard let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 16) else { return .null }
        func check(_ size: Int) throws {
            if bytes.count != size {
                throw ValueError("the server sent \(bytes.count) bytes for a value of \(size)")
            }
        }
        switch kind {
        case .bool:
            try check(1)
            return .bool(bytes[0] != 0)
        case .int2:
            try check(2)
            return .integer(Int64(integer(start, as: Int16.self)))
        case .int4:
            try check(4)
            return .integer(Int64(integer(start, as: Int32.self)))
        case .int8:
            try check(8)
            return .integer(integer(start, as: Int64.self))
        case .oid:
            try check(4)
            return .integer(Int64(integer(start, as: UInt32.self)))
        case .float4:
            try check(4)
            return .double(Double(Float(bitPattern: integer(start, as: UInt32.self))))
        case .float8:
            try check(8)
            return .double(Double(bitPattern: integer(start, as: UInt64.self)))
        case .numeric: return .decimal(try NumericFormat.decode(bytes))
        case .text, .character, .unknown: return .text(String(decoding: bytes, as: UTF8.self))
        case .bytea: return .bytes([UInt8](bytes))
        case .uuid:
            try check(16)
            return .uuid(UUID(uuid: start.loadUnaligned(as: uuid_t.self)))
        case .date:
            try check(4)
            return .localDate(try localDate(start))
        case .time:
            try check(8)
            return .localTime(try LocalTime(microsecondOfDay: integer(start, as: Int64.self)))
        case .timestamp:
            try check(8)
            return .localDateTime(try localDateTime(start))
        case .timestamptz:
            try check(8)
            return .date(CivilTime.date(microseconds: try microseconds(start)))
        case .json: return .json(String(decoding: bytes, as: UTF8.self))
        case .jsonb: return .json(String(decoding: try document(bytes), as: UTF8.self))
        case .array(let element): return .array(try array(bytes, element), of: sqlType(element))
        case .void: return .null
        }
    }

    /// jsonb_send: a version, and the text.
    static func document(_ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
        guard bytes.first == 1 else { throw ValueError("the server sent JSON of a version that is not known") }
        return UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    }

    // MARK: Arrays

    /// array_send: the number of dimensions, whether there are NULLs, the type of the elements, size and lower bound of
    /// each dimension, and the elements, each after its size.
    static func array(_ bytes: UnsafeRawBufferPointer, _ element: ColumnKind) throws -> [SQLValue] {
        var reader = Reader(bytes)
        let count = Int(try reader.integer(Int32.self))
        _ = try reader.integer(Int32.self)
        _ = try reader.integer(UInt32.self)
        var sizes: [Int] = []
        for _ in 0..<max(0, min(count, 6)) {
            sizes.append(Int(try reader.integer(Int32.self)))
            _ = try reader.integer(Int32.self)
        }
        return sizes.isEmpty ? [] : try elements(sizes[...], &reader, element)
    }

    private static func elements(
        _ sizes: ArraySlice<Int>, _ reader: inout Reader, _ element: ColumnKind
    ) throws -> [SQLValue] {
        guard let size = sizes.first, size >= 0 else { return [] }
        let rest = sizes.dropFirst()
        if rest.isEmpty {
            return try (0..<size).map { _ in
                let length = Int(try reader.integer(Int32.self))
                return length < 0 ? .null : try value(try reader.bytes(length), element)
            }
        }
        let type = rest.dropFirst().reduce(sqlType(element)) { type, _ in .array(of: type) }
        return try (0..<size).map { _ in .array(try elements(rest, &reader, element), of: type) }
    }

    /// The type that is told of elements.
    static func sqlType(_ kind: ColumnKind) -> SQLType {
        switch kind {
        case .bool: .boolean
        case .int2: .smallInteger
        case .int4: .integer
        case .int8, .oid: .bigInteger
        case .float4: .real
        case .float8: .double
        case .numeric: .numeric(precision: nil, scale: nil)
        case .text, .character, .unknown, .void: .text
        case .bytea: .bytes
        case .uuid: .uuid
        case .date: .localDate
        case .time: .localTime
        case .timestamp: .localDateTime
        case .timestamptz: .timestamp
        case .json, .jsonb: .json
        case .array(let element): .array(of: sqlType(element))
        }
    }

    /// Goes through bytes, and never beyond them.
    private struct Reader {
        private let all: UnsafeRawBufferPointer
        private var position = 0

        init(_ bytes: UnsafeRawBufferPointer) { all = bytes }

        mutating func bytes(_ count: Int) throws -> UnsafeRawBufferPointer {
            guard count >= 0, count <= all.count - position else {
                throw ValueError("the server sent an array that ends too early")
            }
            defer { position += count }
            return UnsafeRawBufferPointer(rebasing: all[position..<(position + count)])
        }

        mutating func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
            T(bigEndian: try bytes(MemoryLayout<T>.size).loadUnaligned(as: T.self))
        }
    }
}
