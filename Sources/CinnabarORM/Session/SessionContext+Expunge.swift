import CinnabarSQL

extension SessionContext {
    /// The object's row is not there any more.
    func vanish(_ object: M) {
        if object._stateFlags.contains(.isMapped) { remove(object) }
    }

    /// What was set and not flushed is forgotten.
    func forgetUnflushed(_ object: M) {
        object._stateTouched = ColumnMask()
        object._stateRecord = nil
        if object._stateFlags.contains(.isListed) {
            object._stateFlags.remove(.isListed)
            changed.removeAll { $0 === object }
        }
        for relationship in mapper.relationships { relationship.unlink(object) }
    }

    func expunge(_ object: M) {
        forgetUnflushed(object)
        if object._statePhase == .pending {
            new.removeAll { $0 === object }
            detach(object, as: .transient)
            return
        }
        if object._stateFlags.contains(.isDoomed) { doomed.removeAll { $0 === object } }
        map.remove(object._key, object)
        detach(object, as: .detached)
    }

    private func detach(_ object: M, as phase: _StatePhase) {
        object._stateHome?.leave(object._statePlace)
        var state = _ModelState()
        state.phase = phase
        state.flags = object._stateFlags.intersection([.keyAssigned])
        if !isQuiet { for index in logs.indices { logs[index].remove(object) } }
        object._state = state
    }

    func expungeEverything() {
        for object in map.objects { expunge(object) }
        for object in new { expunge(object) }
    }
}
