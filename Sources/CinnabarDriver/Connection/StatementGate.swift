internal import Synchronization

/// Lets a cancelled task interrupt the statement that runs in its lease, and nothing else.
///
/// One gate belongs to one lease. Its scheme:
/// 1. The connection's thread enters before a statement and leaves after it. COMMIT and ROLLBACK do not enter.
/// 2. Whoever cancels the task only marks the gate; a helper thread interrupts while a statement is inside.
/// 3. An interrupt can come too early, before the database has begun, and be lost: the helper repeats it until the
///    statement has left.
/// 4. The helper interrupts under the lock, and a marked gate is left under the lock: after `leave` no interrupt
///    is on its way, so none can hit a COMMIT or the next lease.
/// 5. A marked gate lets nothing in.
/// 6. What else has to end with the task is called when the gate is marked: the gates of connections that the lease has
///    borrowed, and its place in the line for one.
final class StatementGate: Sendable {
    private static let idle: UInt8 = 0
    private static let running: UInt8 = 1
    private static let cancelled: UInt8 = 2

    private let state = Atomic<UInt8>(StatementGate.idle)
    private struct Contents {
        var interrupter: (any ConnectionInterrupter)?
        var handlers: [@Sendable () -> Void]?
    }

    private let contents = Mutex(Contents())

    /// The connection of the lease, once it is open.
    func attach(_ interrupter: any ConnectionInterrupter) {
        contents.withLock { $0.interrupter = interrupter }
    }

    /// Calls `handler` when the task is cancelled, at once if it was. It may be called twice.
    func whenCancelled(_ handler: @escaping @Sendable () -> Void) {
        contents.withLock { $0.handlers = ($0.handlers ?? []) + [handler] }
        if isCancelled { handler() }
    }

    var isCancelled: Bool { state.load(ordering: .acquiring) & Self.cancelled != 0 }

    /// A statement begins. Throws `CancellationError` when the task was cancelled.
    func enter() throws {
        let (isEntered, _) = state.compareExchange(
            expected: Self.idle, desired: Self.running, ordering: .acquiringAndReleasing)
        if !isEntered { throw CancellationError() }
    }

    /// A statement ended.
    func leave() {
        let (hasLeft, _) = state.compareExchange(
            expected: Self.running, desired: Self.idle, ordering: .acquiringAndReleasing)
        if hasLeft { return }
        contents.withLock { _ in state.store(Self.cancelled, ordering: .releasing) }
    }

    /// The task was cancelled. Runs on the thread of whoever cancels, so it does no more than it must.
    func cancel() {
        let (before, _) = state.bitwiseOr(Self.cancelled, ordering: .acquiringAndReleasing)
        for handler in contents.withLock({ $0.handlers }) ?? [] { handler() }
        guard before == Self.running else { return }
        let attempts = Atomic<Int>(0)
        let box = AttemptCounter(attempts)
        HelperThread.interrupts.schedule { [self] in interrupt(attempt: box.next()) }
    }

    private func interrupt(attempt: Int) -> Duration? {
        contents.withLock { contents in
            guard state.load(ordering: .acquiring) == Self.running | Self.cancelled else { return nil }
            contents.interrupter?.interrupt()
            return .milliseconds(1 << min(attempt, 8))
        }
    }
}

/// Counts interrupts, so that they come more slowly the longer a server does not hear.
private final class AttemptCounter: Sendable {
    private let value: Atomic<Int>
    init(_ value: consuming Atomic<Int>) { self.value = value }
    func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
}
