internal import CPostgres
internal import CinnabarSQL
internal import Foundation

/// Reads the row that a statement stands on, straight from libpq's buffers.
///
/// The common types are read by their binary format at once. Any other, and text, goes through `SQLValue`, which knows
/// what can be read as what without guessing or losing something.
final class PostgresRow: RowReader {
    @exclusivity(unchecked) var result: OpaquePointer?
    @exclusivity(unchecked) var index: Int32 = 0
    @exclusivity(unchecked) var layout = ColumnLayout.empty

    override final var count: Int { layout.kinds.count }

    override final func name(_ column: Int) -> String {
        PQfname(result, Int32(truncatingIfNeeded: column)).map { String(cString: $0) } ?? ""
    }

    @inline(__always)
    private final func fast(_ column: Int) -> FastKind {
        let kinds = layout.fast
        return UInt(bitPattern: column) < UInt(kinds.count) ? kinds[column] : .other
    }

    /// The bytes of a value, if it is there and has this many.
    @inline(__always)
    private final func bytes(_ column: Int, _ size: Int32) -> UnsafeRawPointer? {
        let column = Int32(truncatingIfNeeded: column)
        guard PQgetlength(result, index, column) == size else { return nil }
        return UnsafeRawPointer(PQgetvalue(result, index, column))
    }

    /// The bytes of a value; nothing for NULL.
    @inline(__always)
    private final func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8>? {
        let place = Int32(truncatingIfNeeded: column)
        let count = Int(PQgetlength(result, index, place))
        if count == 0, PQgetisnull(result, index, place) != 0 { return nil }
        guard let start = PQgetvalue(result, index, place) else { return nil }
        return UnsafeBufferPointer(
            start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
    }

    override final func isNull(_ column: Int) -> Bool {
        guard UInt(bitPattern: column) < UInt(layout.kinds.count) else { return true }
        return PQgetisnull(result, index, Int32(truncatingIfNeeded: column)) != 0 || layout.kinds[column] == .void
    }

    // MARK: Numbers

    override final func bool(_ column: Int) throws -> Bool {
        if fast(column) == .bool, let bytes = bytes(column, 1) { return bytes.load(as: UInt8.self) != 0 }
        return try Bool(sqlValue: value(column))
    }

    override final func int64(_ column: Int) throws -> Int64 {
        switch fast(column) {
        case .int8: if let bytes = bytes(column, 8) { return BinaryFormat.integer(bytes, as: Int64.self) }
        case .int4: if let bytes = bytes(column, 4) { return Int64(BinaryFormat.integer(bytes, as: Int32.self)) }
        case .int2: if let bytes = bytes(column, 2) { return Int64(BinaryFormat.integer(bytes, as: Int16.self)) }
        default: break
        }
        return try Int64(sqlValue: value(column))
    }

    override final func double(_ column: Int) throws -> Double {
        switch fast(column) {
        case .float8:
            if let bytes = bytes(column, 8) { return Double(bitPattern: BinaryFormat.integer(bytes, as: UInt64.self)) }
        case .float4:
            if let bytes = bytes(column, 4) {
                return Double(Float(bitPattern: BinaryFormat.integer(bytes, as: UInt32.self)))
            }
        default: break
        }
        return try wideDouble(column)
    }

    /// NUMERIC has NaN and infinity too, and more digits than Decimal.
    private final func wideDouble(_ column: Int) throws -> Double {
        if layout.kinds.indices.contains(column), layout.kinds[column] == .numeric, let bytes = bytes(column) {
            return layout.isBinary
                ? try NumericFormat.double(UnsafeRawBufferPointer(bytes))
                : Double(String(decoding: bytes, as: UTF8.self)) ?? .nan
        }
        return try Double(sqlValue: value(column))
    }

    override final func decimal(_ column: Int) throws -> Decimal {
        if layout.kinds.indices.contains(column), layout.kinds[column] == .numeric, layout.isBinary,
            let bytes = bytes(column)
        {
            return try NumericFormat.decode(UnsafeRawBufferPointer(bytes))
        }
        return try Decimal(sqlValue: value(column))
    }

    // MARK: Texts and binary data

    override final func string(_ column: Int) throws -> String {
        switch fast(column) {
        case .text, .json: if let bytes = bytes(column) { return String(decoding: bytes, as: UTF8.self) }
        default: break
        }
        return try String(sqlValue: value(column))
    }

    override final func bytes(_ column: Int) throws -> [UInt8] {
        if fast(column) == .bytea, let bytes: UnsafeBufferPointer<UInt8> = bytes(column) { return [UInt8](bytes) }
        return try [UInt8](sqlValue: value(column))
    }

    override final func data(_ column: Int) throws -> Data {
        if fast(column) == .bytea, let bytes: UnsafeBufferPointer<UInt8> = bytes(column) { return Data(bytes) }
        return try Data(sqlValue: value(column))
    }

    override final func uuid(_ column: Int) throws -> UUID {
        if fast(column) == .uuid, let bytes = bytes(column, 16) {
            return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
        }
        return try UUID(sqlValue: value(column))
    }

    override final func json(_ column: Int) throws -> String {
        if fast(column) == .jsonb, let bytes: UnsafeBufferPointer<UInt8> = bytes(column), bytes.first == 1 {
            return String(decoding: bytes.dropFirst(), as: UTF8.self)
        }
        let value = try value(column)
        switch value {
        case .json(let text), .text(let text): return text
        default: throw ValueError.mismatch(value, as: "JSON")
        }
    }

    // MARK: Dates and times

    override final func date(_ column: Int) throws -> Date {
        let kind = fast(column)
        if kind == .timestamptz || kind == .timestamp, let bytes = bytes(column, 8) {
            return CivilTime.date(microseconds: try BinaryFormat.microseconds(bytes))
        }
        let value = try value(column)
        if case .localDate(let day) = value {
            return CivilTime.date(microseconds: LocalDateTime(date: day).microseconds)
        }
        return try Date(sqlValue: value)
    }

    override final func localDate(_ column: Int) throws -> LocalDate {
        if fast(column) == .date, let bytes = bytes(column, 4) { return try BinaryFormat.localDate(bytes) }
        return try LocalDate(sqlValue: value(column))
    }

    override final func localTime(_ column: Int) throws -> LocalTime {
        if fast(column) == .time, let bytes = bytes(column, 8) {
            return try LocalTime(microsecondOfDay: BinaryFormat.integer(bytes, as: Int64.self))
        }
        return try LocalTime(sqlValue: value(column))
    }

    override final func localDateTime(_ column: Int) throws -> LocalDateTime {
        let kind = fast(column)
        if kind == .timestamp || kind == .timestamptz, let bytes = bytes(column, 8) {
            return try BinaryFormat.localDateTime(bytes)
        }
        let value = try value(column)
        if case .localDate(let day) = value { return LocalDateTime(date: day) }
        return try LocalDateTime(sqlValue: value)
    }

    // MARK: Anything

    /// The elements of a native array, or of a JSON document that is one.
    override final func array(_ column: Int, of element: SQLType) throws -> [SQLValue] {
        let value = try value(column)
        switch value {
        case .array(let values, _): return values
        case .json(let text), .text(let text): return try ArrayText.decode(text, of: element)
        default: throw ValueError.mismatch(value, as: "an array")
        }
    }

    override final func value(_ column: Int) throws -> SQLValue {
        guard UInt(bitPattern: column) < UInt(layout.kinds.count), let bytes: UnsafeBufferPointer<UInt8> = bytes(column)
        else { return .null }
        let kind = layout.kinds[column]
        return layout.isBinary
            ? try BinaryFormat.value(UnsafeRawBufferPointer(bytes), kind) : try TextFormat.value(bytes, kind)
    }
}
