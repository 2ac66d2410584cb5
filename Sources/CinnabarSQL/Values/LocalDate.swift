public import Foundation

/// A calendar date without a time zone, in the proleptic Gregorian calendar, from 0000-01-01 to 9999-12-31.
///
/// ```swift
/// let birthday = try LocalDate(year: 1990, month: 2, day: 28)
/// try birthday.adding(days: 1)              // 1990-03-01
/// birthday.days(until: try LocalDate(.now, in: .current))
/// ```
public struct LocalDate: Sendable, Hashable {
    // 4 bytes, so that a SQLValue stays small.
    @usableFromInline let storedYear: Int16
    @usableFromInline let storedMonth: UInt8
    @usableFromInline let storedDay: UInt8

    /// The year, 0 to 9999; 0 is the year before 1.
    @inlinable public var year: Int { Int(storedYear) }
    /// The month, 1 to 12.
    @inlinable public var month: Int { Int(storedMonth) }
    /// The day of the month, 1 to 31.
    @inlinable public var day: Int { Int(storedDay) }

    /// 1970-01-01, the day Unix counts from.
    public static var epoch: LocalDate { LocalDate(uncheckedDays: 0) }

    /// A date by its parts; throws ``ValueError`` when there is no such day.
    public init(year: Int, month: Int, day: Int) throws {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilTime.days(inMonth: month, of: year)
        else {
            throw ValueError(
                "there is no such date; expected a day that exists, in the years 0000 to 9999",
                value: "\(year)-\(month)-\(day)")
        }
        self.init(uncheckedYear: year, month: month, day: day)
    }

    /// The date that is `days` after 1970-01-01; throws ``ValueError`` outside the years 0000 to 9999.
    public init(daysSince1970 days: Int) throws {
        guard CivilTime.days.contains(days) else { throw LocalDate.outOfRange("\(days) days since 1970-01-01") }
        self.init(uncheckedDays: days)
    }

    /// The date that a calendar on the wall in `timeZone` shows at `instant`.
    public init(_ instant: Date, in timeZone: TimeZone) throws {
        self = try LocalDateTime(instant, in: timeZone).date
    }

    @inlinable init(uncheckedYear year: Int, month: Int, day: Int) {
        storedYear = Int16(truncatingIfNeeded: year)
        storedMonth = UInt8(truncatingIfNeeded: month)
        storedDay = UInt8(truncatingIfNeeded: day)
    }

    @inlinable init(uncheckedDays days: Int) {
        let (year, month, day) = CivilTime.date(days: days)
        self.init(uncheckedYear: year, month: month, day: day)
    }

    /// Reads `2026-11-22`.
    public static func parse(_ text: String) throws -> LocalDate { try TimestampText.parseLocalDate(text) }

    /// Days since 1970-01-01, negative before.
    @inlinable public var daysSince1970: Int { CivilTime.days(year: year, month: month, day: day) }

    /// The day of the week, as ISO 8601 counts: 1 is Monday, 7 is Sunday.
    public var weekday: Int { (daysSince1970 + 3 + 7 * 110_000) % 7 + 1 }

    /// The day of the year, 1 to 366.
    public var dayOfYear: Int { daysSince1970 - CivilTime.days(year: year, month: 1, day: 1) + 1 }

    /// Whether the year has a 29th of February.
    public var isInLeapYear: Bool { CivilTime.isLeap(year) }

    /// How many days the month has.
    public var daysInMonth: Int { CivilTime.days(inMonth: month, of: year) }

    /// The date `days` later, or earlier where negative; throws ``ValueError`` outside the years 0000 to 9999.
    public func adding(days: Int) throws -> LocalDate {
        let (sum, overflow) = daysSince1970.addingReportingOverflow(days)
        guard !overflow else { throw LocalDate.outOfRange("\(self) and \(days) days") }
        return try LocalDate(daysSince1970: sum)
    }

    /// The same day `months` later or earlier, or the last of that month where it has no such day.
    public func adding(months: Int) throws -> LocalDate {
        let (sum, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        guard !overflow, sum >= 0, sum < 120_000 else { throw LocalDate.outOfRange("\(self) and \(months) months") }
        let (year, index) = sum.quotientAndRemainder(dividingBy: 12)
        let day = min(day, CivilTime.days(inMonth: index + 1, of: year))
        return LocalDate(uncheckedYear: year, month: index + 1, day: day)
    }

    /// The same day `years` later or earlier; February 29th becomes the 28th where there is none.
    public func adding(years: Int) throws -> LocalDate {
        let (months, overflow) = years.multipliedReportingOverflow(by: 12)
        guard !overflow else { throw LocalDate.outOfRange("\(self) and \(years) years") }
        return try adding(months: months)
    }

    /// How many days later `other` is; negative when it is earlier.
    public func days(until other: LocalDate) -> Int { other.daysSince1970 - daysSince1970 }

    private static func outOfRange(_ value: String) -> ValueError {
        ValueError("the date is outside the years 0000 to 9999", value: value)
    }
}

extension LocalDate: Comparable {
    /// Whether the left date is the earlier one.
    @inlinable public static func < (left: LocalDate, right: LocalDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

extension LocalDate: LosslessStringConvertible {
    /// The date as `2026-11-22`.
    public var description: String { TimestampText.string(self) }

    /// Reads `2026-11-22`; `nil` for anything else. ``parse(_:)`` says why.
    public init?(_ description: String) {
        guard let value = try? LocalDate.parse(description) else { return nil }
        self = value
    }
}

extension LocalDate: Codable {
    /// Decodes ISO 8601 text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText(LocalDate.parse) }

    /// Encodes ISO 8601 text: `2026-11-22`.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(description) }
}

extension LocalDate: ColumnValue {
    public static var sqlType: SQLType { .localDate }
    @inlinable public var sqlValue: SQLValue { .localDate(self) }

    /// Takes a date, or its ISO 8601 text.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .localDate(let value): self = value
        case .text(let value): self = try LocalDate.parse(value)
        default: throw ValueError.mismatch(sqlValue, as: "LocalDate")
        }
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> LocalDate {
        try row.localDate(column)
    }

    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(self) }
}
