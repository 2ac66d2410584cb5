internal import CSQLite
internal import CinnabarDriver
internal import Synchronization

/// Ends what runs on one connection: a statement, a wait for other writers of this process, or one for a lock of
/// another process.
final class SQLiteInterrupter: ConnectionInterrupter {
    private struct Handle: @unchecked Sendable { var pointer: OpaquePointer? }

    private let handle: Mutex<Handle>
    private let place: WriterQueue.Place
    private let isRequested = Atomic<Bool>(false)

    init(_ pointer: OpaquePointer, _ place: WriterQueue.Place) {
        handle = Mutex(Handle(pointer: pointer))
        self.place = place
    }

    func interrupt() {
        isRequested.store(true, ordering: .releasing)
        place.interrupt()
        handle.withLock { if let pointer = $0.pointer { sqlite3_interrupt(pointer) } }
    }

    /// Whether an interrupt came since `clear`: the busy handler asks.
    var isInterrupted: Bool { isRequested.load(ordering: .acquiring) }

    func clear() { isRequested.store(false, ordering: .releasing) }

    /// The connection closes: from now on there is nothing to interrupt.
    func detach() { handle.withLock { $0.pointer = nil } }
}
