import CinnabarHummingbird
import Foundation
import Synchronization

/// Limits how often somebody may try to sign in: ten times for a name from one address, and a hundred times for a name
/// from everywhere, within a quarter of an hour. No password is found by trying, and nobody is kept out by one other
/// person. What is counted is known to this process alone, and forgotten when it ends.
final class SignInLimit: Sendable {
    private struct Key: Hashable {
        let name: String
        /// Nothing for all addresses together.
        let address: String?
    }

    private struct Count {
        var attempts = 0
        let end: Date
    }

    private let window: TimeInterval
    private let perAddress: Int
    private let perName: Int
    private let now: @Sendable () -> Date
    private let counts = Mutex<[Key: Count]>([:])

    /// - Parameter window: seconds after which attempts count no longer.
    init(
        window: TimeInterval = 900, perAddress: Int = 10, perName: Int = 100,
        now: @escaping @Sendable () -> Date = { .now }
    ) {
        (self.window, self.perAddress, self.perName, self.now) = (window, perAddress, perName, now)
    }

    /// Counts an attempt before it is made, so that many at once count too.
    ///
    /// - Throws: a `Problem` with 429 when there were too many; `Retry-After` says when there may be another.
    func begin(_ name: String, from address: String) throws {
        let now = now()
        try counts.withLock { counts in
            if counts.count > 10_000 { counts = counts.filter { $0.value.end > now } }
            let limits = [Key(name: name, address: address): perAddress, Key(name: name, address: nil): perName]
            let ends = limits.compactMap { key, limit in
                counts[key].flatMap { $0.end > now && $0.attempts >= limit ? $0.end : nil }
            }
            if let end = ends.max() { throw Self.tooMany(until: end.timeIntervalSince(now)) }
            for key in limits.keys {
                var count =
                    counts[key].flatMap { $0.end > now ? $0 : nil } ?? Count(end: now.addingTimeInterval(window))
                count.attempts += 1
                counts[key] = count
            }
        }
    }

    /// Forgets the attempts from an address, since the last one had the right password.
    func succeed(_ name: String, from address: String) {
        counts.withLock { counts in
            let forgotten = counts.removeValue(forKey: Key(name: name, address: address))?.attempts ?? 0
            let all = Key(name: name, address: nil)
            let others = (counts[all]?.attempts ?? 0) - forgotten
            counts[all]?.attempts = max(0, others)
        }
    }

    private static func tooMany(until seconds: TimeInterval) -> Problem {
        let minutes = Int((seconds / 60).rounded(.up))
        return Problem(
            .tooManyRequests,
            "too many attempts to sign in: try again in \(minutes) minute\(minutes == 1 ? "" : "s")",
            headers: [.retryAfter: "\(Int(seconds.rounded(.up)))"])
    }
}
