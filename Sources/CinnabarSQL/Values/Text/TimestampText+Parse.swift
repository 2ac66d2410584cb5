public import Foundation

extension TimestampText {
    /// Reads a timestamp: UTC unless the text has an offset. Throws ``ValueError`` for anything else.
    @inlinable public static func parseDate(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Date {
        if let microseconds = canonicalLayout(bytes) { return CivilTime.date(microseconds: microseconds) }
        var scanner = TimestampScanner(bytes)
        guard let microseconds = scanner.timestamp() else { throw malformedTimestamp(bytes) }
        return CivilTime.date(microseconds: microseconds)
    }

    /// The microseconds of exactly `YYYY-MM-DD HH:MM:SS.ffffff`; `nil` for every other form, and for what is wrong.
    ///
    /// Eight bytes at a time: what is left of them without the pattern is 0 to 9 where a digit is wanted, and 0
    /// where punctuation is; then ten times each byte and the next one are the pairs of digits.
    @inlinable static func canonicalLayout(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count == length else { return nil }
        let raw = UnsafeRawBufferPointer(bytes)
        let front = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self)) ^ 0x2D30_302D_3030_3030
        let middle = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) ^ 0x3030_3A30_3020_3030
        let back = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self)) ^ 0x3030_3030_2E30_303A
        let end =
            UInt64(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 24, as: UInt16.self))) ^ 0x3030
        let wrongDigits = nonDigits(front) | nonDigits(middle) | nonDigits(back) | nonDigits(end)
        let wrongPunctuation =
            front & 0xFF00_00FF_0000_0000 | middle & 0x0000_FF00_00FF_0000 | back & 0x0000_0000_FF00_00FF
        guard wrongDigits | wrongPunctuation == 0 else { return nil }

        let year = pair(front, 0) * 100 + pair(front, 2)
        let (month, day) = (pair(front, 5), pair(middle, 0))
        let (hour, minute, secondOfMinute) = (pair(middle, 3), pair(middle, 6), pair(back, 1))
        guard month >= 1, month <= 12, day >= 1, day <= 28 || day <= CivilTime.days(inMonth: month, of: year),
            hour < 24, minute < 60, secondOfMinute < 60
        else { return nil }
        let fraction = (pair(back, 4) * 100 + pair(back, 6)) * 100 + pair(end, 0)
        let seconds =
            CivilTime.days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + secondOfMinute
        return Int64(seconds) * 1_000_000 + Int64(fraction)
    }

    /// Not 0 where a byte is above 9.
    @inlinable static func nonDigits(_ bytes: UInt64) -> UInt64 {
        ((bytes & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676 | bytes) & 0x8080_8080_8080_8080
    }

    /// The number of two digits at a byte and the next.
    @inlinable static func pair(_ digits: UInt64, _ index: UInt64) -> Int {
        Int(truncatingIfNeeded: ((digits &* 10 &+ digits >> 8) >> (8 &* index)) & 0xFF)
    }

    /// Reads `2026-11-22`.
    @inlinable public static func parseLocalDate(_ bytes: UnsafeBufferPointer<UInt8>) throws -> LocalDate {
        var scanner = TimestampScanner(bytes)
        guard let days = scanner.date(), scanner.isAtEnd else { throw malformedDate(bytes) }
        return LocalDate(uncheckedDays: days)
    }

    /// Reads `10:15`, `10:15:00` or `10:15:00.123456`.
    @inlinable public static func parseLocalTime(_ bytes: UnsafeBufferPointer<UInt8>) throws -> LocalTime {
        var scanner = TimestampScanner(bytes)
        guard let time = scanner.time(), scanner.isAtEnd, time < CivilTime.dayLength else { throw malformedTime(bytes) }
        return LocalTime(uncheckedMicroseconds: time)
    }

    /// Reads a date and time without a zone, or a date alone as its midnight. A text with an offset names a point
    /// in time, which is another thing, and is refused.
    @inlinable public static func parseLocalDateTime(_ bytes: UnsafeBufferPointer<UInt8>) throws -> LocalDateTime {
        if let microseconds = canonicalLayout(bytes) { return LocalDateTime(uncheckedMicroseconds: microseconds) }
        var scanner = TimestampScanner(bytes)
        guard let microseconds = scanner.localDateTime(), scanner.isAtEnd,
            CivilTime.microseconds.contains(microseconds)
        else { throw malformedDateTime(bytes) }
        return LocalDateTime(uncheckedMicroseconds: microseconds)
    }

    /// Reads a timestamp: UTC unless the text has an offset.
    public static func parseDate(_ text: String) throws -> Date { try withBytes(text, parseDate) }

    /// Reads `2026-11-22`.
    public static func parseLocalDate(_ text: String) throws -> LocalDate { try withBytes(text, parseLocalDate) }

    /// Reads `10:15`, `10:15:00` or `10:15:00.123456`.
    public static func parseLocalTime(_ text: String) throws -> LocalTime { try withBytes(text, parseLocalTime) }

    /// Reads a date and time without a zone, or a date alone.
    public static func parseLocalDateTime(_ text: String) throws -> LocalDateTime {
        try withBytes(text, parseLocalDateTime)
    }

    static func withBytes<T>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
        var text = text
        return try text.withUTF8(body)
    }

    @usableFromInline static func malformedTimestamp(_ bytes: UnsafeBufferPointer<UInt8>) -> ValueError {
        malformed(bytes, as: "a timestamp", expected: "YYYY-MM-DD HH:MM:SS.ffffff")
    }

    @usableFromInline static func malformedDate(_ bytes: UnsafeBufferPointer<UInt8>) -> ValueError {
        malformed(bytes, as: "a date", expected: "YYYY-MM-DD")
    }

    @usableFromInline static func malformedTime(_ bytes: UnsafeBufferPointer<UInt8>) -> ValueError {
        malformed(bytes, as: "a time of day", expected: "HH:MM:SS.ffffff, from 00:00:00 to 23:59:59.999999")
    }

    @usableFromInline static func malformedDateTime(_ bytes: UnsafeBufferPointer<UInt8>) -> ValueError {
        malformed(bytes, as: "a date and time without a zone", expected: "YYYY-MM-DD HH:MM:SS.ffffff")
    }

    private static func malformed(
        _ bytes: UnsafeBufferPointer<UInt8>, as type: String, expected: String
    ) -> ValueError {
        .malformed(
            String(decoding: bytes.prefix(64), as: UTF8.self), as: type,
            expected: "\(expected), a day that exists, in the years 0000 to 9999")
    }
}
