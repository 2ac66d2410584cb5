package import CinnabarDriver
package import Foundation

/// A statement that a request ran. What was bound is not in it.
package struct StatementRecord: Sendable {
    package var kind: StatementEvent.Kind
    /// The text, with placeholders.
    package var sql: String
    /// Whether only the beginning of the text is there.
    package var isCut: Bool
    package var duration: Duration
    package var rows: Int
    package var changes: Int
    package var runs: Int
    /// What it failed with.
    package var error: String?
    /// Where it ran.
    package var database: String
    /// Where it comes from.
    package var location: CodeLocation?

    package init(_ event: StatementEvent, isCut: Bool = false) {
        kind = event.kind
        sql = isCut ? event.sql.prefix(200) + "…" : event.sql
        self.isCut = isCut
        (duration, rows, changes, runs) = (event.duration, event.rows, event.changes, event.runs)
        error = event.error.map { String("\($0)".prefix(1_000)) }
        (database, location) = (event.database, event.location)
    }
}

/// A statement that one request ran again and again.
package struct RepeatedStatement: Sendable {
    package var sql: String
    package var count = 0
    package var duration = Duration.zero
    /// Where it comes from, the most frequent place first.
    package var locations: [(location: CodeLocation, count: Int)] = []

    fileprivate mutating func add(_ event: StatementEvent) {
        count += 1
        duration += event.duration
        guard let location = event.location else { return }
        if let index = locations.firstIndex(where: { $0.location == location }) {
            locations[index].count += 1
        } else if locations.count < 5 {
            locations.append((location, 1))
        }
    }
}

/// The statements of one request: added up, with limits to what is kept of them.
package struct RequestStatements: Sendable {
    /// How many there were, without BEGIN, COMMIT and their like.
    package private(set) var count = 0
    /// How long all of them took, BEGIN and COMMIT too. Of sessions that ran side by side it is more than went by.
    package private(set) var duration = Duration.zero
    /// The first of them, transactions too.
    package private(set) var list: [StatementRecord] = []
    /// How many are not in the list.
    package private(set) var omitted = 0
    /// Those that took long, at most ten.
    package private(set) var slow: [StatementRecord] = []

    private var groups: [String: RepeatedStatement] = [:]
    private var textSize = 0
    private static let maxGroups = 500
    private static let maxTextSize = 1 << 17

    package init() {}

    package mutating func add(_ event: StatementEvent, keeping limit: Int, slow slowLimit: Duration?) {
        duration += event.duration
        if event.kind != .transaction { count += 1 }
        // A text that was met before is there already, and costs nothing to keep again.
        if groups[event.sql] == nil { textSize += event.sql.utf8.count }
        let isCut = textSize > Self.maxTextSize && groups[event.sql] == nil
        if list.count < limit { list.append(StatementRecord(event, isCut: isCut)) } else { omitted += 1 }
        if let slowLimit, event.duration >= slowLimit, slow.count < 10 {
            slow.append(StatementRecord(event, isCut: isCut))
        }
        if event.kind == .statement, groups[event.sql] != nil || groups.count < Self.maxGroups, !isCut {
            groups[event.sql, default: RepeatedStatement(sql: event.sql)].add(event)
        }
    }

    /// The statements that were run more often than `limit`, the most frequent first, at most ten.
    package func repeated(moreThan limit: Int?) -> [RepeatedStatement] {
        guard let limit else { return [] }
        return groups.values.filter { $0.count > limit }.sorted { ($0.count, $1.sql) > ($1.count, $0.sql) }
            .prefix(10).map { group in
                var group = group
                group.locations.sort { $0.count > $1.count }
                return group
            }
    }

    /// What is not needed once the request is over.
    mutating func forgetGroups() { groups = [:] }
}

/// A request that was answered, for the development page.
package struct RequestRecord: Sendable {
    package var id = 0
    package var method: String
    /// Without the query, which may have secrets in it.
    package var path: String
    package var status: Int
    package var startedAt: Date
    package var duration: Duration
    package var statements: RequestStatements
    package var repeated: [RepeatedStatement]
}

extension Duration {
    /// In milliseconds.
    package var milliseconds: Double {
        Double(components.seconds) * 1_000 + Double(components.attoseconds) / 1_000_000_000_000_000
    }

    /// `12.35 ms`
    package var millisecondsText: String { Self.text(milliseconds) + " ms" }

    /// A number with two digits after the point.
    package static func text(_ milliseconds: Double) -> String {
        // A clock that goes backwards is no time at all.
        let hundredths = Int(min(max(milliseconds, 0) * 100, 1e15).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
