import CinnabarDriver
import CinnabarSQL

/// How many rows one INSERT takes: more gain nothing, and texts stay few.
private let rowsOfAnInsert = [50, 10, 1]
/// Keys that were counted up do not get beyond this in a hundred years; those beyond it are checked.
private let plausibleKey: Int64 = 1 << 40

extension SessionContext {
    /// Inserts the new objects, those of a table that refers to itself parents first.
    func insertNew(_ flush: Flush) throws {
        let objects = new
        let parents = parents
        let ownParents = parents.filter { $0.target === mapper }
        let adopted = LinkPlan(flush.session).parents(childrenOf: mapper)
        if ownParents.isEmpty && adopted.isEmpty {
            try insertLevel(objects, parents, flush)
        } else {
            var places: [ObjectIdentifier: Int] = [:]
            for (place, object) in objects.enumerated() { places[ObjectIdentifier(object)] = place }
            let levels = FlushOrder.levels(count: objects.count) { row in
                let own = ownParents.compactMap { $0.pendingParent(objects[row]) }
                let others = adopted[ObjectIdentifier(objects[row])].map { [$0] } ?? []
                return (own + others).compactMap { places[ObjectIdentifier($0)] }
            }
            for level in levels {
                try LinkPlan(flush.session).writeKeys(flush)
                try insertLevel(ObjectList(level.lazy.map { objects[$0] }), parents, flush)
            }
        }
    }

    private func insertLevel(_ objects: ObjectList<M>, _ parents: [AnyRelationship], _ flush: Flush) throws {
        var start = 0
        if parents.isEmpty {
            while start < objects.count { start = try insertRun(objects, from: start, flush) }
            return
        }
        for object in objects {
            for parent in parents {
                guard case .waits(let columns) = try parent.propagate(object) else { continue }
                guard columns.allSatisfy({ mapper.columns[$0].isNullable }) else {
                    throw IntegrityError(
                        .foreignKey, table: mapper.tableName, columns: columns.map { mapper.columns[$0].name },
                        context: ErrorContext(
                            answer:
                                "\(mapper.name).\(parent.name) is required and its \(parent.target.name) can only be inserted later: the new objects form a cycle; make one of the keys optional"
                        ))
                }
                open.append((object, columns))
            }
        }
        while start < objects.count { start = try insertRun(objects, from: start, flush) }
    }

    /// The columns that an object's row is written with.
    private func insertColumns(_ object: M) -> ColumnMask {
        var mask = mapper.writableColumns
        if mapper.hasGeneratedKey, !object._stateFlags.contains(.keyAssigned) {
            for column in mapper.keyColumns { mask.remove(column) }
        }
        if object._stateFlags.contains(.hasUnset) { mask.subtract(object._stateTouched) }
        return mask
    }

    /// Inserts the objects from `start` on that are written with the same columns; gives the place after them.
    private func insertRun(_ objects: ObjectList<M>, from start: Int, _ flush: Flush) throws -> Int {
        let mask = insertColumns(objects[start])
        var end = start + 1
        while end < objects.count, insertColumns(objects[end]) == mask { end += 1 }
        let columns = mask.columns
        let features = flush.features
        var made = mapper.computedColumns
        made.formUnion(objects[start]._stateUnset)
        // Without RETURNING they are read when the rows are there.
        var returning = features.insertReturning ? made : ColumnMask()
        let counted = mapper.countedKeyColumn.flatMap { mask.contains($0) ? nil : $0 }
        if let counted {
            made.remove(counted)
            if !returning.isEmpty || !features.consecutiveInsertIDs { returning.insert(counted) }
        }
        var place = start
        while place < end {
            // Rows that come back are known by their generated keys; without these they come one by one.
            let isAlone = columns.isEmpty || !returning.isEmpty && counted == nil
            let room = isAlone ? 1 : max(1, features.maxParameters / columns.count)
            let rows = rowsOfAnInsert.first { $0 <= end - place && $0 <= room } ?? 1
            let runs = (end - place) / rows
            if features.pipelines, !isAlone, runs > 1 {
                let part = objects[place..<(place + runs * rows)]
                try insertEach(part, by: rows, mask, columns, returning, counted, flush)
                place += runs * rows
                continue
            }
            try insert(objects[place..<(place + rows)], mask, columns, returning, counted, flush)
            place += rows
        }
        if !features.insertReturning { try readBack(objects[start..<end], made, flush) }
        return end
    }

    private func insert(
        _ objects: ObjectList<M>, _ mask: ColumnMask, _ columns: [Int], _ returning: ColumnMask,
        _ counted: Int?, _ flush: Flush
    ) throws {
        guard let plan else { throw MappingError(["\(mapper.name) has no statements: its mapping is wrong"]) }
        let sql = try plan.insert(mask, rows: objects.count, returning: returning)
        var lastKey: Int64 = 0
        var rows: [[SQLValue]] = []
        let returned = returning.columns
        try connectionRun(
            flush, sql,
            bind: { parameters in
                try self.write(objects, columns, parameters)
            },
            body: { statement in
                if returned.isEmpty {
                    _ = try statement.step()
                    lastKey = statement.lastInsertID
                } else {
                    while try statement.step() { rows.append(try self.values(statement.row, returned)) }
                }
            }, objects, columns)
        try settle(objects, rows, returned, lastKey, counted, sql, flush)
    }

    private func values(_ row: RowReader, _ columns: [Int]) throws -> [SQLValue] {
        try columns.indices.map { try row.value($0, as: mapper.columns[columns[$0]].type) }
    }

    /// The same INSERT of so many rows many times, in few round trips.
    private func insertEach(
        _ objects: ObjectList<M>, by size: Int, _ mask: ColumnMask, _ columns: [Int], _ returning: ColumnMask,
        _ counted: Int?, _ flush: Flush
    ) throws {
        guard let plan else { throw MappingError(["\(mapper.name) has no statements: its mapping is wrong"]) }
        let sql = try plan.insert(mask, rows: size, returning: returning)
        let returned = returning.columns
        let parts = (0..<(objects.count / size)).map { objects[($0 * size)..<(($0 + 1) * size)] }
        var rows = Array(repeating: [[SQLValue]](), count: parts.count)
        do {
            _ = try flush.connection.runEach(sql, parts.count) { index, parameters in
                try write(parts[index], columns, parameters)
            } row: { index, row in
                rows[index].append(try values(row, returned))
            }
        } catch let error where error is ValueError || error is DataError {
            for part in parts { if let found = culprit(flush, sql, part, columns) { throw found } }
            throw error
        }
        for (part, rows) in zip(parts, rows) { try settle(part, rows, returned, 0, counted, sql, flush) }
    }

    /// Gives the objects what the database has made for their rows, and takes them into the map.
    private func settle(
        _ objects: ObjectList<M>, _ rows: [[SQLValue]], _ returned: [Int], _ lastKey: Int64, _ counted: Int?,
        _ sql: String, _ flush: Flush
    ) throws {
        var rows = rows
        if !returned.isEmpty {
            guard rows.count == objects.count else {
                throw OperationalError(
                    .other, "INSERT into \(mapper.tableName) gave back \(rows.count) rows for \(objects.count)",
                    context: ErrorContext(statement: FailedStatement(sql: sql)))
            }
            // Keys rise in the order of the VALUES list; the order of RETURNING's rows is not promised.
            if let counted, rows.count > 1, let key = returned.firstIndex(of: counted) {
                rows.sort { (try? $0[key].integer) ?? 0 < (try? $1[key].integer) ?? 0 }
            }
        }
        let firstKey = lastKey &- Int64(objects.count) &+ 1
        if returned.isEmpty, let counted, objects.count > 1, lastKey > plausibleKey {
            try checkConsecutive(counted, firstKey, lastKey, flush)
        }
        var key = firstKey
        for row in objects.indices {
            let object = objects[row]
            if !returned.isEmpty {
                for (place, column) in returned.enumerated() { try object._set(column, rows[row][place]) }
            } else if let counted {
                try object._set(counted, .integer(key))
                key &+= 1
            }
            object._stateDidInsert(flush.session.generation)
            map.insert(object._key, object)
        }
        written.inserted.append(contentsOf: objects)
    }

    /// Reads values that the database has made, where it cannot return them with the statement.
    ///
    /// `SELECT key, columns FROM t WHERE key IN (…)`
    func readBack(_ objects: ObjectList<M>, _ made: ColumnMask, _ flush: Flush) throws {
        let columns = made.columns
        guard !columns.isEmpty, !objects.isEmpty else { return }
        let keys = mapper.keyColumns
        let types = keys.map { mapper.columns[$0].type }
        let references = keys.map { mapper.columns[$0].reference(mapper.source) }
        for start in stride(from: 0, to: objects.count, by: keys.count == 1 ? 500 : 100) {
            let part = objects[start..<min(objects.count, start + (keys.count == 1 ? 500 : 100))]
            var places: [KeyValues: M] = [:]
            for object in part { if let key = KeyValues(object, keys) { places[key] = object } }
            var select = SelectStatement(
                columns: (keys + columns).map { SelectedColumn(mapper.nodes[$0]) }, from: .table(mapper.source))
            select.conditions = [references.among(Array(places.keys))]
            let compiled = try flush.plans.compiled(.select(select))
            try flush.connection.query(compiled) { row in
                guard let key = try KeyValues(row, at: 0, types), let object = places[key] else { return }
                for (place, column) in columns.enumerated() {
                    try object._set(column, row.value(keys.count + place, as: mapper.columns[column].type))
                }
            }
        }
    }

    /// A table whose last key is the largest there is gets random ones: then keys cannot be told by counting.
    private func checkConsecutive(_ counted: Int, _ first: Int64, _ last: Int64, _ flush: Flush) throws {
        let key = mapper.nodes[counted]
        var select = SelectStatement(
            columns: [SelectedColumn(.aggregate(.count, nil, isDistinct: false, filter: nil))],
            from: .table(mapper.source))
        select.conditions = [
            .binary(.greaterOrEqual, key, .bind(BoundValue(.integer(first), type: .bigInteger))),
            .binary(.lessOrEqual, key, .bind(BoundValue(.integer(last), type: .bigInteger))),
        ]
        var count: Int64 = 0
        try flush.connection.query(try flush.plans.compiled(.select(select))) {
            count = try $0.int64(0)
        }
        guard first <= last, count == last - first + 1 else {
            flush.session.noteStale()
            throw OperationalError(
                .other,
                "the keys of \(mapper.tableName) are used up: its largest key is the largest there is, so new ones are random",
                advice: "give the row with that key another one, or flush new objects one by one")
        }
    }

    @inline(__always)
    private func write(_ objects: ObjectList<M>, _ columns: [Int], _ parameters: ParameterWriter) throws {
        if mapper.hasRedactedColumns {
            for object in objects { try writeApart(object, columns, parameters) }
        } else {
            for object in objects { try object._write(columns, to: parameters) }
        }
    }

    func writeApart(_ object: M, _ columns: [Int], _ parameters: ParameterWriter) throws {
        for column in columns {
            parameters.isRedacted = mapper.columns[column].isRedacted
            defer { parameters.isRedacted = false }
            try object._write([column], to: parameters)
        }
    }

    /// Runs a statement; a value that the database cannot hold becomes an error that names the column.
    func connectionRun(
        _ flush: Flush, _ sql: String, bind: (ParameterWriter) throws -> Void,
        body: (any DriverStatement) throws -> Void, _ objects: @autoclosure () -> ObjectList<M>, _ columns: [Int]
    ) throws {
        do {
            try flush.connection.run(sql, bind: bind, body: body)
        } catch let error where error is ValueError || error is DataError {
            throw culprit(flush, sql, objects(), columns) ?? error
        }
    }

    /// Finds the value that could not be bound, by binding them one by one.
    func culprit(_ flush: Flush, _ sql: String, _ objects: ObjectList<M>, _ columns: [Int]) -> DataError? {
        var found: (object: M, column: Int, reason: String)?
        // Binding is repeated for the error's sake: only its first failure counts.
        try? flush.connection.run(sql) { parameters in
            for object in objects {
                for column in columns {
                    do { try object._write([column], to: parameters) } catch {
                        if found == nil { found = (object, column, "\(error)") }
                        throw error
                    }
                }
            }
            throw ValueError("no value is at fault")
        } body: { _ in
        }
        guard let found else { return nil }
        let column = mapper.columns[found.column]
        return DataError(
            found.reason, table: mapper.tableName, column: column.name,
            row: found.object._hasKey ? "\(found.object._key)" : nil,
            value: column.isRedacted ? nil : "\(found.object._value(found.column))")
    }
}
