/// Children that were given other parents and not flushed: what the database says of them is not true any more.
struct MovedChildren<Owner: Model, Child: Model> {
    private let parent: ToOneRelationship<Child, Owner>
    private var arrivals: [ObjectIdentifier: [Child]] = [:]

    /// - Parameter inverse: the children's relationship to their parent. Nil where nothing has moved.
    init?(_ inverse: AnyRelationship?, in session: Session) {
        let context = session.context(Child.self)
        guard context.hasInserts || context.hasUpdates, let parent = inverse as? ToOneRelationship<Child, Owner> else {
            return nil
        }
        self.parent = parent
        for child in Array(context.changed) + Array(context.new) {
            let stored = parent.storage(child)
            if stored.isSet, let owner = stored.target { arrivals[ObjectIdentifier(owner), default: []].append(child) }
        }
    }

    /// The stored children of an owner, without those that left it and with those that came.
    func corrected(_ stored: [Child], of owner: Owner) -> [Child] {
        var children = stored.filter { child in
            let known = parent.storage(child)
            return !known.isSet || known.target === owner
        }
        for child in arrivals[ObjectIdentifier(owner)] ?? [] where !children.contains(where: { $0 === child }) {
            children.append(child)
        }
        return children
    }
}
