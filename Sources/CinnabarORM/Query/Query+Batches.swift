import CinnabarDriver
import CinnabarSQL

extension Query where Output == Model {
    /// Every object, batch by batch in the order of the primary key, with constant memory: objects that nobody keeps
    /// are let go after their batch. A `commit` inside is fine.
    ///
    /// ```swift
    /// try session.query(User.self).forEach(batch: 1_000) { $0.visits = 0 }
    /// // SELECT … FROM "users" ORDER BY "users"."id" LIMIT ?
    /// // SELECT … FROM "users" WHERE "users"."id" > ? ORDER BY "users"."id" LIMIT ?; …
    /// ```
    ///
    /// Throws an error if the query has an order, an offset or groups of its own, and what `body` throws.
    public func forEach(batch size: Int = 500, _ body: (Model) throws -> Void) throws {
        var plan = plan
        plan.prepareBatches(size)
        var left = plan.limitCount ?? .max
        var last: [SQLValue]?
        while left > 0 {
            var step = plan
            step.limit(min(size, left))
            if let last { step.filter(plan.after(last)) }
            try session.autoflush()
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
    fileprivate mutating func prepareBatches(_ size: Int) {
        if size < 1 { refuse("forEach(batch: \(size)): a batch has at least one object") }
        if !select.orderBy.isEmpty {
            refuse("forEach goes through \(mapper.name) by primary key; leave out order { }, or use all()")
        }
        if select.offset != nil || !select.groupBy.isEmpty {
            refuse("forEach goes through \(mapper.name) by primary key; it has no place for offset and group { }")
        }
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
