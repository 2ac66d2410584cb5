internal import CinnabarDriver
internal import CinnabarSQL

/// Runs a backfill on a connection: finds the last key of a batch, changes the rows up to it, and goes on behind it.
struct BackfillRun {
    /// Where one that commits each batch goes on, and what writes down, in the transaction of a batch, how far it is.
    struct Place {
        var position: BackfillPosition?
        var save: (BackfillPosition) throws -> Void = { _ in }
    }

    private let statements: BackfillStatements
    private let connection: Connection
    private let place: Place

    init(_ statements: BackfillStatements, _ connection: Connection, _ place: Place = Place()) {
        self.statements = statements
        self.connection = connection
        self.place = place
    }

    /// Tells after each batch how many rows were changed by then.
    func run(_ rows: (Int) -> Void) throws {
        var total = 0
        var last: [SQLValue]?
        switch place.position {
        case .after(let values) where values.count == statements.key.count: last = values
        case .end: return rows(0)
        case .after, nil: break
        }
        var isDone = false
        while !isDone {
            try inTransaction {
                total += try batch(&last, &isDone)
                if statements.backfill.commitsEachBatch { try place.save(isDone ? .end : .after(last ?? [])) }
            }
            rows(total)
        }
    }

    private func batch(_ last: inout [SQLValue]?, _ isDone: inout Bool) throws -> Int {
        guard !statements.key.isEmpty else {
            isDone = true
            return try change(statements.statement, [])
        }
        guard let next = try key(last == nil ? statements.first : statements.next, last ?? []) else {
            isDone = true
            let rest = try last.map { try change(statements.updateRest, $0) } ?? change(statements.updateAll, [])
            return statements.updateUnkeyed.isEmpty ? rest : try rest + change(statements.updateUnkeyed, [])
        }
        defer { last = next }
        return try last.map { try change(statements.updateNext, $0 + next) } ?? change(statements.updateFirst, next)
    }

    private func inTransaction(_ body: () throws -> Void) throws {
        guard statements.backfill.commitsEachBatch else { return try body() }
        try connection.begin(.write(nil))
        do {
            try body()
            try connection.commit()
        } catch {
            try? connection.rollback()
            throw error
        }
    }

    private func bind(_ values: [SQLValue], _ writer: ParameterWriter) throws {
        let count = statements.keyTypes.count
        let order = statements.keyOrder.isEmpty ? Array(0..<count) : statements.keyOrder
        for start in stride(from: 0, to: values.count, by: count) {
            for column in order { try writer.write(values[start + column], as: statements.keyTypes[column]) }
        }
    }

    private func change(_ sql: String, _ values: [SQLValue]) throws -> Int {
        try connection.run(sql, bind: { try bind(values, $0) }) { statement in
            while try statement.step() {}
            return statement.changes
        }
    }

    private func key(_ sql: String, _ values: [SQLValue]) throws -> [SQLValue]? {
        try connection.run(sql, bind: { try bind(values, $0) }) { statement in
            guard try statement.step() else { return nil }
            return try statements.key.indices.map { try statement.row.value($0) }
        }
    }
}
