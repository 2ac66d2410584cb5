internal import CinnabarDriver

/// How a transaction is begun.
struct MySQLTransaction: Equatable {
    /// The level that is said; `nil` is the session's own.
    var isolation: IsolationLevel?
    /// Whether it was begun for reading.
    var isForReading = false

    /// - Parameter own: the level of a transaction that asks for none.
    init(_ mode: TransactionMode, own: IsolationLevel) {
        switch mode {
        case .read:
            isForReading = true
            // Not READ ONLY: the server would refuse to prepare the statement that is to make it one that writes.
            if own != .repeatableRead { isolation = .repeatableRead }
        case .readThenWrite:
            break
        case .write(let level):
            isolation = level
        }
    }

    /// In one text, since each would be a round trip.
    var statements: String {
        isolation.map { "SET TRANSACTION ISOLATION LEVEL \($0.rawValue); START TRANSACTION" } ?? "START TRANSACTION"
    }
}
