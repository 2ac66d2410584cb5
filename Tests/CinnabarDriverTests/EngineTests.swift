import CinnabarSQL
import Foundation
import Synchronization
import Testing

@testable import CinnabarDriver

enum Trace { @TaskLocal static var name = "none" }

@Suite struct EngineTests {
    @Test("a body runs in the caller's task on the connection's thread")
    func task() async throws {
        let engine = Engine(backend: FakeBackend())
        let (name, isOnThread, isCancelled) = try await Trace.$name.withValue("mine") {
            try await engine.withConnection { _ in (Trace.name, ConnectionThread.isCurrent, Task.isCancelled) }
        }
        #expect(name == "mine" && isOnThread && !isCancelled)
        #expect(!ConnectionThread.isCurrent)
        await engine.close()
    }

    @Test("a session inside a session is refused before it takes a connection")
    func nested() async throws {
        let engine = Engine(backend: FakeBackend())
        await #expect(throws: TransactionError.self) {
            try await engine.withConnection { _ in try engine.blockingWithConnection { _ in } }
        }
        #expect(engine.connectionCounts.used == 0)
        await engine.close()
    }

    @Test("a blocking session gives its result, and throws what its body throws")
    func blocking() throws {
        let engine = Engine(backend: FakeBackend())
        for number in 0..<200 { #expect(try engine.blockingWithConnection { _ in number } == number) }
        #expect(throws: NotFoundError.self) {
            try engine.blockingWithConnection { _ in throw NotFoundError(entity: "User") }
        }
        #expect(engine.connectionCounts.idle == 1)
    }

    @Test("what a body leaves open is rolled back, whether it returns or throws")
    func leftOpen() async throws {
        let backend = FakeBackend()
        let engine = Engine(backend: backend)
        try await engine.withConnection { try $0.begin(.write(nil)) }
        await #expect(throws: CancellationError.self) {
            try await engine.withConnection { connection in
                try connection.begin(.read)
                throw CancellationError()
            }
        }
        #expect(backend.counts.withLock(\.log) == ["BEGIN", "ROLLBACK", "BEGIN", "ROLLBACK"])
        await engine.close()
    }

    @Test("a connection that cannot be opened costs one session an error and the pool nothing")
    func cannotOpen() async throws {
        let backend = FakeBackend(pool: PoolConfiguration(size: 1, overflow: 0, timeout: .seconds(5)))
        backend.failures.withLock { $0 = 2 }
        let engine = Engine(backend: backend)
        for _ in 0..<2 {
            await #expect(throws: OperationalError.self) { try await engine.withConnection { _ in } }
        }
        #expect(try await engine.withConnection { _ in 1 } == 1)
        #expect(engine.connectionCounts == (1, 0, 0))
        await engine.close()
    }

    /// Four sessions of which none ends before all have a connection.
    private func burst(_ engine: Engine) async throws {
        let arrived = Shared(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await engine.withConnection { _ in
                        arrived.update { $0 += 1 }
                        while arrived.value < 4 { usleep(200) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("connections that a burst has opened are there for the next one")
    func bursts() async throws {
        let backend = FakeBackend(pool: PoolConfiguration(size: 1, overflow: 3, idleTimeout: .seconds(600)))
        let engine = Engine(backend: backend)
        for _ in 0..<5 { try await burst(engine) }
        #expect(backend.counts.withLock(\.opened) == 4)
        #expect(engine.connectionCounts == (4, 0, 0))
        await engine.close()
        #expect(backend.counts.withLock(\.closed) == 4)
    }

    @Test("connections beyond the pool's size are closed when nobody uses them")
    func afterBurst() async throws {
        let backend = FakeBackend(pool: PoolConfiguration(size: 1, overflow: 3, idleTimeout: .milliseconds(50)))
        let engine = Engine(backend: backend)
        for _ in 0..<2 {
            try await burst(engine)
            let start = ContinuousClock.now
            while backend.counts.withLock({ $0.opened - $0.closed }) > 1, .now - start < .seconds(60) {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(backend.counts.withLock { $0.opened - $0.closed } == 1)
            #expect(engine.connectionCounts == (1, 0, 0))
        }
        await engine.close()
    }

    @Test("a lost connection is replaced in the next session")
    func lost() async throws {
        let backend = FakeBackend(pool: PoolConfiguration(size: 1, overflow: 0))
        let engine = Engine(backend: backend)
        await #expect(throws: OperationalError.self) {
            try await engine.withConnection { connection in
                try connection.begin(.write(nil))
                try connection.execute(CompiledStatement(sql: "LOSE"))
            }
        }
        #expect(backend.counts.withLock(\.closed) == 1)
        try await engine.withConnection { _ = try $0.execute(CompiledStatement(sql: "ROWS 1")) }
        #expect(backend.counts.withLock(\.opened) == 2)
        await engine.close()
    }

    @Test("a connection that was idle for long is checked before it is lent")
    func idle() async throws {
        let backend = FakeBackend(pool: PoolConfiguration(size: 1, overflow: 0))
        let engine = Engine(backend: backend, configuration: EngineConfiguration(idleCheck: .zero))
        // It dies while nobody uses it.
        try await engine.withConnection { connection in
            let fake = try #require(connection.driver as? FakeConnection)
            let lost = fake.lost
            Thread.detachNewThread {
                usleep(20_000)
                lost.value = true
            }
        }
        try await Task.sleep(for: .milliseconds(60))
        try await engine.withConnection { _ = try $0.execute(CompiledStatement(sql: "ROWS 1")) }
        #expect(backend.counts.withLock(\.opened) == 2)
        await engine.close()
    }

    @Test("a session that finds no connection in time is told who holds them")
    func timeout() async throws {
        let backend = FakeBackend(pool: PoolConfiguration(size: 1, overflow: 0, timeout: .milliseconds(50)))
        let engine = Engine(backend: backend)
        let holder = Task { try await engine.withConnection(label: "report") { _ in _ = usleep(400_000) } }
        while engine.connectionCounts.used == 0 { try await Task.sleep(for: .milliseconds(1)) }
        do {
            try await engine.withConnection(label: "page") { _ in }
            Issue.record("there was a connection")
        } catch let error as PoolTimeoutError {
            #expect(error.holders.map(\.label) == ["report"])
            #expect(error.description.contains("report"))
        }
        try await holder.value
        #expect(engine.connectionCounts == (1, 0, 0))
        await engine.close()
    }

    @Test("close waits for sessions, closes every connection, and refuses new sessions")
    func close() async throws {
        let backend = FakeBackend(pool: PoolConfiguration(size: 3, overflow: 0))
        let engine = Engine(backend: backend)
        let isRunning = Mutex(false)
        let session = Task {
            try await engine.withConnection { _ in
                isRunning.withLock { $0 = true }
                usleep(100_000)
            }
        }
        while !isRunning.withLock(\.self) { try await Task.sleep(for: .milliseconds(1)) }
        await engine.close()
        try await session.value
        #expect(backend.counts.withLock { $0.opened == $0.closed })
        await #expect(throws: OperationalError.self) { try await engine.withConnection { _ in } }
        await engine.close()
    }

    @Test("an engine that is dropped closes its connections")
    func dropped() async throws {
        let backend = FakeBackend()
        do {
            let engine = Engine(backend: backend)
            try await engine.withConnection { _ in }
        }
        for _ in 0..<200 where backend.counts.withLock(\.closed) == 0 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(backend.counts.withLock(\.closed) == 1)
    }

    @Test("cancelling interrupts the statement that runs, and the session throws CancellationError")
    func cancel() async throws {
        let backend = FakeBackend()
        let engine = Engine(backend: backend)
        let isRunning = Mutex(false)
        let task = Task {
            try await engine.withConnection { connection in
                try connection.begin(.write(nil))
                isRunning.withLock { $0 = true }
                try connection.execute(CompiledStatement(sql: "WAIT"))
            }
        }
        while !isRunning.withLock(\.self) { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(backend.counts.withLock(\.log) == ["BEGIN", "ROLLBACK"])
        #expect(engine.connectionCounts == (1, 0, 0))
        await engine.close()
    }

    @Test("a cancelled session runs no further statement, and cannot commit")
    func cancelled() async throws {
        let backend = FakeBackend()
        let engine = Engine(backend: backend)
        let task = Task {
            try await engine.withConnection { connection in
                try connection.begin(.write(nil))
                while !Task.isCancelled { usleep(100) }
                while !connection.isCancelled { usleep(100) }
                #expect(throws: CancellationError.self) { try connection.execute(CompiledStatement(sql: "ROWS 1")) }
                #expect(throws: CancellationError.self) { try connection.commit() }
            }
        }
        while backend.counts.withLock(\.log).isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        try await task.value
        #expect(!backend.counts.withLock(\.log).contains("COMMIT"))
        await engine.close()
    }

    @Test("a body runs on its own connection's thread, whether it waited, or its turn came before it had begun to wait")
    func ownThread() async throws {
        let engine = Engine(backend: FakeBackend(pool: PoolConfiguration(size: 2, overflow: 0, timeout: .seconds(60))))
        let log = ThreadLog()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<32 {
                group.addTask {
                    for number in 0..<500 {
                        try await Trace.$name.withValue("\(client) \(number)") {
                            try await engine.withConnection { connection in
                                #expect(Trace.name == "\(client) \(number)")
                                _ = log.threads.withLock {
                                    $0[ObjectIdentifier(connection), default: []].insert(currentThread)
                                }
                            }
                        }
                        if ConnectionThread.isCurrent { Issue.record("the task stayed on the connection's thread") }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(log.threads.withLock(\.count) <= 2)
        #expect(log.threads.withLock { $0.values.allSatisfy { $0.count == 1 } })
        await engine.close()
    }

    @Test("five hundred sessions on four connections, cancelled at random, leave every connection in the pool")
    func storm() async throws {
        let backend = FakeBackend(pool: PoolConfiguration(size: 4, overflow: 0, timeout: .seconds(60)))
        let engine = Engine(backend: backend)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                let task = Task {
                    try await engine.withConnection(label: "\(number)") { connection in
                        try connection.begin(.write(nil))
                        try connection.execute(CompiledStatement(sql: number % 7 == 0 ? "WAIT" : "ROWS 3"))
                        try connection.commit()
                    }
                }
                group.addTask {
                    // Those that wait end only by being cancelled.
                    if number % 7 == 0 || number % 3 == 0 {
                        try? await Task.sleep(for: .microseconds(Int.random(in: 0...30_000)))
                        task.cancel()
                    }
                    _ = await task.result
                }
            }
        }
        #expect(engine.connectionCounts.used == 0 && engine.connectionCounts.waiting == 0)
        #expect(engine.connectionCounts.idle <= 4)
        #expect(!backend.counts.withLock(\.log).contains("INTERRUPTED COMMIT"))
        // All four can be had at once.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await engine.withConnection { _ in
                        backend.counts.withLock { $0.lent += 1 }
                        let deadline = ContinuousClock.now + .seconds(10)
                        while backend.counts.withLock(\.lent) < 4, ContinuousClock.now < deadline { usleep(100) }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(backend.counts.withLock(\.lent) == 4)
        await engine.close()
        #expect(backend.counts.withLock { $0.opened == $0.closed })
    }
}

/// Which threads have run bodies of which connection.
private final class ThreadLog: Sendable {
    let threads = Mutex<[ObjectIdentifier: Set<UInt>]>([:])
}

/// Which thread this is.
private var currentThread: UInt {
    #if canImport(Darwin)
        UInt(bitPattern: Int(bitPattern: pthread_self()))
    #else
        UInt(pthread_self())
    #endif
}
