import CinnabarDriver
package import CinnabarSQL

extension Query {
    /// All results.
    public func all() throws -> [Output] {
        try willRun()
        return try reader.all(plan.statement(), plan, in: session)
    }

    /// The first result, nil if there is none: `… LIMIT 1`
    public func first() throws -> Output? { try upTo(1).first }

    /// The only result.
    ///
    /// Throws `NotFoundError` if there is none and `MultipleResultsError` if there are several.
    public func one() throws -> Output {
        if let result = try oneOrNil() { return result }
        throw NotFoundError(entity: plan.mapper.name)
    }

    /// The only result, nil if there is none. Throws `MultipleResultsError` if there are several.
    public func oneOrNil() throws -> Output? {
        let results = try upTo(2)
        guard results.count < 2 else { throw MultipleResultsError(entity: plan.mapper.name) }
        return results.first
    }

    /// The first result. Throws `NotFoundError`, which a web application answers with 404, if there is none.
    public func firstOrNotFound() throws -> Output {
        if let result = try first() { return result }
        throw NotFoundError(entity: plan.mapper.name)
    }

    /// The only result. Throws `NotFoundError`, which a web application answers with 404, if there is none.
    public func oneOrNotFound() throws -> Output { try one() }

    private func upTo(_ count: Int) throws -> [Output] {
        var plan = plan
        plan.limit(min(count, plan.limitCount ?? count))
        try willRun()
        return try reader.all(plan.statement(), plan, in: session)
    }

    /// How many results there are.
    ///
    /// ```swift
    /// try session.query(User.self).filter { $0.isActive }.count()
    /// // SELECT count(*) FROM "users" WHERE "users"."is_active"
    /// ```
    public func count() throws -> Int {
        try willRun()
        var count = 0
        try session.rows(.select(plan.counted()), of: plan.mapper) { count = Int(try $0.int64(0)) }
        return count
    }

    /// Whether there is a result: `SELECT 1 … LIMIT 1`
    public func exists() throws -> Bool {
        try willRun()
        var found = false
        try session.rows(.select(plan.probe()), of: plan.mapper) { _ in found = true }
        return found
    }

    /// How the database would run the query, in its own words.
    public func explain() throws -> String {
        try willRun()
        let context = session.context(Model.self)
        let plans = session.plans(context)
        let compiled = try plans.compiled(.select(plan.statement()))
        let sql = plans.dialect.features.explain.rawValue + " " + compiled.sql
        var lines: [String] = []
        try session.reading(context).run(sql) { parameters in
            for parameter in compiled.parameters { try parameters.write(bound: parameter) }
        } body: { running in
            while try running.step() { lines.append(running.row.explanation) }
        }
        return lines.joined(separator: "\n")
    }
}

extension RowReader {
    /// A row of an explanation: the text where there is one, else all columns.
    package var explanation: String {
        func text(_ column: Int) -> String { (try? string(column)) ?? "\((try? value(column)) ?? .null)" }
        if let detail = (0..<count).first(where: { name($0) == "detail" }) { return text(detail) }
        if count == 1 { return text(0) }
        return (0..<count).filter { !isNull($0) }.map { "\(name($0)): \(text($0))" }.joined(separator: ", ")
    }
}

extension Query where Output == Model {
    /// All results as values, which can leave the session; the session does not track them.
    public func snapshots() throws -> [Model.Snapshot] {
        try willRun()
        let context = session.context(Model.self)
        let connection = try session.reading(context)
        let compiled = try session.plans(context).compiled(.select(plan.statement()))
        return try connection.run(compiled.sql) { parameters in
            for parameter in compiled.parameters { try parameters.write(bound: parameter) }
        } body: { running in
            let rows = _ValueRows(running)
            do { return try Model.Snapshot._readAll(rows) } catch {
                throw Model._mapper.decodingError(error, row: rows.row, offset: 0)
            }
        }
    }
}
