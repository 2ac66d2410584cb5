import CinnabarSQL
import CinnabarDriver

/// The handle of a to-many relationship, `user.$posts`. Reading it loads nothing.
///
/// ```swift
/// user.$posts.append(post)
/// try user.$posts.count()           // SELECT count(*) FROM "posts" WHERE "posts"."user_id" = ?
/// ```
public struct ToMany<Owner: Model, Target: Model> {
    let owner: Owner
    let relationship: ToManyRelationship<Owner, Target>

    /// The handle of an object's relationship; `@Relationship` makes it.
    public init(_ owner: Owner, _ relationship: ToManyRelationship<Owner, Target>) {
        self.owner = owner
        self.relationship = relationship
    }

    /// Links an object; the other side follows at once. One that is linked already stays linked once.
    public func append(_ target: Target) { relationship.append(owner, target) }

    /// Links several objects.
    public func append(contentsOf targets: some Sequence<Target>) {
        for target in targets { relationship.append(owner, target) }
    }

    /// Takes an object out: its foreign key becomes NULL, or the association row goes, at the next flush. With
    /// `deleteRule: .deleteOrphan` the object is deleted. Where the key is required and nothing else is asked
    /// for, the flush throws before it writes.
    public func remove(_ target: Target) { relationship.remove(owner, target) }

    /// Makes the members exactly these. Loads the members there are, to know which to take out.
    public func replace(with targets: [Target]) throws {
        let old = try _load()
        for target in old where !targets.contains(where: { $0 === target }) { relationship.remove(owner, target) }
        for target in targets { relationship.append(owner, target) }
    }

    /// Takes all members out. Loads them first.
    public func removeAll() throws { try replace(with: []) }

    /// Whether reading the property asks the database nothing.
    public var isLoaded: Bool { relationship.isLoaded(owner) }

    /// What the property's getter gives.
    public func _load() throws -> [Target] { try relationship.load(owner) }
}
