import Foundation

/// Dates and times as they stand in SQL text: ISO 8601 with a space, microseconds, UTC.
enum LiteralText {
    /// `YYYY-MM-DD HH:MM:SS.ffffff`, rounded to microseconds.
    static func timestamp(_ value: Date) -> String {
        let seconds = value.timeIntervalSince1970
        guard seconds.isFinite, abs(seconds) < 1e12 else { return "\(seconds)" }
        var whole = Int(seconds.rounded(.down))
        var micro = Int(((seconds - seconds.rounded(.down)) * 1e6).rounded())
        if micro == 1_000_000 {
            whole += 1
            micro = 0
        }
        let days = Int((Double(whole) / 86_400).rounded(.down))
        let rest = whole - days * 86_400
        let (year, month, day) = civil(fromDays: days)
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2) + " "
            + clock(rest / 3_600, rest / 60 % 60, rest % 60, micro)
    }
    static func date(_ value: LocalDate) -> String {
        padded(value.year, 4) + "-" + padded(value.month, 2) + "-" + padded(value.day, 2)
    }
    static func time(_ value: LocalTime) -> String {
        clock(value.hour, value.minute, value.second, value.microsecond)
    }
    static func dateTime(_ value: LocalDateTime) -> String { date(value.date) + " " + time(value.time) }

    private static func clock(_ hour: Int, _ minute: Int, _ second: Int, _ micro: Int) -> String {
        padded(hour, 2) + ":" + padded(minute, 2) + ":" + padded(second, 2) + "." + padded(micro, 6)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value.magnitude)
        return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// The proleptic Gregorian date of a day counted from 1970-01-01, by eras of 400 years that begin in March.
    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
