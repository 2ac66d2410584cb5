import CinnabarDriver
import CinnabarSQL

extension SessionContext {
    /// Which columns of a changed object differ from its row, with its parents' keys in place.
    func differences(_ object: M) -> ColumnMask {
        guard let record = object._stateRecord else { return ColumnMask() }
        return object._changes(since: record.values)
    }

    /// Finds what changed, runs hooks for it, and refuses what cannot be.
    func prepareChanged(_ flush: Flush) throws {
        for object in changed where !object._stateFlags.contains(.isDoomed) {
            try checkParents(object, flush)
            if object._stateFlags.contains(.isDoomed) { continue }
            var waits = false
            for parent in mapper.parentRelationships {
                if case .waits = try parent.propagate(object) { waits = true }
            }
            guard waits || !differences(object).isEmpty, prepared.insert(ObjectIdentifier(object)).inserted else { continue }
            try object.willUpdate(flush.session)
            try object.validate()
        }
    }

    /// An object that was taken from its parent becomes an orphan, which is deleted, or free, which is refused
    /// where the key is required.
    func checkParents(_ object: M, _ flush: Flush) throws {
        for parent in mapper.parentRelationships where parent.wasCleared(object) {
            if let inverse = try parent.inverse, inverse.declaredRule == .deleteOrphan {
                if object._statePhase == .pending { withdraw(object) } else { doom(object, flush.session) }
                return
            }
            guard case .manyToOne(let columns, _) = try parent.shape else { continue }
            if let required = columns.first(where: { !mapper.columns[$0].isNullable }) {
                throw IntegrityError(
                    .notNull, table: mapper.tableName, columns: [mapper.columns[required].name],
                    context: ErrorContext(answer: "\(mapper.name).\(parent.name) is required, but the \(mapper.name) was taken from its \(parent.target.name); give it another, delete it, or declare `deleteRule: .deleteOrphan`"))
            }
        }
    }

    func updateChanged(_ flush: Flush) throws {
        guard !changed.isEmpty else { return }
        var work: [(object: M, columns: ColumnMask)] = []
        work.reserveCapacity(changed.count)
        for object in changed where !object._stateFlags.contains(.isDoomed) && object._statePhase == .persistent {
            for parent in mapper.parentRelationships {
                if case .waits(let columns) = try parent.propagate(object) { open.append((object, columns)) }
            }
            var columns = differences(object)
            columns.subtract(mapper.computedColumns)
            if !columns.isEmpty { work.append((object, columns)) }
        }
        // By key, so that two transactions that change the same rows lock them in the same order.
        if M.Key._isInteger { work.sort { $0.object._key._integer < $1.object._key._integer } }
        for (object, columns) in work { try update(object, columns, flush) }
    }

    /// `UPDATE t SET … WHERE key = ? [AND version = ?]`
    func update(_ object: M, _ differing: ColumnMask, _ flush: Flush) throws {
        guard let plan, let record = object._stateRecord else { return }
        var mask = differing
        var version: SQLValue?
        if let column = mapper.versionColumn {
            let old = object._value(column)
            version = old
            try object._set(column, .integer((try old.integer) + 1))
            mask.insert(column)
        }
        let returning = connectionDialect(flush).features.updateReturning ? mapper.computedColumns : ColumnMask()
        let columns = mask.columns
        let returned = returning.columns
        let sql = try plan.update(mask, checksVersion: version != nil, returning: returning)
        var matched = 0
        try connectionRun(flush, sql, bind: { parameters in
            if self.mapper.hasRedactedColumns {
                try self.writeApart(object, columns, parameters)
            } else {
                try object._write(columns, to: parameters)
            }
            try record.key._write(to: parameters)
            if let version, let column = self.mapper.versionColumn {
                try parameters.write(version, as: self.mapper.columns[column].type)
            }
        }, body: { statement in
            while try statement.step() {
                for (place, column) in returned.enumerated() {
                    try object._set(column, statement.row.value(place, as: self.mapper.columns[column].type))
                }
                if !returned.isEmpty { matched += 1 }
            }
            if returned.isEmpty { matched = statement.changes }
        }, [object], columns)
        guard matched == 1 else {
            flush.session.noteStale()
            throw StaleObjectError(
                version == nil ? .gone : .unknown, entity: mapper.name, table: mapper.tableName, key: "\(record.key)")
        }
        if mapper.keyColumns.contains(where: { differing.contains($0) }) {
            map.remove(record.key, object)
            map.insert(object._key, object)
        }
        if !mapper.computedColumns.isEmpty, returned.isEmpty { object._stateGeneration = 0 }
        written.updated.append(object)
    }

    /// Sets the keys of parents that were inserted after their children.
    func closeOpen(_ flush: Flush) throws {
        let waiting = open
        open.removeAll()
        for (object, columns) in waiting {
            if object._stateRecord == nil { object._stateRecord = ChangeRecord(object) }
            for parent in mapper.parentRelationships {
                if case .waits = try parent.propagate(object) {
                    throw TransactionError(.notAllowed, "\(mapper.name).\(parent.name) is set to an object that was not added to the session")
                }
            }
            var mask = ColumnMask()
            for column in columns { mask.insert(column) }
            try update(object, mask, flush)
            object._stateRecord = nil
        }
    }
}
