/// The statements of one connection, by their text; the least used ones go when there are too many.
///
/// A statement that is in use, by a loop that runs the same text inside itself, is not given out twice: the inner
/// one gets a statement of its own, which is not kept.
final class StatementCache {
    private final class Entry {
        let statement: PostgresStatement
        var lastUse: UInt64
        init(_ statement: PostgresStatement, _ lastUse: UInt64) {
            self.statement = statement
            self.lastUse = lastUse
        }
    }

    private let limit: Int
    private var entries: [String: Entry] = [:]
    private var clock: UInt64 = 0

    /// With a limit of 0 nothing is kept.
    init(limit: Int) { self.limit = limit }

    var count: Int { entries.count }

    /// The statement of a text, if it is there and free.
    func take(_ sql: String) -> PostgresStatement? {
        guard let entry = entries[sql], !entry.statement.isInUse else { return nil }
        clock += 1
        entry.lastUse = clock
        entry.statement.isInUse = true
        return entry.statement
    }

    /// Keeps a new statement, unless its text has one already; gives those that had to go for it.
    func insert(_ statement: PostgresStatement, for sql: String) -> [PostgresStatement] {
        guard limit > 0, entries[sql] == nil else { return [] }
        let evicted = entries.count >= limit ? removeOld() : []
        clock += 1
        statement.isKept = true
        entries[sql] = Entry(statement, clock)
        return evicted
    }

    /// Ends every run that is still open.
    func resetAll() {
        for entry in entries.values where entry.statement.isInUse { entry.statement.reset() }
    }

    /// Every statement is prepared again when it is next used.
    func forgetPrepared() {
        for entry in entries.values { entry.statement.forgetPrepared() }
    }

    func removeAll() {
        for entry in entries.values { entry.statement.finalize() }
        entries = [:]
    }

    /// A quarter goes at once, so that looking for the oldest is rare.
    private func removeOld() -> [PostgresStatement] {
        let free = entries.filter { !$0.value.statement.isInUse }.sorted { $0.value.lastUse < $1.value.lastUse }
        return free.prefix(max(limit / 4, 1)).map { sql, entry in
            entries[sql] = nil
            entry.statement.isKept = false
            return entry.statement
        }
    }
}
