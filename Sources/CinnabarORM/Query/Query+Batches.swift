import CinnabarDriver
import CinnabarSQL

extension Query where Output == Model {
    /// Every object, batch by batch, with constant memory: objects that nobody keeps are let go after their batch. A
    /// `commit` inside is fine.
    ///
    /// Without an order they come in that of the primary key, each batch found by the last key of the one before:
    ///
    /// ```swift
    /// try session.query(User.self).forEach(batch: 1_000) { $0.visits = 0 }
    /// // SELECT … FROM "users" ORDER BY "users"."id" LIMIT ?
    /// // SELECT … FROM "users" WHERE "users"."id" > ? ORDER BY "users"."id" LIMIT ?; …
    /// ```
    ///
    /// With an order, or an offset, the keys are found once, and the objects of each batch as they are by then. On
    /// PostgreSQL a cursor of the server keeps the keys; elsewhere they are kept here, which is the one thing that
    /// grows with the number of rows.
    ///
    /// ```swift
    /// try session.query(User.self).order { $0.name }.forEach(batch: 1_000) { print($0.name) }
    /// // DECLARE cinnabar_1 NO SCROLL CURSOR WITH HOLD FOR SELECT "users"."id" FROM "users" ORDER BY "users"."name"
    /// // FETCH FORWARD 1000 FROM cinnabar_1; SELECT … FROM "users" WHERE "users"."id" = ANY(?); …
    /// ```
    ///
    /// Throws an error if the query has groups, or an order beside `distinct()`, and what `body` throws.
    public func forEach(batch size: Int = 500, _ body: (Model) throws -> Void) throws {
        if !plan.select.orderBy.isEmpty || plan.select.offset != nil { return try forEachOrdered(batch: size, body) }
        var plan = plan
        plan.prepareBatches(size)
        var left = plan.limitCount ?? .max
        var last: [SQLValue]?
        while left > 0 {
            var step = plan
            step.limit(min(size, left))
            if let last { step.filter(plan.after(last)) }
            try willRun()
            let objects = try reader.all(step.statement(), step, in: session)
            // The key as it was read: the body may change it.
            last = objects.last?._key._values
            left -= objects.count
            for object in objects { try body(object) }
            if objects.count < min(size, left + objects.count) { return }
        }
    }
}

extension QueryPlan {
    mutating func checkBatches(_ size: Int) {
        if size < 1 { refuse("forEach(batch: \(size)): a batch has at least one object") }
        if !select.groupBy.isEmpty {
            refuse("forEach goes through the objects of \(mapper.name); it has no place for group { }")
        }
    }

    fileprivate mutating func prepareBatches(_ size: Int) {
        checkBatches(size)
        orderByKey()
    }

    /// `key > ?`, for several columns `a > ? OR (a = ? AND b > ?)`
    fileprivate func after(_ key: [SQLValue]) -> SQLNode {
        let columns = zip(mapper.keyColumns, key).map { index, value in
            let column = mapper.columns[index]
            return (
                node: SQLNode.column(column.reference(table)),
                value: SQLNode.bind(BoundValue(value, type: column.type, isRedacted: column.isRedacted))
            )
        }
        return columns.indices.map { index in
            (columns[..<index].map { SQLNode.binary(.equal, $0.node, $0.value) }
                + [.binary(.greater, columns[index].node, columns[index].value)]).conjunction
        }.balanced(.or)
    }
}
