import CinnabarDriver
import CinnabarSQL

// The steps of a flush and the ends of transactions, as the session calls them without knowing the model.
extension SessionContext {
    func forgetFlush() {
        // A flush before this one may have failed.
        for object in new { object._stateFlags.remove(.isPrepared) }
        for object in changed { object._stateFlags.remove(.isPrepared) }
        for object in doomed { object._stateFlags.remove(.isPreparedDelete) }
        written = WrittenObjects()
    }

    func prepareNew(_ flush: Flush) throws {
        // Unique keys and deletions look at the parents' keys before rows are written.
        let needsKeys = mapper.hasUniqueForeignKey || flush.session.activeContexts.contains { $0.hasDeletes }
        for object in new {
            try checkParents(object, flush)
            if needsKeys { for parent in parents { _ = try parent.propagate(object) } }
            guard object._statePhase == .pending, !object._stateFlags.contains(.isPrepared) else { continue }
            object._stateFlags.insert(.isPrepared)
            try object.willInsert(flush.session)
            try object.validate()
        }
    }

    /// A new object that was not flushed is taken out again.
    func withdraw(_ object: M) {
        new.removeAll { $0 === object }
        for relationship in mapper.relationships { relationship.leaveAll(object) }
        session?.linkChanges.removeAll { $0.owner === object }
        logs[logs.count - 1].added.removeAll { $0 === object }
        let flags = object._stateFlags
        var state = _ModelState()
        state.flags = flags.intersection([.keyAssigned])
        object._state = state
        if flags.contains(.isLinked) { TransientLinks.note(object) }
    }

    /// A deletion that was not flushed is taken back.
    func pardon(_ object: M) {
        object._stateFlags.remove(.isDoomed)
        doomed.removeAll { $0 === object }
    }

    /// After a flush: objects are as their rows.
    func settleAfterFlush(_ session: Session) {
        let hasRelationships = !mapper.relationships.isEmpty
        for object in changed {
            object._stateTouched = ColumnMask()
            object._stateRecord = nil
            object._stateFlags.subtract([.isListed, .isPrepared])
            if hasRelationships { didFlushLinks(object, session) }
        }
        changed.removeAll(keepingCapacity: true)
        if hasRelationships {
            for object in new where object._stateFlags.contains(.isLinked) { didFlushLinks(object, session) }
        }
        new.removeAll(keepingCapacity: true)
    }

    private func didFlushLinks(_ object: M, _ session: Session) {
        for relationship in mapper.relationships { relationship.didFlush(object, generation: session.generation) }
    }

    func callDidHooks(_ session: Session) throws {
        let done = written
        written = WrittenObjects()
        for object in done.inserted { try object.didInsert(session) }
        for object in done.updated { try object.didUpdate(session) }
        for object in done.deleted { try object.didDelete(session) }
    }

    /// The keys of children whose foreign key will be another after this flush, or whose row goes.
    func keysOfLeaving(_ columns: [Int]) -> Set<KeyValues> {
        var keys: Set<KeyValues> = []
        for object in doomed { if let key = KeyValues(object, mapper.keyColumns) { keys.insert(key) } }
        for object in changed {
            let moved =
                object._stateDifferences().columns.contains { columns.contains($0) }
                || parents.contains {
                    $0.pendingParent(object) != nil && $0.usesForeignKey(columns[0])
                }
            if moved, let key = KeyValues(object, mapper.keyColumns) { keys.insert(key) }
        }
        return keys
    }

    func endTransaction() {
        for log in logs {
            for object in ObjectList<M>(erased: log.deleted) where object._statePhase == .deleted {
                object._statePhase = .detached
                if object._stateFlags.contains(.isLinked) { object.unlinkAll() }
                object._stateHome?.leave(object._statePlace)
                object._stateHome = nil
                object._statePlace = -1
            }
        }
        logs = [ContextLog()]
    }
}
