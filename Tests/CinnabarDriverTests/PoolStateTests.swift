import Testing

@testable import CinnabarDriver

@Suite struct PoolStateTests {
    @Test("a pool makes slots up to its limit, and then lets wait")
    func limit() {
        var pool = PoolState(PoolConfiguration(size: 1, overflow: 1, timeout: .seconds(1)))
        let now = ContinuousClock.now
        #expect(pool.acquire(pool.makeWaiter(), label: "a", now: now) == .create(.init(number: 1)))
        #expect(pool.acquire(pool.makeWaiter(), label: "b", now: now) == .create(.init(number: 2)))
        #expect(pool.acquire(pool.makeWaiter(), label: "c", now: now) == .wait(deadline: now + .seconds(1)))
    }
}
