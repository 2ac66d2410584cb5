internal import CinnabarDriver
internal import Foundation
internal import Synchronization

/// The writers of one database file in this process, in the order they came.
///
/// SQLite lets one connection write at a time and has the others poll. Within a process they wait here instead:
/// nobody spins, nobody is overtaken, and who is interrupted leaves the line. Other processes are waited for by
/// SQLite's busy handler, after the place here is held.
final class WriterQueue: Sendable {
    /// A place in a queue; each connection has one.
    final class Place: Sendable {
        fileprivate enum State { case outside, waiting, writing }
        fileprivate let monitor = Monitor()
        // All under the monitor.
        nonisolated(unsafe) fileprivate var state = State.outside
        nonisolated(unsafe) fileprivate var isInterrupted = false

        /// Makes a wait end. Does nothing when there is none.
        func interrupt() {
            monitor.withLock {
                if state == .waiting { isInterrupted = true }
            }
            monitor.signal()
        }
    }

    /// How a wait ended.
    enum Outcome: Sendable, Equatable { case writing, interrupted, timeout }

    private struct Line {
        var writer: Place?
        var waiting: [Place] = []
    }

    private let line = Mutex(Line())

    /// Waits for the turn of `place`. Who has it already keeps it.
    func enter(_ place: Place, atMost timeout: Duration) -> Outcome {
        let isTurn = line.withLock { line in
            if line.writer === place { return true }
            if line.writer == nil {
                line.writer = place
                place.monitor.withLock { place.state = .writing }
                return true
            }
            line.waiting.append(place)
            place.monitor.withLock {
                place.state = .waiting
                place.isInterrupted = false
            }
            return false
        }
        return isTurn ? .writing : wait(place, until: .now + timeout)
    }

    /// Gives the turn back, or leaves the line. Does nothing for who is not in it.
    func leave(_ place: Place) {
        let next = line.withLock { line -> Place? in
            line.waiting.removeAll { $0 === place }
            place.monitor.withLock { place.state = .outside }
            guard line.writer === place else { return nil }
            line.writer = line.waiting.isEmpty ? nil : line.waiting.removeFirst()
            line.writer?.monitor.withLock { line.writer?.state = .writing }
            return line.writer
        }
        next?.monitor.signal()
    }

    /// How many wait.
    var waiting: Int { line.withLock { $0.waiting.count } }

    private func wait(_ place: Place, until deadline: ContinuousClock.Instant) -> Outcome {
        place.monitor.lock()
        var outcome: Outcome?
        while outcome == nil {
            let left = deadline - .now
            switch place.state {
            case .writing: outcome = .writing
            case .waiting, .outside:
                if place.isInterrupted {
                    outcome = .interrupted
                } else if left <= .zero {
                    outcome = .timeout
                } else {
                    place.monitor.wait(atMost: left)
                }
            }
        }
        place.monitor.unlock()
        // The turn may have come meanwhile: `leave` passes it on.
        if outcome != .writing { leave(place) }
        return outcome ?? .timeout
    }
}

/// The queues of this process, one for each file, however it is named.
enum WriterQueues {
    private struct File: Hashable {
        var device: UInt64
        var node: UInt64
    }

    private struct Entry { weak var queue: WriterQueue? }

    private static let queues = Mutex<[File: Entry]>([:])

    /// The queue of the file at `path`, which is there.
    static func queue(path: String) -> WriterQueue {
        var status = stat()
        guard stat(path, &status) == 0 else { return WriterQueue() }
        let file = File(
            device: UInt64(truncatingIfNeeded: status.st_dev), node: UInt64(truncatingIfNeeded: status.st_ino))
        return queues.withLock { queues in
            if let queue = queues[file]?.queue { return queue }
            queues = queues.filter { $0.value.queue != nil }
            let queue = WriterQueue()
            queues[file] = Entry(queue: queue)
            return queue
        }
    }
}
