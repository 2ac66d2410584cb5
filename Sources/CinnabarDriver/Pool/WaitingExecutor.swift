internal import Synchronization

/// Where a session runs that has to wait for a connection: until it waits, on the thread it is on; when it has one, on
/// the connection's thread.
///
/// A connection is given back on its own thread. The session that waited for it goes on right there: nobody is woken to
/// take it, and nobody hands it to the thread again. What is resumed before it has begun to wait never comes here: it
/// goes on where it is, so ``Engine`` looks which thread that is.
final class WaitingExecutor: TaskExecutor {
    private enum State {
        /// The session is on its way in: it has not waited yet.
        case entering
        /// It waits, or its wait came to nothing.
        case waiting
        /// It has a connection.
        case settled(ConnectionThread)
    }

    private let state = Mutex(State.entering)

    /// The session has a connection, and goes on on its thread.
    func settle(on thread: ConnectionThread) { state.withLock { $0 = .settled(thread) } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let before = state.withLock { state in
            defer { if case .entering = state { state = .waiting } }
            return state
        }
        switch before {
        // The session itself asks, on the thread it is on, and does nothing more than to stand in line.
        case .entering: job.runSynchronously(on: asUnownedTaskExecutor())
        case .waiting: globalConcurrentExecutor.enqueue(job)
        case .settled(let thread): thread.enqueue(job, of: self)
        }
    }
}
