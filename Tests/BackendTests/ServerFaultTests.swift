import Cinnabar
import CinnabarTesting
import Foundation
import Synchronization
import TestServers
import Testing

/// What is written with each transfer, so that it can be told which ones were.
@Model("transfers")
final class Transfer {
    @PrimaryKey var id: UUID
    var amount: Int
    @ForeignKey(\Account.id) var sourceID: Int
    @ForeignKey(\Account.id) var targetID: Int
}

@Suite("Servers that break connections", .serialized, .timeLimit(.minutes(5)))
struct ServerFaultTests {
    private struct Outcomes {
        var acknowledged: Set<UUID> = []
        var unknown: Set<UUID> = []
        var failed = 0
        /// The server's own numbers of the connections.
        var connections: Set<Int> = []
    }

    private final class Course: Sendable {
        let outcomes = Mutex(Outcomes())
        let isOver = Atomic<Bool>(false)
    }

    private static func connectionNumber(_ backend: TestBackend) -> SQLText {
        backend.name == "PostgreSQL" ? "SELECT pg_backend_pid()" : "SELECT connection_id()"
    }

    private static func killing(_ backend: TestBackend, _ number: Int) -> String {
        backend.name == "PostgreSQL" ? "SELECT pg_terminate_backend(\(number))" : "KILL \(number)"
    }

    @Test(
        "connections that are killed all the time lose no money and no acknowledged transfer",
        arguments: TestBackend.servers)
    func transfersUnderFire(backend: TestBackend) async throws {
        let configuration = DatabaseConfiguration(
            engine: EngineConfiguration(pool: PoolConfiguration(size: 8, overflow: 4, timeout: .seconds(60))))
        try await withSandbox(backend, models: [Account.self, Transfer.self], configuration: configuration) { db in
            try await db.session { session in
                for index in 0..<100 { session.add(Account(owner: "a\(index)", balance: 100)) }
                try session.commit()
            }
            let course = Course()
            let end = ContinuousClock.now + .seconds(4)
            let killer = Task {
                var kills = 0
                while !course.isOver.load(ordering: .relaxed) {
                    let victim = course.outcomes.withLock { outcomes in
                        outcomes.connections.randomElement().map { outcomes.connections.remove($0) ?? $0 }
                    }
                    if let victim {
                        // The connection may be gone already, or this one be cut as well.
                        let isKilled: ()? = try? await db.engine.withConnection(label: "killer") {
                            try $0.execute(script: Self.killing(backend, victim))
                        }
                        if isKilled != nil { kills += 1 }
                    }
                    try? await Task.sleep(for: .milliseconds(40))
                }
                return kills
            }
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        while ContinuousClock.now < end {
                            let id = UUID()
                            do {
                                let isMoved = try await db.transaction(retries: 1_000) { session in
                                    if let number = try session.scalar(Self.connectionNumber(backend), as: Int.self) {
                                        course.outcomes.withLock { _ = $0.connections.insert(number) }
                                    }
                                    let ids = try session.query(Account.self).order { $0.id }.select { $0.id }.all()
                                    let pair = ids.shuffled().prefix(2).sorted()
                                    let source = try #require(try session.get(Account.self, pair[0]))
                                    let target = try #require(try session.get(Account.self, pair[1]))
                                    let amount = Int.random(in: 1...5)
                                    guard source.balance >= amount else { return false }
                                    source.balance -= amount
                                    target.balance += amount
                                    let transfer = Transfer(amount: amount, sourceID: pair[0], targetID: pair[1])
                                    transfer.id = id
                                    session.add(transfer)
                                    return true
                                }
                                if isMoved { course.outcomes.withLock { _ = $0.acknowledged.insert(id) } }
                            } catch {
                                course.outcomes.withLock { outcomes in
                                    outcomes.failed += 1
                                    if "\(error)".contains("not known") { outcomes.unknown.insert(id) }
                                }
                                if !(error is any DatabaseError) { Issue.record("\(error)") }
                            }
                        }
                    }
                }
            }
            course.isOver.store(true, ordering: .relaxed)
            let kills = await killer.value
            let seen = course.outcomes.withLock { $0 }
            // The pool recovers: connections that were lost are found out, each at the cost of one session at most.
            var stored: Set<UUID> = []
            var sum = 0
            for attempt in 0..<40 {
                do {
                    (stored, sum) = try await db.read { session in
                        (
                            Set(try session.query(Transfer.self).select { $0.id }.all()),
                            try session.query(Account.self).select { $0.balance }.all().reduce(0, +)
                        )
                    }
                    break
                } catch { #expect(attempt < 39, "\(error)") }
            }
            #expect(sum == 10_000)
            let applied = try await db.read { session in
                try session.query(Transfer.self).select { ($0.sourceID, $0.targetID, $0.amount) }.all().count
            }
            #expect(applied == stored.count)
            #expect(kills > 0)
            #expect(!seen.acknowledged.isEmpty)
            #expect(seen.acknowledged.subtracting(stored).isEmpty)
            #expect(stored.subtracting(seen.acknowledged).isSubset(of: seen.unknown))
            #expect(db.engine.connectionCounts.used == 0)
        }
    }

    @Test("ten thousand sessions that are cancelled anywhere lose no connection", arguments: TestBackend.servers)
    func cancellations(backend: TestBackend) async throws {
        let count = backend.name == "MariaDB as MySQL" ? 1_000 : 10_000
        let configuration = DatabaseConfiguration(
            engine: EngineConfiguration(pool: PoolConfiguration(size: 8, overflow: 0, timeout: .seconds(120))))
        try await withSandbox(backend, models: [Account.self], configuration: configuration) { db in
            try await db.session { session in
                session.add(Account(owner: "a", balance: 1))
                try session.commit()
            }
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<count {
                    if number >= 32 { await group.next() }
                    group.addTask {
                        let task = Task {
                            try await db.session { session in
                                let account = try #require(try session.query(Account.self).first())
                                account.note = "\(number)"
                                if number % 7 == 0 { try session.commit() }
                            }
                        }
                        let delay = Int.random(in: 0...3_000)
                        if delay > 1_000 { try? await Task.sleep(for: .microseconds(delay - 1_000)) }
                        task.cancel()
                        do { try await task.value } catch is CancellationError {
                        } catch is SerializationError {
                        } catch is DeadlockError {
                        } catch { Issue.record("\(error)") }
                    }
                }
            }
            #expect(db.engine.connectionCounts.used == 0)
            #expect(db.engine.connectionCounts.waiting == 0)
            // All of them work, at once too.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        let count = try await db.read { session throws in try session.query(Account.self).count() }
                        #expect(count == 1)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
