public import Foundation

/// Days and microseconds of the proleptic Gregorian calendar, in UTC, without a formatter or a `Calendar`.
///
/// The years 0000 to 9999 are supported: their texts have one length and sort as the times they name.
public enum CivilTime {
    /// Microseconds of one day.
    public static let dayLength: Int64 = 86_400_000_000
    /// The days from 0000-01-01 to 9999-12-31, counted from 1970-01-01.
    public static let days: ClosedRange<Int> = -719_528...2_932_896
    /// The microseconds from 0000-01-01 00:00:00 to 9999-12-31 23:59:59.999999, counted from 1970-01-01 00:00:00.
    public static let microseconds: ClosedRange<Int64> = -62_167_219_200_000_000...253_402_300_799_999_999

    /// `date` in microseconds since 1970-01-01 00:00:00 UTC, rounded to the nearest (ties away from 2001-01-01,
    /// the zero of `Date`); `nil` when that is outside the years 0000 to 9999, or not a number.
    @inlinable public static func microseconds(of date: Date) -> Int64? {
        // Whole and fraction apart: seconds times a million would not fit the 53 bits of a Double.
        let seconds = date.timeIntervalSinceReferenceDate
        guard seconds >= -63_145_526_401, seconds <= 252_423_993_601 else { return nil }
        // Conversions truncate in one instruction, where rounding would be calls of the C library.
        let whole = Int64(seconds)
        let fraction = (seconds - Double(whole)) * 1_000_000
        var result = (whole &+ 978_307_200) &* 1_000_000 &+ Int64(fraction)
        let rest = fraction - Double(Int64(fraction))
        if rest >= 0.5 { result &+= 1 }
        if rest <= -0.5 { result &-= 1 }
        guard result >= -62_167_219_200_000_000, result <= 253_402_300_799_999_999 else { return nil }
        return result
    }

    /// The `Date` nearest to `microseconds` since 1970-01-01 00:00:00 UTC.
    ///
    /// `date(microseconds: microseconds(of: d)!)` is `d.canonical`, and doing it again changes nothing: within
    /// 2^33 seconds of 2001 the spacing of `Date` is below a microsecond, so that the microsecond comes back;
    /// farther away it is above one, so that `d` itself is the `Date` nearest to its own rounded microsecond.
    @inlinable public static func date(microseconds: Int64) -> Date {
        let (whole, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return Date(timeIntervalSinceReferenceDate: Double(whole - 978_307_200) + Double(fraction) / 1_000_000)
    }

    /// Days from 1970-01-01 to a valid date.
    @inlinable public static func days(year: Int, month: Int, day: Int) -> Int {
        // Years that begin in March put the leap day last: month lengths then follow (153 m + 2) / 5. The year is
        // moved up by one cycle of 400, so that divisions see no negative number.
        let year = month <= 2 ? year + 399 : year + 400
        let month = month <= 2 ? month + 9 : month - 3
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - (719_468 + 146_097)
    }

    /// The date that is `days` after 1970-01-01, which must be in ``days``.
    @inlinable public static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468 + 146_097  // days since March 1st of the year -400
        let cycle = shifted / 146_097
        let dayOfCycle = shifted % 146_097
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfCycle + 400 * (cycle - 1) + (month >= 10 ? 1 : 0)
        return (year, month >= 10 ? month - 9 : month + 3, dayOfYear - (153 * month + 2) / 5 + 1)
    }

    @inlinable static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// How many days a month has.
    @inlinable public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
