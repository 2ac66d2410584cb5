import CinnabarSQL

/// How a relationship is loaded together with a query.
public enum LoadingStrategy: Sendable, Hashable {
    /// One more statement for each relationship, for all objects of the result: `SELECT … WHERE user_id IN (…)`.
    case selectIn
    /// The same statement: `SELECT …, … FROM posts JOIN users …`. Rows of a to-many relationship are put together
    /// by their owner. A query that is distinct, grouped or a union loads with `selectIn` instead.
    case joined
}

/// A path of relationships to be loaded with a query's objects.
struct LoadRequest: Sendable {
    let strategy: LoadingStrategy
    /// From the query's model on.
    let path: [AnyRelationship]

    /// Loads the path for objects that are there.
    func load(for objects: [AnyObject], in session: Session) throws {
        var owners = objects
        for (step, relationship) in path.enumerated() {
            if owners.isEmpty { return }
            try relationship.loadAll(owners, in: session)
            if step + 1 < path.count { owners = relationship.members(owners) }
        }
    }
}
