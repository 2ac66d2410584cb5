public import Foundation

/// A calendar date and time of day without a time zone: what a calendar and a clock on some wall show.
public struct LocalDateTime: Sendable, Hashable {
    /// The date.
    public var date: LocalDate
    /// The time of day.
    public var time: LocalTime

    /// A date and a time of day.
    @inlinable public init(date: LocalDate, time: LocalTime = .midnight) {
        self.date = date
        self.time = time
    }

    /// A date and time by its parts; throws ``ValueError`` when there is no such day or time.
    public init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
    ) throws {
        date = try LocalDate(year: year, month: month, day: day)
        time = try LocalTime(hour: hour, minute: minute, second: second, microsecond: microsecond)
    }

    /// What calendar and clock in `timeZone` show at `instant`, rounded to microseconds; throws ``ValueError``
    /// outside the years 0000 to 9999.
    public init(_ instant: Date, in timeZone: TimeZone) throws {
        guard let utc = CivilTime.microseconds(of: instant) else { throw TimestampText.unsupportedYear(instant) }
        let local = utc + Int64(timeZone.secondsFromGMT(for: instant)) * 1_000_000
        guard CivilTime.microseconds.contains(local) else { throw TimestampText.unsupportedYear(instant) }
        self.init(uncheckedMicroseconds: local)
    }

    @inlinable init(uncheckedMicroseconds microseconds: Int64) {
        let shifted = microseconds - CivilTime.microseconds.lowerBound
        let (day, rest) = shifted.quotientAndRemainder(dividingBy: CivilTime.dayLength)
        date = LocalDate(uncheckedDays: Int(day) + CivilTime.days.lowerBound)
        time = LocalTime(uncheckedMicroseconds: rest)
    }

    /// Reads `2026-11-22 10:15:00.123456`, with `T` or a space, without the fraction or the seconds too.
    public static func parse(_ text: String) throws -> LocalDateTime { try TimestampText.parseLocalDateTime(text) }

    /// Microseconds since 1970-01-01 00:00:00 on the same wall.
    @inlinable public var microseconds: Int64 {
        Int64(date.daysSince1970) * CivilTime.dayLength + time.microsecondOfDay
    }

    /// The same time of day, `days` later or earlier; throws ``ValueError`` outside the years 0000 to 9999.
    public func adding(days: Int) throws -> LocalDateTime {
        LocalDateTime(date: try date.adding(days: days), time: time)
    }

    /// The same time of day, `months` later or earlier, on the last of the month where it has no such day.
    public func adding(months: Int) throws -> LocalDateTime {
        LocalDateTime(date: try date.adding(months: months), time: time)
    }

    /// What the wall shows `seconds` later or earlier, if no clock is changed in between.
    public func adding(seconds: Int) throws -> LocalDateTime {
        let (change, tooLong) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflow) = microseconds.addingReportingOverflow(change)
        guard !tooLong, !overflow, CivilTime.microseconds.contains(sum) else {
            throw ValueError("the date is outside the years 0000 to 9999", value: "\(self) and \(seconds) seconds")
        }
        return LocalDateTime(uncheckedMicroseconds: sum)
    }

    /// How much later `other` is, if no clock is changed in between; negative when it is earlier.
    public func duration(until other: LocalDateTime) -> Duration { .microseconds(other.microseconds - microseconds) }

    /// The point in time at which calendar and clock in `timeZone` show this.
    ///
    /// Where clocks are set back and show it twice, the first; where they are set forward and skip it, as much
    /// later as they skip.
    public func instant(in timeZone: TimeZone) -> Date {
        // The two offsets that can apply are those in force well before and well after.
        let utc = CivilTime.date(microseconds: microseconds)
        let before = timeZone.secondsFromGMT(for: utc.addingTimeInterval(-86_400))
        let after = timeZone.secondsFromGMT(for: utc.addingTimeInterval(86_400))
        let candidates = [before, after].map {
            ($0, CivilTime.date(microseconds: microseconds - Int64($0) * 1_000_000))
        }
        let fitting = candidates.first { offset, date in timeZone.secondsFromGMT(for: date) == offset }
        return (fitting ?? candidates[0]).1
    }
}

extension LocalDateTime: Comparable {
    /// Whether the left one is earlier on the same wall.
    @inlinable public static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
        (left.date, left.time) < (right.date, right.time)
    }
}

extension LocalDateTime: LosslessStringConvertible {
    /// The date and time as `2026-11-22T10:15:00`, with six more digits where there is a fraction of a second.
    public var description: String { "\(date)T\(time)" }

    /// Reads what ``parse(_:)`` reads; `nil` for anything else.
    public init?(_ description: String) {
        guard let value = try? LocalDateTime.parse(description) else { return nil }
        self = value
    }
}

extension LocalDateTime: Codable {
    /// Decodes ISO 8601 text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText(LocalDateTime.parse) }

    /// Encodes ISO 8601 text: `2026-11-22T10:15:00`.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(description) }
}

extension LocalDateTime: ColumnValue {
    public static var sqlType: SQLType { .localDateTime }
    @inlinable public var sqlValue: SQLValue { .localDateTime(self) }

    /// Takes a date and time, its ISO 8601 text, or a point in time as it is called in UTC.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .localDateTime(let value): self = value
        case .text(let value): self = try LocalDateTime.parse(value)
        case .date(let value): self = try LocalDateTime(value, in: .gmt)
        default: throw ValueError.mismatch(sqlValue, as: "LocalDateTime")
        }
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> LocalDateTime {
        try row.localDateTime(column)
    }

    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(self) }
}

extension Decoder {
    /// Decodes a text and parses it; a text that cannot be parsed is a `DecodingError` that says why.
    func decodeText<T>(_ parse: (String) throws -> T) throws -> T {
        let container = try singleValueContainer()
        let text = try container.decode(String.self)
        do {
            return try parse(text)
        } catch {
            let context = DecodingError.Context(
                codingPath: container.codingPath, debugDescription: "\(error)", underlyingError: error)
            throw DecodingError.dataCorrupted(context)
        }
    }
}

extension Encoder {
    func encodeText(_ text: String) throws {
        var container = singleValueContainer()
        try container.encode(text)
    }
}
