internal import Synchronization

/// Where a session runs that waits for a connection: anywhere, until it has one; then on the connection's thread.
///
/// A connection is given back on its own thread. The session that waited for it goes on right there: nobody is woken to
/// take it, and nobody hands it to the thread again.
final class WaitingExecutor: TaskExecutor {
    private let thread = Mutex<ConnectionThread?>(nil)

    /// The session has a connection, and goes on on its thread.
    func settle(on thread: ConnectionThread) { self.thread.withLock { $0 = thread } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if let thread = thread.withLock({ $0 }) {
            thread.enqueue(job, as: asUnownedTaskExecutor())
        } else {
            globalConcurrentExecutor.enqueue(job)
        }
    }
}
