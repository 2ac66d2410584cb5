import CinnabarDriver
public import CinnabarORM
import Logging
import Synchronization

/// Watches which statements each request runs: it counts them, tells the client how long they took, and logs those that
/// are slow and those that are run again and again, with the place in the application's code they come from.
///
/// ```swift
/// let monitor = QueryMonitor(db)
/// router.add(middleware: QueryMonitorMiddleware(monitor))
/// router.addDevelopmentPage(monitor, for: isDevelopment ? .loopback : .nobody)
/// ```
///
/// What is bound to statements is neither logged nor kept. Statements of tasks that a handler starts and does not wait
/// for are the request's too, as long as it runs; those of a `Task.detached` are not.
public final class QueryMonitor: Sendable {
    /// What it tells of.
    public let configuration: QueryMonitorConfiguration
    /// The databases that the development page shows.
    let databases: [Database]

    private struct State {
        var isKept = false
        var lastID = 0
        /// The newest comes last.
        var requests: [RequestRecord] = []
    }
    private let state = Mutex(State())

    /// A monitor of requests.
    ///
    /// - Parameters:
    ///   - databases: what the development page shows. Statements are counted on whichever database they run.
    ///   - configuration: what it tells of, and how much it keeps.
    public init(_ databases: Database..., configuration: QueryMonitorConfiguration = QueryMonitorConfiguration()) {
        self.databases = databases
        self.configuration = configuration
    }

    /// There is a page that shows requests: they are kept from now on.
    func keepRequests() { state.withLock { $0.isKept = true } }

    /// How many statements of a request are kept one by one.
    var keptStatements: Int { state.withLock { $0.isKept ? max(configuration.statementsPerRequest, 0) : 0 } }

    /// The last requests, the newest first.
    package var recentRequests: [RequestRecord] { state.withLock { $0.requests.reversed() } }

    package func request(_ id: Int) -> RequestRecord? {
        state.withLock { $0.requests.first { $0.id == id } }
    }

    /// A request was answered: what is wrong with it is logged, and it is kept for the page if there is one.
    func finished(_ request: RequestRecord, _ logger: Logger) {
        for (message, metadata) in request.warnings(configuration) {
            logger.warning("\(message)", metadata: metadata.merging(request.metadata) { own, _ in own })
        }
        state.withLock { state in
            guard state.isKept else { return }
            state.lastID += 1
            var request = request
            request.id = state.lastID
            request.statements.forgetGroups()
            state.requests.append(request)
            if state.requests.count > max(configuration.recentRequests, 0) { state.requests.removeFirst() }
        }
    }
}

extension RequestRecord {
    fileprivate var metadata: Logger.Metadata {
        ["method": "\(method)", "path": "\(path)", "status": "\(status)"]
    }

    /// What is to be logged of it.
    fileprivate func warnings(_ configuration: QueryMonitorConfiguration) -> [(String, Logger.Metadata)] {
        var warnings: [(String, Logger.Metadata)] = []
        for statement in statements.slow {
            var metadata: Logger.Metadata = [
                "sql": "\(statement.sql)", "duration": "\(statement.duration.millisecondsText)",
                "rows": "\(statement.rows)",
            ]
            if let location = statement.location { metadata["location"] = "\(location)" }
            warnings.append(("slow statement", metadata))
        }
        for statement in repeated {
            warnings.append(
                (
                    "the same statement was run \(statement.count) times in one request",
                    [
                        "sql": "\(statement.sql)", "count": "\(statement.count)",
                        "duration": "\(statement.duration.millisecondsText)",
                        "location": "\(statement.locations.map { "\($0.location)" }.joined(separator: ", "))",
                    ]
                ))
        }
        if let limit = configuration.slowRequest, duration >= limit {
            warnings.append(
                (
                    "slow request",
                    [
                        "duration": "\(duration.millisecondsText)", "queries": "\(statements.count)",
                        "database": "\(statements.duration.millisecondsText)",
                    ]
                ))
        }
        return warnings
    }
}
