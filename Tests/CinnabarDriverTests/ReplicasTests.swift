import CinnabarDriver
import Testing

@Suite("Replicas in turn")
struct ReplicasTests {
    private let replicas = Replicas(
        [FakeBackend(), FakeBackend(), FakeBackend()],
        configuration: EngineConfiguration(replicaRetry: .seconds(5)))
    private let now = ContinuousClock.now

    @Test("each comes first in its turn")
    func turns() {
        #expect(replicas.inTurn() == [0, 1, 2])
        #expect(replicas.inTurn() == [1, 2, 0])
        #expect(replicas.inTurn() == [2, 0, 1])
        #expect(replicas.inTurn() == [0, 1, 2])
    }

    @Test("one that failed is left out, then tried by one caller, and asked by all once it answers")
    func failures() {
        replicas.failed(1, OperationalError(.cannotConnect, "away"))
        #expect(!replicas.mayAsk(1, now: now))
        #expect(replicas.mayAsk(0, now: now) && replicas.mayAsk(2, now: now))
        let later = ContinuousClock.now + .seconds(6)
        #expect(replicas.mayAsk(1, now: later))
        #expect(!replicas.mayAsk(1, now: later))
        #expect(!replicas.mayAsk(1, now: later + .seconds(4)))
        #expect(replicas.mayAsk(1, now: later + .seconds(6)))
        replicas.succeeded(1)
        #expect(replicas.mayAsk(1, now: later) && replicas.mayAsk(1, now: later))
    }
}
