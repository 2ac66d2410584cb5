import Cinnabar
import CinnabarTesting
import Synchronization
import Testing

@Model("kept_things")
final class KeptThing {
    var id: Int
    @Column(.string(40)) var name: String
}

@Model("far_things", bind: "far")
final class FarThing {
    var id: Int
    @Column(.string(40)) var name: String
}

@Suite("COMMIT on several databases")
struct PartialCommitTests {
    private static func withFault(_ body: (Database, Faults) async throws -> Void) async throws {
        let far = FaultyBackend(try SQLiteBackend(.memory))
        let db = try Database(
            try SQLiteBackend(.memory), binds: ["far": far], models: [KeptThing.self, FarThing.self])
        try await db.createAll()
        try await body(db, far.faults)
        await db.close()
    }

    /// From now on: the question whether the server is there, then COMMIT.
    private static let commit = 1

    @Test("a conflict that the second COMMIT meets does not run the transaction again")
    func conflict() async throws {
        try await Self.withFault { db, faults async throws in
            let counted = RunCount()
            let error = await #expect(throws: PartialCommitError.self) {
                try await db.transaction { session in
                    counted.add()
                    session.add(KeptThing(name: "a"))
                    session.add(FarThing(name: "a"))
                    try session.flush()
                    faults.arm(Self.commit, SerializationError(context: ErrorContext(answer: "again")))
                }
            }
            #expect(counted.count == 1 && faults.hasHappened)
            #expect(error?.underlying is SerializationError)
            #expect(try await db.value("SELECT count(*) FROM kept_things") == "1")
            #expect(try await db.value("SELECT count(*) FROM far_things", bind: "far") == "0")
        }
    }

    @Test("a conflict that the first COMMIT meets runs the transaction again")
    func firstConflict() async throws {
        try await Self.withFault { db, faults async throws in
            let counted = RunCount()
            try await db.transaction { session in
                _ = try session.query(KeptThing.self).all()
                session.add(FarThing(name: "a"))
                try session.flush()
                // Nothing was written beside it: COMMIT comes without a question.
                if counted.add() == 1 { faults.arm(0, SerializationError(context: ErrorContext(answer: "again"))) }
            }
            #expect(counted.count == 2 && faults.hasHappened)
            #expect(try await db.value("SELECT count(*) FROM far_things", bind: "far") == "1")
        }
    }

    @Test("a connection that is lost in the second COMMIT leaves it unknown, and the error says so")
    func lost() async throws {
        try await Self.withFault { db, faults async throws in
            let error = await #expect(throws: PartialCommitError.self) {
                try await db.session { session in
                    session.add(KeptThing(name: "a"))
                    session.add(FarThing(name: "a"))
                    try session.flush()
                    faults.arm(Self.commit, OperationalError(.connectionLost, "gone"))
                    try session.commit()
                }
            }
            #expect(error?.advice?.contains("look first whether “far” has it") ?? false)
            #expect(try await db.value("SELECT count(*) FROM kept_things") == "1")
            #expect(try await db.read { try $0.query(FarThing.self).count() } == 0)
        }
    }

    @Test("hooks after COMMIT and ROLLBACK are called once for all databases, and not for a part")
    func hooks() async throws {
        let commits = RunCount()
        let rollbacks = RunCount()
        var hooks = SessionHooks()
        hooks.afterCommit = [{ _ in commits.add() }]
        hooks.afterRollback = [{ _ in rollbacks.add() }]
        let far = FaultyBackend(try SQLiteBackend(.memory))
        let db = try Database(
            try SQLiteBackend(.memory), binds: ["far": far], models: [KeptThing.self, FarThing.self],
            configuration: DatabaseConfiguration(hooks: hooks))
        try await db.createAll()
        try await db.session { session in
            session.add(KeptThing(name: "a"))
            session.add(FarThing(name: "a"))
            try session.commit()
            #expect(commits.count == 1 && rollbacks.count == 0)
            session.add(KeptThing(name: "b"))
            session.add(FarThing(name: "b"))
            try session.flush()
            far.faults.arm(Self.commit, OperationalError(.other, "refused"))
            #expect(throws: PartialCommitError.self) { try session.commit() }
            #expect(commits.count == 1 && rollbacks.count == 0)
            session.add(FarThing(name: "c"))
            try session.flush()
            far.faults.arm(0, OperationalError(.other, "refused"))
            #expect(throws: OperationalError.self) { try session.commit() }
            #expect(commits.count == 1 && rollbacks.count == 1)
        }
        await db.close()
    }
}

/// Counts in bodies that run on other threads.
private final class RunCount: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    @discardableResult func add() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}
