public import CinnabarDriver
import CinnabarSQL
internal import Foundation

extension Database {
    /// Runs a unit of work. Nothing is kept without `try session.commit()`.
    ///
    /// The body is plain synchronous code; it runs from start to end on the thread of its connection, in the
    /// caller's task. What was not committed at its end is rolled back, with a logged warning.
    ///
    /// - Throws: what the body throws; `PoolTimeoutError`; `CancellationError` when the task is cancelled.
    @discardableResult
    @concurrent
    public func session<R: Sendable>(
        label: String = "session", fileID: StaticString = #fileID, line: UInt = #line,
        _ body: @Sendable (Session) throws -> R
    ) async throws -> R {
        let place = CodeLocation(fileID: fileID, line: line)
        return try await engine.withConnection(label: label) { connection in
            try self.runUnit(connection, .unitOfWork, label, place, body)
        }
    }

    /// Runs a transaction: commits when the body returns, rolls back when it throws.
    ///
    /// It is serializable on every database unless `isolation` lowers it. After a serialization failure or a
    /// deadlock the body runs again, in a new session, up to `retries` times. Where it uses several databases, it is
    /// so on each of them.
    ///
    /// - Throws: what the body throws; the last `SerializationError` or `DeadlockError` when the retries are used up;
    ///   `PartialCommitError`, which is not retried.
    @discardableResult
    @concurrent
    public func transaction<R: Sendable>(
        isolation: IsolationLevel = .serializable, retries: Int = 3, label: String = "transaction",
        fileID: StaticString = #fileID, line: UInt = #line, _ body: @Sendable (Session) throws -> R
    ) async throws -> R {
        let place = CodeLocation(fileID: fileID, line: line)
        return try await engine.withConnection(label: label) { connection in
            try self.runTransaction(connection, isolation, retries, label, place, body)
        }
    }

    /// Reads in one snapshot, without a lock that keeps writers out. Writes throw. Where several databases are read,
    /// each has a snapshot of its own, taken when it is first read.
    @discardableResult
    @concurrent
    public func read<R: Sendable>(
        label: String = "read", fileID: StaticString = #fileID, line: UInt = #line,
        _ body: @Sendable (Session) throws -> R
    ) async throws -> R {
        let place = CodeLocation(fileID: fileID, line: line)
        return try await engine.withConnection(label: label) { connection in
            try self.runUnit(connection, .read, label, place, body)
        }
    }

    /// The same without `async`, for scripts and command lines.
    public var blocking: BlockingDatabase { BlockingDatabase(database: self) }

    // MARK: on the connection's thread

    func runUnit<R>(
        _ connection: Connection, _ mode: Session.Mode, _ label: String, _ place: CodeLocation,
        _ body: (Session) throws -> R
    ) throws -> R {
        connection.codeLocation = place
        let session = Session(database: self, connection: connection, mode: mode, label: label)
        connection.isReadOnly = mode == .read
        let links = TransientLinks.begin()
        defer {
            session.close()
            links.end()
        }
        let result = try body(session)
        if mode == .unitOfWork, session.hasUncommittedWork {
            engine.configuration.logger.warning(
                "a session ended with work that was not committed: it is undone",
                metadata: ["session": "\(label)", "database": "\(engine.backend.location)"])
        }
        return result
    }

    func runTransaction<R>(
        _ connection: Connection, _ isolation: IsolationLevel, _ retries: Int, _ label: String,
        _ place: CodeLocation, _ body: (Session) throws -> R
    ) throws -> R {
        var attempt = 0
        while true {
            connection.codeLocation = place
            let session = Session(database: self, connection: connection, mode: .transaction(isolation), label: label)
            let links = TransientLinks.begin()
            defer {
                session.close()
                links.end()
            }
            do {
                try session.ensureReading()
                let result = try body(session)
                try session.commitTransaction()
                return result
            } catch let error as PartialCommitError {
                // What is to be undone has been, and what was committed cannot be written a second time.
                throw error
            } catch {
                try? session.rollbackTransaction()
                guard error is SerializationError || error is DeadlockError, attempt < retries else { throw error }
                attempt += 1
                try Self.pause(attempt, connection)
            }
        }
    }

    /// Lets the transaction that was in the way come to its end: at most 1, 2, 4, … and 64 milliseconds, by chance, so
    /// that those which failed together do not meet again.
    private static func pause(_ attempt: Int, _ connection: Connection) throws {
        if connection.isCancelled { throw CancellationError() }
        let limit = 0.001 * Double(1 << min(attempt - 1, 6))
        Thread.sleep(forTimeInterval: Double.random(in: 0...limit))
    }
}

/// A database's sessions for scripts and command lines without `async`.
///
/// Called on a session's own thread its methods throw: a session inside a session would wait for itself.
public struct BlockingDatabase: Sendable {
    let database: Database

    /// See ``Database/session(label:fileID:line:_:)``.
    @discardableResult
    @available(*, noasync, message: "use `await db.session` in asynchronous code")
    public func session<R: Sendable>(
        label: String = "session", fileID: StaticString = #fileID, line: UInt = #line,
        _ body: @Sendable (Session) throws -> R
    ) throws -> R {
        let place = CodeLocation(fileID: fileID, line: line)
        return try database.engine.blockingWithConnection(label: label) { connection in
            try database.runUnit(connection, .unitOfWork, label, place, body)
        }
    }

    /// See ``Database/transaction(isolation:retries:label:fileID:line:_:)``.
    @discardableResult
    @available(*, noasync, message: "use `await db.transaction` in asynchronous code")
    public func transaction<R: Sendable>(
        isolation: IsolationLevel = .serializable, retries: Int = 3, label: String = "transaction",
        fileID: StaticString = #fileID, line: UInt = #line, _ body: @Sendable (Session) throws -> R
    ) throws -> R {
        let place = CodeLocation(fileID: fileID, line: line)
        return try database.engine.blockingWithConnection(label: label) { connection in
            try database.runTransaction(connection, isolation, retries, label, place, body)
        }
    }

    /// See ``Database/read(label:fileID:line:_:)``.
    @discardableResult
    @available(*, noasync, message: "use `await db.read` in asynchronous code")
    public func read<R: Sendable>(
        label: String = "read", fileID: StaticString = #fileID, line: UInt = #line,
        _ body: @Sendable (Session) throws -> R
    ) throws -> R {
        let place = CodeLocation(fileID: fileID, line: line)
        return try database.engine.blockingWithConnection(label: label) { connection in
            try database.runUnit(connection, .read, label, place, body)
        }
    }

    /// See ``Database/createAll(bind:)``.
    @available(*, noasync, message: "use `await db.createAll()` in asynchronous code")
    public func createAll(bind: BindSelection = .all) throws {
        for (engine, tables) in try database.databases(bind) {
            try engine.blockingWithConnection(label: "createAll") { try Database.create(tables, $0) }
        }
    }

    /// See ``Database/dropAll(bind:)``.
    @available(*, noasync, message: "use `await db.dropAll()` in asynchronous code")
    public func dropAll(bind: BindSelection = .all) throws {
        for (engine, tables) in try database.databases(bind) {
            try engine.blockingWithConnection(label: "dropAll") { try Database.drop(tables, $0) }
        }
    }
}
