import Foundation
import Testing

@testable import CinnabarSQL

@Suite("Texts of points in time")
struct ValuesTimestampTests {
    func text(_ seconds: Double) throws -> String { try TimestampText.string(Date(timeIntervalSince1970: seconds)) }

    @Test("known points in time have known texts")
    func known() throws {
        #expect(try text(0) == "1970-01-01 00:00:00.000000")
        #expect(try text(-0.000001) == "1969-12-31 23:59:59.999999")
        #expect(try text(951_782_400) == "2000-02-29 00:00:00.000000")
        #expect(try text(-2_208_988_800) == "1900-01-01 00:00:00.000000")
        #expect(try text(4_107_542_399) == "2100-02-28 23:59:59.000000")
        #expect(try text(4_107_542_400) == "2100-03-01 00:00:00.000000")
        #expect(try text(-62_135_596_800) == "0001-01-01 00:00:00.000000")
        #expect(try text(-62_167_219_200) == "0000-01-01 00:00:00.000000")
        #expect(try text(253_402_300_799) == "9999-12-31 23:59:59.000000")
        #expect(try text(1_700_000_000.123456) == "2023-11-14 22:13:20.123456")
    }

    @Test("a date that is not in the years 0000 to 9999 is refused, and stays what it is")
    func range() throws {
        let bounds = [-62_167_219_200.001, 253_402_300_800, 1e18, -1e18, .infinity, -.infinity, .nan, 1e308]
        for seconds in bounds {
            let date = Date(timeIntervalSince1970: seconds)
            #expect(valueError { try TimestampText.string(date) }?.reason.contains("0000 to 9999") == true)
            #expect(date.canonical == date || seconds.isNaN)
        }
        // Rounding up must not leave the range either.
        let last = Date(timeIntervalSince1970: (253_402_300_800.0).nextDown)
        #expect((try? TimestampText.string(last)).map { $0.utf8.count == 26 } ?? true)
        #expect(valueError { try LocalDateTime(Date(timeIntervalSince1970: 1e300), in: .gmt) } != nil)
    }

    /// Dates of all magnitudes: near 1970, near 2001, and over the whole range; on microseconds and between.
    static func anyDate(_ generator: inout SeededGenerator) -> Date {
        let microseconds: Int64 =
            switch UInt8.random(in: 0..<4, using: &generator) {
            case 0: .random(in: CivilTime.microseconds, using: &generator)
            case 1: .random(in: -10_000_000...10_000_000, using: &generator)
            case 2: 978_307_200_000_000 + .random(in: -10_000_000...10_000_000, using: &generator)
            default: .random(in: 0...4_000_000_000_000_000, using: &generator)
            }
        var date = CivilTime.date(microseconds: microseconds)
        if Bool.random(using: &generator) {
            date += Double.random(in: -0.00001...0.00001, using: &generator)
        }
        return date
    }

    @Test("a canonical date comes back from its text exactly, and canonical changes nothing twice")
    func roundTrip() {
        forAll(40_000, Self.anyDate) { date in
            let canonical = date.canonical
            guard CivilTime.microseconds(of: date) != nil else { return canonical == date }
            guard let text = try? TimestampText.string(date) else { return false }
            return canonical.canonical == canonical
                && (try? TimestampText.parseDate(text)) == canonical
                && (try? TimestampText.string(canonical)).flatMap { try? TimestampText.parseDate($0) } == canonical
        }
    }

    @Test("canonical is within half a microsecond, or the date itself where dates are farther apart")
    func closeness() {
        forAll(40_000, Self.anyDate) { date in
            let change = abs(date.canonical.timeIntervalSince(date))
            let spacing = date.timeIntervalSinceReferenceDate.ulp
            return spacing > 0.000001 ? change == 0 : change <= 0.0000005 + spacing
        }
    }

    @Test("every microsecond near our time is told from its neighbours")
    func microseconds() {
        forAll(40_000, { Int64.random(in: -5_000_000_000_000_000...9_000_000_000_000_000, using: &$0) }) {
            CivilTime.microseconds(of: CivilTime.date(microseconds: $0)) == $0
        }
    }

    @Test("texts sort as the times they name")
    func order() {
        forAll(20_000, { (Self.anyDate(&$0), Self.anyDate(&$0)) }) { left, right in
            guard let first = try? TimestampText.string(left), let second = try? TimestampText.string(right),
                let a = CivilTime.microseconds(of: left), let b = CivilTime.microseconds(of: right)
            else { return true }
            return (first < second) == (a < b) && (first == second) == (a == b)
        }
    }

    @Test("days are those of Foundation's calendar, which is Gregorian from 1583 on")
    func calendar() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        forAll(20_000, { Int.random(in: -141_000...2_932_896, using: &$0) }) { days in
            let date = Date(timeIntervalSince1970: Double(days) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
            guard let ours = try? LocalDate(daysSince1970: days) else { return false }
            return ours.year == parts.year && ours.month == parts.month && ours.day == parts.day
                && ours.weekday % 7 + 1 == parts.weekday
        }
    }

    @Test("every day of ten thousand years follows the one before it")
    func everyDay() throws {
        var expected = (year: 0, month: 1, day: 1)
        var wrong: [Int] = []
        for days in CivilTime.days {
            let date = CivilTime.date(days: days)
            if date != expected || CivilTime.days(year: date.year, month: date.month, day: date.day) != days {
                wrong.append(days)
            }
            let isLeap = expected.year % 4 == 0 && expected.year % 100 != 0 || expected.year % 400 == 0
            let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][expected.month - 1]
            expected.day += 1
            if expected.day > length { expected = (expected.year, expected.month + 1, 1) }
            if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
        }
        #expect(wrong.isEmpty)
        #expect(expected == (10_000, 1, 1))
    }

    @Test("all accepted forms name the time they should")
    func forms() throws {
        let expected = try TimestampText.parseDate("2024-02-29 10:15:30.500000")
        for text in [
            "2024-02-29T10:15:30.5", "2024-02-29t10:15:30.5Z", "2024-02-29 10:15:30.500000000",
            "2024-02-29 10:15:30.50z",
            "2024-02-29 12:15:30.5+02", "2024-02-29 12:15:30.5+0200", "2024-02-29 04:45:30.5-05:30",
            "2024-02-29 10:16:00.5+00:00:30", "2024-02-29 10:15:30.5 Z", "2024-03-01T00:15:30.5+14:00",
            "2024-02-29 10:15:30.4999995", "2024-02-29 10:15:30.5000004", "2024-02-29 10:15:30.500000499",
        ] { #expect(try TimestampText.parseDate(text) == expected, "\(text)") }
        #expect(try TimestampText.parseDate("2024-02-29") == TimestampText.parseDate("2024-02-29 00:00"))
        #expect(try TimestampText.parseDate("2024-02-29 10:15:30.") == TimestampText.parseDate("2024-02-29T10:15:30"))
        #expect(try TimestampText.parseDate("1999-12-31 23:59:59.999999500") == TimestampText.parseDate("2000-01-01"))
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", " ", "2024", "2024-02", "2024-2-29", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01",
            "2024-01-00",
            "2024-04-31", "2024-01-32", "24-01-01", "-0001-01-01", "+2024-01-01", "10000-01-01", "02024-01-01",
            "2024-01-01 ", "2024-01-01T", "2024-01-01 1", "2024-01-01 24:00:00", "2024-01-01 10:60:00",
            "2024-01-01 10:00:60",
            "2024-01-01 10", "2024-01-01 10:0", "2024-01-01 10:00:", "2024-01-01 10:00:0",
            "2024-01-01 10:00:00.0000000001",
            "2024-01-01 10:00:00,5", "2024-01-01  10:00:00", "2024-01-01x10:00:00", "2024-01-01 10:00:00+",
            "2024-01-01 10:00:00+2",
            "2024-01-01 10:00:00+24", "2024-01-01 10:00:00+02:6", "2024-01-01 10:00:00+02:60", "2024-01-01 10:00:00ZZ",
            "2024-01-01 10:00:00 ", "2024-01-01 10:00:00.5 x", "0000-01-01 00:00:00+01", "9999-12-31 23:59:59-01",
            "9999-12-31 23:59:59.9999999", "２０２４-01-01", "2024-01-01 10:00:00\0", "infinity", "now", "2024/01/01",
            "1704103200",
            "2024-01-01 10:00:00.0000005x", "2024-01-01 -1:00:00", "2024-01-01 10:00:00+02:00:00:00", "2024-01-01Z",
        ])
    func refused(_ text: String) {
        #expect(valueError { try TimestampText.parseDate(text) } != nil)
    }

    @Test("no bytes make the parser read past its end or trap")
    func fuzz() {
        let alphabet = Array("0123456789-:. TZ+9\u{0}é".utf8)
        forAll(
            40_000,
            { generator in
                var bytes = Array(
                    "2024-02-29 10:15:30.123456+02:00".utf8.prefix(.random(in: 0...32, using: &generator)))
                for _ in 0..<Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
                    bytes[.random(in: bytes.indices, using: &generator)] =
                        alphabet.randomElement(using: &generator) ?? 0
                }
                return bytes
            }
        ) { bytes in
            bytes.withUnsafeBufferPointer { buffer in
                // A heap buffer of exactly this size, so that a sanitizer sees every step beyond it.
                _ = try? TimestampText.parseLocalDate(buffer)
                _ = try? TimestampText.parseLocalTime(buffer)
                _ = try? TimestampText.parseLocalDateTime(buffer)
                guard let date = try? TimestampText.parseDate(buffer) else { return true }
                return CivilTime.microseconds(of: date) != nil
            }
        }
    }

    @Test("the quick way reads exactly what the thorough one reads")
    func quickWay() {
        forAll(
            20_000,
            { generator in
                let written = try? TimestampText.string(Self.anyDate(&generator))
                var bytes = Array((written ?? "2024-02-29 10:15:30.123456").utf8)
                for _ in 0..<Int.random(in: 0...2, using: &generator) {
                    let index = Int.random(in: bytes.indices, using: &generator)
                    bytes[index] =
                        Bool.random(using: &generator)
                        ? .random(in: 0...255, using: &generator) : .random(in: 48...57, using: &generator)
                }
                return bytes
            }
        ) { bytes in
            bytes.withUnsafeBufferPointer { buffer in
                var scanner = TimestampScanner(buffer)
                let thorough = scanner.timestamp()
                // Another form of the same length, as with a T, is left to the scanner.
                guard let quick = TimestampText.canonicalLayout(buffer) else {
                    return thorough == nil || bytes[10] != 32 || bytes[19] != 46
                        || !bytes[20...].allSatisfy { (48...57).contains($0) }
                }
                return quick == thorough
            }
        }
    }

    @Test("writing into a buffer says how many bytes it took")
    func buffers() throws {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { buffer in
            let date = Date(timeIntervalSince1970: 0)
            let moment = try LocalDateTime(year: 1, month: 2, day: 3, hour: 4, minute: 5, second: 6, microsecond: 7)
            #expect(try TimestampText.write(date, to: buffer) == 26)
            #expect(String(decoding: buffer[..<26], as: UTF8.self) == "1970-01-01 00:00:00.000000")
            #expect(TimestampText.write(moment, to: buffer) == 26)
            #expect(String(decoding: buffer[..<26], as: UTF8.self) == "0001-02-03 04:05:06.000007")
            #expect(TimestampText.write(moment.date, to: buffer) == 10)
            #expect(String(decoding: buffer[..<10], as: UTF8.self) == "0001-02-03")
            #expect(TimestampText.write(moment.time, to: buffer) == 15)
            #expect(String(decoding: buffer[..<15], as: UTF8.self) == "04:05:06.000007")
        }
    }
}
