public import Foundation

/// The ISO 8601 texts of points in time and of local dates and times, written and read by hand.
///
/// A timestamp is `2026-11-22 10:15:00.123456` in UTC: always 26 bytes, so that texts sort as the times they name.
/// Years outside 0000 to 9999 would break that and are refused. Reading allows more: `T` for the space, no seconds,
/// no fraction or up to 9 digits of one (rounded to microseconds), `Z` or an offset, a date alone.
public enum TimestampText {
    /// Bytes of a written `Date` or ``LocalDateTime``.
    public static let length = 26
    /// Bytes of a written ``LocalDate``.
    public static let dateLength = 10
    /// Bytes of a written ``LocalTime``.
    public static let timeLength = 15

    /// Writes `date`, rounded to microseconds, in UTC, and returns how many bytes that took: 26.
    /// Throws ``ValueError`` outside the years 0000 to 9999. `buffer` holds at least 26 bytes.
    @inlinable @discardableResult
    public static func write(_ date: Date, to buffer: UnsafeMutableBufferPointer<UInt8>) throws -> Int {
        guard let microseconds = CivilTime.microseconds(of: date) else { throw unsupportedYear(date) }
        write(microseconds: microseconds, to: buffer)
        return length
    }

    /// Writes `value` (10 bytes) and returns how many bytes that took.
    @inlinable @discardableResult
    public static func write(_ value: LocalDate, to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        writeDate(value.year, value.month, value.day, to: buffer)
        return dateLength
    }

    /// Writes `value` (15 bytes) and returns how many bytes that took.
    @inlinable @discardableResult
    public static func write(_ value: LocalTime, to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        writeTime(value.microsecondOfDay, to: buffer, at: 0)
        return timeLength
    }

    /// Writes `value` (26 bytes) and returns how many bytes that took.
    @inlinable @discardableResult
    public static func write(_ value: LocalDateTime, to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        writeDate(value.date.year, value.date.month, value.date.day, to: buffer)
        buffer[10] = UInt8(ascii: " ")
        writeTime(value.time.microsecondOfDay, to: buffer, at: 11)
        return length
    }

    /// The text of `date`, as ``write(_:to:)-(Date,_)`` writes it.
    public static func string(_ date: Date) throws -> String {
        guard let microseconds = CivilTime.microseconds(of: date) else { throw unsupportedYear(date) }
        return text(length) { write(microseconds: microseconds, to: $0) }
    }

    /// The text of `value`: `2026-11-22`.
    public static func string(_ value: LocalDate) -> String { text(dateLength) { write(value, to: $0) } }

    /// The text of `value`: `10:15:00.123456`.
    public static func string(_ value: LocalTime) -> String { text(timeLength) { write(value, to: $0) } }

    /// The text of `value`: `2026-11-22 10:15:00.123456`.
    public static func string(_ value: LocalDateTime) -> String { text(length) { write(value, to: $0) } }

    private static func text(_ count: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Void) -> String {
        String(unsafeUninitializedCapacity: count) { buffer in
            body(buffer)
            return count
        }
    }

    @inlinable static func write(microseconds: Int64, to buffer: UnsafeMutableBufferPointer<UInt8>) {
        // Counted from 0000-01-01, where nothing is negative.
        let shifted = microseconds - CivilTime.microseconds.lowerBound
        let (day, rest) = shifted.quotientAndRemainder(dividingBy: 86_400_000_000)
        let date = CivilTime.date(days: Int(day) - 719_528)
        writeDate(date.year, date.month, date.day, to: buffer)
        buffer[10] = UInt8(ascii: " ")
        writeTime(rest, to: buffer, at: 11)
    }

    @inlinable static func writeDate(
        _ year: Int, _ month: Int, _ day: Int, to buffer: UnsafeMutableBufferPointer<UInt8>
    ) {
        put(year / 100, to: buffer, at: 0)
        put(year % 100, to: buffer, at: 2)
        buffer[4] = UInt8(ascii: "-")
        put(month, to: buffer, at: 5)
        buffer[7] = UInt8(ascii: "-")
        put(day, to: buffer, at: 8)
    }

    @inlinable static func writeTime(
        _ microsecondOfDay: Int64, to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int
    ) {
        let (second, fraction) = Int(microsecondOfDay).quotientAndRemainder(dividingBy: 1_000_000)
        put(second / 3_600, to: buffer, at: start)
        buffer[start + 2] = UInt8(ascii: ":")
        put(second / 60 % 60, to: buffer, at: start + 3)
        buffer[start + 5] = UInt8(ascii: ":")
        put(second % 60, to: buffer, at: start + 6)
        buffer[start + 8] = UInt8(ascii: ".")
        put(fraction / 10_000, to: buffer, at: start + 9)
        put(fraction / 100 % 100, to: buffer, at: start + 11)
        put(fraction % 100, to: buffer, at: start + 13)
    }

    /// Two digits.
    @inlinable static func put(_ value: Int, to buffer: UnsafeMutableBufferPointer<UInt8>, at index: Int) {
        buffer[index] = UInt8(truncatingIfNeeded: 48 &+ value / 10)
        buffer[index + 1] = UInt8(truncatingIfNeeded: 48 &+ value % 10)
    }

    @usableFromInline static func unsupportedYear(_ date: Date) -> ValueError {
        ValueError(
            "the Date is outside the years 0000 to 9999, the only ones that can be stored",
            value: "\(date.timeIntervalSince1970) seconds since 1970")
    }
}
