import Cinnabar
import CinnabarTesting
import Foundation
import TestServers
import Testing

@Suite("Several databases, when one of them fails", .serialized, .timeLimit(.minutes(5)))
struct BindFaultTests {
    /// Those whose second database can refuse a COMMIT: its foreign keys can be checked as late as that.
    static let refusing = BackendPair.all.filter { isSQLite($0.analytics) || $0.analytics.name == "PostgreSQL" }

    /// Those whose second database is talked to over a connection that can break.
    static let breaking = BackendPair.all.filter { $0.analytics.has(.isServer) }

    /// Those where two sessions can use both databases at once.
    static let shared = BackendPair.all.filter { $0.main.has(.isShared) && $0.analytics.has(.isShared) }

    private static func isSQLite(_ backend: TestBackend) -> Bool { backend.name.hasPrefix("SQLite") }

    /// Makes foreign keys of events be checked by COMMIT.
    private static func postpone(_ db: Database, _ pair: BackendPair) async throws {
        if isSQLite(pair.analytics) { return }
        let events = try #require(try db.tables(bind: "analytics").first { $0.name == "events" })
        let name = try #require(events.foreignKeys.first?.name)
        try await db.run("ALTER TABLE events ALTER CONSTRAINT \(name) DEFERRABLE INITIALLY DEFERRED", bind: "analytics")
    }

    /// Adds an event that COMMIT will refuse.
    private static func addRefused(_ session: Session, _ pair: BackendPair) throws -> Event {
        if isSQLite(pair.analytics) { try session.execute("PRAGMA defer_foreign_keys = ON", bind: "analytics") }
        let event = Event(kind: "refused", sourceID: 999)
        session.add(event)
        try session.flush()
        return event
    }

    @Test(
        "when one database refuses its COMMIT after another one has committed, the error says what is where",
        arguments: refusing)
    func partialCommit(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            try await Self.postpone(db, pair)
            try await db.session { session throws in
                let account = Account(owner: "ann")
                let old = OldAccount(owner: "old")
                session.add(account)
                session.add(old)
                let event = try Self.addRefused(session, pair)
                let error = #expect(throws: PartialCommitError.self) { try session.commit() }
                #expect(error?.committed == ["default"])
                #expect(error?.failed == "analytics")
                #expect(error?.rolledBack == ["archive"])
                #expect(error?.underlying is IntegrityError)
                #expect(error?.description.contains("“archive” was rolled back") ?? false)
                #expect(session.state(of: account) == .persistent)
                #expect(session.state(of: event) == .transient && session.state(of: old) == .transient)
                // The session goes on, and what is missing can be written again.
                event.sourceID = nil
                account.balance = 3
                session.add(event)
                session.add(old)
                try session.commit()
            }
            #expect(try await db.rows("SELECT owner, balance FROM accounts") == [["ann", "3"]])
            #expect(try await db.value("SELECT count(*) FROM events", bind: "analytics") == "1")
            #expect(try await db.value("SELECT count(*) FROM accounts", bind: "archive") == "1")
        }
    }

    @Test(
        "when the first COMMIT is refused, everything is rolled back and its error is thrown as it is",
        arguments: refusing)
    func firstCommit(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            try await Self.postpone(db, pair)
            try await db.session { session throws in
                _ = try session.query(Account.self).all()
                let old = OldAccount(owner: "old")
                session.add(old)
                let event = try Self.addRefused(session, pair)
                #expect(throws: IntegrityError.self) { try session.commit() }
                #expect(session.state(of: event) == .transient && session.state(of: old) == .transient)
                session.add(OldAccount(owner: "later"))
                try session.commit()
            }
            #expect(try await db.rows("SELECT owner FROM accounts", bind: "archive") == [["later"]])
            #expect(try await db.value("SELECT count(*) FROM events", bind: "analytics") == "0")
        }
    }

    @Test("a transaction is not run again when a part of it was committed", arguments: refusing)
    func notRetried(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            try await Self.postpone(db, pair)
            let runs = Counter()
            await #expect(throws: PartialCommitError.self) {
                try await db.transaction { session throws in
                    runs.next()
                    session.add(Account(owner: "ann"))
                    _ = try Self.addRefused(session, pair)
                }
            }
            #expect(runs.count == 1)
            #expect(try await db.value("SELECT count(*) FROM accounts") == "1")
            #expect(try db.engine(for: "analytics").connectionCounts.used == 0)
        }
    }

    @Test("a server that is gone before COMMIT is found before anything is committed", arguments: breaking)
    func killed(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            let isPostgres = pair.analytics.name == "PostgreSQL"
            let error = await #expect(throws: OperationalError.self) {
                try await db.session { session throws in
                    session.add(Account(owner: "ann"))
                    session.add(Event(kind: "lost"))
                    try session.flush()
                    let number = try session.scalar(
                        isPostgres ? "SELECT pg_backend_pid()" : "SELECT connection_id()", as: Int.self,
                        bind: "analytics")
                    try inOtherThread {
                        try db.engine(for: "analytics").blockingWithConnection {
                            try $0.execute(
                                script: isPostgres
                                    ? "SELECT pg_terminate_backend(\(number ?? 0))" : "KILL \(number ?? 0)")
                        }
                    }
                    Thread.sleep(forTimeInterval: 0.1)
                    try session.commit()
                }
            }
            #expect(error?.kind == .connectionLost)
            #expect(try await db.value("SELECT count(*) FROM accounts") == "0")
            #expect(try await db.value("SELECT count(*) FROM events", bind: "analytics") == "0")
            #expect(try db.engine(for: "analytics").connectionCounts.used == 0)
        }
    }

    // MARK: Waiting

    private static func narrow(_ timeout: Duration) -> DatabaseConfiguration {
        let pool = EngineConfiguration(pool: PoolConfiguration(size: 1, overflow: 0, timeout: timeout))
        return DatabaseConfiguration(binds: ["analytics": pool, "archive": pool])
    }

    @Test("who waits in vain for a connection of a bind is told who holds it, and can go on without", arguments: shared)
    func exhausted(pair: BackendPair) async throws {
        try await pair.run(Self.narrow(.milliseconds(200))) { db, _ async throws in
            try await db.session(label: "holder") { session throws in
                _ = try session.query(Event.self).all()
                try db.elsewhere { other throws in
                    other.add(Account(owner: "ann"))
                    let error = #expect(throws: PoolTimeoutError.self) { try other.query(Event.self).all() }
                    #expect(error?.holders.map(\.label) == ["holder"])
                    try other.commit()
                }
            }
            #expect(try await db.value("SELECT count(*) FROM accounts") == "1")
            #expect(try db.engine(for: "analytics").connectionCounts.used == 0)
        }
    }

    @Test("sessions that take connections of two binds in opposite orders end by the pool's timeout", arguments: shared)
    func opposite(pair: BackendPair) async throws {
        try await pair.run(Self.narrow(.milliseconds(300))) { db, _ async throws in
            let started = Counter()
            @Sendable func meet() { while started.count < 2 { Thread.sleep(forTimeInterval: 0.001) } }
            let one = Task {
                try await db.session { session throws in
                    _ = try session.query(Event.self).all()
                    started.next()
                    meet()
                    _ = try session.query(OldAccount.self).all()
                }
            }
            let other = Task {
                try await db.session { session throws in
                    _ = try session.query(OldAccount.self).all()
                    started.next()
                    meet()
                    _ = try session.query(Event.self).all()
                }
            }
            let results = [await one.result, await other.result]
            #expect(results.contains { if case .failure(let error) = $0 { error is PoolTimeoutError } else { false } })
            #expect(try db.engine(for: "analytics").connectionCounts.used == 0)
            #expect(try db.engine(for: "archive").connectionCounts.used == 0)
        }
    }

    @Test("cancelling the task ends a wait for a connection of a bind", arguments: shared)
    func cancelledWait(pair: BackendPair) async throws {
        try await pair.run(Self.narrow(.seconds(600))) { db, _ async throws in
            let held = Counter()
            let over = Counter()
            let holder = Task {
                try await db.session { session throws in
                    _ = try session.query(Event.self).all()
                    held.next()
                    while over.count == 0 { Thread.sleep(forTimeInterval: 0.001) }
                }
            }
            while held.count == 0 { try await Task.sleep(for: .milliseconds(1)) }
            let waiting = Task { try await db.session { session throws in try session.query(Event.self).count() } }
            while try db.engine(for: "analytics").connectionCounts.waiting == 0 {
                try await Task.sleep(for: .milliseconds(1))
            }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            over.next()
            try await holder.value
            #expect(try db.engine(for: "analytics").connectionCounts.used == 0)
            #expect(try db.engine(for: "analytics").connectionCounts.waiting == 0)
        }
    }

    @Test("cancelling the task interrupts the statement that runs on a bind", arguments: BackendPair.all)
    func cancelledStatement(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            let name = pair.analytics.name
            let long: SQLText =
                name == "PostgreSQL"
                ? "SELECT pg_sleep(600)"
                : Self.isSQLite(pair.analytics)
                    ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
                    : "SELECT sleep(600)"
            let begun = Counter()
            let task = Task {
                try await db.session { session throws in
                    session.add(Account(owner: "ann"))
                    session.add(Event(kind: "undone"))
                    try session.flush()
                    begun.next()
                    _ = try session.sql(long, bind: "analytics")
                    try session.commit()
                }
            }
            while begun.count == 0 { try await Task.sleep(for: .milliseconds(1)) }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try db.engine(for: "analytics").connectionCounts.used == 0)
            #expect(db.engine.connectionCounts.used == 0)
            #expect(try await db.value("SELECT count(*) FROM accounts") == "0")
            #expect(try await db.value("SELECT count(*) FROM events", bind: "analytics") == "0")
        }
    }
}
