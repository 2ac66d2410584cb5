import CinnabarSQL

/// A relationship to any number of objects.
public final class ToManyRelationship<Owner: Model, Target: Model>: AnyRelationship, @unchecked Sendable {
    let access: @Sendable (Owner, (inout _ToManyStorage<Target>) -> Void) -> Void

    /// The relationship as `@Relationship` declares it; `storage` gives access to what an owner knows of it.
    public init(
        _ name: String, through: String? = nil, sourceKey: String? = nil, targetKey: String? = nil,
        foreignKey: [String]? = nil, inverse: String? = nil, deleteRule: DeleteRule? = nil,
        storage: @escaping @Sendable (Owner, (inout _ToManyStorage<Target>) -> Void) -> Void
    ) {
        access = storage
        super.init(
            name, isToMany: true, isOptional: true, foreignKey: foreignKey, inverse: inverse,
            deleteRule: deleteRule, through: through, sourceKey: sourceKey, targetKey: targetKey)
    }

    override var owner: AnyMapper { Owner._mapper }
    override var target: AnyMapper { Target._mapper }

    /// Callers that do not know the type have an owner of it all the same.
    @inline(__always)
    private func own(_ owner: AnyObject) -> Owner { unsafeDowncast(owner, to: Owner.self) }

    func storage(_ owner: Owner) -> _ToManyStorage<Target> {
        var copy = _ToManyStorage<Target>()
        access(owner) { copy = $0 }
        return copy
    }

    /// Whether the members are all in memory.
    func isLoaded(_ owner: Owner) -> Bool {
        switch owner._statePhase {
        case .transient, .pending: return true
        case .persistent:
            var generation: UInt32 = 0
            access(owner) { generation = $0.generation }
            return generation != 0 && generation == owner._stateSession?.generation
        case .deleted, .detached: return false
        }
    }

    // MARK: changing

    func append(_ owner: Owner, _ target: Target) {
        let loaded = isLoaded(owner)
        switch try? inverse {
        case let one as ToOneRelationship<Target, Owner>:
            // What has no parent is no member: a new child need not be looked for among the others.
            if one.hasParent(target) {
                if contains(owner, target, loaded: loaded) { return }
                if let old = one.known(target), old !== owner { removeQuietly(old, target) }
            }
            one.setQuietly(target, to: owner)
            insert(owner, target, loaded: loaded)
        case let many as ToManyRelationship<Target, Owner>:
            if contains(owner, target, loaded: loaded) { return }
            insert(owner, target, loaded: loaded)
            many.mirrorInsert(target, owner)
            many.dropRemoval(target, owner)
            record(owner) { $0.add(target) }
        default:
            if contains(owner, target, loaded: loaded) { return }
            insert(owner, target, loaded: loaded)
            record(owner) { $0.add(target) }
        }
        joinSessions(owner, target)
    }

    func remove(_ owner: Owner, _ target: Target) {
        removeItem(owner, target)
        switch try? inverse {
        case let one as ToOneRelationship<Target, Owner>:
            one.setQuietly(target, to: nil)
        case let many as ToManyRelationship<Target, Owner>:
            many.removeItem(target, owner)
            many.dropAddition(target, owner)
            record(owner) { $0.remove(target) }
        default: record(owner) { $0.remove(target) }
        }
    }

    /// The other side has changed: only memory follows.
    func appendQuietly(_ owner: Owner, _ target: Target) {
        let loaded = isLoaded(owner)
        if contains(owner, target, loaded: loaded) { return }
        if owner._stateHome == nil, !TransientLinks.areKept {
            access(owner) { $0.appendUnowned(target) }
        } else {
            insert(owner, target, loaded: loaded)
        }
    }

    func removeQuietly(_ owner: Owner, _ target: Target) { removeItem(owner, target) }

    private func mirrorInsert(_ owner: Owner, _ target: Target) {
        if isLoaded(owner) { appendQuietly(owner, target) }
    }

    private func contains(_ owner: Owner, _ target: Target, loaded: Bool) -> Bool {
        // Members that were loaded before a commit or a rollback say nothing.
        let stored = storage(owner)
        if loaded { return stored.contains(target) }
        return stored.changes?.added.contains { $0 === target } ?? false
    }

    private func insert(_ owner: Owner, _ target: Target, loaded: Bool) {
        guard loaded else { return }
        access(owner) { $0.append(target) }
        TransientLinks.note(owner)
    }

    private func removeItem(_ owner: Owner, _ target: Target) {
        access(owner) { $0.remove(target) }
    }

    private func dropAddition(_ owner: Owner, _ target: Target) {
        access(owner) { storage in storage.changes?.added.removeAll { $0 === target } }
    }

    private func dropRemoval(_ owner: Owner, _ target: Target) {
        access(owner) { storage in storage.changes?.removed.removeAll { $0 === target } }
    }

    /// Remembers a change for the flush, where no other property does.
    private func record(_ owner: Owner, _ change: (LinkChanges<Target>) -> Void) {
        guard owner._statePhase != .transient else { return }
        access(owner) { storage in
            let changes = storage.changes ?? LinkChanges()
            change(changes)
            storage.changes = changes
        }
        TransientLinks.note(owner)
        owner._stateSession?.noteLinkChange(owner, self)
    }

    /// A new object comes into a session: what it is linked to must be written, where no other property does it.
    override func noteAdditions(_ owner: AnyObject) {
        let owner = own(owner)
        guard let shape = try? shape else { return }
        if case .oneToMany = shape, (try? inverse) != nil { return }
        let items = storage(owner).items
        if !items.isEmpty { record(owner) { changes in items.forEach(changes.add) } }
    }

    override func linked(_ owner: AnyObject) -> [any Model] {
        let owner = own(owner)
        let stored = storage(owner)
        guard let changes = stored.changes else { return stored.items }
        return stored.items + changes.added.filter { new in !stored.items.contains { $0 === new } }
    }

    override func unlink(_ owner: AnyObject) {
        let owner = own(owner)
        access(owner) { $0 = _ToManyStorage() }
    }

    override func forgetChanges(_ owner: AnyObject) { unlink(owner) }

    override func leaveAll(_ owner: AnyObject) {
        let owner = own(owner)
        guard let many = (try? inverse) as? ToManyRelationship<Target, Owner> else { return }
        let stored = storage(owner)
        for target in stored.items + (stored.changes?.added ?? []) {
            many.removeItem(target, owner)
            many.dropAddition(target, owner)
        }
    }

    override func didFlush(_ owner: AnyObject, generation: UInt32) {
        let owner = own(owner)
        access(owner) {
            if $0.changes != nil { $0.changes = nil }
            // A new owner's collection is what was put into it.
            if $0.generation == 0, !$0.members.isEmpty { $0.generation = generation }
        }
    }

    override func hasUnflushedLink(_ owner: AnyObject) -> Bool {
        let owner = own(owner)
        guard let changes = storage(owner).changes else { return false }
        return !changes.added.isEmpty || !changes.removed.isEmpty
    }

    override func linkChanges(_ owner: AnyObject) -> (added: [any Model], removed: [any Model]) {
        let owner = own(owner)
        guard let changes = storage(owner).changes else { return ([], []) }
        return (changes.added, changes.removed)
    }

    override func loadAll(_ owners: [AnyObject], in session: Session) throws {
        try load(ObjectList(erased: owners), in: session)
    }

    override func members(_ owners: [AnyObject]) -> [AnyObject] {
        var members: [AnyObject] = []
        for owner in ObjectList<Owner>(erased: owners) {
            access(owner) { storage in
                members += storage.members
                guard let changes = storage.changes else { return }
                for new in changes.added where !storage.contains(new) { members.append(new) }
            }
        }
        return members
    }
}

/// What is linked belongs together: if one of two is in a session, so is the other.
func joinSessions(_ left: some Model, _ right: some Model) {
    if let session = left._stateSession, left._statePhase != .deleted {
        if right._statePhase == .transient { session.attach(right) }
    } else if let session = right._stateSession, right._statePhase != .deleted {
        if left._statePhase == .transient { session.attach(left) }
    }
}
