import CinnabarDriver

/// Objects that are linked to each other while they belong to no session would own each other for ever. The
/// session that runs on this thread remembers them and lets them go at its end; those that are added are its
/// own from then on.
final class TransientLinks {
    /// The thread's session has them, unretained.
    private static let slot = ThreadLocal()
    private var objects: [ObjectIdentifier: any Model] = [:]

    /// Begins to remember, for a session's body on this thread.
    static func begin() -> TransientLinks {
        let links = TransientLinks()
        slot.value = Unmanaged.passUnretained(links).toOpaque()
        return links
    }

    private static var current: TransientLinks? {
        slot.value.map { Unmanaged<TransientLinks>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether a session runs on this thread, which will let linked objects go.
    static var areKept: Bool { slot.value != nil }

    static func note<M: Model>(_ object: M) {
        guard !object._stateFlags.contains(.isLinked) else { return }
        object._stateFlags.insert(.isLinked)
        if let home = object._stateHome {
            home.context.hasLinks = true
        } else {
            current?.objects[ObjectIdentifier(object)] = object
        }
    }

    static func forget(_ object: some Model) {
        if object._stateFlags.contains(.isLinked) { current?.objects[ObjectIdentifier(object)] = nil }
    }

    func end() {
        for object in objects.values { object.unlinkAll() }
        objects.removeAll()
        Self.slot.value = nil
    }
}

extension Model {
    /// Lets go of every object this one is linked to.
    func unlinkAll() {
        for relationship in Self._mapper.relationships { relationship.unlink(self) }
        _stateFlags.remove(.isLinked)
    }
}
