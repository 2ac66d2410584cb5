internal import CSQLite
internal import CinnabarDriver
internal import CinnabarSQL
internal import Foundation

/// Binds the parameters of a statement. SQLite copies what it is given.
final class SQLiteParameters: ParameterWriter {
    @exclusivity(unchecked) var handle: OpaquePointer?
    /// How many are bound.
    @exclusivity(unchecked) var index: Int32 = 0
    private let connection: SQLiteConnection

    init(_ handle: OpaquePointer, _ connection: SQLiteConnection) {
        self.handle = handle
        self.connection = connection
    }

    override final func writeNull(_ type: SQLType) throws { try check(sqlite3_bind_null(handle, next())) }

    override final func write(_ value: Bool) throws { try check(sqlite3_bind_int64(handle, next(), value ? 1 : 0)) }

    override final func write(_ value: Int64) throws { try check(sqlite3_bind_int64(handle, next(), value)) }

    override final func write(_ value: Double) throws {
        // SQLite would keep it as NULL.
        if value.isNaN { throw ValueError("NaN cannot be stored: SQLite has no such number") }
        try check(sqlite3_bind_double(handle, next(), value))
    }

    override final func write(_ value: String) throws {
        var value = value
        try value.withUTF8 { try write(text: $0) }
    }

    override final func write(_ value: [UInt8]) throws { try value.withUnsafeBytes { try write(blob: $0) } }

    override final func write(_ value: Data) throws { try value.withUnsafeBytes { try write(blob: $0) } }

    override final func write(_ value: Decimal) throws {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DecimalText.maximumLength) { buffer in
            let count = try DecimalText.write(value, to: buffer)
            try write(text: UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    override final func write(_ value: Date) throws {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TimestampText.length) { buffer in
            let count = try TimestampText.write(value, to: buffer)
            try write(text: UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    override final func write(_ value: LocalDate) throws {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TimestampText.dateLength) { buffer in
            let count = TimestampText.write(value, to: buffer)
            try write(text: UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    override final func write(_ value: LocalTime) throws {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TimestampText.timeLength) { buffer in
            let count = TimestampText.write(value, to: buffer)
            try write(text: UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    override final func write(_ value: LocalDateTime) throws {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TimestampText.length) { buffer in
            let count = TimestampText.write(value, to: buffer)
            try write(text: UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    override final func write(_ value: UUID) throws {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: UUIDText.length) { buffer in
            let count = UUIDText.write(value, to: buffer)
            try write(text: UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    override final func write(json value: String) throws { try write(value) }

    override final func write(_ value: [SQLValue], of element: SQLType) throws { try write(ArrayText.encode(value)) }

    @inline(__always)
    private final func next() -> Int32 {
        index += 1
        return index
    }

    private final func write(text: UnsafeBufferPointer<UInt8>) throws {
        // SQLite's own functions stop at a NUL, and PostgreSQL refuses it.
        if let start = text.baseAddress, memchr(start, 0, text.count) != nil {
            throw ValueError("the text holds a NUL character, which databases cannot keep in text; use binary data")
        }
        let code = text.withMemoryRebound(to: CChar.self) { bytes in
            // Empty text has an address too, or it would be NULL.
            withUnsafeBytes(of: 0) { nothing in
                cinnabar_sqlite_bind_text(
                    handle, next(), bytes.baseAddress ?? nothing.bindMemory(to: CChar.self).baseAddress,
                    UInt64(bytes.count))
            }
        }
        try check(code, size: text.count)
    }

    private final func write(blob: UnsafeRawBufferPointer) throws {
        guard let start = blob.baseAddress, !blob.isEmpty else {
            return try check(sqlite3_bind_zeroblob(handle, next(), 0))
        }
        try check(cinnabar_sqlite_bind_blob(handle, next(), start, UInt64(blob.count)), size: blob.count)
    }

    @inline(__always)
    private final func check(_ code: Int32, size: Int = 0) throws {
        if code != SQLITE_OK { throw failure(code, size) }
    }

    @inline(never)
    private final func failure(_ code: Int32, _ size: Int) -> any Error {
        switch code & 0xFF {
        case SQLITE_TOOBIG: ValueError("a value of \(size) bytes is larger than SQLite can hold")
        case SQLITE_RANGE: QueryError(.parameters, "more values were bound than the statement has placeholders")
        case SQLITE_MISUSE where handle == nil: connection.closed
        default: connection.error(code)
        }
    }
}
