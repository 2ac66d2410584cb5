import CinnabarSQL

/// Numbers the levels of a session's transaction: the transaction itself and its savepoints. Each object
/// remembers the level that knows how it was, so that it is written down once.
struct Journal {
    /// The current level's number; numbers are never used again.
    private(set) var level: UInt32 = 1
    private var last: UInt32 = 1
    private var outer: [UInt32] = []

    /// A savepoint begins.
    mutating func push() {
        outer.append(level)
        last += 1
        level = last
    }

    /// A savepoint ends, either way.
    mutating func pop() { level = outer.popLast() ?? level }

    /// A transaction ends, either way.
    mutating func restart() {
        outer.removeAll()
        last += 1
        level = last
    }
}

/// What happened to a model's objects in one level of a transaction. It is the same for every model.
struct ContextLog {
    var added: [AnyObject] = []
    private(set) var changed: [AnyObject] = []
    /// How the changed objects were, each at its place.
    private var records: [_StateRecord] = []
    var doomed: [AnyObject] = []
    var deleted: [AnyObject] = []

    @inline(__always)
    mutating func noteChange(_ object: AnyObject, _ record: _StateRecord) {
        changed.append(object)
        records.append(record)
    }

    /// The changed objects with their records, the last first.
    func undoing<M: Model>(_ type: M.Type) -> [(object: M, record: ChangeRecord<M>)] {
        changed.indices.reversed().map {
            (unsafeDowncast(changed[$0], to: M.self), unsafeDowncast(records[$0], to: ChangeRecord<M>.self))
        }
    }

    /// The object has left the session.
    mutating func remove(_ object: AnyObject) {
        if !added.isEmpty { added.removeAll { $0 === object } }
        for place in changed.indices.reversed() where changed[place] === object {
            changed.remove(at: place)
            records.remove(at: place)
        }
        if !doomed.isEmpty { doomed.removeAll { $0 === object } }
        if !deleted.isEmpty { deleted.removeAll { $0 === object } }
    }

    /// A savepoint was released: what it did belongs to the level around it.
    mutating func absorb(_ inner: ContextLog) {
        added += inner.added
        changed += inner.changed
        records += inner.records
        doomed += inner.doomed
        deleted += inner.deleted
    }
}

extension SessionContext {
    // These four are called for every context at the same time, so that logs and savepoints correspond.
    func undo() {
        let log = logs[logs.count - 1]
        logs[logs.count - 1] = ContextLog()
        for (object, record) in log.undoing(M.self) { restore(object, record) }
        for object in ObjectList<M>(erased: log.doomed) { object._stateFlags.remove(.isDoomed) }
        for object in ObjectList<M>(erased: log.deleted) { revive(object) }
        let returned = Set(log.added.map { ObjectIdentifier($0) })
        for object in ObjectList<M>(erased: log.added) { makeTransient(object) }
        new.removeAll { returned.contains(ObjectIdentifier($0)) }
        doomed.removeAll { !$0._stateFlags.contains(.isDoomed) }
        changed.removeAll { !$0._stateFlags.contains(.isListed) }
        forgetFlush()
        open.removeAll()
    }

    private func restore(_ object: M, _ record: ChangeRecord<M>) {
        let isMapped = object._stateFlags.contains(.isMapped)
        if isMapped { map.remove(object._key, object) }
        object._restore(record.values, .all(mapper.columns.count))
        if isMapped { map.insert(object._key, object) }
        object._stateTouched = ColumnMask()
        object._stateRecord = nil
        object._stateJournaled = 0
        object._stateGeneration = 0
        object._stateFlags.remove(.isListed)
        for relationship in mapper.relationships { relationship.forgetChanges(object) }
    }

    private func revive(_ object: M) {
        // It is in the places of the result it came with, which must not outlive it there.
        object._stateHome?.leave(object._statePlace)
        object._statePhase = .persistent
        object._stateHome = home
        object._statePlace = -1
        object._stateGeneration = 0
        object._stateFlags.insert(.isMapped)
        object._stateFlags.remove(.isDoomed)
        map.insert(object._key, object)
    }

    /// A new object gives back the key it was given, and what it got from its parents.
    private func makeTransient(_ object: M) {
        if object._stateFlags.contains(.isMapped) { map.remove(object._key, object) }
        object._stateHome?.leave(object._statePlace)
        let flags = object._stateFlags
        if mapper.hasGeneratedKey, !flags.contains(.keyAssigned) { object._clearKey() }
        for relationship in mapper.relationships { relationship.becomeTransient(object) }
        var state = _ModelState()
        state.flags = flags.intersection([.keyAssigned, .isLinked])
        object._state = state
        if flags.contains(.isLinked) {
            object._stateFlags.remove(.isLinked)
            TransientLinks.note(object)
        }
    }
}

extension Model {
    /// Whether the object has a key that stands for a row, or will.
    var _hasKey: Bool {
        !Self._mapper.hasGeneratedKey || _stateFlags.contains(.keyAssigned) || _statePhase == .persistent
            || _statePhase == .deleted || _statePhase == .detached
    }

    /// Puts the generated key back to what it is before a flush.
    func _clearKey() {
        for column in Self._mapper.keyColumns {
            let value: SQLValue = Self._mapper.columns[column].isNullable ? .null : .integer(0)
            // An integer or NULL always fits a generated key.
            try? _set(column, value)
        }
    }
}
