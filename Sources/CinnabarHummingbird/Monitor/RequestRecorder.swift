import CinnabarDriver
import Synchronization

/// Hears of the statements of one request, on the threads of the connections that run them.
final class RequestRecorder: StatementObserver {
    private struct Contents {
        var statements = RequestStatements()
        var isIgnored = false
    }

    private let contents = Mutex(Contents())
    private let limit: Int
    private let slowStatement: Duration?
    /// Who would have heard of them otherwise, and still does.
    private let next: (any StatementObserver)?

    /// - Parameter limit: how many statements are kept one by one.
    init(keeping limit: Int, slowStatement: Duration?) {
        self.limit = limit
        self.slowStatement = slowStatement
        next = StatementObservation.current
    }

    /// What was bound stays where it is.
    var needsParameters: Bool { next?.needsParameters ?? false }

    func observed(_ event: StatementEvent) {
        contents.withLock { $0.statements.add(event, keeping: limit, slow: slowStatement) }
        next?.observed(event)
    }

    /// What was run by now.
    var statements: RequestStatements { contents.withLock { $0.statements } }

    /// Whether the request is not to be shown, or told of.
    var isIgnored: Bool { contents.withLock { $0.isIgnored } }

    /// The request is one of the development page itself.
    static func ignoreCurrent() {
        guard let recorder = StatementObservation.current as? RequestRecorder else { return }
        recorder.contents.withLock { $0.isIgnored = true }
    }
}
