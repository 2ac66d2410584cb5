internal import CinnabarDriver

/// How a transaction is begun.
struct MySQLTransaction: Equatable {
    /// The level that is said; `nil` is the session's own.
    var isolation: IsolationLevel?
    /// Whether the server refuses writes in it.
    var isReadOnly = false

    /// - Parameter own: the level of a transaction that asks for none.
    init(_ mode: TransactionMode, own: IsolationLevel) {
        switch mode {
        case .read:
            isReadOnly = true
            // Lower levels see others commit, and the highest locks what it reads.
            if own != .repeatableRead { isolation = .repeatableRead }
        case .readThenWrite: break
        case .write(let level): isolation = level
        }
    }

    /// In one text, since each would be a round trip.
    var statements: String {
        let start = isReadOnly ? "START TRANSACTION READ ONLY" : "START TRANSACTION"
        return isolation.map { "SET TRANSACTION ISOLATION LEVEL \($0.rawValue); \(start)" } ?? start
    }
}
