import Synchronization

/// Texts of statements by the statements' shape, for one dialect. Safe to use from any thread.
///
/// Statements that differ only in the values they bind have one shape and one text. On a hit only the parameters are
/// collected, in the walk that would also have written the text.
///
/// Two generations bound it: statements are kept in the young one; when that is full it becomes the old one, and what
/// is in neither is forgotten. What is used stays.
public final class StatementCache: Sendable {
    /// One shape and its text. Shapes of one hash are chained; comparing them needs no lock.
    private final class Entry: Sendable {
        let shape: Statement
        let sql: String
        let clauses: ParameterClauses
        let next: Entry?

        init(_ shape: Statement, _ sql: String, _ clauses: ParameterClauses, next: Entry?) {
            self.shape = shape
            self.sql = sql
            self.clauses = clauses
            self.next = next
        }

        func find(_ statement: Statement) -> Entry? {
            var entry: Entry? = self
            while let candidate = entry {
                if candidate.shape == statement { return candidate }
                entry = candidate.next
            }
            return nil
        }
    }

    private struct Generations {
        var young: [Int: Entry] = [:]
        var old: [Int: Entry] = [:]
        var youngCount = 0
        var oldCount = 0
    }

    /// What writes the texts that are not kept yet.
    public let compiler: StatementCompiler
    private let generationSize: Int
    private let generations = Mutex(Generations())

    /// - Parameter capacity: The most shapes that are kept.
    public init(dialect: any Dialect, capacity: Int = 1_000) {
        compiler = StatementCompiler(dialect: dialect)
        generationSize = max(1, capacity / 2)
    }

    /// The statement's text, from the cache or written now, and its parameters.
    ///
    /// - Throws: ``UnsupportedSQLError`` where the dialect has no such SQL.
    public func compiled(_ statement: Statement) throws -> CompiledStatement {
        let hash = statement.hashValue
        if let entry = find(statement, hash) {
            return CompiledStatement(
                sql: entry.sql, parameters: try compiler.parameters(of: statement, in: entry.clauses))
        }
        let (compiled, clauses) = try compiler.compileFindingClauses(statement)
        keep(statement.shape, hash, compiled.sql, clauses)
        return compiled
    }

    /// How many shapes are kept.
    public var count: Int { generations.withLock { $0.youngCount + $0.oldCount } }

    private func find(_ statement: Statement, _ hash: Int) -> Entry? {
        let (young, old) = generations.withLock { ($0.young[hash], $0.young[hash] == nil ? $0.old[hash] : nil) }
        if let entry = young?.find(statement) { return entry }
        guard let entry = (young == nil ? old : generations.withLock { $0.old[hash] })?.find(statement) else {
            return nil
        }
        keep(entry.shape, hash, entry.sql, entry.clauses)
        return entry
    }

    private func keep(_ shape: Statement, _ hash: Int, _ sql: String, _ clauses: ParameterClauses) {
        generations.withLock { generations in
            // Another thread may have been quicker.
            if generations.young[hash]?.find(shape) != nil { return }
            if generations.youngCount >= generationSize {
                generations.old = generations.young
                generations.oldCount = generations.youngCount
                generations.young = [:]
                generations.youngCount = 0
            }
            generations.young[hash] = Entry(shape, sql, clauses, next: generations.young[hash])
            generations.youngCount += 1
        }
    }
}
