import CinnabarDriver
import CinnabarSQL

extension ToMany {
    /// The members as a query that can go on.
    ///
    /// ```swift
    /// try user.$posts.query.filter { $0.title == "x" }.order { $0.id.desc() }.all()
    /// // SELECT … FROM "posts" WHERE "posts"."user_id" = ? AND "posts"."title" = ? ORDER BY "posts"."id" DESC
    /// ```
    ///
    /// What was appended and removed is flushed before it runs.
    ///
    /// - Throws: `SessionClosedError` where the owner is in no session, or its session has ended.
    public var query: Query<Target, Target> {
        get throws {
            guard let session = owner._stateSession else {
                throw SessionClosedError(
                    "cannot query \(Owner._mapper.name).\(relationship.name): the object belongs to no session, or its session has ended"
                )
            }
            // A new owner has no key to ask by until it is flushed.
            if owner._statePhase == .pending { try session.autoflush() }
            var query = session.query(Target.self, at: session.connection.codeLocation)
            query.plan.filter(try relationship.membership(of: owner, in: query.plan.table))
            return query
        }
    }

    /// How many members there are: asked of the database, unless they are loaded.
    ///
    /// ```swift
    /// try user.$posts.count()     // SELECT count(*) FROM "posts" WHERE "posts"."user_id" = ?
    /// ```
    public func count() throws -> Int {
        if relationship.isLoaded(owner) { return relationship.storage(owner).items.count }
        return try query.count()
    }

    /// Whether an object is a member: asked of the database, unless the members are loaded.
    public func contains(_ target: Target) throws -> Bool {
        if relationship.isLoaded(owner) { return relationship.storage(owner).items.contains { $0 === target } }
        try owner._stateSession?.autoflush()
        guard target._hasKey, let key = KeyValues(target, Target._mapper.keyColumns) else { return false }
        var query = try query
        let table = query.plan.table
        query.plan.filter(Target._mapper.keyColumns.map { Target._mapper.columns[$0].reference(table) }.among([key]))
        return try query.exists()
    }
}

extension ToManyRelationship {
    /// The condition that a row of the target, read from `table`, is a member of the owner's collection.
    func membership(of owner: Owner, in table: TableSource) throws -> SQLNode {
        switch try shape {
        case .manyToOne: return .literal(.bool(false))
        case .oneToMany(let childColumns, let ownerColumns, _):
            return zip(childColumns, ownerColumns).map { child, own in
                let column = Target._mapper.columns[child]
                return SQLNode.binary(
                    .equal, .column(column.reference(table)), .bind(BoundValue(owner._value(own), type: column.type)))
            }.conjunction
        case .manyToMany(let association):
            var select = SelectStatement(
                columns: [SelectedColumn(.literal(.integer(1)))], from: .table(association.table))
            select.conditions =
                zip(association.targetColumns, Target._mapper.keyColumns).map {
                    .binary(.equal, .column($0), .column(Target._mapper.columns[$1].reference(table)))
                }
                + zip(association.ownerColumns, Owner._mapper.keyColumns).map {
                    .binary(.equal, .column($0), .bind(BoundValue(owner._value($1), type: $0.type)))
                }
            return .exists(select, negated: false)
        }
    }
}
