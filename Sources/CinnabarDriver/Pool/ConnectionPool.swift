internal import Synchronization

/// The pool: the rules of ``PoolState``, with real threads, waiting tasks and deadlines.
final class ConnectionPool: Sendable {
    /// A slot that was lent, and since when it had been idle (`nil`: it is new, or comes from another lease).
    struct Lease: Sendable {
        let slot: PoolSlot
        let idleSince: ContinuousClock.Instant?
    }

    /// What one gets who does not wait: a lease, or a place in the line.
    enum Turn {
        case now(Lease)
        case later(PoolState.WaiterID)
    }

    private typealias Waiting = @Sendable (Result<Lease, any Error>) -> Void

    private struct Contents {
        var state: PoolState
        var slots: [PoolState.SlotID: PoolSlot] = [:]
        var waiting: [PoolState.WaiterID: Waiting] = [:]
        var closers: [@Sendable () -> Void] = []
        var hasDeadline = false
        /// Somebody will look for connections that nobody has used for long.
        var willTrim = false
    }

    private let contents: Guarded<Contents>
    private let location: String
    private let threadName: String
    private let meters: StatementMeters?
    private let idleTimeout: Duration

    init(_ configuration: PoolConfiguration, location: String, threadName: String, meters: StatementMeters?) {
        contents = Guarded(Contents(state: PoolState(configuration)))
        idleTimeout = configuration.idleTimeout
        self.location = location
        self.threadName = threadName
        self.meters = meters
    }

    deinit {
        // Dropped without close(): nobody has a lease, or the pool would still be held.
        let slots = contents.withLock { Array($0.slots.values) }
        for slot in slots {
            slot.thread.perform { slot.disconnect() }
            slot.thread.stop {}
        }
    }

    // MARK: Acquiring

    /// A lease; waits for one in line, and goes on on the thread of its connection, unless its turn comes before it
    /// has begun to wait. A task that is cancelled while it waits leaves the line.
    func wait(_ waiter: PoolState.WaiterID, label: String, on executor: WaitingExecutor) async throws -> Lease {
        let start = ContinuousClock.now
        defer { meters?.recordWait(.now - start) }
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                wait(waiter, label: label) { outcome in
                    if case .success(let lease) = outcome { executor.settle(on: lease.slot.thread) }
                    continuation.resume(with: outcome)
                }
                // The handler may have run before there was anything to take out of the line.
                if Task.isCancelled { cancel(waiter) }
            }
        } onCancel: {
            cancel(waiter)
        }
    }

    /// A lease for a thread that may block. It leaves the line when `gate` is cancelled.
    func acquireBlocking(label: String, cancelledBy gate: StatementGate? = nil) throws -> Lease {
        let waiter: PoolState.WaiterID
        switch try turn(label: label) {
        case .now(let lease): return lease
        case .later(let place): waiter = place
        }
        let monitor = Monitor()
        let result = Mutex<Result<Lease, any Error>?>(nil)
        wait(waiter, label: label) { outcome in
            result.withLock { $0 = outcome }
            monitor.withLock { monitor.signal() }
        }
        gate?.whenCancelled { [weak self] in self?.cancel(waiter) }
        return try monitor.withLock {
            while true {
                if let outcome = result.withLock({ $0 }) { return try outcome.get() }
                monitor.wait()
            }
        }
    }

    /// A lease, if there is one without waiting; else a place in the line, for `wait`.
    func turn(label: String) throws -> Turn {
        let now = ContinuousClock.now
        let (acquisition, slot, waiter) = contents.withLock { contents in
            let waiter = contents.state.makeWaiter()
            let acquisition = contents.state.acquire(waiter, label: label, now: now, canWait: false)
            if case .lease(let id, _)? = acquisition { return (acquisition, contents.slots[id], waiter) }
            return (acquisition, nil, waiter)
        }
        reportCounts()
        switch acquisition {
        case .lease(_, let idleSince)?:
            guard let slot else { throw closed }
            return .now(Lease(slot: slot, idleSince: idleSince))
        case .create(let id)?: return .now(try create(id))
        case .refuse?: throw closed
        case .wait?, nil: return .later(waiter)
        }
    }

    private func wait(_ waiter: PoolState.WaiterID, label: String, _ resume: @escaping Waiting) {
        let now = ContinuousClock.now
        var mustSchedule = false
        let (acquisition, slot) = contents.withLock { contents in
            let acquisition = contents.state.acquire(waiter, label: label, now: now)
            switch acquisition {
            case .wait?:
                contents.waiting[waiter] = resume
                mustSchedule = !contents.hasDeadline
                contents.hasDeadline = true
                return (acquisition, PoolSlot?.none)
            case .lease(let id, _)?: return (acquisition, contents.slots[id])
            case .create?, .refuse?, nil: return (acquisition, nil)
            }
        }
        switch acquisition {
        case .wait(let deadline)?:
            reportCounts()
            if mustSchedule { HelperThread.deadlines.schedule(after: deadline - now) { [weak self] in self?.expire() } }
        case .lease(_, let idleSince)?:
            resume(slot.map { .success(Lease(slot: $0, idleSince: idleSince)) } ?? .failure(closed))
        case .create(let id)?: resume(Result { try create(id) })
        case .refuse?, nil: resume(.failure(closed))
        }
    }

    private func create(_ id: PoolState.SlotID) throws -> Lease {
        do {
            let slot = try PoolSlot(id: id, name: threadName)
            contents.withLock { $0.slots[id] = slot }
            return Lease(slot: slot, idleSince: nil)
        } catch {
            removed(id)
            throw error
        }
    }

    private func cancel(_ waiter: PoolState.WaiterID) {
        let resume = contents.withLock { contents -> Waiting? in
            guard contents.state.cancel(waiter) else { return nil }
            return contents.waiting.removeValue(forKey: waiter)
        }
        resume?(.failure(CancellationError()))
    }

    /// Fails everyone whose time is up; tells when to look again.
    private func expire() -> Duration? {
        let now = ContinuousClock.now
        let (expired, next, holders, left) = contents.withLock { contents in
            let (expired, next) = contents.state.expire(now: now)
            contents.hasDeadline = next != nil
            let resumes = expired.compactMap { id, waiter in
                contents.waiting.removeValue(forKey: id).map { ($0, waiter) }
            }
            let holders = resumes.isEmpty ? [] : contents.state.holders(now: now)
            return (resumes, next, holders, contents.state.waiters.count)
        }
        for (resume, waiter) in expired {
            meters?.recordTimeout()
            resume(
                .failure(
                    PoolTimeoutError(
                        location: location, waited: now - waiter.since, holders: holders, waiting: left)))
        }
        return next.map { $0 - now }
    }

    // MARK: Giving back

    /// The end of a lease. On the slot's thread, when nothing is open on its connection any more.
    func release(_ slot: PoolSlot) {
        let now = ContinuousClock.now
        let (action, resume, mustSchedule) = contents.withLock { contents in
            let action = contents.state.release(slot.id, now: now)
            if case .handOver(_, let waiter) = action {
                return (action, contents.waiting.removeValue(forKey: waiter), false)
            }
            let mustSchedule = contents.state.hasSurplus && !contents.willTrim
            if mustSchedule { contents.willTrim = true }
            return (action, nil, mustSchedule)
        }
        reportCounts()
        if mustSchedule { HelperThread.deadlines.schedule(after: idleTimeout) { [weak self] in self?.trim() } }
        switch action {
        case .handOver: resume?(.success(Lease(slot: slot, idleSince: nil)))
        case .close: close(slot)
        case .none, .create, .drained: break
        }
    }

    /// Closes connections that nobody has used for long; tells when to look again.
    private func trim() -> Duration? {
        let now = ContinuousClock.now
        let (closing, next) = contents.withLock { contents in
            let (ids, next) = contents.state.trim(now: now)
            contents.willTrim = next != nil
            return (ids.compactMap { contents.slots[$0] }, next)
        }
        for slot in closing { close(slot) }
        if !closing.isEmpty { reportCounts() }
        return next.map { $0 - now }
    }

    private func close(_ slot: PoolSlot) {
        slot.thread.perform { slot.disconnect() }
        slot.thread.stop { self.removed(slot.id) }
    }

    private func removed(_ id: PoolState.SlotID) {
        let now = ContinuousClock.now
        let (action, resume, closers) = contents.withLock { contents in
            contents.slots[id] = nil
            let action = contents.state.removed(id, now: now)
            var closers: [@Sendable () -> Void] = []
            switch action {
            case .create(_, let waiter):
                return (action, contents.waiting.removeValue(forKey: waiter), closers)
            case .drained: swap(&closers, &contents.closers)
            case .none, .handOver, .close: break
            }
            return (action, nil, closers)
        }
        if case .create(let id, _) = action { resume?(Result { try create(id) }) }
        for closer in closers { closer() }
    }

    /// Lends nothing more, waits until every lease is back, and closes all connections.
    func close() async {
        await withUnsafeContinuation { continuation in
            startClosing { continuation.resume() }
        }
    }

    private func startClosing(_ done: @escaping @Sendable () -> Void) {
        let (refused, closing, isDrained) = contents.withLock { contents in
            let (waiters, ids) = contents.state.close()
            let isDrained = contents.state.isDrained
            if !isDrained { contents.closers.append(done) }
            return (
                waiters.compactMap { contents.waiting.removeValue(forKey: $0) }, ids.compactMap { contents.slots[$0] },
                isDrained
            )
        }
        for resume in refused { resume(.failure(closed)) }
        for slot in closing { close(slot) }
        if isDrained { done() }
    }

    // MARK: Telling

    private var closed: OperationalError {
        OperationalError(.closed, "a connection to \(location) was asked for after the database was closed")
    }

    private func reportCounts() {
        guard let meters else { return }
        let (idle, used, waiting) = counts
        meters.record(idle: idle, used: used, waiting: waiting)
    }

    /// How many connections are idle and used, and how many wait for one.
    var counts: (idle: Int, used: Int, waiting: Int) {
        contents.withLock { contents in
            var idle = 0
            var used = 0
            for slot in contents.state.slots.values {
                switch slot {
                case .idle: idle += 1
                case .leased: used += 1
                case .closing: break
                }
            }
            return (idle, used, contents.state.waiters.count)
        }
    }
}
