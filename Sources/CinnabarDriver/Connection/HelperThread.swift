/// A thread that runs small pieces of work at their time: deadlines of waiting sessions, interrupts, joins.
///
/// Two of them serve the whole process, each started when first needed and kept.
final class HelperThread: Sendable {
    /// Deadlines, and the last steps of threads that end.
    static let deadlines = HelperThread(name: "db-deadlines")
    /// Interrupts; apart from deadlines, since sending one may wait for a network.
    static let interrupts = HelperThread(name: "db-interrupts")

    /// What is to be done; it is done again after the duration it gives.
    typealias Work = @Sendable () -> Duration?

    private struct Entry {
        var time: ContinuousClock.Instant
        var work: Work
    }

    private let name: String
    private let monitor = Monitor()
    // Both under the monitor. Entries are few: a linear search beats a heap.
    nonisolated(unsafe) private var entries: [Entry] = []
    nonisolated(unsafe) private var isRunning = false

    private init(name: String) { self.name = name }

    /// Does `work` after `delay`, on this thread.
    func schedule(after delay: Duration = .zero, _ work: @escaping Work) {
        monitor.lock()
        entries.append(Entry(time: .now + delay, work: work))
        let mustStart = !isRunning
        isRunning = true
        monitor.unlock()
        monitor.signal()
        if mustStart { start() }
    }

    private func start() {
        do {
            _ = try PlatformThread(name: name, stackSize: 1 << 20) { [self] in run() }
        } catch {
            // No thread to be had now: the next one who schedules tries again.
            monitor.withLock { isRunning = false }
        }
    }

    private func run() {
        while true {
            let due = nextDue()
            for entry in due {
                if let delay = entry.work() { schedule(after: delay, entry.work) }
            }
        }
    }

    private func nextDue() -> [Entry] {
        monitor.lock()
        defer { monitor.unlock() }
        while true {
            let now = ContinuousClock.now
            let due = entries.filter { $0.time <= now }
            if !due.isEmpty {
                entries.removeAll { $0.time <= now }
                return due
            }
            if let next = entries.lazy.map(\.time).min() {
                monitor.wait(atMost: next - now)
            } else {
                monitor.wait()
            }
        }
    }
}
