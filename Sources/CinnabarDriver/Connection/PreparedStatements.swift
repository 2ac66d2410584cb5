/// What the prepared statements of all backends have in common: their connection keeps them by their text.
///
/// It is a class, and not a protocol with a generic cache: looking up types would cost more than what is looked up.
open class PreparedStatement {
    /// Whether somebody runs it, or is about to.
    @exclusivity(unchecked) public final var isInUse = true
    /// A statement that is in use.
    public init() {}
    /// Ends the run and forgets the parameters; then it is free.
    open func reset() { isInUse = false }
    /// The connection lets go of it.
    open func finalize() {}
}

/// The prepared statements of one connection, by their text; the least used ones go when there are too many.
///
/// A statement that is in use, by a loop that runs the same text inside itself, is not given out twice: the inner
/// one gets a statement of its own, which is not kept.
public final class PreparedStatements {
    private final class Entry {
        let sql: String
        let statement: PreparedStatement
        @exclusivity(unchecked) var lastUse: UInt64
        init(_ sql: String, _ statement: PreparedStatement, _ lastUse: UInt64) {
            self.sql = sql
            self.statement = statement
            self.lastUse = lastUse
        }
    }

    /// A text as it was asked for last, found by its storage: hashing it costs more than all else here, and the same
    /// string comes again and again.
    private struct Recent {
        /// Keeps the storage, so that its address names no other text.
        let sql: String
        let words: Words
        let entry: Entry
    }

    /// The two words of a string: its length with flags, and its storage or, of a short one, the text itself. Equal
    /// words are equal texts; equal texts with other words are found by hash.
    private struct Words: Equatable {
        let first: UInt
        let second: UInt

        init?(_ sql: String) {
            guard MemoryLayout<String>.size == MemoryLayout<Words>.size else { return nil }
            self = unsafeBitCast(sql, to: Words.self)
        }

        /// A place in a table of 16. Storage is aligned to 16 bytes.
        var place: Int { Int(truncatingIfNeeded: (second >> 4) ^ (second >> 8) ^ first) & 15 }
    }

    private let limit: Int
    private var entries: [String: Entry] = [:]
    @exclusivity(unchecked) private var recent: [Recent?] = Array(repeating: nil, count: 16)
    @exclusivity(unchecked) private var clock: UInt64 = 0

    /// - Parameter limit: The most statements that are kept; with 0 none is.
    public init(limit: Int) { self.limit = max(limit, 0) }

    /// How many are kept.
    public var count: Int { entries.count }

    /// Those that are kept, in no order.
    public var all: [PreparedStatement] { entries.values.map(\.statement) }

    /// The statement of a text, if it is there and free; it is in use then.
    public func take(_ sql: String) -> PreparedStatement? {
        let words = Words(sql)
        if let words, let known = recent[words.place], known.words == words { return take(known.entry) }
        guard let entry = entries[sql] else { return nil }
        if let words { recent[words.place] = Recent(sql: sql, words: words, entry: entry) }
        return take(entry)
    }

    private func take(_ entry: Entry) -> PreparedStatement? {
        if entry.statement.isInUse { return nil }
        clock += 1
        entry.lastUse = clock
        entry.statement.isInUse = true
        return entry.statement
    }

    /// Keeps a new statement, unless its text has one already; says whether it is kept.
    @discardableResult
    public func insert(_ statement: PreparedStatement, for sql: String) -> Bool {
        guard limit > 0, entries[sql] == nil else { return false }
        if entries.count >= limit { removeOld() }
        clock += 1
        entries[sql] = Entry(sql, statement, clock)
        return true
    }

    /// Lets go of the statement of a text that the server has to be told anew.
    public func remove(_ sql: String) {
        guard let entry = entries.removeValue(forKey: sql) else { return }
        recent = Array(repeating: nil, count: 16)
        if !entry.statement.isInUse { entry.statement.finalize() }
    }

    /// Lets go of all that nobody has.
    public func removeUnused() {
        for (sql, entry) in entries where !entry.statement.isInUse {
            entry.statement.finalize()
            entries[sql] = nil
        }
        recent = Array(repeating: nil, count: 16)
    }

    /// Ends every run that is still open.
    public func resetAll() {
        for entry in entries.values where entry.statement.isInUse { entry.statement.reset() }
    }

    /// Lets go of all.
    public func removeAll() {
        for entry in entries.values { entry.statement.finalize() }
        entries = [:]
        recent = Array(repeating: nil, count: 16)
    }

    /// A quarter goes at once, so that looking for the oldest is rare.
    private func removeOld() {
        let free = entries.values.filter { !$0.statement.isInUse }.sorted { $0.lastUse < $1.lastUse }
        for entry in free.prefix(max(limit / 4, 1)) {
            entry.statement.finalize()
            entries[entry.sql] = nil
        }
        recent = Array(repeating: nil, count: 16)
    }
}
