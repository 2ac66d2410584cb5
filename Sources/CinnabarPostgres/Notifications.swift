internal import CPostgres
internal import CinnabarDriver
internal import Foundation
internal import Synchronization

/// What `NOTIFY` says on some channels, over a connection and a thread of its own.
///
/// ```swift
/// let jobs = try await backend.notifications(on: "jobs")      // LISTEN "jobs"
/// for try await job in jobs { print(job.payload) }
/// ```
///
/// It ends when the loop does, when its task is cancelled, and with `close()`. When the connection is lost it throws
/// `OperationalError`: what was said since then has been missed, so read what it is about again and listen anew.
public final class PostgresNotifications: AsyncSequence, Sendable {
    /// One `NOTIFY`.
    public struct Notification: Sendable, Hashable {
        /// The channel that it came on.
        public let channel: String
        /// The text that came with it; empty where there was none.
        public let payload: String
        /// The server process of the session that sent it.
        public let processID: Int
    }

    /// Goes through the notifications, each of which comes to one iterator only.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: AsyncThrowingStream<Notification, any Error>.AsyncIterator
        /// Keeps the connection.
        fileprivate let owner: PostgresNotifications

        /// Waits for the next notification; `nil` after the end.
        ///
        /// - Throws: `OperationalError` when the connection is lost, or when too many notifications wait.
        public mutating func next() async throws -> Notification? { try await base.next() }
    }

    private let stream: AsyncThrowingStream<Notification, any Error>
    private let listener: Listener

    fileprivate init(_ stream: AsyncThrowingStream<Notification, any Error>, _ listener: Listener) {
        self.stream = stream
        self.listener = listener
    }

    deinit { listener.stop() }

    /// What goes through the notifications from now on.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: stream.makeAsyncIterator(), owner: self) }

    /// Ends the sequence and closes its connection.
    public func close() { listener.stop() }
}

extension PostgresBackend {
    /// Listens on channels. When this returns, nothing that is said on them is missed.
    ///
    /// - Parameters:
    ///   - channels: Their names, as they are: `"Jobs"` and `"jobs"` are two.
    ///   - limit: How many notifications may wait for the loop; with one more, the sequence throws.
    /// - Throws: `OperationalError` when no connection can be made; `QueryError` for a name that cannot be one.
    public func notifications(on channels: String..., limit: Int = 10_000) async throws -> PostgresNotifications {
        let (stream, continuation) = AsyncThrowingStream.makeStream(
            of: PostgresNotifications.Notification.self, bufferingPolicy: .bufferingOldest(Swift.max(limit, 1)))
        let listener = try Listener(self, channels, continuation)
        continuation.onTermination = { [weak listener] _ in listener?.stop() }
        try await listener.start()
        return PostgresNotifications(stream, listener)
    }
}

/// The thread that waits for notifications.
///
/// 1. It connects, listens, and says so.
/// 2. It waits for the socket and for a pipe; a byte in the pipe ends it.
/// 3. Whatever ends it, it closes the connection and the pipe by itself.
private final class Listener: Sendable {
    typealias Continuation = AsyncThrowingStream<PostgresNotifications.Notification, any Error>.Continuation

    private struct Pipe {
        var reading: Int32
        var writing: Int32
        var isOpen = true
    }

    private let backend: PostgresBackend
    private let channels: [String]
    private let continuation: Continuation
    private let thread: ConnectionThread
    private let pipe: Mutex<Pipe>

    init(_ backend: PostgresBackend, _ channels: [String], _ continuation: Continuation) throws {
        self.backend = backend
        self.channels = channels
        self.continuation = continuation
        var ends: [Int32] = [-1, -1]
        guard Foundation.pipe(&ends) == 0 else {
            throw OperationalError(.other, "no pipe could be made: \(String(cString: strerror(errno)))")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pipe = Mutex(Pipe(reading: ends[0], writing: ends[1]))
        thread = try ConnectionThread(name: "db-listen", stackSize: 1 << 20)
    }

    /// Listens; throws when that cannot be.
    func start() async throws {
        do {
            try await withTaskCancellationHandler {
                try await withUnsafeThrowingContinuation { started in
                    thread.perform { [self] in run { started.resume(with: $0) } }
                }
            } onCancel: {
                stop()
            }
        } catch {
            continuation.finish()
            throw error
        }
    }

    /// Ends the thread soon. Safe from any thread, and more than once.
    func stop() {
        pipe.withLock { pipe in
            guard pipe.isOpen else { return }
            var byte: UInt8 = 1
            _ = write(pipe.writing, &byte, 1)
        }
    }

    // MARK: On the thread

    private func run(_ started: (Result<Void, any Error>) -> Void) {
        let connection: any DriverConnection
        do {
            connection = try backend.connect()
        } catch {
            end()
            return started(.failure(error))
        }
        defer {
            connection.close()
            end()
        }
        guard let connection = connection as? PostgresConnection else {
            return started(.failure(OperationalError(.other, "the connection is not one of PostgreSQL")))
        }
        do {
            for channel in channels {
                let name = channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                try connection.execute(script: "LISTEN \"\(name)\"")
            }
        } catch {
            return started(.failure(error))
        }
        started(.success(()))
        do {
            try listen(connection)
            continuation.finish()
        } catch {
            continuation.finish(throwing: error)
        }
    }

    private func listen(_ connection: PostgresConnection) throws {
        let end = pipe.withLock(\.reading)
        while true {
            while let found = PQnotifies(connection.handle) {
                defer { PQfreemem(found) }
                let notification = PostgresNotifications.Notification(
                    channel: String(cString: found.pointee.relname), payload: String(cString: found.pointee.extra),
                    processID: Int(found.pointee.be_pid))
                switch continuation.yield(notification) {
                case .terminated: return
                case .dropped:
                    throw OperationalError(
                        .other, "more notifications of \(backend.location) wait than there is room for",
                        advice: "take them faster, or raise the limit")
                default: break
                }
            }
            var items = [
                pollfd(fd: PQsocket(connection.handle), events: Int16(POLLIN), revents: 0),
                pollfd(fd: end, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&items, nfds_t(items.count), -1) < 0, errno != EINTR { return }
            if items[1].revents != 0 { return }
            guard PQconsumeInput(connection.handle) == 1, PQstatus(connection.handle) == CONNECTION_OK else {
                throw PostgresErrors.lost(backend.location, answer: PostgresErrors.message(of: connection.handle))
            }
        }
    }

    private func end() {
        pipe.withLock { pipe in
            guard pipe.isOpen else { return }
            pipe.isOpen = false
            Foundation.close(pipe.reading)
            Foundation.close(pipe.writing)
        }
        thread.stop {}
    }
}
