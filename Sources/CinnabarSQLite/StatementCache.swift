/// The prepared statements of one connection, by their text; the least used ones go when there are too many.
///
/// A statement that is in use, by a loop that runs the same text inside itself, is not given out twice: the inner
/// one gets a statement of its own, which is not kept.
final class StatementCache {
    private final class Entry {
        let statement: SQLiteStatement
        var lastUse: UInt64
        init(_ statement: SQLiteStatement, _ lastUse: UInt64) {
            self.statement = statement
            self.lastUse = lastUse
        }
    }

    private let limit: Int
    private var entries: [String: Entry] = [:]
    private var clock: UInt64 = 0

    init(limit: Int) { self.limit = max(limit, 8) }

    /// The statement of a text, if it is there and free.
    func take(_ sql: String) -> SQLiteStatement? {
        guard let entry = entries[sql], !entry.statement.isInUse else { return nil }
        clock += 1
        entry.lastUse = clock
        entry.statement.isInUse = true
        return entry.statement
    }

    /// Keeps a new statement, unless its text has one already.
    func insert(_ statement: SQLiteStatement, for sql: String) {
        statement.isInUse = true
        guard entries[sql] == nil else { return }
        if entries.count >= limit { removeOld() }
        clock += 1
        entries[sql] = Entry(statement, clock)
    }

    /// Ends every run that is still open.
    func resetAll() {
        for entry in entries.values where entry.statement.isInUse { entry.statement.reset() }
    }

    func removeAll() {
        for entry in entries.values { entry.statement.finalize() }
        entries = [:]
    }

    /// A quarter goes at once, so that looking for the oldest is rare.
    private func removeOld() {
        let free = entries.filter { !$0.value.statement.isInUse }.sorted { $0.value.lastUse < $1.value.lastUse }
        for (sql, entry) in free.prefix(max(limit / 4, 1)) {
            entry.statement.finalize()
            entries[sql] = nil
        }
    }
}
