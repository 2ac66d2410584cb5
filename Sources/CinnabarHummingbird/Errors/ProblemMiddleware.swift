import CinnabarDriver
public import CinnabarORM
public import Hummingbird
import Logging
import NIOHTTP1

/// Answers errors as ``Problem``s: a row that is not there with 404, a unique value that is taken with 409 and its
/// field, values that were not accepted with 422, a pool without a free connection with 503, and all that nobody
/// thought of with a 500 that tells nothing. What it does not tell is logged.
///
/// ```swift
/// router.add(middleware: ProblemMiddleware(db))
/// ```
///
/// It stands before all that may throw. For pages, `html` makes the response of those who would rather have HTML:
///
/// ```swift
/// router.add(middleware: ProblemMiddleware(db) { problem, request, context in
///     try page("problem", problem).response(from: request, context: context)
/// })
/// ```
public struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    /// Makes a page of a problem; its status and headers are set by the middleware.
    public typealias Page = @Sendable (Problem, Request, Context) throws -> Response

    private let names: FieldNames
    private let html: Page?

    /// - Parameters:
    ///   - databases: where errors come from; their models give the names of fields.
    ///   - html: makes a page for requests that prefer `text/html`.
    public init(_ databases: Database..., html: Page? = nil) {
        names = FieldNames(databases)
        self.html = html
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPParserError {
            // The connection is broken, and nothing can be answered on it.
            throw error
        } catch {
            if error is CancellationError, Task.isCancelled { throw error }
            return try response(to: error, request, context)
        }
    }

    private func response(to error: any Error, _ request: Request, _ context: Context) throws -> Response {
        var problem: Problem
        switch error {
        case let error as Problem: problem = error
        case let error as HTTPError: problem = Problem(error.status, error.body, headers: error.headers)
        case let error as any DatabaseError:
            problem = Problem(error, names: names) ?? Problem(.internalServerError)
            if error is StaleObjectError, request.headers[.ifMatch] != nil { problem.status = .preconditionFailed }
            problem.title = problem.status.reasonPhrase
        case let error as any HTTPResponseError:
            let response = try error.response(from: request, context: context)
            // What says something is left as its author meant it.
            if response.body.contentLength != 0 { return response }
            problem = Problem(error.status, headers: response.headers)
        default: problem = Problem(.internalServerError)
        }
        log(error, problem, request, context)
        guard let html, request.prefersHTML else { return try problem.response(from: request, context: context) }
        var response = try html(problem, request, context)
        response.status = problem.status
        for field in problem.headers where response.headers[field.name] == nil { response.headers.append(field) }
        return response
    }

    private func log(_ error: any Error, _ problem: Problem, _ request: Request, _ context: Context) {
        guard problem.status.code >= 500 else { return }
        // Not with bound values: `debugDescription` would have them.
        context.logger.log(
            level: problem.status == .serviceUnavailable ? .warning : .error, "a request failed",
            metadata: [
                "method": "\(request.method.rawValue)", "path": "\(request.uri.path)",
                "status": "\(problem.status.code)", "error": "\(error)",
            ])
    }
}

extension Request {
    /// Whether the client would rather have HTML than JSON, as browsers would.
    var prefersHTML: Bool {
        var html = 0.0
        var other = 0.0
        for range in headers[values: .accept].joined(separator: ",").split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.trimming() }
            guard let type = parts.first?.lowercased() else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            switch type {
            case "text/html", "application/xhtml+xml": html = max(html, quality)
            case "application/json", "application/problem+json", "application/*": other = max(other, quality)
            default: break
            }
        }
        return html > other
    }
}

extension StringProtocol {
    /// Without the white space around it.
    func trimming() -> String {
        var rest = Substring(self)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
