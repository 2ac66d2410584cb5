public import CinnabarMigrate
public import CinnabarORM
import HTTPTypes
public import Hummingbird
import Logging

extension RouterMethods {
    /// Adds two routes for whoever runs the application.
    ///
    /// `live` tells that the process answers, and asks nothing of the database: one that cannot be reached is no reason
    /// to start the process again. `ready` tells whether requests can be served: 200, or 503 while a database cannot be
    /// reached in time, all connections are in use for that long, or the schema is not at its head.
    ///
    /// ```swift
    /// router.addHealthRoutes(for: db, migrations: Migrations.all)
    /// // GET /health/live   200 {"status":"ok"}
    /// // GET /health/ready  503 {"checks":{"database":"unavailable"},"status":"unavailable"}
    /// ```
    ///
    /// - Parameters:
    ///   - database: what is asked.
    ///   - migrations: revisions that have to be applied; `nil` asks for none.
    ///   - path: where the routes are.
    ///   - timeout: how long the database may take.
    @discardableResult
    public func addHealthRoutes(
        for database: Database, migrations: [any Migration.Type]? = nil, at path: RouterPath = "health",
        timeout: Duration = .seconds(2)
    ) -> Self {
        get(RouterPath(path.description + "/live")) { _, _ in HealthReport().response() }
        get(RouterPath(path.description + "/ready")) { _, context in
            await HealthReport.ready(database, migrations, timeout, context.logger).response()
        }
        return self
    }
}

/// What health routes answer. It names no reason: those are logged.
private struct HealthReport: Sendable {
    var checks: [(name: String, isOK: Bool)] = []
    var isOK: Bool { checks.allSatisfy(\.isOK) }

    static func ready(
        _ database: Database, _ migrations: [any Migration.Type]?, _ timeout: Duration, _ logger: Logger
    ) async -> HealthReport {
        var report = HealthReport()
        do {
            try await withTimeout(timeout) { try await database.check(migrations: migrations) }
            report.checks = [("database", true)] + (migrations == nil ? [] : [("schema", true)])
        } catch {
            logger.warning("not ready", metadata: ["error": "\(error)"])
            let isSchema = error is SchemaNotCurrentError
            report.checks = isSchema ? [("database", true), ("schema", false)] : [("database", false)]
        }
        return report
    }

    func response() -> Response {
        let items = checks.map { "\"\($0.name)\":\"\($0.isOK ? "ok" : "unavailable")\"" }.joined(separator: ",")
        let list = checks.isEmpty ? "" : "\"checks\":{\(items)},"
        let body = ByteBuffer(string: "{\(list)\"status\":\"\(isOK ? "ok" : "unavailable")\"}")
        var headers: HTTPFields = [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"]
        headers[.contentLength] = "\(body.readableBytes)"
        return Response(status: isOK ? .ok : .serviceUnavailable, headers: headers, body: .init(byteBuffer: body))
    }
}

/// The body took too long, and was cancelled.
private struct TimeoutError: Error, CustomStringConvertible {
    let limit: Duration
    var description: String { "no answer within \(limit)" }
}

private func withTimeout(_ limit: Duration, _ body: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw TimeoutError(limit: limit)
        }
        defer { group.cancelAll() }
        try await group.next()
    }
}
