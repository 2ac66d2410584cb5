import CinnabarDriver
import Foundation
import HTTPTypes
public import Hummingbird
import Logging

/// Gives the statements of each request to a ``QueryMonitor``, and tells the client how long they took:
/// `Server-Timing: db;dur=3.42;desc="5 queries", app;dur=8.10`
///
/// ```swift
/// router.add(middleware: QueryMonitorMiddleware(monitor))
/// router.add(middleware: ProblemMiddleware(db))
/// ```
///
/// It stands before ``ProblemMiddleware``, so that it sees what is answered. A response that is written as it goes is
/// over when all of it is written: what it runs meanwhile counts, though its header has been sent by then.
public struct QueryMonitorMiddleware<Context: RequestContext>: RouterMiddleware {
    private let monitor: QueryMonitor

    /// A middleware that gives to this monitor.
    public init(_ monitor: QueryMonitor) { self.monitor = monitor }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let recorder = RequestRecorder(
            keeping: monitor.keptStatements, slowStatement: monitor.configuration.slowStatement)
        let watch = Stopwatch(recorder: recorder, monitor: monitor, request: request, logger: context.logger)
        do {
            var response = try await StatementObservation.$current.withValue(recorder) {
                try await next(request, context)
            }
            if recorder.isIgnored { return response }
            if monitor.configuration.sendsServerTiming {
                let statements = recorder.statements
                response.headers.append(
                    HTTPField(
                        name: .serverTiming,
                        value: ServerTiming.text(
                            queries: statements.count, database: statements.duration, total: .now - watch.start)))
            }
            let status = response.status.code
            guard response.body.contentLength == nil else {
                watch.stop(status)
                return response
            }
            let body = response.body
            response.body = ResponseBody { writer in
                defer { watch.stop(status) }
                let target = writer
                try await StatementObservation.$current.withValue(recorder) { try await body.write(target) }
            }
            return response
        } catch {
            watch.stop((error as? any HTTPResponseError)?.status.code ?? 500)
            throw error
        }
    }
}

/// The time of one request.
private struct Stopwatch: Sendable {
    let recorder: RequestRecorder
    let monitor: QueryMonitor
    let method: String
    let path: String
    let logger: Logger
    let start = ContinuousClock.now
    let startedAt = Date.now

    init(recorder: RequestRecorder, monitor: QueryMonitor, request: Request, logger: Logger) {
        self.recorder = recorder
        self.monitor = monitor
        self.logger = logger
        method = String(request.method.rawValue.prefix(20))
        path = String(request.uri.path.prefix(200))
    }

    func stop(_ status: Int) {
        if recorder.isIgnored { return }
        let statements = recorder.statements
        monitor.finished(
            RequestRecord(
                method: method, path: path, status: status, startedAt: startedAt, duration: .now - start,
                statements: statements,
                repeated: statements.repeated(moreThan: monitor.configuration.repeatedStatements)),
            logger)
    }
}
