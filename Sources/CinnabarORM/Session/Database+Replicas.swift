public import CinnabarDriver
internal import Foundation
internal import Synchronization

/// Which server a reading session asks.
public enum ReadSource: Sendable, Hashable {
    /// The one that is written to.
    case primary
    /// A replica, whatever it has by now; the primary where none can be reached.
    case replica
    /// A replica that has everything up to a token of the primary. One that has not got there `within` the time is not
    /// asked; the primary is, then.
    case replicaAfter(WriteToken, within: Duration = .milliseconds(200))
}

extension Database {
    /// Reads in one snapshot, on a replica if there is one that can be reached.
    ///
    /// ```swift
    /// let token = try await db.session { session in
    ///     session.add(Post(title: "Hello"))
    ///     try session.commit()
    ///     return try session.writeToken()
    /// }
    /// let posts = try await db.read(from: .replicaAfter(token)) { try $0.query(Post.self).snapshots() }
    /// ```
    ///
    /// A replica that cannot be reached is left out for ``EngineConfiguration/replicaRetry``, and then tried again by
    /// one session. A body that has begun is not run again elsewhere.
    ///
    /// - Throws: what ``read(label:fileID:line:_:)`` throws.
    @discardableResult
    @concurrent
    public func read<R: Sendable>(
        from source: ReadSource, label: String = "read", fileID: StaticString = #fileID, line: UInt = #line,
        _ body: @Sendable (Session) throws -> R
    ) async throws -> R {
        guard source != .primary, let replicas else {
            return try await read(label: label, fileID: fileID, line: line, body)
        }
        let codeLocation = CodeLocation(fileID: fileID, line: line)
        for place in replicas.inTurn() where replicas.mayAsk(place) {
            let hasBegun = Atomic<Bool>(false)
            let isLost = Atomic<Bool>(false)
            do {
                let result = try await replicas.engines[place].withConnection(label: label) { connection -> R? in
                    guard try self.isReady(connection, replicas.engines[place].backend, source) else { return nil }
                    hasBegun.store(true, ordering: .relaxed)
                    defer { isLost.store(connection.isLost, ordering: .relaxed) }
                    return try self.runUnit(connection, .read, label, codeLocation, body)
                }
                replicas.succeeded(place)
                if let result { return result }
            } catch let error as OperationalError where error.isOfServer {
                let hasBegun = hasBegun.load(ordering: .relaxed)
                // What the body threw may come from a server of another bind.
                if !hasBegun || isLost.load(ordering: .relaxed) { replicas.failed(place, error) }
                if hasBegun { throw error }
            }
        }
        return try await read(label: label, fileID: fileID, line: line, body)
    }

    /// The engines of the replicas.
    package var replicaEngines: [Engine] { replicas?.engines ?? [] }

    /// How far the primary has written by now.
    ///
    /// - Throws: what a session throws.
    @concurrent
    public func writeToken() async throws -> WriteToken {
        try await engine.withConnection(label: "writeToken") { connection in
            WriteToken(position: try self.engine.backend.position(connection))
        }
    }

    /// On a replica's thread: whether it may serve this read.
    private func isReady(_ connection: Connection, _ backend: any Backend, _ source: ReadSource) throws -> Bool {
        guard case .replicaAfter(let token, let limit) = source, let position = token.position else { return true }
        let deadline = ContinuousClock.now + limit
        while try !backend.hasReached(position, connection) {
            if connection.isCancelled { throw CancellationError() }
            if .now >= deadline { return false }
            Thread.sleep(forTimeInterval: 0.005)
        }
        return true
    }
}

extension Session {
    /// How far the database, the default one of several, has written by now: with it a replica can be asked for what this session committed.
    ///
    /// - Throws: what a statement throws.
    public func writeToken() throws -> WriteToken {
        try checkUsable()
        return WriteToken(position: try database.engine.backend.position(connection))
    }
}
