import Testing

@testable import CinnabarDriver

@Suite struct PoolStateTests {
    private let start = ContinuousClock.now

    private func pool(size: Int = 1, overflow: Int = 0, timeout: Duration = .seconds(10)) -> PoolState {
        PoolState(PoolConfiguration(size: size, overflow: overflow, timeout: timeout))
    }

    @Test("a pool makes slots up to its limit, and then lets wait")
    func limit() {
        var pool = pool(size: 1, overflow: 1)
        let deadline = start + .seconds(10)
        #expect(pool.acquire(pool.makeWaiter(), label: "a", now: start) == .create(.init(number: 1)))
        #expect(pool.acquire(pool.makeWaiter(), label: "b", now: start) == .create(.init(number: 2)))
        #expect(pool.acquire(pool.makeWaiter(), label: "c", now: start) == .wait(deadline: deadline))
        #expect(pool.acquire(pool.makeWaiter(), label: "d", now: start, canWait: false) == nil)
    }

    @Test("who waits is served in the order of coming")
    func order() {
        var pool = pool()
        let slot = PoolState.SlotID(number: 1)
        _ = pool.acquire(pool.makeWaiter(), label: "first", now: start)
        let (second, third) = (pool.makeWaiter(), pool.makeWaiter())
        _ = pool.acquire(second, label: "second", now: start)
        _ = pool.acquire(third, label: "third", now: start)
        #expect(pool.release(slot, now: start) == .handOver(slot, to: second))
        #expect(pool.release(slot, now: start) == .handOver(slot, to: third))
        #expect(pool.release(slot, now: start) == .none)
    }

    @Test("who gave up is passed over, and one who was served cannot give up")
    func cancel() {
        var pool = pool()
        let slot = PoolState.SlotID(number: 1)
        _ = pool.acquire(pool.makeWaiter(), label: "first", now: start)
        let (second, third) = (pool.makeWaiter(), pool.makeWaiter())
        _ = pool.acquire(second, label: "second", now: start)
        _ = pool.acquire(third, label: "third", now: start)
        let attempts = [pool.cancel(second), pool.cancel(second)]
        #expect(attempts == [true, false])
        #expect(pool.release(slot, now: start) == .handOver(slot, to: third))
        let isCancelled = pool.cancel(third)
        #expect(!isCancelled)
    }

    @Test("the slot that was used last is lent first")
    func warm() {
        var pool = pool(size: 3)
        for label in ["a", "b", "c"] { _ = pool.acquire(pool.makeWaiter(), label: label, now: start) }
        for number in [2, 1, 3] { _ = pool.release(.init(number: number), now: start) }
        #expect(pool.acquire(pool.makeWaiter(), label: "d", now: start) == .lease(.init(number: 3), idleSince: start))
    }

    @Test("slots beyond the pool's size are closed when nobody has used them for long, the longest idle first")
    func overflow() {
        var pool = pool(size: 1, overflow: 2)
        for label in ["a", "b", "c"] { _ = pool.acquire(pool.makeWaiter(), label: label, now: start) }
        #expect(!pool.hasSurplus)
        for (number, second) in [(2, 0), (1, 5), (3, 7)] {
            #expect(pool.release(.init(number: number), now: start + .seconds(second)) == .none)
        }
        #expect(pool.hasSurplus)
        var (closing, next) = pool.trim(now: start + .seconds(29))
        #expect(closing.isEmpty && next == start + .seconds(30))
        // The last used is lent again, as often as one is needed: the others stay idle.
        #expect(
            pool.acquire(pool.makeWaiter(), label: "d", now: start + .seconds(29))
                == .lease(.init(number: 3), idleSince: start + .seconds(7)))
        (closing, next) = pool.trim(now: start + .seconds(31))
        #expect(closing == [.init(number: 2)] && next == start + .seconds(35))
        // What is on its way out is not counted again.
        (closing, next) = pool.trim(now: start + .seconds(36))
        #expect(closing == [.init(number: 1)] && next == nil)
        (closing, next) = pool.trim(now: start + .seconds(36))
        #expect(closing.isEmpty && next == nil)
        #expect(pool.release(.init(number: 3), now: start + .seconds(37)) == .none)
        (closing, next) = pool.trim(now: start + .seconds(99))
        #expect(closing.isEmpty && next == nil)
        #expect(pool.removed(.init(number: 2), now: start) == .none)
        #expect(pool.removed(.init(number: 1), now: start) == .none)
        #expect(pool.slots.count == 1)
    }

    @Test("a slot that went makes room for the next one who waits")
    func removed() {
        var pool = pool()
        _ = pool.acquire(pool.makeWaiter(), label: "a", now: start)
        let waiter = pool.makeWaiter()
        _ = pool.acquire(waiter, label: "b", now: start)
        #expect(pool.removed(.init(number: 1), now: start) == .create(.init(number: 2), for: waiter))
    }

    @Test("deadlines pass in order, and the next one is told")
    func expiry() {
        var pool = pool(timeout: .seconds(10))
        _ = pool.acquire(pool.makeWaiter(), label: "holder", now: start)
        let (first, second) = (pool.makeWaiter(), pool.makeWaiter())
        _ = pool.acquire(first, label: "first", now: start)
        _ = pool.acquire(second, label: "second", now: start + .seconds(5))
        let (expired, next) = pool.expire(now: start + .seconds(12))
        #expect(expired.map(\.0) == [first])
        #expect(next == start + .seconds(15))
        #expect(pool.holders(now: start + .seconds(12)) == [.init(label: "holder", held: .seconds(12))])
    }

    @Test("a closed pool refuses, closes what comes back, and is drained when all is gone")
    func close() {
        var pool = pool(size: 2)
        _ = pool.acquire(pool.makeWaiter(), label: "a", now: start)
        _ = pool.acquire(pool.makeWaiter(), label: "b", now: start)
        let waiter = pool.makeWaiter()
        _ = pool.acquire(waiter, label: "c", now: start)
        _ = pool.cancel(pool.makeWaiter())
        #expect(pool.release(.init(number: 2), now: start) == .handOver(.init(number: 2), to: waiter))
        _ = pool.release(.init(number: 2), now: start)
        let (refused, closing) = pool.close()
        #expect(refused.isEmpty)
        #expect(closing == [.init(number: 2)])
        #expect(pool.acquire(pool.makeWaiter(), label: "late", now: start) == .refuse)
        #expect(pool.removed(.init(number: 2), now: start) == .none)
        #expect(pool.release(.init(number: 1), now: start) == .close(.init(number: 1)))
        #expect(pool.removed(.init(number: 1), now: start) == .drained)
    }

    @Test("any history of events keeps the pool's promises", arguments: 0..<200)
    func history(seed: Int) {
        var model = PoolHistory(seed: UInt64(seed))
        for _ in 0..<400 { model.step() }
        model.finish()
    }
}

/// Random events, and what must hold after each.
private struct PoolHistory {
    private var random: SplitMix
    private var pool: PoolState
    private var now = ContinuousClock.now
    private var held: [PoolState.SlotID] = []
    private var closing: [PoolState.SlotID] = []
    private var waiting: [PoolState.WaiterID] = []
    private var isDrained = false
    private let seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
        random = SplitMix(state: seed)
        pool = PoolState(
            PoolConfiguration(
                size: Int.random(in: 1...4, using: &random), overflow: Int.random(in: 0...3, using: &random),
                timeout: .seconds(5), idleTimeout: .seconds(20)))
    }

    mutating func step() {
        now += .milliseconds(Int.random(in: 0...900, using: &random))
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<45: acquire()
        case 45..<80: if let slot = take(\.held) { apply(pool.release(slot, now: now)) }
        case 80..<88: if let slot = take(\.closing) { apply(pool.removed(slot, now: now)) }
        case 88..<94:
            if let waiter = take(\.waiting) {
                let isCancelled = pool.cancel(waiter)
                #expect(isCancelled, "seed \(seed)")
            }
        case 94..<97: expire()
        case 97..<99: trim()
        default: if Int.random(in: 0..<20, using: &random) == 0 { close() }
        }
        check()
    }

    /// Everybody leaves: nothing may be left.
    mutating func finish() {
        close()
        while let slot = take(\.held) { apply(pool.release(slot, now: now)) }
        while let slot = take(\.closing) { apply(pool.removed(slot, now: now)) }
        check()
        #expect(pool.isDrained && pool.slots.isEmpty && waiting.isEmpty, "seed \(seed)")
    }

    private mutating func acquire() {
        let waiter = pool.makeWaiter()
        switch pool.acquire(waiter, label: "x", now: now, canWait: Bool.random(using: &random)) {
        case .lease(let slot, _)?, .create(let slot)?:
            #expect(waiting.isEmpty, "nobody is overtaken; seed \(seed)")
            take(lease: slot)
        case .wait?: waiting.append(waiter)
        case .refuse?: #expect(pool.isClosing, "seed \(seed)")
        case nil: #expect(held.count + closing.count == pool.limit, "seed \(seed)")
        }
    }

    private mutating func apply(_ action: PoolState.Action) {
        switch action {
        case .none: break
        case .handOver(let slot, let waiter), .create(let slot, let waiter):
            #expect(waiting.first == waiter, "first come, first served; seed \(seed)")
            waiting.removeFirst()
            take(lease: slot)
        case .close(let slot): closing.append(slot)
        case .drained: isDrained = true
        }
    }

    private mutating func take(lease slot: PoolState.SlotID) {
        #expect(!held.contains(slot) && !closing.contains(slot), "one lease for a slot; seed \(seed)")
        held.append(slot)
    }

    private mutating func expire() {
        let (expired, next) = pool.expire(now: now)
        #expect(expired.map(\.0) == Array(waiting.prefix(expired.count)), "seed \(seed)")
        waiting.removeFirst(expired.count)
        #expect((next == nil) == waiting.isEmpty, "seed \(seed)")
    }

    private mutating func trim() {
        let before = pool.slots
        let (slots, next) = pool.trim(now: now)
        closing += slots
        for slot in slots {
            guard case .idle(let since)? = before[slot] else {
                Issue.record("only what is idle is closed; seed \(seed)")
                continue
            }
            #expect(now - since >= .seconds(20), "seed \(seed)")
        }
        let left = pool.slots.values.filter { $0 != .closing }.count
        #expect(slots.isEmpty || left >= pool.configuration.size, "the pool's size is kept; seed \(seed)")
        #expect(next.map { $0 > now } ?? true, "seed \(seed)")
        // Whatever has been idle for long is closed, if there is too much.
        let isLongIdle = pool.slots.values.contains {
            if case .idle(let since) = $0 { now - since >= .seconds(20) } else { false }
        }
        #expect(left <= pool.configuration.size || !isLongIdle, "seed \(seed)")
    }

    private mutating func close() {
        let (refused, slots) = pool.close()
        #expect(refused == waiting, "seed \(seed)")
        waiting = []
        closing += slots
    }

    private mutating func take<T>(_ list: WritableKeyPath<PoolHistory, [T]>) -> T? {
        let count = self[keyPath: list].count
        return count == 0 ? nil : self[keyPath: list].remove(at: Int.random(in: 0..<count, using: &random))
    }

    private func check() {
        let idle = pool.slots.values.filter { if case .idle = $0 { true } else { false } }.count
        #expect(pool.slots.count <= pool.limit, "seed \(seed)")
        #expect(pool.slots.count == held.count + closing.count + idle, "no slot is lost; seed \(seed)")
        #expect(pool.hasSurplus || idle == 0 || pool.slots.count <= pool.configuration.size, "seed \(seed)")
        #expect(pool.waiters.count == waiting.count, "no waiter is lost; seed \(seed)")
        #expect(
            waiting.isEmpty || (idle == 0 && pool.slots.count == pool.limit), "nobody waits for nothing; seed \(seed)")
        #expect(isDrained == false || pool.slots.isEmpty, "seed \(seed)")
    }
}

/// Random numbers that come again with their seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
