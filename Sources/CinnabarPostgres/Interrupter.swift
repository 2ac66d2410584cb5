internal import CPostgres
internal import CinnabarDriver
internal import Synchronization

/// Asks the server to end what runs on one connection. The request goes over a connection of its own.
final class PostgresInterrupter: ConnectionInterrupter {
    private struct Request: @unchecked Sendable { var pointer: OpaquePointer? }

    private let request: Mutex<Request>
    private let isRequested = Atomic<Bool>(false)

    init(_ connection: OpaquePointer) { request = Mutex(Request(pointer: PQgetCancel(connection))) }

    deinit { detach() }

    func interrupt() {
        isRequested.store(true, ordering: .releasing)
        request.withLock { request in
            guard let pointer = request.pointer else { return }
            // Why a request failed would help nobody: it is sent again until the statement has ended.
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
                _ = PQcancel(pointer, message.baseAddress, 256)
            }
        }
    }

    /// Whether an interrupt came since `clear`.
    var isInterrupted: Bool { isRequested.load(ordering: .acquiring) }

    func clear() { isRequested.store(false, ordering: .releasing) }

    /// The connection closes: from now on there is nothing to interrupt.
    func detach() {
        request.withLock { request in
            PQfreeCancel(request.pointer)
            request.pointer = nil
        }
    }
}
