internal import CPostgres
internal import CinnabarDriver
internal import Foundation

// Sending and receiving. libpq's own functions would wait for ever: here every wait ends when the server has been given
// time enough.
extension PostgresConnection {
    /// Sends commands, after what is pending and in the same round trip, and gives the result of the last.
    ///
    /// - Parameter count: How many commands `send` sends. Several go as a pipeline.
    func exchange(_ count: Int = 1, _ send: () -> Bool) throws -> OpaquePointer {
        try checkUsable()
        try settle()
        isStale = false
        if count == 1, pending.isEmpty {
            guard send() else { throw notSent() }
            return try answer(within: limit)
        }
        return try pipeline(send)
    }

    /// Takes the answer to a ROLLBACK that nobody has waited for.
    func settle(within time: Duration? = nil) throws {
        guard isEnding else { return }
        isEnding = false
        do { PQclear(try answer(within: time ?? limit)) } catch {
            // A request to cancel may have come late, and met it: that is no error of what comes now.
            if isLost { throw error }
            if isOpenAtServer { try control("ROLLBACK") }
        }
    }

    private var limit: Duration? { configuration.statementTimeout.map { $0 + grace } }

    /// Waits for the answer to one command.
    func answer(within limit: Duration?) throws -> OpaquePointer {
        var answer = Answer()
        var hasCopied = false
        while let result = try take(within: limit) {
            switch PQresultStatus(result) {
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                PQclear(result)
                endCopy()
                hasCopied = true
            default: answer.add(result)
            }
            if PQstatus(handle) == CONNECTION_BAD { break }
        }
        let result = try finish(&answer, hasCopied: hasCopied)
        if hasCopied {
            PQclear(result)
            throw PostgresErrors.copy
        }
        return result
    }

    /// Several commands in one round trip (https://www.postgresql.org/docs/current/libpq-pipeline-mode.html): the first
    /// that fails ends the others. They are few and their answers are short, so that neither side waits for the other to read.
    private func pipeline(_ send: () -> Bool) throws -> OpaquePointer {
        guard PQenterPipelineMode(handle) == 1 else { throw notSent() }
        let transaction = pending
        pending = []
        var refusal: (any Error)?
        if !transaction.allSatisfy({ PQsendQueryParams(handle, $0, 0, nil, nil, nil, nil, 0) == 1 }) || !send() {
            refusal = notSent()
        }
        var answer = Answer()
        if PQpipelineSync(handle) == 1 {
            try readPipeline { answer.add($0) }
        }
        if PQexitPipelineMode(handle) == 0 { isLost = true }
        if let refusal {
            answer.clear()
            throw refusal
        }
        return try finish(&answer)
    }

    /// Sends commands that change rows until there are no more, or enough for one round trip, and gives how many rows
    /// each changed. libpq reads while it cannot write, so that the two sides never wait for each other.
    ///
    /// - Parameters:
    ///   - send: Sends the next command; false where there is none.
    ///   - read: Reads the rows of a command's result. What it throws is thrown when all answers are there.
    func exchangeEach(
        atMost count: Int, _ send: () throws -> Bool, read: (_ index: Int, OpaquePointer) throws -> Void
    ) throws -> [Int] {
        try checkUsable()
        try settle()
        guard PQenterPipelineMode(handle) == 1 else { throw notSent() }
        var refusal: (any Error)?
        do {
            for _ in 0..<count where try !send() { break }
        } catch {
            refusal = error
        }
        var changes: [Int] = []
        var answer = Answer()
        if PQpipelineSync(handle) == 1 {
            try readPipeline { result in
                if PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK {
                    if PQresultStatus(result) == PGRES_TUPLES_OK, refusal == nil {
                        do { try read(changes.count, result) } catch { refusal = error }
                    }
                    changes.append(PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0)
                }
                answer.add(result)
            }
        }
        if PQexitPipelineMode(handle) == 0 { isLost = true }
        if answer.last != nil || answer.failure != nil || refusal == nil && PQstatus(handle) == CONNECTION_BAD {
            PQclear(try finish(&answer))
        }
        if let refusal { throw refusal }
        return changes
    }

    /// Reads the answers of a pipeline up to its end.
    private func readPipeline(_ body: (OpaquePointer) -> Void) throws {
        var isBetween = false
        while PQstatus(handle) == CONNECTION_OK {
            guard let result = try take(within: limit) else {
                // Nothing stands between two answers; nothing twice is the end.
                if isBetween { return }
                isBetween = true
                continue
            }
            isBetween = false
            if PQresultStatus(result) == PGRES_PIPELINE_SYNC { return PQclear(result) }
            body(result)
        }
    }

    /// What came of one exchange.
    private struct Answer {
        var last: OpaquePointer?
        var failure: OpaquePointer?

        mutating func add(_ result: OpaquePointer) {
            switch PQresultStatus(result) {
            case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_PIPELINE_ABORTED:
                if failure == nil { failure = result } else { PQclear(result) }
            default:
                PQclear(last)
                last = result
            }
        }

        mutating func clear() {
            PQclear(last)
            PQclear(failure)
            (last, failure) = (nil, nil)
        }
    }

    private func finish(_ answer: inout Answer, hasCopied: Bool = false) throws -> OpaquePointer {
        if PQstatus(handle) == CONNECTION_BAD { isLost = true }
        if hasCopied, !isLost, answer.failure != nil {
            answer.clear()
            throw PostgresErrors.copy
        }
        if let failure = answer.failure {
            defer { answer.clear() }
            throw PostgresErrors.error(failure, self)
        }
        guard let last = answer.last else { throw notSent() }
        return last
    }

    /// The next result, or nothing when there is none.
    private func take(within limit: Duration?) throws -> OpaquePointer? {
        if PQisBusy(handle) == 1 { try wait(within: limit) }
        return PQgetResult(handle)
    }

    /// The first result of a command that was sent, whatever it is.
    func nextResult() throws -> OpaquePointer? { try take(within: limit) }

    /// Waits until a result can be taken.
    private func wait(within limit: Duration?) throws {
        let start = limit == nil ? nil : ContinuousClock.now
        var interrupted: ContinuousClock.Instant?
        repeat {
            var item = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            let ready = poll(&item, 1, Int32(min(1_000, max(grace.milliseconds, 1))))
            if ready > 0 || ready < 0 && errno != EINTR {
                // When the connection has broken, the next result says so.
                if PQconsumeInput(handle) == 0 { return }
                continue
            }
            if ready < 0 { continue }
            let now = ContinuousClock.now
            if ownInterrupter.isInterrupted, interrupted == nil { interrupted = now }
            if let interrupted, now - interrupted > grace { throw gaveUp(now - interrupted) }
            if let limit, let start, now - start > limit { throw gaveUp(now - start) }
        } while PQisBusy(handle) == 1
    }

    private func gaveUp(_ time: Duration) -> OperationalError {
        isLost = true
        return OperationalError(
            .connectionLost, "the server \(location) did not answer within \(time.milliseconds / 1_000) seconds")
    }

    /// libpq could not even send.
    private func notSent() -> any Error {
        if PQstatus(handle) == CONNECTION_BAD { isLost = true }
        let message = PostgresErrors.message(of: handle)
        if isLost { return PostgresErrors.lost(location, answer: message) }
        return message.contains("number of parameters")
            ? QueryError(
                .parameters, "the statement has more parameters than PostgreSQL takes, which are 65535",
                context: ErrorContext(answer: message))
            : OperationalError(.other, "the statement could not be sent", context: ErrorContext(answer: message))
    }

    /// A script holds COPY from or to the client: it is ended, so that the connection can be used again.
    private func endCopy() {
        if PQputCopyEnd(handle, "COPY FROM STDIN is not possible here") == 1 { return }
        var row: UnsafeMutablePointer<CChar>?
        while PQgetCopyData(handle, &row, 0) > 0 { PQfreemem(row) }
    }
}
