public import Foundation

/// A time of day without a time zone, to the microsecond, from 00:00:00 to 23:59:59.999999.
public struct LocalTime: Sendable, Hashable {
    /// Microseconds since midnight.
    public let microsecondOfDay: Int64

    /// The hour, 0 to 23.
    public var hour: Int { Int(microsecondOfDay / 3_600_000_000) }
    /// The minute, 0 to 59.
    public var minute: Int { Int(microsecondOfDay / 60_000_000 % 60) }
    /// The second, 0 to 59.
    public var second: Int { Int(microsecondOfDay / 1_000_000 % 60) }
    /// The microsecond of the second, 0 to 999,999.
    public var microsecond: Int { Int(microsecondOfDay % 1_000_000) }

    /// 00:00:00
    public static var midnight: LocalTime { LocalTime(uncheckedMicroseconds: 0) }

    /// A time by its parts; throws ``ValueError`` when a clock never shows them.
    public init(hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0) throws {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0...999_999).contains(microsecond)
        else {
            throw ValueError(
                "there is no such time of day; expected 00:00:00 to 23:59:59.999999",
                value: "\(hour):\(minute):\(second) and \(microsecond) microseconds")
        }
        microsecondOfDay = Int64((hour * 60 + minute) * 60 + second) * 1_000_000 + Int64(microsecond)
    }

    /// The time of day that many microseconds after midnight; throws ``ValueError`` when the day is over by then.
    public init(microsecondOfDay: Int64) throws {
        guard (0..<CivilTime.dayLength).contains(microsecondOfDay) else {
            throw ValueError(
                "there is no such time of day; expected 0 to 86,399,999,999 microseconds",
                value: microsecondOfDay.description)
        }
        self.microsecondOfDay = microsecondOfDay
    }

    /// The time that a clock on the wall in `timeZone` shows at `instant`, rounded to microseconds.
    public init(_ instant: Date, in timeZone: TimeZone) throws {
        self = try LocalDateTime(instant, in: timeZone).time
    }

    @inlinable init(uncheckedMicroseconds microseconds: Int64) { microsecondOfDay = microseconds }

    /// Reads `10:15`, `10:15:00` or `10:15:00.123456`.
    public static func parse(_ text: String) throws -> LocalTime { try TimestampText.parseLocalTime(text) }

    /// The time of day that a clock shows `seconds` later, or earlier where negative; it goes round at midnight.
    public func adding(seconds: Int) -> LocalTime {
        let sum = microsecondOfDay + Int64(seconds % 86_400) * 1_000_000
        return LocalTime(uncheckedMicroseconds: (sum + CivilTime.dayLength) % CivilTime.dayLength)
    }

    /// How long after this time `other` comes on the same day; negative when it comes before.
    public func duration(until other: LocalTime) -> Duration {
        .microseconds(other.microsecondOfDay - microsecondOfDay)
    }
}

extension LocalTime: Comparable {
    /// Whether the left time is the earlier one of a day.
    @inlinable public static func < (left: LocalTime, right: LocalTime) -> Bool {
        left.microsecondOfDay < right.microsecondOfDay
    }
}

extension LocalTime: LosslessStringConvertible {
    /// The time as `10:15:00`, with six more digits where there is a fraction of a second.
    public var description: String {
        let text = TimestampText.string(self)
        return microsecond == 0 ? String(text.prefix(8)) : text
    }

    /// Reads `10:15`, `10:15:00` or `10:15:00.123456`; `nil` for anything else. ``parse(_:)`` says why.
    public init?(_ description: String) {
        guard let value = try? LocalTime.parse(description) else { return nil }
        self = value
    }
}

extension LocalTime: Codable {
    /// Decodes ISO 8601 text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText(LocalTime.parse) }

    /// Encodes ISO 8601 text: `10:15:00`.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(description) }
}

extension LocalTime: ColumnValue {
    public static var sqlType: SQLType { .localTime }
    @inlinable public var sqlValue: SQLValue { .localTime(self) }

    /// Takes a time of day, or its ISO 8601 text.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .localTime(let value): self = value
        case .text(let value): self = try LocalTime.parse(value)
        default: throw ValueError.mismatch(sqlValue, as: "LocalTime")
        }
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> LocalTime {
        try row.localTime(column)
    }

    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(self) }
}
