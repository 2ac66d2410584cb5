#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif
internal import Synchronization

/// The thread that one connection lives on. Sessions run on it as their task's executor.
///
/// Work is either a job of the Swift runtime (a task that prefers this executor) or a block. It ends after `stop`,
/// when everything before it is done; a helper joins it, so that nothing waits for it on the cooperative pool.
package final class ConnectionThread: TaskExecutor {
    private enum Work {
        /// A job, and the executor that lets it run here when that is not the thread itself.
        case job(UnownedJob, WaitingExecutor?)
        case block(@Sendable () -> Void)
        case stop(@Sendable () -> Void)
    }

    private static let current = ThreadLocal()

    /// Whether the caller runs on the thread of a connection, of any engine.
    package static var isCurrent: Bool { current.value != nil }

    /// Whether the caller runs on this thread.
    var isCurrent: Bool { Self.current.value == Unmanaged.passUnretained(self).toOpaque() }

    private let monitor = Monitor()
    // Under the monitor.
    nonisolated(unsafe) private var work: [Work] = []
    nonisolated(unsafe) private var isStopped = false
    nonisolated(unsafe) private var isAsleep = false
    /// How often something was asked for: what the thread watches before it goes to sleep.
    private let arrivals = Atomic<Int>(0)
    // Set once, before the thread can be stopped.
    nonisolated(unsafe) private var thread: PlatformThread?

    /// Starts the thread. Its stack is as large as that of a main thread: bodies are the application's code.
    package init(name: String, stackSize: Int = 8 << 20) throws {
        thread = try PlatformThread(name: name, stackSize: stackSize) { [self] in run() }
    }

    package func enqueue(_ job: consuming ExecutorJob) { enqueue(UnownedJob(job), of: nil) }

    /// Runs a job here, of `executor` if there is one.
    func enqueue(_ job: UnownedJob, of executor: WaitingExecutor?) {
        if !append(.job(job, executor)) {
            // Never strand a task, even when its connection is gone.
            globalConcurrentExecutor.enqueue(job)
        }
    }

    /// Runs `block` on the thread after everything that was asked for before. False when the thread has ended.
    @discardableResult
    package func perform(_ block: @escaping @Sendable () -> Void) -> Bool { append(.block(block)) }

    /// Runs `block` on the thread and waits for it, without a limit. To be called from another thread.
    package func performAndWait<R>(_ block: () throws -> R) throws -> R {
        var result: Result<R, any Error>?
        let isAccepted = withoutActuallyEscaping({ result = Result { try block() } }) { body in
            withUnsafePointer(to: body) { pointer in
                // The caller waits, so what the block captures has one user. The thread is given the address alone:
                // it still holds what it was given for a moment after the caller goes on.
                nonisolated(unsafe) let pointer = pointer
                let done = Monitor()
                let isDone = Mutex(false)
                let isAccepted = perform {
                    Self.call(pointer)
                    done.withLock { isDone.withLock { $0 = true } }
                    done.signal()
                }
                if isAccepted { done.withLock { while !isDone.withLock(\.self) { done.wait() } } }
                return isAccepted
            }
        }
        guard isAccepted, let result else { throw OperationalError(.closed, "the connection's thread has ended") }
        return try result.get()
    }

    @inline(never)
    private static func call(_ block: UnsafePointer<() -> Void>) { block.pointee() }

    /// Ends the thread after everything that was asked for before; `onExit` runs on a helper when it has ended.
    package func stop(onExit: @escaping @Sendable () -> Void) {
        if !append(.stop(onExit)) { onExit() }
    }

    private func append(_ item: Work) -> Bool {
        monitor.lock()
        if isStopped {
            monitor.unlock()
            return false
        }
        if case .stop = item { isStopped = true }
        work.append(item)
        arrivals.wrappingAdd(1, ordering: .releasing)
        let mustSignal = isAsleep
        isAsleep = false
        monitor.unlock()
        if mustSignal { monitor.signal() }
        return true
    }

    private func run() {
        Self.current.value = Unmanaged.passUnretained(self).toOpaque()
        let executor = asUnownedTaskExecutor()
        var batch: [Work] = []
        var patience = Patience()
        while true {
            monitor.lock()
            if work.isEmpty {
                let seen = arrivals.load(ordering: .relaxed)
                monitor.unlock()
                patience.watch { arrivals.load(ordering: .acquiring) != seen }
                monitor.lock()
                while work.isEmpty {
                    isAsleep = true
                    monitor.wait()
                }
                isAsleep = false
            }
            swap(&batch, &work)
            monitor.unlock()
            patience.didWait()
            for item in batch {
                switch item {
                case .job(let job, let other):
                    job.runSynchronously(on: other?.asUnownedTaskExecutor() ?? executor)
                case .block(let block): block()
                case .stop(let onExit): return end(onExit)
                }
            }
            batch.removeAll(keepingCapacity: true)
        }
    }

    private func end(_ onExit: @escaping @Sendable () -> Void) {
        Self.current.value = nil
        HelperThread.deadlines.schedule { [self] in
            thread?.join()
            onExit()
            return nil
        }
    }
}

/// Whether a thread watches for work a moment before it goes to sleep: to be woken costs both sides more than a short
/// session does.
///
/// It watches only when its last wait was short, gives its core to whoever wants it meanwhile, and is the only one in
/// the process that does.
private struct Patience {
    private static let limit = Duration.microseconds(200)
    private static let isTaken = Atomic<Bool>(false)
    private var idleSince = ContinuousClock.now
    private var isWorthwhile = false

    mutating func watch(_ hasArrived: () -> Bool) {
        idleSince = .now
        guard isWorthwhile, !Self.isTaken.exchange(true, ordering: .acquiring) else { return }
        defer { Self.isTaken.store(false, ordering: .releasing) }
        while !hasArrived() {
            sched_yield()
            if .now - idleSince > Self.limit { return }
        }
    }

    mutating func didWait() { isWorthwhile = .now - idleSince < Self.limit }
}
