import CinnabarDriver
import CinnabarSQL

/// Makes a query's results out of rows.
class ResultReader<Output>: @unchecked Sendable {
    /// Runs the statement and reads all of its rows.
    func all(_ select: SelectStatement, _ plan: QueryPlan, in session: Session) throws -> [Output] {
        preconditionFailure("abstract")
    }
}

/// Objects of a model, tracked by the session.
final class ModelReader<M: Model>: ResultReader<M>, @unchecked Sendable {
    override func all(_ select: SelectStatement, _ plan: QueryPlan, in session: Session) throws -> [M] {
        if plan.loads.isEmpty {
            return try session.objects(M.self, select, isStrict: plan.isStrict, limit: plan.limitCount)
        }
        let objects: [M]
        let joins = plan.isPlain && plan.select.joins.isEmpty
        if joins, plan.loads.contains(where: { $0.strategy == .joined }) {
            objects = try JoinedQuery<M>(plan).run(select, in: session)
        } else {
            objects = try session.objects(
                M.self, select, isStrict: plan.isStrict, limit: plan.limitCount.map { max($0, 2) })
        }
        for load in plan.loads where load.strategy == .selectIn || !joins {
            try load.load(for: ObjectList(objects).plain, in: session)
        }
        return objects
    }
}

/// Values: columns and expressions.
final class ValueReader<Output>: ResultReader<Output>, @unchecked Sendable {
    private let read: @Sendable (RowReader) throws -> Output

    init(_ read: @escaping @Sendable (RowReader) throws -> Output) { self.read = read }

    override func all(_ select: SelectStatement, _ plan: QueryPlan, in session: Session) throws -> [Output] {
        var results: [Output] = []
        let names = select.columns
        try session.rows(.select(select), of: plan.mapper) { row in
            do { results.append(try read(row)) } catch {
                throw ValueReader.decodingError(error, names)
            }
        }
        return results
    }

    /// Tells which of the selected columns could not be read, where they are a model's.
    private static func decodingError(_ error: any Error, _ columns: [SelectedColumn]) -> any Error {
        guard let error = error as? PlacedValueError else { return error }
        if error.place < columns.count, case .column(let column) = columns[error.place].node {
            return DataError(
                error.reason.reason, table: column.source?.table, column: column.name,
                value: column.isRedacted ? nil : error.reason.value, origin: .row)
        }
        let isRedacted = error.place < columns.count && columns[error.place].node.isRedacted
        return DataError(
            "value \(error.place + 1) of select { }: \(error.reason.reason)",
            value: isRedacted ? nil : error.reason.value, origin: .row)
    }
}

/// A value of a row that could not be read, and its place.
struct PlacedValueError: Error {
    let place: Int
    let reason: ValueError
}

/// Reads the columns of a row one after the other.
struct RowCursor {
    private let row: RowReader
    private var place: Int

    init(_ row: RowReader, at offset: Int = 0) {
        self.row = row
        place = offset
    }

    mutating func next<Value: ColumnValue>(_ type: Value.Type) throws -> Value {
        let place = place
        self.place += 1
        do { return try Value.read(row, place) } catch let error as ValueError {
            throw PlacedValueError(place: place, reason: error)
        }
    }
}

extension Session {
    /// Runs a statement that reads from the database of a model, and hands out its rows.
    func rows(_ statement: Statement, of mapper: AnyMapper, _ body: (RowReader) throws -> Void) throws {
        guard mapper.bind != nil else {
            try ensureReading()
            return try rows(statement, connection, database.plans, body)
        }
        let context = context(for: mapper)
        try rows(statement, try reading(context), plans(context), body)
    }

    /// Runs a statement and hands out its rows.
    func rows(
        _ statement: Statement, _ connection: Connection, _ plans: StatementPlans,
        _ body: (RowReader) throws -> Void
    ) throws {
        let compiled = try plans.compiled(statement)
        try connection.run(compiled.sql) { parameters in
            for parameter in compiled.parameters { try parameters.write(bound: parameter) }
        } body: { running in
            let row = running.row
            while try running.step() { try body(row) }
        }
    }

    /// Runs a statement whose columns are those of a model and gives its objects.
    ///
    /// - Parameter limit: How many rows there are at most: a single object needs no home of its own.
    func objects<M: Model>(
        _ type: M.Type, _ select: SelectStatement, isStrict: Bool, limit: Int?
    ) throws -> [M] {
        let context = context(type)
        let connection = select.lock == nil ? try reading(context) : try writing(context)
        let compiled = try plans(context).compiled(.select(select))
        return try connection.run(compiled.sql) { parameters in
            for parameter in compiled.parameters { try parameters.write(bound: parameter) }
        } body: { running in
            guard try running.step() else { return [] }
            let home = limit == 1 && !isStrict ? context.home : _Home(context)
            if isStrict { home.isStrict = true }
            return try _ObjectRows(running, home: home, session: self, limit: limit, isWaiting: true).all(M.self)
        }
    }
}
