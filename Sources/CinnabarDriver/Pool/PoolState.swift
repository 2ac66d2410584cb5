internal import DequeModule

/// The rules of the connection pool, without connections, threads or clocks: an event in, what to do out.
///
/// A *slot* is a place for one connection. Whoever holds the lease of a slot opens its connection if it has none,
/// so a connection that cannot be opened, or that broke, needs no rule of its own: its slot goes back and the next
/// one in line tries again.
struct PoolState: Sendable {
    typealias Instant = ContinuousClock.Instant

    struct SlotID: Hashable, Sendable { var number: Int }
    struct WaiterID: Hashable, Sendable { var number: Int }

    enum Slot: Sendable, Equatable {
        case idle(since: Instant)
        case leased(label: String, since: Instant)
        case closing
    }

    struct Waiter: Sendable, Equatable {
        var label: String
        var since: Instant
        var deadline: Instant
    }

    /// The answer to one who wants a connection.
    enum Acquisition: Sendable, Equatable {
        case lease(SlotID, idleSince: Instant)
        /// Make this slot, which is leased to the caller.
        case create(SlotID)
        case wait(deadline: Instant)
        case refuse
    }

    /// What to do after a slot came back, or went.
    enum Action: Sendable, Equatable {
        case none
        case handOver(SlotID, to: WaiterID)
        case create(SlotID, for: WaiterID)
        case close(SlotID)
        /// The pool is closed and its last slot is gone.
        case drained
    }

    let configuration: PoolConfiguration
    private(set) var slots: [SlotID: Slot] = [:]
    private(set) var waiters: [WaiterID: Waiter] = [:]
    private(set) var isClosing = false
    /// Idle slots, the last used at the end: it is lent first, while its caches are warm, and the others go idle for long
    /// enough to be closed.
    private var idle: [SlotID] = []
    /// The order of waiters. Those that gave up stay until they are met.
    private var queue: Deque<WaiterID> = []
    private var lastSlot = 0
    private var lastWaiter = 0

    init(_ configuration: PoolConfiguration) {
        var configuration = configuration
        configuration.size = max(configuration.size, 1)
        configuration.overflow = max(configuration.overflow, 0)
        self.configuration = configuration
    }

    var isDrained: Bool { isClosing && slots.isEmpty }

    /// The largest number of connections at once.
    var limit: Int { configuration.size + configuration.overflow }

    mutating func makeWaiter() -> WaiterID {
        lastWaiter += 1
        return WaiterID(number: lastWaiter)
    }

    // MARK: Events

    /// Someone wants a connection. `canWait` false asks only for one that is there or can be made.
    mutating func acquire(_ waiter: WaiterID, label: String, now: Instant, canWait: Bool = true) -> Acquisition? {
        if isClosing { return .refuse }
        // Where someone waits, nothing is free: everyone is served in order.
        if let id = idle.popLast() {
            guard case .idle(let since)? = slots[id] else { return .refuse }
            slots[id] = .leased(label: label, since: now)
            return .lease(id, idleSince: since)
        }
        if slots.count < limit { return .create(makeSlot(label: label, now: now)) }
        guard canWait else { return nil }
        let deadline = now + configuration.timeout
        waiters[waiter] = Waiter(label: label, since: now, deadline: deadline)
        queue.append(waiter)
        return .wait(deadline: deadline)
    }

    /// A lease ended.
    mutating func release(_ id: SlotID, now: Instant) -> Action {
        guard case .leased? = slots[id] else { return .none }
        if isClosing { return startClosing(id) }
        if let (waiter, label) = nextWaiter() {
            slots[id] = .leased(label: label, since: now)
            return .handOver(id, to: waiter)
        }
        slots[id] = .idle(since: now)
        idle.append(id)
        return .none
    }

    /// Whether a slot may have to be closed once it was idle for long: when to call `trim`.
    var hasSurplus: Bool { slots.count > configuration.size && !idle.isEmpty }

    /// Takes out the slots beyond the pool's size that nobody has used for long, which are to be closed, and tells when
    /// to look again.
    mutating func trim(now: Instant) -> (closing: [SlotID], next: Instant?) {
        var closing: [SlotID] = []
        var surplus = slots.values.count { $0 != .closing } - configuration.size
        while surplus > 0, let first = idle.first, case .idle(let since)? = slots[first] {
            let end = since + configuration.idleTimeout
            guard end <= now else { return (closing, end) }
            idle.removeFirst()
            slots[first] = .closing
            closing.append(first)
            surplus -= 1
        }
        return (closing, nil)
    }

    /// A slot that was being closed is gone, or one that was to be made could not be.
    mutating func removed(_ id: SlotID, now: Instant) -> Action {
        guard slots.removeValue(forKey: id) != nil else { return .none }
        if isClosing { return isDrained ? .drained : .none }
        guard slots.count < limit, let (waiter, label) = nextWaiter() else { return .none }
        return .create(makeSlot(label: label, now: now), for: waiter)
    }

    /// A waiter gave up. False when it had been served: then it has a lease to give back.
    mutating func cancel(_ waiter: WaiterID) -> Bool {
        let wasWaiting = waiters.removeValue(forKey: waiter) != nil
        if queue.count > 2 * waiters.count + 32 { queue.removeAll { waiters[$0] == nil } }
        return wasWaiting
    }

    /// Takes out everyone whose deadline has passed, and tells the next deadline.
    mutating func expire(now: Instant) -> (expired: [(WaiterID, Waiter)], next: Instant?) {
        var expired: [(WaiterID, Waiter)] = []
        // All wait equally long, so deadlines are in the order of the queue.
        while let first = queue.first {
            guard let waiter = waiters[first] else {
                queue.removeFirst()
                continue
            }
            guard waiter.deadline <= now else { return (expired, waiter.deadline) }
            queue.removeFirst()
            waiters[first] = nil
            expired.append((first, waiter))
        }
        return (expired, nil)
    }

    /// No more leases. Gives everyone who waits, and the idle slots, which are to be closed.
    mutating func close() -> (refused: [WaiterID], closing: [SlotID]) {
        isClosing = true
        let refused = queue.filter { waiters[$0] != nil }
        queue = []
        waiters = [:]
        let closing = idle
        idle = []
        for id in closing { slots[id] = .closing }
        return (Array(refused), closing)
    }

    /// Who has a connection, the longest first.
    func holders(now: Instant) -> [PoolTimeoutError.Holder] {
        slots.values.compactMap { slot in
            guard case .leased(let label, let since) = slot else { return nil }
            return PoolTimeoutError.Holder(label: label, held: now - since)
        }.sorted { $0.held > $1.held }
    }

    // MARK: Steps

    private mutating func makeSlot(label: String, now: Instant) -> SlotID {
        lastSlot += 1
        let id = SlotID(number: lastSlot)
        slots[id] = .leased(label: label, since: now)
        return id
    }

    private mutating func startClosing(_ id: SlotID) -> Action {
        slots[id] = .closing
        return .close(id)
    }

    private mutating func nextWaiter() -> (WaiterID, label: String)? {
        while let id = queue.popFirst() {
            if let waiter = waiters.removeValue(forKey: id) { return (id, waiter.label) }
        }
        return nil
    }
}
