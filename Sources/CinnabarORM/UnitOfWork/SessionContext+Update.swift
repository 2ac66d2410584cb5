import CinnabarDriver
import CinnabarSQL

/// From so many rows on, updates of one shape share round trips where they can.
private let pipelinedRuns = 8

/// The columns of an UPDATE and its text: rows one after the other have the same as a rule.
final class UpdateShape {
    let differing: ColumnMask
    let columns: [Int]
    let returned: [Int]
    let changesKey: Bool
    let sql: String

    init(differing: ColumnMask, columns: [Int], returned: [Int], changesKey: Bool, sql: String) {
        self.differing = differing
        self.columns = columns
        self.returned = returned
        self.changesKey = changesKey
        self.sql = sql
    }
}

extension SessionContext {
    /// Finds what changed, runs hooks for it, and refuses what cannot be.
    func prepareChanged(_ flush: Flush) throws {
        for object in changed where !object._stateFlags.contains(.isDoomed) {
            try checkParents(object, flush)
            if object._stateFlags.contains(.isDoomed) { continue }
            var waits = false
            for parent in parents {
                if case .waits = try parent.propagate(object) { waits = true }
            }
            guard !object._stateFlags.contains(.isPrepared), waits || !object._stateDifferences().isEmpty else {
                continue
            }
            object._stateFlags.insert(.isPrepared)
            try object.willUpdate(flush.session)
            try object.validate()
        }
    }

    /// An object that was taken from its parent becomes an orphan, which is deleted, or free, which is refused
    /// where the key is required.
    func checkParents(_ object: M, _ flush: Flush) throws {
        for parent in parents where parent.wasCleared(object) {
            if let inverse = try parent.inverse, inverse.declaredRule == .deleteOrphan {
                if object._statePhase == .pending { withdraw(object) } else { doom(object, flush.session) }
                return
            }
            guard case .manyToOne(let columns, _) = try parent.shape else { continue }
            if let required = columns.first(where: { !mapper.columns[$0].isNullable }) {
                throw IntegrityError(
                    .notNull, table: mapper.tableName, columns: [mapper.columns[required].name],
                    context: ErrorContext(
                        answer:
                            "\(mapper.name).\(parent.name) is required, but the \(mapper.name) was taken from its \(parent.target.name); give it another, delete it, or declare `deleteRule: .deleteOrphan`"
                    ))
            }
        }
    }

    func updateChanged(_ flush: Flush) throws {
        guard hasUpdates else { return }
        let parents = parents
        var work = ObjectList<M>()
        var masks: [ColumnMask] = []
        var order: [(key: Int, place: Int)] = []
        var isSorted = true
        for object in changed where !object._stateFlags.contains(.isDoomed) && object._statePhase == .persistent {
            for parent in parents {
                if case .waits(let columns) = try parent.propagate(object) { open.append((object, columns)) }
            }
            var columns = object._stateDifferences()
            columns.subtract(mapper.computedColumns)
            if columns.isEmpty { continue }
            let key = M.Key._isInteger ? object._integerKey : 0
            if let last = order.last, last.key > key { isSorted = false }
            order.append((key, masks.count))
            work.append(object)
            masks.append(columns)
        }
        // By key, so that two transactions that change the same rows lock them in the same order.
        if !isSorted { order.sort { $0 < $1 } }
        var shape: UpdateShape?
        var start = 0
        while start < order.count {
            let mask = masks[order[start].place]
            let end = order[start...].firstIndex { masks[$0.place] != mask } ?? order.endIndex
            if end - start >= pipelinedRuns, isPipelined(mask, flush) {
                try updateEach(order[start..<end].map { work[$0.place] }, mask, flush)
            } else {
                for (_, place) in order[start..<end] { try update(work[place], mask, flush, &shape) }
            }
            start = end
        }
        if !flush.features.updateReturning { try readBack(work, mapper.computedColumns, flush) }
    }

    /// Whether rows that change in these columns can share a round trip: nothing is to come back for each.
    private func isPipelined(_ mask: ColumnMask, _ flush: Flush) -> Bool {
        (flush.features.pipelines || flush.features.parameterArrays) && mapper.versionColumn == nil
            && mapper.computedColumns.isEmpty
            && !mapper.hasRedactedColumns && !mapper.keyColumns.contains { mask.contains($0) }
    }

    /// The same UPDATE for many rows, in few round trips.
    private func updateEach(_ objects: [M], _ mask: ColumnMask, _ flush: Flush) throws {
        guard let plan else { return }
        let shape = try updateShape(mask, flush, plan)
        let matched: [Int]
        do {
            matched = try flush.connection.runEach(shape.sql, objects.count, byKey: true) { place, parameters in
                try objects[place]._write(shape.columns, to: parameters)
                try objects[place]._writeStoredKey(to: parameters)
            }
        } catch let error where error is ValueError || error is DataError {
            for object in objects {
                let found = culprit(flush, shape.sql, ObjectList(CollectionOfOne(object)), shape.columns)
                if let found { throw found }
            }
            throw error
        }
        if let place = matched.firstIndex(where: { $0 != 1 }) {
            flush.session.noteStale()
            let key = objects[place]._stateRecord?.key ?? objects[place]._key
            throw StaleObjectError(.gone, entity: mapper.name, table: mapper.tableName, key: "\(key)")
        }
        written.updated.append(contentsOf: ObjectList(objects))
    }

    private func updateShape(_ differing: ColumnMask, _ flush: Flush, _ plan: MapperPlan) throws -> UpdateShape {
        var mask = differing
        if let version = mapper.versionColumn { mask.insert(version) }
        let returning = flush.features.updateReturning ? mapper.computedColumns : ColumnMask()
        return UpdateShape(
            differing: differing, columns: mask.columns, returned: returning.columns,
            changesKey: mapper.keyColumns.contains { differing.contains($0) },
            sql: try plan.update(mask, checksVersion: mapper.versionColumn != nil, returning: returning))
    }

    /// `UPDATE t SET … WHERE key = ? [AND version = ?]`
    func update(_ object: M, _ differing: ColumnMask, _ flush: Flush, _ known: inout UpdateShape?) throws {
        guard let plan, object._stateAnyRecord != nil else { return }
        let shape: UpdateShape
        if let known, known.differing == differing {
            shape = known
        } else {
            shape = try updateShape(differing, flush, plan)
            known = shape
        }
        var version: SQLValue?
        if let column = mapper.versionColumn {
            let old = object._value(column)
            version = old
            try object._set(column, .integer((try old.integer) &+ 1))
        }
        var matched = 0
        try connectionRun(
            flush, shape.sql,
            bind: { parameters in
                if self.mapper.hasRedactedColumns {
                    try self.writeApart(object, shape.columns, parameters)
                } else {
                    try object._write(shape.columns, to: parameters)
                }
                try object._writeStoredKey(to: parameters)
                if let version, let column = self.mapper.versionColumn {
                    try parameters.write(version, as: self.mapper.columns[column].type)
                }
            },
            body: { statement in
                if shape.returned.isEmpty {
                    while try statement.step() {}
                    matched = statement.changes
                    return
                }
                while try statement.step() {
                    for (place, column) in shape.returned.enumerated() {
                        try object._set(column, statement.row.value(place, as: self.mapper.columns[column].type))
                    }
                    matched += 1
                }
            }, ObjectList(CollectionOfOne(object)), shape.columns)
        guard matched == 1 else {
            flush.session.noteStale()
            throw StaleObjectError(
                version == nil ? .gone : .unknown, entity: mapper.name, table: mapper.tableName,
                key: "\(object._stateRecord?.key ?? object._key)")
        }
        if shape.changesKey, let old = object._stateRecord?.key {
            map.remove(old, object)
            map.insert(object._key, object)
        }
        written.updated.append(object)
    }

    /// Sets the keys of parents that were inserted after their children.
    func closeOpen(_ flush: Flush) throws {
        let waiting = open
        open.removeAll()
        for (object, columns) in waiting {
            if object._stateRecord == nil { object._stateRecord = ChangeRecord(object) }
            for parent in parents {
                if case .waits = try parent.propagate(object) {
                    throw TransactionError(
                        .notAllowed,
                        "\(mapper.name).\(parent.name) is set to an object that was not added to the session")
                }
            }
            var mask = ColumnMask()
            for column in columns { mask.insert(column) }
            var shape: UpdateShape?
            try update(object, mask, flush, &shape)
            if !flush.features.updateReturning {
                try readBack(ObjectList(CollectionOfOne(object)), mapper.computedColumns, flush)
            }
            object._stateRecord = nil
        }
    }
}
