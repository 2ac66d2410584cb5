internal import CinnabarSQL
internal import Foundation

/// Rows in the binary format of COPY (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format"): a
/// signature, rows of a count and of values, each after its size, and a count of -1.
///
/// Nothing is converted by the server here: every value is written as the type of its column, or refused.
final class CopyWriter: ParameterWriter {
    private static let signature: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0]
    /// What is written is given away when there is this much of it.
    static let batch = 1 << 16

    /// A column of the table.
    struct Column {
        var name: String
        var kind: ColumnKind
        /// The type of an array's elements.
        var element: UInt32
    }

    private let columns: [Column]
    @exclusivity(unchecked) private var place = 0
    @exclusivity(unchecked) private var buffer = WireBuffer(capacity: CopyWriter.batch + 4096)

    init(_ columns: [Column]) {
        self.columns = columns
        super.init()
        for byte in Self.signature { put(byte) }
        put(Int32(0))
        put(Int32(0))
    }

    /// What has been written since `clear`.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: buffer.start, count: buffer.size) }

    func clear() { buffer.size = 0 }

    func beginRow() {
        put(Int16(truncatingIfNeeded: columns.count))
        place = 0
    }

    /// Throws ``ValueError`` where a row has fewer values than columns.
    func endRow() throws {
        guard place == columns.count else {
            throw ValueError("a row has \(place) values for \(columns.count) columns")
        }
    }

    /// Takes back a row that was begun, and has no values.
    func dropRow() { buffer.size -= 2 }

    func end() { put(Int16(-1)) }

    /// The column of the value that was written last.
    var currentColumn: String? { columns.indices.contains(place - 1) ? columns[place - 1].name : nil }

    // MARK: Bytes

    @inline(__always)
    private final func put<T: FixedWidthInteger>(_ value: T) {
        buffer.room(MemoryLayout<T>.size).storeBytes(of: value.bigEndian, as: T.self)
    }

    /// A size and a number.
    @inline(__always)
    private final func field<T: FixedWidthInteger>(_ value: T) {
        put(Int32(truncatingIfNeeded: MemoryLayout<T>.size))
        put(value)
    }

    private final func field(_ bytes: UnsafeRawBufferPointer, version: UInt8? = nil) throws {
        guard bytes.count < 0x3FFF_FFFF else {
            throw ValueError(
                "a value of \(bytes.count) bytes is larger than PostgreSQL can hold, which is one gigabyte")
        }
        put(Int32(truncatingIfNeeded: bytes.count + (version == nil ? 0 : 1)))
        if let version { put(version) }
        if let start = bytes.baseAddress { buffer.room(bytes.count).copyMemory(from: start, byteCount: bytes.count) }
    }

    /// A size that is known when what follows has been written.
    private final func sized(_ body: () throws -> Void) rethrows {
        let start = buffer.size
        put(Int32(0))
        try body()
        (buffer.start + start).storeBytes(
            of: Int32(truncatingIfNeeded: buffer.size - start - 4).bigEndian, as: Int32.self)
    }

    private final func next() throws -> ColumnKind {
        guard place < columns.count else {
            throw ValueError("a row has more values than the \(columns.count) columns")
        }
        place += 1
        return columns[place - 1].kind
    }

    private final func mismatch(_ value: SQLValue, _ kind: ColumnKind) -> ValueError {
        ValueError(
            "\(value.kind) cannot be stored in a column of the type \(BinaryFormat.sqlType(kind))",
            value: value.description)
    }

    // MARK: Values by the types of columns

    override final func writeNull(_ type: SQLType) throws {
        _ = try next()
        put(Int32(-1))
    }

    override final func write(_ value: Bool) throws { try put(value, try next()) }
    override final func write(_ value: Int64) throws { try put(value, try next()) }
    override final func write(_ value: Double) throws { try put(value, try next()) }
    override final func write(_ value: String) throws { try put(value, try next()) }
    override final func write(json value: String) throws { try put(value, try next()) }
    override final func write(_ value: [UInt8]) throws {
        let kind = try next()
        guard kind == .bytea else { throw mismatch(.bytes(value), kind) }
        try value.withUnsafeBytes { try field($0) }
    }
    override final func write(_ value: Data) throws {
        let kind = try next()
        guard kind == .bytea else { throw mismatch(.bytes([UInt8](value)), kind) }
        try value.withUnsafeBytes { try field($0) }
    }
    override final func write(_ value: Decimal) throws { try put(value, try next()) }
    override final func write(_ value: Date) throws { try put(value, try next()) }
    override final func write(_ value: LocalDate) throws { try put(value, try next()) }
    override final func write(_ value: LocalTime) throws { try put(value, try next()) }
    override final func write(_ value: LocalDateTime) throws { try put(value, try next()) }
    override final func write(_ value: UUID) throws { try put(value, try next()) }

    override final func write(_ value: [SQLValue], of element: SQLType) throws {
        let kind = try next()
        guard case .array(let elementKind) = kind else { throw mismatch(.array(value, of: element), kind) }
        let shape = try ArrayFormat.shape(value)
        let type = columns[place - 1].element
        try sized {
            // array_recv
            let dimensions = shape.contains(0) ? [] : shape
            put(Int32(truncatingIfNeeded: dimensions.count))
            put(Int32(1))
            put(type)
            for size in dimensions {
                put(Int32(truncatingIfNeeded: size))
                put(Int32(1))
            }
            try putElements(value, elementKind)
        }
    }

    private final func putElements(_ values: [SQLValue], _ kind: ColumnKind) throws {
        for value in values {
            switch value {
            case .null: put(Int32(-1))
            case .bool(let value): try put(value, kind)
            case .integer(let value): try put(value, kind)
            case .double(let value): try put(value, kind)
            case .text(let value), .json(let value): try put(value, kind)
            case .bytes(let bytes):
                guard kind == .bytea else { throw mismatch(value, kind) }
                try bytes.withUnsafeBytes { try field($0) }
            case .decimal(let value): try put(value, kind)
            case .date(let value): try put(value, kind)
            case .localDate(let value): try put(value, kind)
            case .localTime(let value): try put(value, kind)
            case .localDateTime(let value): try put(value, kind)
            case .uuid(let value): try put(value, kind)
            case .array(let values, _): try putElements(values, kind)
            }
        }
    }

    private final func put(_ value: Bool, _ kind: ColumnKind) throws {
        guard kind == .bool else { throw mismatch(.bool(value), kind) }
        field(UInt8(value ? 1 : 0))
    }

    private final func put(_ value: Int64, _ kind: ColumnKind) throws {
        switch kind {
        case .int8: field(value)
        case .int4: field(try narrowed(value, Int32.self))
        case .int2: field(try narrowed(value, Int16.self))
        case .oid: field(try narrowed(value, UInt32.self))
        case .numeric: try put(Decimal(value), kind)
        case .float4, .float8:
            guard let double = Double(exactly: value) else { throw mismatch(.integer(value), kind) }
            try put(double, kind)
        case .text: try put("\(value)", kind)
        default: throw mismatch(.integer(value), kind)
        }
    }

    private final func narrowed<T: FixedWidthInteger>(_ value: Int64, _ type: T.Type) throws -> T {
        guard let result = T(exactly: value) else { throw ValueError.outOfRange(value, of: "\(T.bitWidth) bits") }
        return result
    }

    private final func put(_ value: Double, _ kind: ColumnKind) throws {
        switch kind {
        case .float8: field(value.bitPattern)
        case .float4:
            let float = Float(value)
            if float.isInfinite, value.isFinite { throw ValueError.outOfRange(value, of: "Float") }
            field(float.bitPattern)
        case .numeric where value.isFinite: try put(try DecimalText.parse(value.description), kind)
        default: throw mismatch(.double(value), kind)
        }
    }

    private final func put(_ value: String, _ kind: ColumnKind) throws {
        var value = value
        switch kind {
        case .text, .json, .jsonb:
            try value.withUTF8 { text in
                if let start = text.baseAddress, memchr(start, 0, text.count) != nil {
                    throw ValueError(
                        "the text holds a NUL character, which databases cannot keep in text; use binary data")
                }
                // jsonb_recv: a version before the text.
                try field(UnsafeRawBufferPointer(text), version: kind == .jsonb ? 1 : nil)
            }
        case .uuid: try put(try UUIDText.parse(value), kind)
        default: throw mismatch(.text(value), kind)
        }
    }

    private final func put(_ value: Decimal, _ kind: ColumnKind) throws {
        switch kind {
        case .numeric:
            var digits: [UInt8] = []
            try NumericFormat.encode(value, to: &digits)
            try digits.withUnsafeBytes { try field($0) }
        case .int2, .int4, .int8: try put(try Int64(sqlValue: .decimal(value)), kind)
        case .float4, .float8: try put(try Double(sqlValue: .decimal(value)), kind)
        case .text: try put(DecimalText.string(value), kind)
        default: throw mismatch(.decimal(value), kind)
        }
    }

    private final func put(_ value: Date, _ kind: ColumnKind) throws {
        guard kind == .timestamptz || kind == .timestamp else { throw mismatch(.date(value), kind) }
        field(try PostgresDates.microseconds(value))
    }

    private final func put(_ value: LocalDate, _ kind: ColumnKind) throws {
        guard kind == .date else { throw mismatch(.localDate(value), kind) }
        field(PostgresDates.days(value))
    }

    private final func put(_ value: LocalTime, _ kind: ColumnKind) throws {
        guard kind == .time else { throw mismatch(.localTime(value), kind) }
        field(value.microsecondOfDay)
    }

    private final func put(_ value: LocalDateTime, _ kind: ColumnKind) throws {
        guard kind == .timestamp || kind == .timestamptz else { throw mismatch(.localDateTime(value), kind) }
        field(value.microseconds - BinaryFormat.epochMicroseconds)
    }

    private final func put(_ value: UUID, _ kind: ColumnKind) throws {
        switch kind {
        case .uuid: try withUnsafeBytes(of: value.uuid) { try field($0) }
        case .text: try put(UUIDText.string(value), kind)
        default: throw mismatch(.uuid(value), kind)
        }
    }
}
