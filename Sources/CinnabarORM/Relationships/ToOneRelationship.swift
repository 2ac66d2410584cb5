import CinnabarSQL

/// What an object knows of a to-one relationship.
public struct _ToOneStorage<Target: Model> {
    @usableFromInline var owned: Target?
    /// What few objects need.
    @usableFromInline var rare: Rare?

    @usableFromInline final class Rare {
        weak var target: Target?
        var displaced: Target?
    }

    var target: Target? {
        get { owned ?? rare?.target }
        set {
            owned = newValue
            if rare != nil { rare?.target = nil }
        }
    }

    /// Sets the target without owning it: outside of sessions only one side of a link owns the other.
    mutating func setUnowned(_ target: Target) {
        owned = nil
        if rare == nil { rare = Rare() }
        rare?.target = target
    }

    /// The session's generation in which it was loaded; 0 is not loaded.
    @usableFromInline var generation: UInt32
    /// Whether somebody set it since the last flush.
    @usableFromInline var isSet: Bool
    /// The object that had the place before, where only this side knows it.
    var displaced: Target? {
        get { rare?.displaced }
        set {
            guard newValue != nil || rare != nil else { return }
            if rare == nil { rare = Rare() }
            rare?.displaced = newValue
        }
    }
    /// Made by the macro with each object.
    @inlinable public init() {
        owned = nil
        rare = nil
        generation = 0
        isSet = false
    }
}

/// A relationship to at most one object.
public final class ToOneRelationship<Owner: Model, Target: Model>: AnyRelationship, @unchecked Sendable {
    typealias Access = @Sendable (Owner, (inout _ToOneStorage<Target>) -> Void) -> Void
    let access: Access

    /// The relationship as `@Relationship` declares it; `storage` gives access to what an owner knows of it.
    public init(
        _ name: String, isOptional: Bool, foreignKey: [String]? = nil, inverse: String? = nil,
        deleteRule: DeleteRule? = nil,
        storage: @escaping @Sendable (Owner, (inout _ToOneStorage<Target>) -> Void) -> Void
    ) {
        access = storage
        super.init(
            name, isToMany: false, isOptional: isOptional, foreignKey: foreignKey, inverse: inverse,
            deleteRule: deleteRule)
    }

    override var owner: AnyMapper { Owner._mapper }
    override var target: AnyMapper { Target._mapper }

    /// Callers that do not know the type have an owner of it all the same.
    @inline(__always)
    private func own(_ owner: AnyObject) -> Owner { unsafeDowncast(owner, to: Owner.self) }

    func storage(_ owner: Owner) -> _ToOneStorage<Target> {
        var copy = _ToOneStorage<Target>()
        access(owner) { copy = $0 }
        return copy
    }

    // MARK: setting

    /// Links both sides in memory and brings the new one into the session.
    func set(_ owner: Owner, to target: Target?) {
        if case .oneToMany = try? shape { return setChild(owner, target) }
        link(owner, to: target)
        if let target { joinSessions(owner, target) }
    }

    /// The side with the key: remembers the parent and keeps the other side in step.
    func link(_ owner: Owner, to target: Target?) {
        let old = known(owner)
        if let old, old !== target { leaveParent(owner, old) }
        noteForeignKey(owner)
        access(owner) {
            $0.target = target
            $0.isSet = true
        }
        if let target { join(owner, target) }
        if target != nil { TransientLinks.note(owner) }
    }

    /// Sets this side only; the caller has the other.
    func setQuietly(_ owner: Owner, to target: Target?) {
        noteForeignKey(owner)
        let owns = owner._stateHome != nil || TransientLinks.areKept
        access(owner) {
            if let target, !owns { $0.setUnowned(target) } else { $0.target = target }
            $0.isSet = true
        }
        if target != nil { TransientLinks.note(owner) }
    }

    private func noteForeignKey(_ owner: Owner) {
        guard case .manyToOne(let columns, _) = try? shape else { return }
        for column in columns { owner._willChange(column) }
    }

    /// The target as far as memory knows: set, loaded, or found by its key among the session's objects.
    func known(_ owner: Owner) -> Target? {
        let stored = storage(owner)
        if stored.isSet { return stored.target }
        if let target = stored.target, stored.generation != 0 { return target }
        guard let session = owner._stateSession, case .manyToOne(let columns, let targets) = try? shape,
            targets == self.target.keyColumns,
            let key = try? Target.Key(_values: columns.map { owner._value($0) })
        else { return nil }
        return session.context(Target.self).map.find(key)
    }

    /// False where the owner surely hangs on nothing: it is new and was given no parent.
    func hasParent(_ owner: Owner) -> Bool {
        switch owner._statePhase {
        case .transient, .pending: storage(owner).target != nil
        case .persistent, .deleted, .detached: true
        }
    }

    func leaveParent(_ owner: Owner, _ old: Target) {
        switch try? inverse {
        case let many as ToManyRelationship<Target, Owner>: many.removeQuietly(old, owner)
        case let one as ToOneRelationship<Target, Owner>: one.access(old) { $0.target = nil }
        default: break
        }
    }

    private func join(_ owner: Owner, _ new: Target) {
        switch try? inverse {
        case let many as ToManyRelationship<Target, Owner>: many.appendQuietly(new, owner)
        case let one as ToOneRelationship<Target, Owner>:
            // One to one: whoever had the place before loses it.
            if let displaced = one.storage(new).target, displaced !== owner { setQuietly(displaced, to: nil) }
            let owns = new._stateHome != nil || TransientLinks.areKept
            one.access(new) {
                if owns { $0.target = owner } else { $0.setUnowned(owner) }
                $0.generation = new._stateSession?.generation ?? .max
            }
            TransientLinks.note(new)
        default: break
        }
    }

    /// The side without the key: sets the key on the child's side.
    private func setChild(_ owner: Owner, _ child: Target?) {
        let old = storage(owner).target
        if let old, old === child { return }
        if let back = (try? inverse) as? ToOneRelationship<Target, Owner> {
            if let old { back.setQuietly(old, to: nil) }
            if let child { back.link(child, to: owner) }
        }
        access(owner) {
            $0.target = child
            $0.generation = owner._stateSession?.generation ?? .max
            $0.isSet = (try? inverse) == nil
            if $0.isSet, $0.displaced == nil { $0.displaced = old }
        }
        if child != nil { TransientLinks.note(owner) }
        if let session = owner._stateSession, (try? inverse) == nil {
            session.noteLinkChange(owner, self)
        }
        if let child { joinSessions(owner, child) }
    }

    override func foreignKeyDidChange(_ owner: AnyObject) {
        let owner = own(owner)
        if let old = known(owner), storage(owner).isSet || storage(owner).generation != 0 { leaveParent(owner, old) }
        access(owner) { $0 = _ToOneStorage() }
        if let new = known(owner), let many = (try? inverse) as? ToManyRelationship<Target, Owner> {
            many.appendQuietly(new, owner)
        }
    }

    override func linked(_ owner: AnyObject) -> [any Model] {
        let owner = own(owner)
        guard let target = storage(owner).target else { return [] }
        return [target]
    }

    override func unlink(_ owner: AnyObject) {
        let owner = own(owner)
        access(owner) { $0 = _ToOneStorage() }
    }

    override func forgetChanges(_ owner: AnyObject) { unlink(owner) }

    override func becomeTransient(_ owner: AnyObject) {
        resetAfterRollback(own(owner))
    }

    override func didFlush(_ owner: AnyObject, generation: UInt32) {
        let owner = own(owner)
        access(owner) {
            if $0.isSet {
                $0.isSet = false
                $0.generation = generation
            }
        }
    }

    override func hasUnflushedLink(_ owner: AnyObject) -> Bool {
        let owner = own(owner)
        let stored = storage(owner)
        guard stored.isSet else { return false }
        guard case .manyToOne(let columns, let targets) = try? shape, let target = stored.target,
            target._statePhase == .persistent
        else { return stored.target != nil || wasCleared(owner) }
        return zip(columns, targets).contains { owner._value($0) != target._value($1) }
    }

    override func propagate(_ owner: AnyObject) throws -> KeyPropagation {
        let owner = own(owner)
        return try propagateKey(owner)
    }

    override func pendingParent(_ owner: AnyObject) -> (any Model)? {
        let owner = own(owner)
        let stored = storage(owner)
        guard stored.isSet, let target = stored.target, target._statePhase == .pending,
            case .manyToOne = try? shape
        else { return nil }
        return target
    }

    override func wasCleared(_ owner: AnyObject) -> Bool {
        let owner = own(owner)
        guard case .manyToOne = try? shape else { return false }
        let stored = storage(owner)
        return stored.isSet && stored.target == nil
    }

    override func linkChanges(_ owner: AnyObject) -> (added: [any Model], removed: [any Model]) {
        let owner = own(owner)
        guard case .oneToMany = try? shape else { return ([], []) }
        let stored = storage(owner)
        guard stored.isSet else { return ([], []) }
        return (stored.target.map { [$0] } ?? [], stored.displaced.map { [$0] } ?? [])
    }

    override func leaveAll(_ owner: AnyObject) {
        let owner = own(owner)
        guard case .manyToOne = try? shape, let parent = known(owner) else { return }
        leaveParent(owner, parent)
    }

    override func loadAll(_ owners: [AnyObject], in session: Session) throws {
        try load(ObjectList(erased: owners), in: session)
    }

    override func members(_ owners: [AnyObject]) -> [AnyObject] {
        ObjectList<Owner>(erased: owners).compactMap { storage($0).target }
    }
}
