import Foundation
import Testing

@testable import CinnabarSQL

@Suite("Local dates and times")
struct ValuesLocalTests {
    @Test("a date that no calendar shows cannot be made")
    func invalidDates() {
        for (year, month, day) in [
            (2023, 2, 29), (1900, 2, 29), (2024, 0, 1), (2024, 13, 1), (2024, 4, 31), (2024, 1, 0), (-1, 1, 1),
            (10_000, 1, 1), (Int.max, Int.max, Int.max), (Int.min, Int.min, Int.min),
        ] { #expect(valueError { try LocalDate(year: year, month: month, day: day) } != nil) }
        #expect(valueError { try LocalDate(daysSince1970: .max) } != nil)
        #expect(valueError { try LocalDate(daysSince1970: CivilTime.days.lowerBound - 1) } != nil)
    }

    @Test("a time that no clock shows cannot be made")
    func invalidTimes() {
        for (hour, minute, second, microsecond) in [
            (24, 0, 0, 0), (-1, 0, 0, 0), (0, 60, 0, 0), (0, 0, 60, 0), (0, 0, 0, 1_000_000), (Int.max, 0, 0, 0),
        ] {
            #expect(
                valueError { try LocalTime(hour: hour, minute: minute, second: second, microsecond: microsecond) }
                    != nil)
        }
        #expect(valueError { try LocalTime(microsecondOfDay: 86_400_000_000) } != nil)
        #expect(valueError { try LocalTime(microsecondOfDay: -1) } != nil)
        #expect(LocalTime("24:00:00") == nil)
        #expect(LocalTime("23:59:59.9999995") == nil)
        #expect(LocalTime("10:15:00Z") == nil)
        #expect(LocalDateTime("2024-01-01 10:00:00Z") == nil)
        #expect(LocalDateTime("9999-12-31 23:59:59.9999999") == nil)
        #expect(LocalDate("2024-01-01 00:00:00") == nil)
    }

    @Test("days, months and years are added as a calendar does")
    func arithmetic() throws {
        let leapDay = try LocalDate(year: 2024, month: 2, day: 29)
        #expect(try leapDay.adding(days: 1).description == "2024-03-01")
        #expect(try leapDay.adding(days: -366).description == "2023-02-28")
        #expect(try leapDay.adding(months: 1).description == "2024-03-29")
        #expect(try leapDay.adding(months: -12).description == "2023-02-28")
        #expect(try leapDay.adding(years: 1).description == "2025-02-28")
        #expect(try leapDay.adding(years: 4).description == "2028-02-29")
        #expect(try LocalDate(year: 2024, month: 1, day: 31).adding(months: 1).description == "2024-02-29")
        #expect(leapDay.days(until: try LocalDate(year: 2025, month: 3, day: 1)) == 366)
        #expect(leapDay.weekday == 4)
        #expect(try LocalDate(year: 0, month: 1, day: 1).weekday == 6)
        #expect(leapDay.dayOfYear == 60)
        #expect(leapDay.isInLeapYear && leapDay.daysInMonth == 29)
        #expect(try LocalDate(year: 2024, month: 12, day: 31).dayOfYear == 366)
        #expect(try LocalTime(hour: 23, minute: 30).adding(seconds: 3_600).description == "00:30:00")
        #expect(LocalTime.midnight.adding(seconds: -1).description == "23:59:59")
        #expect(LocalTime.midnight.adding(seconds: .min).microsecondOfDay >= 0)
        #expect(LocalTime.midnight.duration(until: try LocalTime(hour: 1, minute: 0)) == .seconds(3_600))
        let moment = LocalDateTime(date: leapDay)
        #expect(try moment.adding(seconds: -1).description == "2024-02-28T23:59:59")
        #expect(try moment.adding(days: 1).adding(months: -1).description == "2024-02-01T00:00:00")
        #expect(moment.duration(until: try moment.adding(days: 2)) == .seconds(172_800))
    }

    @Test("adding beyond the years 0000 to 9999 throws and never traps")
    func overflow() throws {
        let last = try LocalDate(year: 9999, month: 12, day: 31)
        for amount in [1, Int.max, Int.max / 12, Int.min, Int.min / 12 - 1] {
            #expect(valueError { try last.adding(days: amount) } != nil)
            #expect(valueError { try last.adding(months: amount) } != nil)
            #expect(valueError { try last.adding(years: amount) } != nil)
            #expect(valueError { try LocalDateTime(date: last).adding(seconds: amount == 1 ? 86_400 : amount) } != nil)
        }
    }

    @Test("adding days and taking them away again changes nothing")
    func addingDays() {
        forAll(
            10_000,
            { (Int.random(in: CivilTime.days, using: &$0), Int.random(in: -4_000_000...4_000_000, using: &$0)) }
        ) { start, change in
            guard let date = try? LocalDate(daysSince1970: start), let moved = try? date.adding(days: change)
            else { return !CivilTime.days.contains(start + change) }
            return date.days(until: moved) == change && (try? moved.adding(days: -change)) == date
                && (date < moved) == (change > 0)
        }
    }

    @Test("texts come back, and sort as what they name")
    func texts() {
        func moment(_ generator: inout SeededGenerator) -> LocalDateTime {
            LocalDateTime(uncheckedMicroseconds: .random(in: CivilTime.microseconds, using: &generator))
        }
        forAll(10_000, { (moment(&$0), moment(&$0)) }) { left, right in
            let comesBack: [Bool] = [
                LocalDateTime(left.description) == left,
                (try? TimestampText.parseLocalDateTime(TimestampText.string(left))) == left,
                LocalDate(left.date.description) == left.date,
                LocalTime(left.time.description) == left.time,
                LocalDateTime(uncheckedMicroseconds: left.microseconds) == left,
            ]
            let sorts: [Bool] = [
                (left < right) == (TimestampText.string(left) < TimestampText.string(right)),
                (left.date < right.date) == (TimestampText.string(left.date) < TimestampText.string(right.date)),
                (left.time < right.time) == (TimestampText.string(left.time) < TimestampText.string(right.time)),
            ]
            return (comesBack + sorts).allSatisfy { $0 }
        }
    }

    @Test("parts are what the initializer was given")
    func parts() throws {
        let moment = try LocalDateTime(
            year: 9999, month: 12, day: 31, hour: 23, minute: 59, second: 58, microsecond: 999_999)
        #expect(moment.date.year == 9999 && moment.date.month == 12 && moment.date.day == 31)
        #expect(moment.time.hour == 23 && moment.time.minute == 59)
        #expect(moment.time.second == 58 && moment.time.microsecond == 999_999)
        #expect(moment.description == "9999-12-31T23:59:58.999999")
        #expect(try LocalTime(hour: 1, minute: 2).description == "01:02:00")
    }

    @Test("a time zone says which day and time a point in time is")
    func zones() throws {
        let instant = try TimestampText.parseDate("2024-03-31 00:30:00Z")
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        #expect(try LocalDateTime(instant, in: berlin).description == "2024-03-31T01:30:00")
        #expect(
            try LocalDate(instant, in: #require(TimeZone(identifier: "America/New_York"))).description == "2024-03-30")
        #expect(try LocalTime(instant, in: .gmt).description == "00:30:00")
        #expect(try LocalDateTime.parse("2024-03-31 01:30").instant(in: berlin) == instant)
        // Skipped by the clock change at 02:00, and shown twice at the other one.
        #expect(
            try LocalDateTime.parse("2024-03-31 02:30").instant(in: berlin)
                == TimestampText.parseDate("2024-03-31 01:30:00Z"))
        #expect(
            try LocalDateTime.parse("2024-10-27 02:30").instant(in: berlin)
                == TimestampText.parseDate("2024-10-27 00:30:00Z"))
        #expect(
            try LocalDateTime.parse("2024-10-27 03:30").instant(in: berlin)
                == TimestampText.parseDate("2024-10-27 02:30:00Z"))
    }

    @Test("JSON holds them as ISO 8601 text, and a wrong text is a decoding error that says why")
    func coding() throws {
        struct Event: Codable, Equatable {
            var day: LocalDate
            var time: LocalTime
            var both: LocalDateTime
        }
        let event = Event(
            day: try .parse("2024-02-29"), time: try .parse("10:15"), both: try .parse("2024-02-29 10:15:00.5"))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(event), as: UTF8.self)
        #expect(text == #"{"both":"2024-02-29T10:15:00.500000","day":"2024-02-29","time":"10:15:00"}"#)
        #expect(try JSONDecoder().decode(Event.self, from: Data(text.utf8)) == event)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(LocalDate.self, from: Data("\"2023-02-29\"".utf8))
        }
    }
}
