import CinnabarDriver
import Foundation
import Hummingbird

extension DevelopmentPage {
    // MARK: All requests

    func overview(_ request: Request) -> Response {
        let base = base(request, above: 0)
        let requests = monitor.recentRequests
        let rows = requests.map { one -> Markup in
            """
            <tr><td class="number\(one.status >= 500 ? " bad" : "")">\(one.status)</td>
            <td><a href="\(base)/requests/\(one.id)">\(one.method) <code>\(one.path)</code></a>\(marks(one))</td>
            <td class="number">\(one.statements.count)</td>
            <td class="number extra">\(one.statements.duration.millisecondsText)</td>
            <td class="number">\(one.duration.millisecondsText)</td>
            <td class="number extra">\(Self.time(one.startedAt))</td></tr>
            """
        }
        let list: Markup =
            rows.isEmpty
            ? "<p>None yet: open a page of the application, and then this one again.</p>"
            : """
            <table><tr><th class="number">Status</th><th>Request</th><th class="number">Queries</th>
            <th class="number extra">Database</th><th class="number">Time</th><th class="number extra">UTC</th></tr>\(rows)</table>
            """
        return response("Requests", base: base, "\(list)<h2>Pools</h2>\(pools)")
    }

    private func marks(_ request: RequestRecord) -> Markup {
        request.repeated.isEmpty ? "" : " <span class=\"bad\">N+1</span>"
    }

    private static func time(_ date: Date) -> String {
        let second = Int(min(max(date.timeIntervalSince1970, 0), 1e12)) % 86_400
        return [second / 3_600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
    }

    private var pools: Markup {
        let rows = engines.map { name, engine -> Markup in
            let counts = engine.connectionCounts
            let pool = engine.configuration.pool ?? engine.backend.poolDefaults
            return """
                <tr><td>\(name) <span class="quiet">\(engine.backend.location)</span></td>
                <td class="number">\(counts.used)</td><td class="number">\(counts.idle)</td>
                <td class="number\(counts.waiting > 0 ? " bad" : "")">\(counts.waiting)</td>
                <td class="number">\(pool.size) + \(pool.overflow)</td></tr>
                """
        }
        return """
            <table><tr><th>Database</th><th class="number">Lent</th><th class="number">Idle</th>
            <th class="number">Waiting</th><th class="number">Size</th></tr>\(rows)</table>
            """
    }

    // MARK: One request

    func details(_ record: RequestRecord, _ request: Request) -> Response {
        let base = base(request, above: 2)
        let statements = record.statements
        let warnings = record.repeated.map { one -> Markup in
            let places = one.locations.map { place -> Markup in
                "<br>\(place.count) times from <code>\(place.location.description)</code>"
            }
            return """
                <div class="warning"><p>The same statement was run \(one.count) times, in
                \(one.duration.millisecondsText): load the rows of all of them with one query.\(places)</p>
                <pre>\(one.sql)</pre></div>
                """
        }
        let list = statements.list.enumerated().map { index, statement in
            self.statement(statement, number: index + 1, of: record, base)
        }
        let omitted: Markup =
            statements.omitted > 0 ? "<p>\(statements.omitted) more are counted and not shown.</p>" : ""
        let queries = "\(statements.count) \(statements.count == 1 ? "query" : "queries")"
        return response(
            "\(record.method) \(record.path)", base: base,
            """
            <p>Status \(record.status), \(record.duration.millisecondsText), of which
            \(statements.duration.millisecondsText) for \(queries).</p>
            \(warnings)\(list)\(omitted)
            """)
    }

    private func statement(
        _ statement: StatementRecord, number: Int, of record: RequestRecord, _ base: String
    ) -> Markup {
        var facts = [statement.duration.millisecondsText]
        if statement.rows > 0 { facts.append("\(statement.rows) \(statement.rows == 1 ? "row" : "rows")") }
        if statement.changes > 0 { facts.append("\(statement.changes) changed") }
        if statement.runs > 1 { facts.append("run \(statement.runs) times") }
        if engines.count > 1 { facts.append(statement.database) }
        let place = statement.location.map { location -> Markup in ", from <code>\(location.description)</code>" } ?? ""
        let error = statement.error.map { text -> Markup in "<p class=\"bad\">\(text)</p>" } ?? ""
        let plan: Markup =
            StatementPlan.refusal(statement) == nil
            ? ", <a href=\"\(base)/requests/\(record.id)/plans/\(number)\">plan</a>" : ""
        return """
            <div class="statement"><pre>\(statement.sql)</pre>
            <p class="quiet">\(facts.joined(separator: ", "))\(place)\(plan)</p>\(error)</div>
            """
    }

    // MARK: A plan

    func plan(_ record: RequestRecord, _ number: Int?, _ request: Request) async throws -> Response {
        guard let number, record.statements.list.indices.contains(number - 1) else {
            throw Problem(.notFound, "this request has no statement of that number")
        }
        let statement = record.statements.list[number - 1]
        let base = base(request, above: 4)
        var result: Markup
        do {
            let plan = try await StatementPlan.find(statement, on: engines.map(\.engine))
            result = "<pre>\(plan.lines.joined(separator: "\n"))</pre><p class=\"quiet\">\(plan.note)</p>"
        } catch let error as StatementPlan.Refusal {
            result = "<p>There is no plan of it: \(error.reason).</p>"
        }
        return response(
            "Plan", base: base,
            """
            <p><a href="\(base)/requests/\(record.id)">\(record.method) <code>\(record.path)</code></a></p>
            <pre>\(statement.sql)</pre><h2>How the database would run it</h2>\(result)
            """)
    }
}
