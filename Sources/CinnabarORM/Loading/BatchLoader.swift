import CinnabarDriver
import CinnabarSQL

/// Loads relationships, for all objects of a result at once.
///
/// Scheme: the first read of a relationship asks its owner's home for the other objects of the same result; those
/// that have not loaded it are loaded in the same statement. What comes back is a result of its own, so that the
/// next step along a path is one statement again.

extension Model {
    /// The objects of the result this one came with, itself among them.
    var _siblings: ObjectList<Self> {
        guard let home = _stateHome, _statePlace >= 0 else { return ObjectList(CollectionOfOne(self)) }
        return ObjectList(erased: home.residents)
    }

    /// The session to load with, or an error that says why there is none.
    func _loadingSession(_ relationship: String) throws -> Session {
        guard let session = _stateSession, session.isOpen else {
            throw SessionClosedError(
                "cannot load \(Self._mapper.name).\(relationship): the object's session has ended; load it inside the session (`.load { $0.\(relationship) }`) or take a snapshot()"
            )
        }
        if let home = _stateHome, home.isStrict {
            throw MappingError([
                "\(Self._mapper.name).\(relationship) was read without being planned, and the query is strict(); add `.load { $0.\(relationship) }`"
            ])
        }
        return session
    }
}

extension ObjectList {
    /// Whether they came with a strict query: what is loaded for them is as strict.
    var areStrict: Bool {
        for object in self where object._stateHome?.isStrict ?? false { return true }
        return false
    }
}

extension ToOneRelationship {
    func load(_ owner: Owner) throws -> Target? {
        let stored = storage(owner)
        if stored.isSet { return stored.target }
        switch owner._statePhase {
        case .transient: return stored.target
        case .pending: if stored.target != nil { return stored.target }
        case .persistent, .deleted, .detached: break
        }
        if let session = owner._stateSession, stored.generation == session.generation { return stored.target }
        if let home = owner._stateHome, home.isStrict, let target = freshTarget(owner) { return target }
        let session = try owner._loadingSession(name)
        try session.autoflush()
        try load(owner._siblings, in: session)
        return storage(owner).target
    }

    /// The target that the session already has, without asking the database.
    private func freshTarget(_ owner: Owner) -> Target? {
        guard let target = known(owner), target._stateGeneration == target._stateSession?.generation else { return nil }
        return target
    }

    /// Loads the targets of those owners that have not loaded them.
    func load(_ owners: ObjectList<Owner>, in session: Session) throws {
        let generation = session.generation
        var waiting = ObjectList<Owner>()
        for owner in owners where owner._statePhase != .transient {
            access(owner) { if !$0.isSet && $0.generation != generation { waiting.append(owner) } }
        }
        guard !waiting.isEmpty else { return }
        switch try shape {
        case .manyToOne(let columns, let targets): try loadParents(waiting, columns, targets, session)
        case .oneToMany(let childColumns, let ownerColumns, _):
            let loader = ChildLoader<Owner, Target>(childColumns, ownerColumns)
            let moves = MovedChildren<Owner, Target>(try inverse, in: session)
            try loader.load(waiting, in: session) { owner, stored in
                let children = moves?.corrected(ObjectList(erased: stored).array, of: owner)
                let child = children.map(\.first) ?? ObjectList<Target>(erased: stored).first
                access(owner) {
                    $0.target = child
                    $0.generation = generation
                }
            }
        case .manyToMany: break
        }
    }

    private func loadParents(
        _ owners: ObjectList<Owner>, _ columns: [Int], _ targets: [Int], _ session: Session
    ) throws {
        let context = session.context(Target.self)
        let byPrimaryKey = targets == Target._mapper.keyColumns
        var keys = KeyPlaces()
        var places: [Int] = []
        places.reserveCapacity(owners.count)
        for owner in owners { places.append(KeyValues(owner, columns).map { keys.open($0) } ?? -1) }
        var found: [Target?] = Array(repeating: nil, count: keys.count)
        var wanted: [KeyValues] = []
        for (place, key) in keys.keys.enumerated() {
            if byPrimaryKey, let typed = try? Target.Key(_values: key.values), let known = context.map.find(typed),
                known._stateGeneration == session.generation
            {
                found[place] = known
            } else {
                wanted.append(key)
            }
        }
        if !wanted.isEmpty {
            let select = KeyedSelect(Target._mapper, targets, wanted)
            for target in try session.load(Target.self, select.statement, strict: owners.areStrict) {
                if let place = KeyValues(target, targets).flatMap({ keys.place($0) }) { found[place] = target }
            }
        }
        let generation = session.generation
        for number in owners.indices {
            let owner = owners[number]
            let target = places[number] < 0 ? nil : found[places[number]]
            access(owner) {
                $0.target = target
                $0.generation = generation
            }
            if target != nil { TransientLinks.note(owner) }
        }
    }
}

extension ToManyRelationship {
    func load(_ owner: Owner) throws -> [Target] {
        if let members = membersInMemory(owner) { return ObjectList<Target>(erased: members).array }
        let session = try owner._loadingSession(name)
        try session.autoflush()
        try load(owner._siblings, in: session)
        return storage(owner).items
    }

    /// The members, where they are all in memory.
    private func membersInMemory(_ owner: Owner) -> [AnyObject]? {
        let session = owner._stateSession
        var members: [AnyObject]?
        switch owner._statePhase {
        case .transient, .pending: access(owner) { members = $0.members }
        case .persistent:
            guard let session else { return nil }
            let generation = session.generation
            access(owner) { members = $0.members(ofGeneration: generation) }
        case .deleted, .detached: return nil
        }
        // A row that was deleted by itself is no member, though nobody took it out.
        if let session, session.hasRemovedObjects, session.context(Target.self).hasDeleted {
            members?.removeAll { unsafeDowncast($0, to: Target.self)._statePhase == .deleted }
        }
        return members
    }

    /// Loads the members of those owners that have not loaded them.
    func load(_ owners: ObjectList<Owner>, in session: Session) throws {
        let generation = session.generation
        var waiting = ObjectList<Owner>()
        for owner in owners where owner._statePhase == .persistent {
            access(owner) { if $0.generation != generation { waiting.append(owner) } }
        }
        guard !waiting.isEmpty else { return }
        switch try shape {
        case .manyToOne: break
        case .oneToMany(let childColumns, let ownerColumns, _):
            let moves = MovedChildren<Owner, Target>(try inverse, in: session)
            try ChildLoader<Owner, Target>(childColumns, ownerColumns).load(waiting, in: session) { owner, members in
                guard let moves else { return store(members, for: owner, generation) }
                let corrected = moves.corrected(ObjectList(erased: members).array, of: owner)
                store(ObjectList(corrected).plain, for: owner, generation)
            }
        case .manyToMany(let association):
            try AssociationLoader<Owner, Target>(association).load(waiting, in: session) { owner, members in
                store(members, for: owner, generation)
            }
        }
    }

    /// Notes the members that were loaded, with what was changed and not flushed.
    func store(_ members: [AnyObject], for owner: Owner, _ generation: UInt32) {
        access(owner) { $0.fill(members, generation: generation) }
        if !members.isEmpty { TransientLinks.note(owner) }
    }
}
