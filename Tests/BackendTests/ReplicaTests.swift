import Cinnabar
import CinnabarPostgres
import CinnabarTesting
import Foundation
import Synchronization
import TestServers
import Testing

/// A PostgreSQL server and one that follows it; `make test` starts both.
private enum Replication {
    static let primary = ProcessInfo.processInfo.environment["CINNABAR_POSTGRES_URL"]
    static let replica = ProcessInfo.processInfo.environment["CINNABAR_POSTGRES_REPLICA_URL"]
    static var isThere: Bool { primary != nil && replica != nil }
}

/// A backend that can be out of reach.
private final class Absent: Backend {
    let inner: PostgresBackend
    let isAway = Atomic<Bool>(false)
    let attempts = Atomic<Int>(0)
    init(_ inner: PostgresBackend) { self.inner = inner }
    var dialect: any Dialect { inner.dialect }
    var location: String { inner.location }
    var poolDefaults: PoolConfiguration { inner.poolDefaults }
    func connect() throws -> any DriverConnection {
        attempts.wrappingAdd(1, ordering: .relaxed)
        if isAway.load(ordering: .relaxed) { throw OperationalError(.cannotConnect, "the replica is away") }
        return try inner.connect()
    }
    func inspector(_ connection: Connection) -> any Inspector { inner.inspector(connection) }
    func position(_ connection: Connection) throws -> String? { try inner.position(connection) }
    func hasReached(_ position: String, _ connection: Connection) throws -> Bool {
        try inner.hasReached(position, connection)
    }
}

@Suite("Replicas", .enabled(if: Replication.isThere, "CINNABAR_POSTGRES_REPLICA_URL names no replica"), .serialized)
struct ReplicaTests {
    private func withReplica(
        _ configuration: EngineConfiguration = EngineConfiguration(), _ body: (Database, Absent) async throws -> Void
    ) async throws {
        let schema = "cinnabar_\(UUID().uuidString.lowercased().filter { $0 != "-" })"
        func backend(_ url: String?) throws -> PostgresBackend {
            try PostgresBackend(
                #require(url), configuration: PostgresBackend.Configuration(settings: ["search_path": schema]))
        }
        let replica = Absent(try backend(Replication.replica))
        let db = try Database(
            try backend(Replication.primary), replicas: [replica], models: [Account.self],
            configuration: DatabaseConfiguration(engine: configuration))
        try await db.engine.withConnection { try $0.execute(script: "CREATE SCHEMA \(schema)") }
        try await db.createAll()
        do {
            try await body(db, replica)
        } catch {
            try? await db.engine.withConnection { try $0.execute(script: "DROP SCHEMA \(schema) CASCADE") }
            await db.close()
            throw error
        }
        try await db.engine.withConnection { try $0.execute(script: "DROP SCHEMA \(schema) CASCADE") }
        await db.close()
    }

    /// Whether the session's server follows another one.
    private static func isReplica(_ session: Session) throws -> Bool {
        try session.scalar("SELECT pg_is_in_recovery()", as: Bool.self) ?? false
    }

    /// Stops or goes on following.
    private func replay(_ action: String) async throws {
        let engine = Engine(backend: try PostgresBackend(#require(Replication.replica)))
        try await engine.withConnection { try $0.execute(script: "SELECT pg_wal_replay_\(action)()") }
        await engine.close()
    }

    private static func insert(_ db: Database, _ owner: String) async throws -> WriteToken {
        try await db.session { session in
            session.add(Account(owner: owner))
            try session.commit()
            return try session.writeToken()
        }
    }

    @Test("reads go to the replica where they may, all else to the primary")
    func routing() async throws {
        try await withReplica { db, _ in
            let token = try await Self.insert(db, "ann")
            #expect(try await db.read(from: .replicaAfter(token, within: .seconds(20))) { try Self.isReplica($0) })
            #expect(try await db.read(from: .replica) { try Self.isReplica($0) })
            #expect(try await db.read(from: .replica) { try $0.query(Account.self).count() } == 1)
            #expect(try await db.read(from: .primary) { try !Self.isReplica($0) })
            #expect(try await db.read { try !Self.isReplica($0) })
            #expect(try await db.session { try !Self.isReplica($0) })
            await #expect(throws: TransactionError.self) {
                try await db.read(from: .replica) { session in
                    session.add(Account(owner: "never"))
                    try session.flush()
                }
            }
        }
    }

    @Test("a replica that has not caught up is not asked for what was just written")
    func lag() async throws {
        try await withReplica { db, _ in
            let first = try await Self.insert(db, "ann")
            #expect(try await db.read(from: .replicaAfter(first, within: .seconds(20))) { try Self.isReplica($0) })
            try await replay("pause")
            do {
                let token = try await Self.insert(db, "bob")
                let (count, isReplica) = try await db.read(from: .replicaAfter(token, within: .milliseconds(50))) {
                    (try $0.query(Account.self).count(), try Self.isReplica($0))
                }
                #expect(count == 2 && !isReplica)
                #expect(try await db.read(from: .replica) { try $0.query(Account.self).count() } == 1)
                try await replay("resume")
                let later = try await db.read(from: .replicaAfter(token, within: .seconds(20))) {
                    (try $0.query(Account.self).count(), try Self.isReplica($0))
                }
                #expect(later.0 == 2 && later.1)
            } catch {
                try? await replay("resume")
                throw error
            }
        }
    }

    @Test("a replica that goes away is left out, and asked again when it is back")
    func absence() async throws {
        let configuration = EngineConfiguration(
            pool: PoolConfiguration(size: 1, overflow: 0), maximumAge: .zero, replicaRetry: .milliseconds(300))
        try await withReplica(configuration) { db, replica in
            let token = try await Self.insert(db, "ann")
            #expect(try await db.read(from: .replicaAfter(token, within: .seconds(20))) { try Self.isReplica($0) })
            replica.isAway.store(true, ordering: .relaxed)
            let before = replica.attempts.load(ordering: .relaxed)
            for _ in 0..<20 { #expect(try await db.read(from: .replica) { try !Self.isReplica($0) }) }
            let tried = replica.attempts.load(ordering: .relaxed) - before
            #expect(tried >= 1 && tried < 20)
            replica.isAway.store(false, ordering: .relaxed)
            try await Task.sleep(for: .milliseconds(400))
            #expect(try await db.read(from: .replica) { try Self.isReplica($0) })
        }
    }

    @Test("a body that has begun is not run again elsewhere")
    func begun() async throws {
        try await withReplica { db, _ in
            let runs = Counter()
            await #expect(throws: OperationalError.self) {
                try await db.read(from: .replica) { _ in
                    runs.next()
                    throw OperationalError(.connectionLost, "gone")
                }
            }
            #expect(runs.count == 1)
        }
    }
}
