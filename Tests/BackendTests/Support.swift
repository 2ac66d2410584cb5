import Cinnabar
import CinnabarTesting
import Dispatch
import Foundation
import Synchronization
import TestServers
import Testing

/// The databases that this suite runs on. Another one is another value in this list.
let backends = TestBackend.all

/// Runs a test's body on a sandbox, with a recorder beside it.
func withBlog(
    _ backend: TestBackend, _ body: (Database, StatementRecorder) async throws -> Void
) async throws {
    try await withModels(backend, blog, body)
}

func withModels(
    _ backend: TestBackend, _ models: [any Model.Type], _ body: (Database, StatementRecorder) async throws -> Void
) async throws {
    try await withSandbox(backend, models: models) { db in
        let recorder = StatementRecorder()
        try await recorder.record { try await body(db, recorder) }
    }
}

extension StatementRecorder {
    /// The first words of what ran since the last call: `INSERT posts`, `SELECT users`.
    func takeShort() -> [String] {
        defer { reset() }
        return statements.map(shortened)
    }

    /// How many statements ran since the last call.
    func takeCount() -> Int {
        defer { reset() }
        return statements.count
    }
}

/// `INSERT INTO "posts" (…) …` is `INSERT posts`.
private func shortened(_ sql: String) -> String {
    let words = sql.split(whereSeparator: \.isWhitespace).map { $0.filter { $0 != "\"" && $0 != "`" && $0 != "," } }
    guard let verb = words.first else { return sql }
    let before: String? =
        switch verb {
        case "INSERT": "INTO"
        case "SELECT", "DELETE": "FROM"
        default: nil
        }
    let place = before.flatMap { word in words.firstIndex(of: word).map { $0 + 1 } } ?? 1
    return place < words.count ? "\(verb) \(words[place])" : sql
}

/// Keeps objects weakly across the end of a session, to see whether they are freed.
final class WeakObjects: @unchecked Sendable {
    private struct Reference { weak var object: AnyObject? }
    private var references: [Reference] = []
    func add(_ object: AnyObject) { references.append(Reference(object: object)) }
    var alive: Int { references.count { $0.object != nil } }
    var count: Int { references.count }
}

/// An error of a test's own.
struct Stop: Error, Equatable {}

extension Database {
    /// Runs a session on another thread, while the body of one is running on this.
    func elsewhere<R: Sendable>(_ body: @escaping @Sendable (Session) throws -> R) throws -> R {
        try inOtherThread { try self.blocking.session { try body($0) } }
    }
}

/// Runs `body` on a thread of its own and waits for it.
func inOtherThread<R>(_ body: @escaping @Sendable () throws -> R) throws -> R {
    let outcome = Outcome<R>()
    let thread = Thread { outcome.store(Result { try body() }) }
    thread.stackSize = 8 << 20
    thread.start()
    outcome.wait()
    return try outcome.get()
}

private final class Outcome<R>: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var result: Result<R, any Error>?
    func store(_ result: Result<R, any Error>) {
        self.result = result
        done.signal()
    }
    func wait() { done.wait() }
    func get() throws -> R {
        guard let result else { throw Stop() }
        return try result.get()
    }
}

/// Counts what happens on any thread.
final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    @discardableResult func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
    func reset() { value.withLock { $0 = 0 } }
}

/// Carries an object out of its session, which the compiler otherwise prevents.
final class Kept<M: Model>: @unchecked Sendable {
    var object: M?
}
