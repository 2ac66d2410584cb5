import Cinnabar
import Dispatch

/// Holds a connection until it is told to let go.
final class HeldConnection: Sendable {
    private let db: Database
    private let ended = DispatchSemaphore(value: 0)
    private let box = TaskBox()

    init(_ db: Database) { self.db = db }

    func begin() async throws {
        let (stream, started) = AsyncStream<Void>.makeStream()
        let (db, ended) = (db, ended)
        box.task = Task {
            defer { started.finish() }
            try await db.read { _ in
                started.finish()
                ended.wait()
            }
        }
        for await _ in stream {}
    }

    func end() async throws {
        ended.signal()
        try await box.task?.value
    }

    private final class TaskBox: @unchecked Sendable {
        var task: Task<Void, any Error>?
    }
}
