import CinnabarDriver
import Foundation
import Testing

@testable import CinnabarSQLite

@Suite struct WriterQueueTests {
    /// Runs a wait on a thread of its own.
    private func enter(
        _ queue: WriterQueue, _ place: WriterQueue.Place, _ timeout: Duration = .seconds(120)
    ) async -> WriterQueue.Outcome {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: queue.enter(place, atMost: timeout)) }
        }
    }

    private func waitUntil(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test("writers go in the order they came")
    func order() async throws {
        let queue = WriterQueue()
        let first = WriterQueue.Place()
        #expect(queue.enter(first, atMost: .zero) == .writing)
        let order = Shared<[Int]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let place = WriterQueue.Place()
                    #expect(await enter(queue, place) == .writing)
                    order.withLock { $0.append(number) }
                    queue.leave(place)
                }
                try await waitUntil { queue.waiting == number + 1 }
            }
            queue.leave(first)
            try await group.waitForAll()
        }
        #expect(order.withLock(\.self) == Array(0..<20))
        #expect(queue.waiting == 0)
    }

    @Test("who has the turn keeps it, and leaving twice changes nothing")
    func twice() {
        let queue = WriterQueue()
        let (first, second) = (WriterQueue.Place(), WriterQueue.Place())
        #expect(queue.enter(first, atMost: .zero) == .writing)
        #expect(queue.enter(first, atMost: .zero) == .writing)
        #expect(queue.enter(second, atMost: .milliseconds(5)) == .timeout)
        queue.leave(second)
        queue.leave(first)
        queue.leave(first)
        #expect(queue.enter(second, atMost: .zero) == .writing)
    }

    @Test("who is interrupted leaves the line, and the others go on")
    func interrupt() async throws {
        let queue = WriterQueue()
        let (first, second, third) = (WriterQueue.Place(), WriterQueue.Place(), WriterQueue.Place())
        _ = queue.enter(first, atMost: .zero)
        async let interrupted = enter(queue, second)
        try await waitUntil { queue.waiting == 1 }
        async let patient = enter(queue, third)
        try await waitUntil { queue.waiting == 2 }
        second.interrupt()
        #expect(await interrupted == .interrupted)
        queue.leave(first)
        #expect(await patient == .writing)
        // An interrupt that comes while nobody waits is forgotten.
        second.interrupt()
        queue.leave(third)
        #expect(queue.enter(second, atMost: .zero) == .writing)
    }

    @Test("a turn that comes while one gives up goes to the next one, whatever the timing")
    func race() async throws {
        let queue = WriterQueue()
        let writing = Shared(0)
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    let place = WriterQueue.Place()
                    for round in 0..<60 {
                        let timeout: Duration = (round + worker) % 3 == 0 ? .microseconds(50) : .seconds(20)
                        if await enter(queue, place, timeout) == .writing {
                            let count = writing.withLock { count in
                                count += 1
                                return count
                            }
                            #expect(count == 1)
                            if round % 5 == 0 { usleep(100) }
                            writing.withLock { $0 -= 1 }
                        }
                        queue.leave(place)
                    }
                }
            }
        }
        #expect(queue.waiting == 0)
        #expect(queue.enter(WriterQueue.Place(), atMost: .zero) == .writing)
    }

    @Test("a file has one queue, by whatever name it is reached")
    func files() throws {
        let database = try TestDatabase()
        #expect(FileManager.default.createFile(atPath: database.path, contents: Data()))
        try FileManager.default.createSymbolicLink(
            atPath: database.folder + "/link.db", withDestinationPath: database.path)
        let queue = WriterQueues.queue(path: database.path)
        #expect(WriterQueues.queue(path: database.folder + "/link.db") === queue)
        #expect(
            WriterQueues.queue(
                path: database.folder + "/../" + (database.folder as NSString).lastPathComponent + "/test.db") === queue
        )
        #expect(WriterQueues.queue(path: "/dev/null") !== queue)
    }

    @Test("two hundred increments by many sessions are all there")
    func counter() async throws {
        let database = try TestDatabase(pool: PoolConfiguration(size: 8, overflow: 0))
        try await database.script("CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (0)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await database.engine.withConnection { connection in
                        try connection.begin(.write(.serializable))
                        let value = try connection.integer("SELECT x FROM t")
                        try connection.change("UPDATE t SET x = \(value + 1)")
                        try connection.commit()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await database.integer("SELECT x FROM t") == 200)
        await database.engine.close()
    }

    @Test("statements outside a transaction take their turn too")
    func autocommit() async throws {
        let database = try TestDatabase(
            pool: PoolConfiguration(size: 8, overflow: 0), configuration: .init(busyTimeout: .zero))
        try await database.script("CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (0)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await database.engine.withConnection { try $0.change("UPDATE t SET x = x + 1") }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await database.integer("SELECT x FROM t") == 200)
        await database.engine.close()
    }

    @Test("a writer that waits too long is told so, and readers never wait")
    func timeout() async throws {
        let database = try TestDatabase(configuration: .init(writerTimeout: .milliseconds(50)))
        try await database.script("CREATE TABLE t (x INTEGER)")
        let mayEnd = Shared(false)
        let hasBegun = Shared(false)
        async let holder: Void = database.engine.withConnection { connection in
            try connection.begin(.write(nil))
            hasBegun.withLock { $0 = true }
            while !mayEnd.withLock(\.self) { usleep(500) }
        }
        try await waitUntil { hasBegun.withLock(\.self) }
        #expect(try await database.integer("SELECT count(*) FROM t") == 0)
        let error = await #expect(throws: OperationalError.self) {
            try await database.engine.withConnection { try $0.begin(.write(nil)) }
        }
        #expect(error?.kind == .locked)
        mayEnd.withLock { $0 = true }
        try await holder
        try await database.script("INSERT INTO t VALUES (1)")
        await database.engine.close()
    }

    @Test("cancelling a session that waits for other writers ends it at once")
    func cancel() async throws {
        let database = try TestDatabase()
        try await database.script("CREATE TABLE t (x INTEGER)")
        let mayEnd = Shared(false)
        let hasBegun = Shared(false)
        async let holder: Void = database.engine.withConnection { connection in
            try connection.begin(.write(nil))
            hasBegun.withLock { $0 = true }
            while !mayEnd.withLock(\.self) { usleep(500) }
        }
        try await waitUntil { hasBegun.withLock(\.self) }
        let waiter = Task { try await database.engine.withConnection { try $0.begin(.write(nil)) } }
        let queue = WriterQueues.queue(path: database.path)
        try await waitUntil { queue.waiting == 1 }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(queue.waiting == 0)
        mayEnd.withLock { $0 = true }
        try await holder
        await database.engine.close()
    }
}
