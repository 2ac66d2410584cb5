import Cinnabar
import Foundation
import Synchronization
import Testing

/// What is written with each transfer, so that it can be told which ones were.
@Model("transfers")
final class Transfer {
    @PrimaryKey var id: UUID
    var amount: Int
    @ForeignKey(\Account.id) var sourceID: Int
    @ForeignKey(\Account.id) var targetID: Int
}

/// Transfers between a hundred accounts by 64 tasks, and what is known of each.
final class TransferLoad: Sendable {
    private struct Outcomes {
        var acknowledged: Set<UUID> = []
        var unknown: Set<UUID> = []
        var failed = 0
        /// The server's own numbers of the connections.
        var connections: Set<Int> = []
    }

    private let db: Database
    private let number: SQLText?
    private let outcomes = Mutex(Outcomes())
    private let over = Atomic<Bool>(false)

    /// - Parameter number: asks the server for its number of a connection, where connections are to be killed.
    init(_ db: Database, number: SQLText?) async throws {
        self.db = db
        self.number = number
        try await db.session { session in
            for index in 0..<100 { session.add(Account(owner: "a\(index)", balance: 100)) }
            try session.commit()
        }
    }

    var isOver: Bool { over.load(ordering: .relaxed) }
    var acknowledged: Int { outcomes.withLock { $0.acknowledged.count } }
    var failures: Int { outcomes.withLock { $0.failed } }

    /// One of the connections that were seen, each only once.
    func someConnection() -> Int? {
        outcomes.withLock { outcomes in
            outcomes.connections.randomElement().map { outcomes.connections.remove($0) ?? $0 }
        }
    }

    func run(for time: Duration) async {
        let end = ContinuousClock.now + time
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    while ContinuousClock.now < end { await self.transfer() }
                }
            }
        }
        over.store(true, ordering: .relaxed)
    }

    private func transfer() async {
        let id = UUID()
        do {
            let isMoved = try await db.transaction(retries: 1_000) { session in try self.move(id, session) }
            if isMoved { outcomes.withLock { _ = $0.acknowledged.insert(id) } }
        } catch {
            outcomes.withLock { outcomes in
                outcomes.failed += 1
                if "\(error)".contains("not known") { outcomes.unknown.insert(id) }
            }
            if !(error is any DatabaseError) { Issue.record("\(error)") }
            // A server that is down refuses at once.
            if number == nil { try? await Task.sleep(for: .milliseconds(5)) }
        }
    }

    private func move(_ id: UUID, _ session: Session) throws -> Bool {
        if let number, let connection = try session.scalar(number, as: Int.self) {
            outcomes.withLock { _ = $0.connections.insert(connection) }
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

    /// The sum is what it was; what was acknowledged is there, and nothing else but what nobody could know.
    func check() async throws {
        let seen = outcomes.withLock { $0 }
        // The pool recovers: connections that were lost are found out, each at the cost of one session at most.
        var stored: Set<UUID> = []
        var accounts: [Int: Int] = [:]
        var transfers: [(Int, Int, Int)] = []
        for attempt in 0..<40 {
            do {
                (stored, accounts, transfers) = try await db.read { session in
                    (
                        Set(try session.query(Transfer.self).select { $0.id }.all()),
                        Dictionary(
                            uniqueKeysWithValues: try session.query(Account.self).select { ($0.id, $0.balance) }.all()),
                        try session.query(Transfer.self).select { ($0.sourceID, $0.targetID, $0.amount) }.all()
                    )
                }
                break
            } catch { #expect(attempt < 39, "\(error)") }
        }
        #expect(accounts.values.reduce(0, +) == 10_000)
        var expected = accounts.mapValues { _ in 100 }
        for (source, target, amount) in transfers {
            expected[source, default: 0] -= amount
            expected[target, default: 0] += amount
        }
        // Each transfer that is there was made, and once.
        #expect(accounts == expected)
        #expect(!seen.acknowledged.isEmpty)
        #expect(seen.acknowledged.subtracting(stored).isEmpty)
        #expect(stored.subtracting(seen.acknowledged).isSubset(of: seen.unknown))
        #expect(db.engine.connectionCounts.used == 0)
    }
}
