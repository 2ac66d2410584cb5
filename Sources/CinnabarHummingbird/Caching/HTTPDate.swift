import CinnabarSQL
import Foundation

/// The dates of headers: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
enum HTTPDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func text(_ date: Date) -> String {
        let limits = -62_167_219_200.0...253_402_300_799.0
        let time = date.timeIntervalSince1970.isNaN ? 0 : date.timeIntervalSince1970
        let seconds = Int(min(max(time, limits.lowerBound), limits.upperBound).rounded(.down))
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - day * 86_400
        let civil = CivilTime.date(days: day)
        let weekday = ((day + 4) % 7 + 7) % 7
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let year = String(repeating: "0", count: max(0, 4 - "\(civil.year)".count)) + "\(civil.year)"
        return "\(days[weekday]), \(two(civil.day)) \(months[civil.month - 1]) \(year) "
            + "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) GMT"
    }

    /// Reads the three forms that there are; `nil` for anything else.
    static func parse(_ text: String) -> Date? {
        let words = text.split { " ,-".contains($0) }.map(String.init)
        switch words.count {
        // Sun, 06 Nov 1994 08:49:37 GMT, and Sunday, 06-Nov-94 08:49:37 GMT
        case 6 where words[5] == "GMT": return date(words[3], words[2], words[1], words[4])
        // Sun Nov  6 08:49:37 1994
        case 5: return date(words[4], words[1], words[2], words[3])
        default: return nil
        }
    }

    private static func date(_ year: String, _ month: String, _ day: String, _ time: String) -> Date? {
        let parts = time.split(separator: ":").compactMap { number(String($0)) }
        guard var year = number(year), let month = months.firstIndex(of: month), let day = number(day),
            parts.count == 3, parts[0] < 24, parts[1] < 60, parts[2] <= 60
        else { return nil }
        // Two digits are of this century, unless that would be far ahead.
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        guard year < 10_000, (1...CivilTime.days(inMonth: month + 1, of: year)).contains(day) else { return nil }
        let days = CivilTime.days(year: year, month: month + 1, day: day)
        return Date(timeIntervalSince1970: Double(days * 86_400 + parts[0] * 3600 + parts[1] * 60 + parts[2]))
    }

    private static func number(_ text: String) -> Int? {
        guard text.utf8.count <= 4, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            return nil
        }
        return Int(text)
    }
}
