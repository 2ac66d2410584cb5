import CinnabarSQL

extension SessionContext {
    /// The object's row is not there any more.
    func vanish(_ object: M) {
        if object._state.flags.contains(.isMapped) { remove(object) }
    }

    /// What was set and not flushed is forgotten.
    func forgetUnflushed(_ object: M) {
        object._state.touched = ColumnMask()
        object._state.record = nil
        if object._state.flags.contains(.isListed) {
            object._state.flags.remove(.isListed)
            changed.removeAll { $0 === object }
        }
        for relationship in mapper.relationships { relationship.unlink(object) }
    }

    func expunge(_ object: M) {
        forgetUnflushed(object)
        if object._state.phase == .pending {
            new.removeAll { $0 === object }
            detach(object, as: .transient)
            return
        }
        if object._state.flags.contains(.isDoomed) { doomed.removeAll { $0 === object } }
        map.remove(object._key, object)
        detach(object, as: .detached)
    }

    private func detach(_ object: M, as phase: ObjectPhase) {
        if object._state.place >= 0, let home = object._state.home { home.places[Int(object._state.place)] = nil }
        var state = _ModelState<M>()
        state.phase = phase
        state.flags = object._state.flags.intersection([.keyAssigned])
        for index in logs.indices { logs[index].remove(object) }
        object._state = state
    }

    func expungeEverything() {
        for object in map.objects { expunge(object) }
        for object in new { expunge(object) }
    }
}

extension ContextLog {
    mutating func remove(_ object: M) {
        if !added.isEmpty { added.removeAll { $0 === object } }
        if !changed.isEmpty { changed.removeAll { $0.object === object } }
        if !doomed.isEmpty { doomed.removeAll { $0 === object } }
        if !deleted.isEmpty { deleted.removeAll { $0 === object } }
    }
}
