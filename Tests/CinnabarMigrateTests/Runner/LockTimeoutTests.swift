import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import Synchronization
import Testing

@Suite("Locks that somebody else holds")
struct LockTimeoutTests {
    @Test(
        "an upgrade ends within the lock timeout, says why, and runs when the lock is gone",
        arguments: RunnerDatabase.Kind.there)
    func timeout(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            try await database.runner([CreateUsers.self]).upgrade()
            let limits = StatementLimits(lock: .seconds(1))
            let runner = try database.runner(
                [CreateUsers.self, AddPicture.self, CreatePosts.self], MigrationOptions(limits: limits))
            // A reader that has not ended holds its tables on servers; on SQLite only writers are in the way.
            let (failure, time) = try await locking(database) { () async throws -> (RevisionFailedError, Duration) in
                let start = ContinuousClock.now
                let error = try await #require(throws: RevisionFailedError.self) { try await runner.upgrade() }
                return (error, .now - start)
            }
            #expect(failure.revision.id == "a2")
            #expect((failure.cause as? OperationalError)?.kind == .locked, "\(failure)")
            #expect(failure.description.contains("see who holds the lock"))
            #expect(time >= .milliseconds(900) && time < .seconds(4), "\(time)")
            #expect(try await runner.status().heads == ["a1"])
            #expect(try await database.columns(of: "users") == ["id", "name"])

            #expect(try await runner.upgrade().map(\.id) == ["a2", "a3"])
            #expect(try await database.columns(of: "users") == ["id", "name", "picture"])
            #expect(try await runner.status().isUpToDate)
        }
    }

    @Test("the limit ends with the run: a session after it waits as the configuration says")
    func ends() async throws {
        try await RunnerDatabase.with(.sqlite) { database in
            let limits = StatementLimits(lock: .milliseconds(50))
            try await database.runner([CreateUsers.self], MigrationOptions(limits: limits)).upgrade()
            try await locking(database) {
                // The pool's only connection, which the run had, is lent again.
                let hasEnded = Mutex(false)
                let task = Task {
                    defer { hasEnded.withLock { $0 = true } }
                    try await database.script("INSERT INTO users (name) VALUES ('ada')")
                }
                try await Task.sleep(for: .milliseconds(400))
                #expect(hasEnded.withLock { !$0 })
                task.cancel()
                _ = await task.result
            }
            #expect(try await database.integer("SELECT count(*) FROM users") == 0)
        }
    }

    private enum State { case before, held, over }

    /// Runs `body` while a transaction of another connection is open that has read the table, and may write.
    private func locking<R: Sendable>(_ database: RunnerDatabase, _ body: () async throws -> R) async throws -> R {
        let state = Mutex(State.before)
        let engine = Engine(backend: database.engine.backend)
        async let holder: Void = engine.withConnection { connection in
            defer { state.withLock { $0 = .over } }
            try connection.begin(.write(nil))
            _ = try connection.rows("SELECT * FROM users")
            state.withLock { $0 = .held }
            try eventually { state.withLock { $0 } == .over }
            try connection.rollback()
        }
        while state.withLock({ $0 }) == .before { try await Task.sleep(for: .milliseconds(5)) }
        let result: Result<R, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        state.withLock { $0 = .over }
        try await holder
        return try result.get()
    }
}
