internal import Metrics
internal import Synchronization

/// Timers for statements and gauges for the pool, under OpenTelemetry's names. There are none until a metrics
/// system is bootstrapped.
final class StatementMeters: Sendable {
    private let system: String
    private let timers = Mutex<[String: Timer]>([:])
    private let idle: Gauge
    private let used: Gauge
    private let waiting: Gauge
    private let waitTime: Timer
    private let timeouts: Counter

    /// `nil` when no metrics system is there.
    init?(system: String, pool: String) {
        if MetricsSystem.factory is NOOPMetricsHandler { return nil }
        self.system = system
        let name = ("db.client.connection.pool.name", pool)
        idle = Gauge(label: "db.client.connection.count", dimensions: [name, ("db.client.connection.state", "idle")])
        used = Gauge(label: "db.client.connection.count", dimensions: [name, ("db.client.connection.state", "used")])
        waiting = Gauge(label: "db.client.connection.pending_requests", dimensions: [name])
        waitTime = Timer(label: "db.client.connection.wait_time", dimensions: [name])
        timeouts = Counter(label: "db.client.connection.timeouts", dimensions: [name])
    }

    func record(_ event: StatementEvent, operation: String) {
        let timer = timers.withLock { timers in
            if let timer = timers[operation] { return timer }
            let timer = Timer(
                label: "db.client.operation.duration",
                dimensions: [("db.system.name", system), ("db.operation.name", operation)])
            timers[operation] = timer
            return timer
        }
        timer.record(duration: event.duration)
    }

    func record(idle: Int, used: Int, waiting: Int) {
        self.idle.record(idle)
        self.used.record(used)
        self.waiting.record(waiting)
    }

    func recordWait(_ duration: Duration) { waitTime.record(duration: duration) }
    func recordTimeout() { timeouts.increment() }
}
