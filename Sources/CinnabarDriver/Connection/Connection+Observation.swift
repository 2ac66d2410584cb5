internal import CinnabarSQL

extension Connection {
    private func event(_ kind: StatementEvent.Kind, _ sql: String, _ observation: Observation) -> StatementEvent {
        StatementEvent(
            kind: kind, sql: sql, label: observation.label, database: observation.location,
            location: lead?.codeLocation ?? codeLocation)
    }

    /// The slow twin of `run`: times the statement, writes down what is bound, and reports it.
    func runObserved<R>(
        _ sql: String, _ observation: Observation, bind: (ParameterWriter) throws -> Void,
        body: (any DriverStatement) throws -> R
    ) throws -> R {
        var event = event(.statement, sql, observation)
        let span = observation.span(sql)
        let start = ContinuousClock.now
        do {
            let result = try runUnobserved(sql) { writer in
                guard observation.needsParameters else { return try bind(writer) }
                let recorder = ParameterRecorder(forwardingTo: writer)
                defer { event.parameters = recorder.parameters }
                try bind(recorder)
            } body: { statement in
                let counting = CountingStatement(statement)
                defer {
                    event.rows = counting.rows
                    event.runs = counting.runs
                    event.changes = counting.runs > 1 ? counting.changed : statement.changes
                }
                return try body(counting)
            }
            event.duration = .now - start
            observation.report(event, span: span)
            return result
        } catch {
            event.duration = .now - start
            event.error = error
            observation.report(event, span: span)
            throw error
        }
    }

    /// Reports what is not a statement with parameters, if anyone watches.
    func observed(_ sql: String, _ kind: StatementEvent.Kind, _ body: () throws -> Void) throws {
        guard let observation else { return try body() }
        var event = event(kind, sql, observation)
        let span = observation.span(sql)
        let start = ContinuousClock.now
        do {
            try body()
        } catch {
            event.error = error
        }
        event.duration = .now - start
        observation.report(event, span: span)
        if let error = event.error { throw error }
    }
}
