import Cinnabar
import CinnabarTesting
import Foundation
import Synchronization
import TestServers
import Testing

@Suite("Servers that break connections", .serialized, .timeLimit(.minutes(5)))
struct ServerFaultTests {
    private static func connectionNumber(_ backend: TestBackend) -> SQLText {
        backend.name == "PostgreSQL" ? "SELECT pg_backend_pid()" : "SELECT connection_id()"
    }

    private static func killing(_ backend: TestBackend, _ number: Int) -> String {
        backend.name == "PostgreSQL" ? "SELECT pg_terminate_backend(\(number))" : "KILL \(number)"
    }

    private static var configuration: DatabaseConfiguration {
        DatabaseConfiguration(
            engine: EngineConfiguration(pool: PoolConfiguration(size: 8, overflow: 4, timeout: .seconds(60))))
    }

    @Test(
        "connections that are killed all the time lose no money and no acknowledged transfer",
        arguments: TestBackend.servers)
    func transfersUnderFire(backend: TestBackend) async throws {
        // The third is the same server again.
        let time = backend.name == "MariaDB as MySQL" ? Duration.seconds(4) : .seconds(30)
        try await withSandbox(backend, models: [Account.self, Transfer.self], configuration: Self.configuration) { db in
            let load = try await TransferLoad(db, number: Self.connectionNumber(backend))
            let killer = Task {
                var kills = 0
                while !load.isOver {
                    if let victim = load.someConnection() {
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
            await load.run(for: time)
            #expect(await killer.value > 0)
            try await load.check()
        }
    }

    @Test(
        "a server that is killed and started again loses no money and no acknowledged transfer",
        .enabled(if: !OwnServer.kinds.isEmpty, "the servers' programs are not installed"), arguments: OwnServer.kinds)
    func killedServer(kind: OwnServer.Kind) async throws {
        let server = try inOtherThread { try OwnServer(kind) }
        defer { server.remove() }
        let db = try Database(
            server.backend(), models: [Account.self, Transfer.self], configuration: Self.configuration)
        try await db.createAll()
        let load = try await TransferLoad(db, number: nil)
        let killer = Task {
            var acknowledged = [0]
            for _ in 0..<3 {
                try await Task.sleep(for: .seconds(2))
                acknowledged.append(load.acknowledged)
                try inOtherThread { try server.kill() }
                try await Task.sleep(for: .milliseconds(300))
                try inOtherThread { try server.start() }
            }
            return acknowledged
        }
        await load.run(for: .seconds(14))
        // Between any two deaths, and after the last, the pool had found its way back by itself.
        let counts = try await killer.value + [load.acknowledged]
        for (before, after) in zip(counts, counts.dropFirst()) { #expect(before < after) }
        #expect(load.failures > 0)
        try await load.check()
        await db.close()
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
