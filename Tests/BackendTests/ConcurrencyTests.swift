import Cinnabar
import CinnabarTesting
import Foundation
import Testing

@Suite("Many sessions at once")
struct ConcurrencyTests {
    @Test("transfers between accounts, read-modify-write by 64 tasks, conserve the sum", arguments: backends)
    func transfers(backend: TestBackend) async throws {
        try await withModels(backend, [Account.self]) { db, _ async throws in
            try await db.session { session throws in
                for index in 0..<10 { session.add(Account(owner: "a\(index)", balance: 100)) }
                try session.commit()
            }
            let refused = Counter()
            await withTaskGroup(of: Void.self) { group in
                for task in 0..<64 {
                    group.addTask {
                        for round in 0..<5 {
                            let from = (task * 7 + round * 3) % 10 + 1
                            let to = (task * 5 + round * 11 + 1) % 10 + 1
                            do {
                                try await db.transaction(retries: 1_000) { session throws in
                                    let source = try #require(try session.get(Account.self, from))
                                    let target = try #require(try session.get(Account.self, to))
                                    let amount = (task + round) % 60
                                    source.balance -= amount
                                    target.balance += amount
                                }
                            } catch is IntegrityError {
                                refused.next()
                            } catch {
                                Issue.record("\(error)")
                            }
                        }
                    }
                }
            }
            #expect(try await db.rows("SELECT sum(balance), min(balance) >= 0 FROM accounts") == [["1000", "1"]])
            #expect(db.engine.connectionCounts.used == 0)
        }
    }

    @Test("a counter that many transactions raise misses no step", arguments: backends)
    func counter(backend: TestBackend) async throws {
        try await withModels(backend, [Account.self]) { db, _ async throws in
            try await db.session { session throws in
                session.add(Account(owner: "a"))
                try session.commit()
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        for _ in 0..<4 {
                            try await db.transaction(retries: 1_000) { session throws in
                                try #require(try session.get(Account.self, 1)).balance += 1
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await db.value("SELECT balance FROM accounts") == "256")
        }
    }

    @Test("sessions that only read run beside each other and beside a writer", arguments: backends)
    func readers(backend: TestBackend) async throws {
        try await withModels(backend, [Account.self]) { db, _ async throws in
            try await db.session { session throws in
                for index in 0..<100 { session.add(Account(owner: "a\(index)", balance: 10)) }
                try session.commit()
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for round in 0..<40 {
                        try await db.transaction { session throws in
                            let one = try #require(try session.get(Account.self, round % 100 + 1))
                            let other = try #require(try session.get(Account.self, (round + 13) % 100 + 1))
                            one.balance -= 3
                            other.balance += 3
                        }
                    }
                }
                for _ in 0..<16 {
                    group.addTask {
                        for _ in 0..<10 {
                            // A snapshot is never between two halves of a transfer.
                            let sum = try await db.read { session throws in
                                try session.query(Account.self).all().reduce(0) { $0 + $1.balance }
                            }
                            #expect(sum == 1_000)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a cancelled task rolls back, gives its connection back and throws CancellationError", arguments: backends)
    func cancelled(backend: TestBackend) async throws {
        try await withModels(backend, [Account.self]) { db, _ async throws in
            let task = Task {
                try await db.session { session throws in
                    session.add(Account(owner: "a"))
                    try session.flush()
                    while !Task.isCancelled { Thread.sleep(forTimeInterval: 0.001) }
                    session.add(Account(owner: "b"))
                    try session.commit()
                }
            }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(db.engine.connectionCounts.used == 0)
            #expect(try await db.value("SELECT count(*) FROM accounts") == "0")
        }
    }

    @Test("task locals of the caller are seen inside", arguments: backends)
    func taskLocals(backend: TestBackend) async throws {
        try await withModels(backend, [Account.self]) { db, _ async throws in
            let log = HookLog()
            let same = try await HookLog.$current.withValue(log) {
                try await db.session { _ in HookLog.current === log }
            }
            #expect(same)
        }
    }

    @Test("a session that commits twice lets others write in between", arguments: backends)
    func writersTakeTurns(backend: TestBackend) async throws {
        try await withModels(backend, [Account.self]) { db, _ async throws in
            try await db.session { session throws in
                session.add(Account(owner: "a"))
                try session.commit()
                try db.elsewhere { other in
                    other.add(Account(owner: "b"))
                    try other.commit()
                }
                session.add(Account(owner: "c"))
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM accounts") == "3")
        }
    }
}
