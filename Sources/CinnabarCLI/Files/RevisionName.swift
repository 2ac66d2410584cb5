internal import CinnabarMigrate
internal import Foundation

/// How a new revision is called.
struct RevisionName {
    /// The time it is made at, in UTC: `20261122101500`.
    let id: String
    /// The Swift type: `AddProfilePictureToUsers_20261122101500`.
    let type: String

    /// A name for a message. Where there is a revision of that second already, the next that is free.
    init(_ message: String, secondsSince1970: Int, taken: RevisionGraph) {
        var seconds = secondsSince1970
        while taken[Self.id(seconds)] != nil { seconds += 1 }
        id = Self.id(seconds)
        type = MigrationRenderer.typeName(message: message, id: id)
    }

    private static func id(_ seconds: Int) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(seconds)))
        func digits(_ number: Int?, _ count: Int) -> String {
            let text = String(number ?? 0)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return digits(parts.year, 4) + digits(parts.month, 2) + digits(parts.day, 2) + digits(parts.hour, 2)
            + digits(parts.minute, 2) + digits(parts.second, 2)
    }
}
