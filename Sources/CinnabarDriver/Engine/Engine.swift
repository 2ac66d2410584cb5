public import CinnabarSQL
internal import Logging
internal import Synchronization

/// A backend and its pool of connections: runs bodies on connections, each on the connection's own thread.
public final class Engine: Sendable {
    /// The kind of database and where it is.
    public let backend: any Backend
    /// How it keeps its connections and what it tells of them.
    public let configuration: EngineConfiguration

    /// The texts of statements by shape, for all connections.
    public let statementCache: StatementCache

    private let pool: ConnectionPool
    private let meters: StatementMeters?
    /// When a connection was last found broken.
    private let lastLoss = Mutex<ContinuousClock.Instant?>(nil)

    /// Makes an engine. Connections are opened when they are first needed.
    public init(backend: any Backend, configuration: EngineConfiguration = EngineConfiguration()) {
        self.backend = backend
        self.configuration = configuration
        statementCache = StatementCache(dialect: backend.dialect)
        let name = configuration.label ?? backend.location
        meters = StatementMeters(system: backend.dialect.name, pool: name)
        pool = ConnectionPool(
            configuration.pool ?? backend.poolDefaults, location: backend.location,
            threadName: "db-\(backend.dialect.name)", meters: meters)
    }

    /// How the backend's database spells things.
    public var dialect: any Dialect { backend.dialect }

    /// How many connections are idle and used, and how many sessions wait for one.
    public var connectionCounts: (idle: Int, used: Int, waiting: Int) { pool.counts }

    /// Runs `body` on a connection, from start to end on the connection's thread, in the caller's task.
    ///
    /// Whatever transaction `body` leaves open is rolled back. Throws what `body` throws, ``PoolTimeoutError``, an
    /// ``OperationalError`` when no connection can be made, and `CancellationError`.
    @concurrent
    public func withConnection<R: Sendable>(
        label: String = "session", _ body: @Sendable (Connection) throws -> R
    ) async throws -> R {
        if ConnectionThread.isCurrent { throw TransactionError.nested }
        try Task.checkCancellation()
        let gate = StatementGate()
        return try await withTaskCancellationHandler {
            let place: PoolState.WaiterID
            switch try pool.turn(label: label) {
            case .now(let lease):
                return try await withTaskExecutorPreference(lease.slot.thread) {
                    try run(lease, gate, label: label, body)
                }
            case .later(let waiter): place = waiter
            }
            let executor = WaitingExecutor()
            return try await withTaskExecutorPreference(executor) {
                let lease = try await pool.wait(place, label: label, on: executor)
                if lease.slot.thread.isCurrent { return try run(lease, gate, label: label, body) }
                // It had its turn before it began to wait, and is not on the connection's thread yet.
                return try await withTaskExecutorPreference(lease.slot.thread) {
                    try run(lease, gate, label: label, body)
                }
            }
        } onCancel: {
            gate.cancel()
        }
    }

    /// Runs `body` on a connection and waits for it: for scripts and command lines without `async`.
    ///
    /// Throws ``TransactionError`` when it is called inside the body of another session.
    @available(*, noasync, message: "use the form with await in asynchronous code")
    public func blockingWithConnection<R: Sendable>(
        label: String = "session", _ body: @Sendable (Connection) throws -> R
    ) throws -> R {
        if ConnectionThread.isCurrent { throw TransactionError.nested }
        let lease = try pool.acquireBlocking(label: label)
        return try lease.slot.thread.performAndWait {
            try run(lease, StatementGate(), label: label, body)
        }
    }

    /// Lends no more connections, waits until all are back, and closes them.
    public func close() async {
        await pool.close()
        backend.close()
    }

    // MARK: Steps, on the connection's thread

    private func run<R>(
        _ lease: ConnectionPool.Lease, _ gate: StatementGate, label: String, _ body: (Connection) throws -> R
    ) throws -> R {
        let slot = lease.slot
        // Before the hop home: a lease is never held across someone else's await.
        defer { pool.release(slot) }
        let connection = try open(slot, idleSince: lease.idleSince)
        connection.startLease(
            gate,
            Observation.start(
                configuration, meters: meters, system: dialect.name, location: backend.location, label: label))
        let result: R
        do {
            result = try body(connection)
        } catch {
            _ = end(connection, slot)
            throw error
        }
        if end(connection, slot) { warnOfUndoneWork(label) }
        return result
    }

    private func warnOfUndoneWork(_ label: String) {
        configuration.logger.warning(
            "a session ended without commit: what it had written was rolled back",
            metadata: ["session": "\(label)", "database": "\(backend.location)"])
    }

    // MARK: Beside another lease

    /// Lends a connection to one who runs on the thread of another connection, of another engine, and uses this one
    /// from there too. The thread waits for it as long as the pool allows; when the task of the other lease is cancelled,
    /// the wait ends, or whatever statement runs on this connection.
    ///
    /// A client's connection may be used from any thread, by one at a time: the lease sees to that, and the pool's lock
    /// orders what one thread did before what the next one does. So no statement is handed from thread to thread.
    ///
    /// - Throws: ``PoolTimeoutError``, an ``OperationalError`` when no connection can be made, and `CancellationError`.
    package func borrow(beside other: Connection, label: String) throws -> BorrowedConnection {
        if other.isCancelled { throw CancellationError() }
        let lease = try pool.acquireBlocking(label: label, cancelledBy: other.gate)
        let gate = StatementGate()
        other.gate.whenCancelled { gate.cancel() }
        do {
            let connection = try open(lease.slot, idleSince: lease.idleSince)
            connection.startLease(
                gate,
                Observation.start(
                    configuration, meters: meters, system: dialect.name, location: backend.location, label: label))
            connection.lead = other
            return BorrowedConnection(connection) { [self] in
                defer { pool.release(lease.slot) }
                if end(connection, lease.slot) { warnOfUndoneWork(label) }
            }
        } catch {
            pool.release(lease.slot)
            throw error
        }
    }

    private func open(_ slot: PoolSlot, idleSince: ContinuousClock.Instant?) throws -> Connection {
        if let connection = slot.connection {
            if isWorking(connection, slot, idleSince) { return connection }
            slot.disconnect()
        }
        let connection = Connection(try backend.connect(), dialect: dialect, location: backend.location)
        slot.connection = connection
        slot.connectedAt = .now
        slot.checkedAt = slot.connectedAt
        return connection
    }

    /// Asks the database only where there is a reason to: a connection that was idle for long, or another one that
    /// was lost since this one was last seen at work.
    private func isWorking(
        _ connection: Connection, _ slot: PoolSlot, _ idleSince: ContinuousClock.Instant?
    ) -> Bool {
        let now = ContinuousClock.now
        if let age = configuration.maximumAge, now - slot.connectedAt > age { return false }
        let isSuspect = lastLoss.withLock { $0.map { $0 > slot.checkedAt } ?? false }
        if !isSuspect, idleSince.map({ now - $0 <= configuration.idleCheck }) ?? true { return true }
        slot.checkedAt = now
        return connection.driver.isAlive()
    }

    /// A connection broke: it is closed, and the others are looked at before they are lent again.
    private func lost(_ slot: PoolSlot) {
        slot.disconnect()
        lastLoss.withLock { $0 = .now }
    }

    /// Rolls back what is open; a connection on which that fails is closed. Gives whether writes were undone.
    private func end(_ connection: Connection, _ slot: PoolSlot) -> Bool {
        defer { if connection.isLost { lost(slot) } }
        do {
            return try connection.endLease()
        } catch {
            configuration.logger.debug(
                "a connection was closed, since it could not be made clean", metadata: ["error": "\(error)"])
            slot.disconnect()
            return false
        }
    }
}
