internal import Logging
internal import Synchronization

/// The replicas of a database, which take turns. One that cannot be reached is left out for a while.
package final class Replicas: Sendable {
    private struct State {
        var next = 0
        /// Until when each of them is left out.
        var outUntil: [ContinuousClock.Instant?]
    }

    package let engines: [Engine]
    private let retryAfter: Duration
    private let state: Mutex<State>

    package init(_ backends: [any Backend], configuration: EngineConfiguration) {
        engines = backends.map { Engine(backend: $0, configuration: configuration) }
        retryAfter = configuration.replicaRetry
        state = Mutex(State(outUntil: Array(repeating: nil, count: backends.count)))
    }

    /// All of them, the one whose turn it is first.
    package func inTurn() -> [Int] {
        state.withLock { state in
            let first = state.next
            state.next = (first + 1) % engines.count
            return engines.indices.map { (first + $0) % engines.count }
        }
    }

    /// Whether a replica may be asked. One that was left out long enough is tried by one caller; the others go on
    /// without it until that is known to have worked.
    package func mayAsk(_ place: Int, now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            guard let until = state.outUntil[place] else { return true }
            guard now >= until else { return false }
            state.outUntil[place] = now + retryAfter
            return true
        }
    }

    /// A replica answered.
    package func succeeded(_ place: Int) { state.withLock { $0.outUntil[place] = nil } }

    /// A replica could not be reached, or broke off.
    package func failed(_ place: Int, _ error: any Error) {
        let isNew = state.withLock { state in
            defer { state.outUntil[place] = .now + retryAfter }
            return state.outUntil[place] == nil
        }
        guard isNew else { return }
        let engine = engines[place]
        engine.configuration.logger.warning(
            "a replica is left out until it can be reached again",
            metadata: ["database": "\(engine.backend.location)", "error": "\(error)"])
    }

    package func close() async { for engine in engines { await engine.close() } }
}

extension OperationalError {
    /// Whether the server, and not the statement, is the reason: another server may do better.
    package var isOfServer: Bool {
        switch kind {
        case .connectionLost, .cannotConnect, .cannotOpen, .closed: true
        default: false
        }
    }
}
