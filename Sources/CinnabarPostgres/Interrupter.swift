internal import CPostgres
internal import CinnabarDriver
internal import Synchronization

/// Asks the server to end what runs on one connection. The request goes over a connection of its own, which may be as
/// stuck as the first: it is sent from a thread of its own, and waited for only so long.
final class PostgresInterrupter: ConnectionInterrupter {
    /// What libpq knows of the server process; freed when the last request has been sent.
    private final class Request: @unchecked Sendable {
        let pointer: OpaquePointer
        init?(_ connection: OpaquePointer) {
            guard let pointer = PQgetCancel(connection) else { return nil }
            self.pointer = pointer
        }
        deinit { PQfreeCancel(pointer) }

        func send() {
            // Why a request failed would help nobody: it is sent again until the statement has ended.
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
                _ = PQcancel(pointer, message.baseAddress, 256)
            }
        }
    }

    /// Whether a request has been sent.
    private final class Delivery: Sendable {
        let monitor = Monitor()
        let isDone = Atomic<Bool>(false)

        func finish() {
            monitor.withLock { isDone.store(true, ordering: .releasing) }
            monitor.broadcast()
        }

        func wait(atMost limit: Duration) -> Bool {
            let end = ContinuousClock.now + limit
            return monitor.withLock {
                while !isDone.load(ordering: .acquiring), ContinuousClock.now < end {
                    monitor.wait(atMost: end - .now)
                }
                return isDone.load(ordering: .acquiring)
            }
        }
    }

    private static let patience = Duration.seconds(5)

    private let request: Mutex<Request?>
    private let isRequested = Atomic<Bool>(false)
    private let isStuck = Atomic<Bool>(false)

    init(_ connection: OpaquePointer) { request = Mutex(Request(connection)) }

    func interrupt() {
        isRequested.store(true, ordering: .releasing)
        guard !isUncertain, let request = request.withLock(\.self) else { return }
        let delivery = Delivery()
        let thread = try? PlatformThread(name: "db-cancel", stackSize: 1 << 20) {
            request.send()
            delivery.finish()
        }
        guard let thread else { return }
        if delivery.wait(atMost: Self.patience) {
            thread.join()
        } else {
            isStuck.store(true, ordering: .releasing)
        }
    }

    /// Whether an interrupt came since `clear`: in the lease that has the connection.
    var isInterrupted: Bool { isRequested.load(ordering: .acquiring) }

    /// A request is still on its way, and may end any statement: nothing more can be run on the connection.
    var isUncertain: Bool { isStuck.load(ordering: .acquiring) }

    func clear() { isRequested.store(false, ordering: .releasing) }

    /// The connection closes: from now on there is nothing to interrupt.
    func detach() { request.withLock { $0 = nil } }
}
