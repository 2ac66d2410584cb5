import CinnabarDriver
import CinnabarSQL

// Batches in an order of their own: keys first, then the objects of each batch by key. So a batch has the values that
// its rows have when it is loaded, also after a commit, and whatever the query loads along is loaded as ever.
extension Query where Output == Model {
    func forEachOrdered(batch size: Int, _ body: (Model) throws -> Void) throws {
        var plan = plan
        plan.checkBatches(size)
        try willRun()
        let keys = try OrderedKeys(plan, size, session)
        defer { keys.close() }
        while true {
            guard keys.areThere else {
                throw TransactionError(
                    .notAllowed,
                    "rollback() inside forEach with an order: the rest of its rows is gone with the transaction; use savepoint { } for a part of it"
                )
            }
            let batch = try keys.next()
            if batch.isEmpty { return }
            try willRun()
            for object in try objects(Array(batch)) { try body(object) }
            if batch.count < size { return }
        }
    }

    /// The objects of these keys, in their order, without those that are gone.
    private func objects(_ keys: [KeyValues]) throws -> [Model] {
        let step = plan.byKey(keys)
        let found = try reader.all(step.statement(), step, in: session)
        var places: [KeyValues: Model] = [:]
        for object in found { if let key = KeyValues(object, plan.mapper.keyColumns) { places[key] = object } }
        return keys.compactMap { places[$0] }
    }
}

/// The keys of a query's rows in its order: in a cursor of the server, or all of them here.
private final class OrderedKeys {
    private let session: Session
    private let context: AnySessionContext
    private let size: Int
    private let types: [SQLType]
    private var cursor: String?
    private let rollbacks: UInt32
    /// Those that are here, and how many of them have been given.
    private var keys: [KeyValues] = []
    private var given = 0

    init(_ plan: QueryPlan, _ size: Int, _ session: Session) throws {
        self.session = session
        context = session.context(for: plan.mapper)
        self.size = size
        rollbacks = session.rollbacks
        types = plan.mapper.keyColumns.map { plan.mapper.columns[$0].type }
        let select = try plan.orderedKeys()
        let plans = session.plans(context)
        guard plans.dialect.features.cursors else {
            try session.rows(.select(select), of: plan.mapper) { try read($0) }
            return
        }
        let name = "cinnabar_\(session.openCursors + 1)"
        try session.reading(context).declareCursor(name, for: try plans.compiled(.select(select)))
        session.openCursors += 1
        cursor = name
    }

    private func read(_ row: RowReader) throws {
        if let key = try KeyValues(row, at: 0, types) { keys.append(key) }
    }

    /// The keys of the next batch; none after the last.
    func next() throws -> ArraySlice<KeyValues> {
        if let cursor {
            keys.removeAll(keepingCapacity: true)
            try session.reading(context).fetch(size, fromCursor: cursor) { try read($0) }
            return keys[...]
        }
        let end = min(given + size, keys.count)
        defer { given = end }
        return keys[given..<end]
    }

    /// Whether nobody has rolled back since: a cursor goes with its transaction.
    var areThere: Bool { session.rollbacks == rollbacks }

    func close() {
        guard let cursor else { return }
        session.openCursors -= 1
        // A transaction that has failed, or was rolled back, takes it along.
        if session.isOpen, areThere, let connection = try? session.reading(context), !connection.isFailed {
            try? connection.closeCursor(cursor)
        }
    }
}

extension QueryPlan {
    /// `SELECT key FROM t … ORDER BY …`
    fileprivate func orderedKeys() throws -> SelectStatement {
        if select.isDistinct || !select.compounds.isEmpty {
            throw QueryError(
                .other,
                "forEach with an order finds the keys of \(mapper.name) first; leave out distinct() and union, or use all()"
            )
        }
        var result = try statement()
        result.columns = keyNodes.map { SelectedColumn($0) }
        // The rows of a batch are locked when they are loaded.
        result.lock = nil
        return result
    }

    /// The same objects by their keys: what found them, and in which order, is left out.
    fileprivate func byKey(_ keys: [KeyValues]) -> QueryPlan {
        var plan = QueryPlan(mapper, source)
        plan.select.lock = select.lock
        plan.isStrict = isStrict
        for request in loads { plan.load(request) }
        plan.filter(mapper.keyColumns.map { mapper.columns[$0].reference(table) }.among(keys))
        return plan
    }
}
