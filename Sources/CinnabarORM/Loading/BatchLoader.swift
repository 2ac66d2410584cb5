import CinnabarDriver
import CinnabarSQL

/// Loads relationships, for all objects of a result at once.
///
/// Scheme: the first read of a relationship asks its owner's home for the other objects of the same result; those
/// that have not loaded it are loaded in the same statement. What comes back is a result of its own, so that the
/// next step along a path is one statement again.

extension Model {
    /// The objects of the result this one came with, itself among them.
    var _siblings: [Self] {
        guard let home = _stateHome, _statePlace >= 0 else { return [self] }
        return home.residents(Self.self)
    }

    /// The session to load with, or an error that says why there is none.
    func _loadingSession(_ relationship: String) throws -> Session {
        guard let session = _stateSession, session.isOpen else {
            throw SessionClosedError(
                "cannot load \(Self._mapper.name).\(relationship): the object's session has ended; load it inside the session (`.load { $0.\(relationship) }`) or take a snapshot()")
        }
        if let home = _stateHome, home.isStrict {
            throw MappingError([
                "\(Self._mapper.name).\(relationship) was read without being planned, and the query is strict(); add `.load { $0.\(relationship) }`"
            ])
        }
        return session
    }
}

extension Sequence where Element: Model {
    /// Whether they came with a strict query: what is loaded for them is as strict.
    var areStrict: Bool { contains { $0._stateHome?.isStrict ?? false } }
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
    func load(_ owners: [Owner], in session: Session) throws {
        let generation = session.generation
        let waiting = owners.filter { owner in
            var wanted = false
            access(owner) { wanted = !$0.isSet && $0.generation != generation }
            return wanted && owner._statePhase != .transient
        }
        guard !waiting.isEmpty else { return }
        switch try shape {
        case .manyToOne(let columns, let targets): try loadParents(waiting, columns, targets, session)
        case .oneToMany(let childColumns, let ownerColumns, _):
            let loader = ChildLoader<Owner, Target>(self, childColumns, ownerColumns)
            let moves = MovedChildren<Owner, Target>(try inverse, in: session)
            try loader.load(waiting, in: session) { owner, stored in
                let children = moves?.corrected(stored, of: owner) ?? stored
                access(owner) {
                    $0.target = children.first
                    $0.generation = generation
                }
            }
        case .manyToMany: break
        }
    }

    private func loadParents(_ owners: [Owner], _ columns: [Int], _ targets: [Int], _ session: Session) throws {
        let context = session.context(Target.self)
        let byPrimaryKey = targets == Target._mapper.keyColumns
        var found: [KeyValues: Target] = [:]
        var wanted: [KeyValues] = []
        var seen: Set<KeyValues> = []
        var keys: [KeyValues?] = []
        keys.reserveCapacity(owners.count)
        for owner in owners {
            let key = KeyValues(owner, columns)
            keys.append(key)
            guard let key, seen.insert(key).inserted else { continue }
            if byPrimaryKey, let typed = try? Target.Key(_values: key.values), let known = context.map.find(typed),
                known._stateGeneration == session.generation
            {
                found[key] = known
            } else {
                wanted.append(key)
            }
        }
        if !wanted.isEmpty {
            let select = KeyedSelect(Target._mapper, targets, wanted)
            for target in try session.load(Target.self, select.statement, strict: owners.areStrict) {
                if let key = KeyValues(target, targets) { found[key] = target }
            }
        }
        let generation = session.generation
        for (owner, key) in zip(owners, keys) {
            let target = key.flatMap { found[$0] }
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
        if isLoaded(owner) {
            let items = storage(owner).items
            // A row that was deleted by itself is no member, though nobody took it out.
            guard let session = owner._stateSession, session.context(Target.self).hasDeleted else { return items }
            return items.filter { $0._statePhase != .deleted }
        }
        let session = try owner._loadingSession(name)
        try session.autoflush()
        try load(owner._siblings, in: session)
        return storage(owner).items
    }

    /// Loads the members of those owners that have not loaded them.
    func load(_ owners: [Owner], in session: Session) throws {
        let waiting = owners.filter { $0._statePhase == .persistent && !isLoaded($0) }
        guard !waiting.isEmpty else { return }
        let generation = session.generation
        func store(_ owner: Owner, _ items: [Target]) {
            access(owner) {
                $0.items = items
                if let changes = $0.changes {
                    $0.items.removeAll { item in changes.removed.contains { $0 === item } }
                    for new in changes.added where !items.contains(where: { $0 === new }) { $0.items.append(new) }
                }
                $0.generation = generation
            }
            if !items.isEmpty { TransientLinks.note(owner) }
        }
        switch try shape {
        case .manyToOne: break
        case .oneToMany(let childColumns, let ownerColumns, _):
            let moves = MovedChildren<Owner, Target>(try inverse, in: session)
            try ChildLoader<Owner, Target>(self, childColumns, ownerColumns).load(waiting, in: session) { owner, items in
                store(owner, moves?.corrected(items, of: owner) ?? items)
            }
        case .manyToMany(let association):
            try AssociationLoader<Owner, Target>(association).load(waiting, in: session, store)
        }
    }
}
