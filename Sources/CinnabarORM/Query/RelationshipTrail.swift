import CinnabarSQL

/// The relationships that lead from a query's model to a table, the last one first.
final class RelationshipTrail: Sendable {
    let previous: RelationshipTrail?
    let relationship: AnyRelationship

    init(_ previous: RelationshipTrail?, _ relationship: AnyRelationship) {
        self.previous = previous
        self.relationship = relationship
    }

    /// From the query's model on.
    var steps: [AnyRelationship] { (previous?.steps ?? []) + [relationship] }
}

/// Relationships to load with a query: what the closure of `load { }` gives.
public protocol RelationshipPath: Sendable {
    /// The relationships, from the query's model on.
    var _relationships: [AnyRelationship] { get }
}

/// A relationship reached over a to-many one, for `load { $0.posts.tags }`.
@dynamicMemberLookup
public struct LoadPath<Target: Model>: RelationshipPath {
    let trail: RelationshipTrail

    public var _relationships: [AnyRelationship] { trail.steps }

    private var columns: Target.Columns { Target.Columns(ColumnSource(nil, trail: trail)) }

    /// A required to-one relationship of the target.
    public subscript<Next>(dynamicMember path: KeyPath<Target.Columns, ToOnePath<Next>>) -> LoadPath<Next> {
        LoadPath<Next>(trail: columns[keyPath: path].trail)
    }
    /// An optional to-one relationship of the target.
    public subscript<Next>(dynamicMember path: KeyPath<Target.Columns, OptionalToOnePath<Next>>) -> LoadPath<Next> {
        LoadPath<Next>(trail: columns[keyPath: path].trail)
    }
    /// A to-many relationship of the target.
    public subscript<Next>(dynamicMember path: KeyPath<Target.Columns, ToManyPath<Next>>) -> LoadPath<Next> {
        LoadPath<Next>(trail: columns[keyPath: path].trail)
    }
}
