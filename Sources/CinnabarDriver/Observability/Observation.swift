internal import CinnabarSQL
internal import Logging
internal import Metrics
internal import ServiceContextModule
internal import Tracing

/// Everything that watches the statements of one lease. A connection that nobody watches has none.
struct Observation: Sendable {
    let logger: Logger
    let slowStatement: Duration?
    let observers: [any StatementObserver]
    let tracer: (any Tracer)?
    let meters: StatementMeters?
    let system: String
    let location: String
    let label: String
    /// Whether anyone wants to know what was bound.
    let needsParameters: Bool

    /// `nil` when nobody watches: the usual case in production, and the fast one.
    static func start(
        _ configuration: EngineConfiguration, meters: StatementMeters?, system: String, location: String,
        label: String
    ) -> Observation? {
        var observers: [any StatementObserver] = []
        if let observer = configuration.observer { observers.append(observer) }
        if let observer = StatementObservation.current { observers.append(observer) }
        let tracer = InstrumentationSystem.tracer
        let isTraced = !(tracer is NoOpTracer)
        guard
            configuration.logger.logLevel <= .debug || configuration.slowStatement != nil || !observers.isEmpty
                || isTraced || meters != nil
        else { return nil }
        return Observation(
            logger: configuration.logger, slowStatement: configuration.slowStatement, observers: observers,
            tracer: isTraced ? tracer : nil, meters: meters, system: system, location: location, label: label,
            needsParameters: configuration.logger.logLevel <= .debug || observers.contains { $0.needsParameters })
    }

    /// A span around one statement, if spans are wanted.
    func span(_ sql: String) -> (any Span)? {
        guard let tracer else { return nil }
        let operation = Self.operation(sql)
        let span = tracer.startSpan(
            "\(operation) \(location)", context: ServiceContext.current ?? .topLevel, ofKind: .client)
        // The names of OpenTelemetry's semantic conventions for database clients.
        span.attributes["db.system.name"] = system
        span.attributes["db.namespace"] = location
        span.attributes["db.operation.name"] = operation
        span.attributes["db.query.text"] = sql
        return span
    }

    /// Tells everyone of a statement that ended.
    func report(_ event: StatementEvent, span: (any Span)?) {
        if let span {
            if event.runs > 1 { span.attributes["db.operation.batch.size"] = event.runs }
            if event.kind == .statement { span.attributes["db.response.returned_rows"] = event.rows }
            if let location = event.location {
                span.attributes["code.file.path"] = location.fileID
                span.attributes["code.line.number"] = location.line
            }
            if let error = event.error {
                span.attributes["error.type"] = "\(type(of: error))"
                span.setStatus(SpanStatus(code: .error))
            }
            span.end()
        }
        meters?.record(event, operation: Self.operation(event.sql))
        log(event)
        for observer in observers { observer.observed(event) }
    }

    private func log(_ event: StatementEvent) {
        if let slowStatement, event.duration >= slowStatement {
            logger.warning("slow statement", metadata: metadata(event, withParameters: false))
        }
        guard logger.logLevel <= .debug else { return }
        logger.debug(
            event.error == nil ? "statement" : "statement failed", metadata: metadata(event, withParameters: true))
    }

    private func metadata(_ event: StatementEvent, withParameters: Bool) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "sql": "\(event.sql)", "duration": "\(event.duration)", "rows": "\(event.rows)",
            "changes": "\(event.changes)", "session": "\(event.label)",
        ]
        if let location = event.location { metadata["location"] = "\(location)" }
        if event.runs > 1 { metadata["runs"] = "\(event.runs)" }
        if withParameters, !event.parameters.isEmpty {
            metadata["parameters"] = .array(event.parameters.map { "\($0)" })
        }
        if let error = event.error { metadata["error"] = "\(error)" }
        return metadata
    }

    /// The first word of a statement: SELECT, INSERT, BEGIN.
    static func operation(_ sql: String) -> String {
        let word = sql.drop { !$0.isLetter }.prefix { $0.isLetter }
        return word.isEmpty ? "statement" : word.uppercased()
    }
}
