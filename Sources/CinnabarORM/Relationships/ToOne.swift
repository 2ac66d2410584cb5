import CinnabarSQL
import CinnabarDriver

/// The handle of a required to-one relationship, `post.$author`. Reading it loads nothing.
public struct ToOne<Owner: Model, Target: Model> {
    let owner: Owner
    let relationship: ToOneRelationship<Owner, Target>

    /// The handle of an object's relationship; `@Relationship` makes it.
    public init(_ owner: Owner, _ relationship: ToOneRelationship<Owner, Target>) {
        self.owner = owner
        self.relationship = relationship
    }

    /// Sets the parent; the other side follows at once, the foreign key at the next flush.
    public func set(_ target: Target) { relationship.set(owner, to: target) }

    /// The key of the parent, without loading it; nil while it has none.
    public var id: Target.Key? { relationship.targetKey(owner) }

    /// Whether reading the property asks the database nothing.
    public var isLoaded: Bool { relationship.isLoaded(owner) }

    /// What the property's getter gives.
    public func _load() throws -> Target {
        if let target = try relationship.load(owner) { return target }
        throw NotFoundError(
            entity: "\(Target._mapper.name)", key: id.map { "\($0)" },
            context: ErrorContext(
                answer:
                    "\(Owner._mapper.name).\(relationship.name) is required, but \(relationship.missing(owner)); set it with `$\(relationship.name).set(…)`"
            ))
    }
}

/// The handle of an optional to-one relationship. Reading it loads nothing.
public struct OptionalToOne<Owner: Model, Target: Model> {
    let owner: Owner
    let relationship: ToOneRelationship<Owner, Target>

    /// The handle of an object's relationship; `@Relationship` makes it.
    public init(_ owner: Owner, _ relationship: ToOneRelationship<Owner, Target>) {
        self.owner = owner
        self.relationship = relationship
    }

    /// Sets or clears the other object; the other side follows at once, the foreign key at the next flush.
    public func set(_ target: Target?) { relationship.set(owner, to: target) }

    /// The key of the other object, without loading it.
    public var id: Target.Key? { relationship.targetKey(owner) }

    /// Whether reading the property asks the database nothing.
    public var isLoaded: Bool { relationship.isLoaded(owner) }

    /// What the property's getter gives.
    public func _load() throws -> Target? { try relationship.load(owner) }
}

extension ToOneRelationship {
    func targetKey(_ owner: Owner) -> Target.Key? {
        let stored = storage(owner)
        if stored.isSet { return stored.target.flatMap { $0._hasKey ? $0._key : nil } }
        guard case .manyToOne(let columns, let targets) = try? shape, targets == target.keyColumns else {
            return stored.target?._key
        }
        let values = columns.map { owner._value($0) }
        return values.contains(.null) ? nil : try? Target.Key(_values: values)
    }

    func isLoaded(_ owner: Owner) -> Bool {
        let stored = storage(owner)
        if stored.isSet { return true }
        guard let session = owner._stateSession else { return stored.target != nil }
        return stored.generation == session.generation
    }

    fileprivate func missing(_ owner: Owner) -> String {
        switch owner._statePhase {
        case .transient, .pending: "the new object has none yet"
        default: "no row of \(target.tableName) has the key \(targetKey(owner).map { "\($0)" } ?? "NULL")"
        }
    }
}
