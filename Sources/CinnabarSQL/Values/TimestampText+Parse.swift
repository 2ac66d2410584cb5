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
        let seconds = CivilTime.days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + secondOfMinute
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

/// Walks over the bytes of a text. Every step gives `nil` where the text is wrong; nothing is allocated.
@usableFromInline struct TimestampScanner {
    @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
    @usableFromInline var position = 0

    @inlinable init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    @inlinable var isAtEnd: Bool { position == bytes.count }

    /// Microseconds since 1970 in UTC.
    @inlinable mutating func timestamp() -> Int64? {
        guard var result = localDateTime() else { return nil }
        if !isAtEnd {
            guard let offset = offset(), isAtEnd else { return nil }
            result -= offset * 1_000_000
        }
        return CivilTime.microseconds.contains(result) ? result : nil
    }

    /// Microseconds since 1970 as if the time were in UTC; rounding may reach the year 10000.
    @inlinable mutating func localDateTime() -> Int64? {
        guard let days = date() else { return nil }
        let midnight = Int64(days) * CivilTime.dayLength
        if isAtEnd { return midnight }
        guard bytes[position] == UInt8(ascii: " ") || bytes[position] | 0x20 == UInt8(ascii: "t") else { return nil }
        position += 1
        guard let time = time() else { return nil }
        return midnight + time
    }

    /// Days since 1970.
    @inlinable mutating func date() -> Int? {
        guard bytes.count - position >= 10, bytes[position + 4] == UInt8(ascii: "-"),
            bytes[position + 7] == UInt8(ascii: "-"), let century = twoDigits(0), let yearOfCentury = twoDigits(2),
            let month = twoDigits(5), let day = twoDigits(8)
        else { return nil }
        let year = century * 100 + yearOfCentury
        guard month >= 1, month <= 12, day >= 1, day <= 28 || day <= CivilTime.days(inMonth: month, of: year)
        else { return nil }
        position += 10
        return CivilTime.days(year: year, month: month, day: day)
    }

    /// Microseconds since midnight, rounded: up to and including 24:00:00.
    @inlinable mutating func time() -> Int64? {
        guard bytes.count - position >= 5, bytes[position + 2] == UInt8(ascii: ":"), let hour = twoDigits(0),
            let minute = twoDigits(3), hour < 24, minute < 60
        else { return nil }
        position += 5
        var seconds = hour * 3_600 + minute * 60
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { return Int64(seconds) * 1_000_000 }
        guard bytes.count - position >= 3, let second = twoDigits(1), second < 60 else { return nil }
        position += 3
        seconds += second
        guard position < bytes.count, bytes[position] == UInt8(ascii: ".") else { return Int64(seconds) * 1_000_000 }
        position += 1
        guard let fraction = fraction() else { return nil }
        return Int64(seconds) * 1_000_000 + fraction
    }

    /// Microseconds of up to 9 digits after the point, rounded half up.
    @inlinable mutating func fraction() -> Int64? {
        if bytes.count - position >= 6, let first = twoDigits(0), let second = twoDigits(2), let third = twoDigits(4) {
            position += 6
            let microseconds = Int64(first * 10_000 + second * 100 + third)
            if isAtEnd { return microseconds }
            guard let rest = digits(upTo: 3) else { return nil }
            return microseconds + (rest >= 500 ? 1 : 0)
        }
        guard let nanoseconds = digits(upTo: 9) else { return nil }
        return (nanoseconds + 500) / 1_000
    }

    /// Up to `limit` digits, as if zeros followed; `nil` if there are more.
    @inlinable mutating func digits(upTo limit: Int) -> Int64? {
        var value: Int64 = 0
        var count = 0
        while position < bytes.count, bytes[position] &- 48 <= 9 {
            if count == limit { return nil }
            value = value * 10 + Int64(bytes[position] &- 48)
            position += 1
            count += 1
        }
        while count < limit {
            value *= 10
            count += 1
        }
        return value
    }

    /// `Z`, `+HH`, `+HHMM`, `+HH:MM` or `+HH:MM:SS`, in seconds east of UTC.
    @inlinable mutating func offset() -> Int64? {
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
        guard position < bytes.count else { return nil }
        let sign = bytes[position]
        position += 1
        if sign | 0x20 == UInt8(ascii: "z") { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), bytes.count - position >= 2,
            let hour = twoDigits(0), hour < 24
        else { return nil }
        position += 2
        guard let minute = sexagesimal(), let second = sexagesimal() else { return nil }
        let value = Int64(hour * 3_600 + minute * 60 + second)
        return sign == UInt8(ascii: "-") ? -value : value
    }

    /// Two digits below 60, with or without a colon before them; 0 at the end.
    @inlinable mutating func sexagesimal() -> Int? {
        if isAtEnd { return 0 }
        if bytes[position] == UInt8(ascii: ":") { position += 1 }
        guard bytes.count - position >= 2, let value = twoDigits(0), value < 60 else { return nil }
        position += 2
        return value
    }

    /// The two digits at `position + offset`, which must be inside the text.
    @inlinable func twoDigits(_ offset: Int) -> Int? {
        let first = bytes[position + offset] &- 48
        let second = bytes[position + offset + 1] &- 48
        guard first <= 9, second <= 9 else { return nil }
        return Int(first) * 10 + Int(second)
    }
}
