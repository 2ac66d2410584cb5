import Synchronization

/// Texts of statements by the statements' shape, for one dialect. Safe to use from any thread.
///
/// Statements that differ only in the values they bind have one shape and one text. On a hit only the parameters are
/// collected, in the walk that would also have written the text.
///
/// Two generations bound it: statements are kept in the young one; when that is full it becomes the old one, and what
/// is in neither is forgotten. What is used stays.
public final class StatementCache: Sendable {
    private struct Shape: Hashable {
        let statement: Statement
        /// The statement's hash, found before the lock is taken.
        let hash: Int

        init(_ statement: Statement) {
            self.statement = statement
            hash = statement.hashValue
        }
        func hash(into hasher: inout Hasher) { hasher.combine(hash) }
        static func == (left: Shape, right: Shape) -> Bool {
            left.hash == right.hash && left.statement == right.statement
        }
    }

    private struct Generations {
        var young: [Shape: String] = [:]
        var old: [Shape: String] = [:]
    }

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
        let shape = Shape(statement)
        if let sql = find(shape) {
            return CompiledStatement(sql: sql, parameters: try compiler.parameters(of: statement))
        }
        let compiled = try compiler.compile(statement)
        keep(compiled.sql, for: Shape(statement.shape))
        return compiled
    }

    /// How many shapes are kept.
    public var count: Int { generations.withLock { $0.young.count + $0.old.count } }

    private func find(_ shape: Shape) -> String? {
        generations.withLock { generations in
            if let sql = generations.young[shape] { return sql }
            guard let index = generations.old.index(forKey: shape) else { return nil }
            let (kept, sql) = generations.old.remove(at: index)
            keep(sql, for: kept, in: &generations)
            return sql
        }
    }

    private func keep(_ sql: String, for shape: Shape) {
        generations.withLock { keep(sql, for: shape, in: &$0) }
    }

    private func keep(_ sql: String, for shape: Shape, in generations: inout Generations) {
        if generations.young.count >= generationSize {
            generations.old = generations.young
            generations.young = [:]
        }
        generations.young[shape] = sql
    }
}
