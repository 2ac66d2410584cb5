import CinnabarSQL

/// Pairs relationships with foreign keys and with each other. Pure: it looks at mappers only.
enum RelationshipResolver {
    static func shape(of relationship: AnyRelationship) throws -> RelationshipShape {
        if relationship.through != nil { return .manyToMany(try association(of: relationship)) }
        if !relationship.isToMany, let own = try ownForeignKey(of: relationship) {
            return .manyToOne(columns: own.columns(of: relationship.owner), targetColumns: own.targetColumns())
        }
        let key = try targetForeignKey(of: relationship)
        return .oneToMany(
            childColumns: key.columns(of: relationship.target), ownerColumns: key.targetColumns(), foreignKey: key)
    }

    static func inverse(of relationship: AnyRelationship, shape: RelationshipShape) throws -> AnyRelationship? {
        let candidates = relationship.target.relationships.filter {
            $0.target === relationship.owner && $0 !== relationship
        }
        if let name = relationship.declaredInverse {
            guard let found = relationship.target.relationship(named: name) else {
                throw RelationshipProblem(
                    "\(label(relationship)) names the inverse “\(name)”, but \(relationship.target.name) has no relationship of that name"
                )
            }
            guard found.target === relationship.owner else {
                throw RelationshipProblem(
                    "\(label(relationship)) names the inverse “\(name)”, but \(label(found)) leads to \(found.target.name)"
                )
            }
            return found
        }
        let matching = try candidates.filter { try matches(relationship, shape, $0) }
        if let back = matching.first(where: { $0.declaredInverse == relationship.name }) { return back }
        let free = matching.filter { $0.declaredInverse == nil }
        guard free.count <= 1 else {
            throw RelationshipProblem(
                "\(label(relationship)) has several possible other sides (\(free.map(label).joined(separator: ", "))); say which with `inverse:`"
            )
        }
        return free.first
    }

    /// Whether `candidate` goes over the same key or table, in the other direction.
    private static func matches(
        _ relationship: AnyRelationship, _ shape: RelationshipShape, _ candidate: AnyRelationship
    ) throws -> Bool {
        switch shape {
        case .manyToOne(let columns, _):
            guard candidate.through == nil, try ownForeignKey(of: candidate) == nil || candidate.isToMany else {
                return false
            }
            return try targetForeignKey(of: candidate).columns(of: relationship.owner) == columns
        case .oneToMany(let childColumns, _, _):
            guard !candidate.isToMany, let key = try ownForeignKey(of: candidate) else { return false }
            return key.columns(of: relationship.target) == childColumns
        case .manyToMany(let association):
            guard candidate.through == relationship.through else { return false }
            let other = try Self.association(of: candidate)
            return other.ownerColumns == association.targetColumns && other.targetColumns == association.ownerColumns
        }
    }

    /// The foreign key in the owner's own table that a to-one relationship goes over; nil if there is none.
    private static func ownForeignKey(of relationship: AnyRelationship) throws -> MappedForeignKey? {
        guard !relationship.isToMany else { return nil }
        let keys = relationship.owner.foreignKeys.filter { $0.target() === relationship.target }
        if let named = relationship.declaredForeignKey {
            if let found = keys.first(where: {
                Set($0.properties) == Set(named) || !Set($0.properties).isDisjoint(with: named)
            }) {
                return found
            }
            if relationship.target.columnIndex(ofProperty: named[0]) != nil,
                relationship.owner.columnIndex(ofProperty: named[0]) == nil
            {
                return nil
            }
            throw RelationshipProblem(
                "\(label(relationship)) names the foreign key “\(named.joined(separator: ", "))”, but \(relationship.owner.name) has no such foreign key to \(relationship.target.name)"
            )
        }
        if keys.count > 1 {
            throw RelationshipProblem(
                "\(label(relationship)) could go over \(keys.map { $0.properties.joined(separator: ", ") }.joined(separator: " or ")); say which with `foreignKey:`"
            )
        }
        // A single-valued relationship of a model with itself over its own key, unless told otherwise.
        return keys.first
    }

    /// The foreign key in the target's table that leads back to the owner.
    private static func targetForeignKey(of relationship: AnyRelationship) throws -> MappedForeignKey {
        let keys = relationship.target.foreignKeys.filter { $0.target() === relationship.owner }
        if let named = relationship.declaredForeignKey {
            guard let found = keys.first(where: { !Set($0.properties).isDisjoint(with: named) }) else {
                throw RelationshipProblem(
                    "\(label(relationship)) names the foreign key “\(named.joined(separator: ", "))”, but \(relationship.target.name) has no such foreign key to \(relationship.owner.name)"
                )
            }
            return found
        }
        if let name = relationship.declaredInverse, let other = relationship.target.relationship(named: name),
            let key = try ownForeignKey(of: other)
        {
            return key
        }
        let backs = relationship.target.relationships.filter {
            $0.declaredInverse == relationship.name && $0.target === relationship.owner && !$0.isToMany
        }
        if let back = backs.first, let key = try ownForeignKey(of: back) { return key }
        guard let only = keys.first else {
            throw RelationshipProblem(
                "\(label(relationship)) has no foreign key to go over: neither \(relationship.owner.name) nor \(relationship.target.name) has an @ForeignKey to the other; add one, or an association table with `through:`"
            )
        }
        guard keys.count == 1 else {
            throw RelationshipProblem(
                "\(label(relationship)) could go over \(keys.map { "\(relationship.target.name).\($0.properties.joined(separator: ", "))" }.joined(separator: " or ")); say which with `foreignKey:` or `inverse:`"
            )
        }
        return only
    }

    /// The association table of a many-to-many relationship, its columns named by convention or as told.
    private static func association(of relationship: AnyRelationship) throws -> Association {
        let owner = relationship.owner
        let target = relationship.target
        let table = TableSource(table: relationship.through ?? "")
        var ownerNames = keyNames(of: owner, told: relationship.sourceKey)
        var targetNames = keyNames(of: target, told: relationship.targetKey)
        if owner === target, relationship.sourceKey == nil || relationship.targetKey == nil {
            guard
                let mirror = owner.relationships.first(where: {
                    $0 !== relationship && $0.through == relationship.through && $0.sourceKey != nil
                        && $0.targetKey != nil
                })
            else {
                throw RelationshipProblem(
                    "\(label(relationship)) leads from \(owner.name) to itself through “\(table.table)”; say which column is which with `sourceKey:` and `targetKey:`"
                )
            }
            ownerNames = keyNames(of: owner, told: mirror.targetKey)
            targetNames = keyNames(of: target, told: mirror.sourceKey)
        }
        guard ownerNames.count == owner.keyColumns.count, targetNames.count == target.keyColumns.count else {
            throw RelationshipProblem(
                "\(label(relationship)): `sourceKey:` and `targetKey:` name one column, but a key has several; leave them out"
            )
        }
        func references(_ mapper: AnyMapper, _ names: [String]) -> [ColumnReference] {
            zip(mapper.keyColumns, names).map {
                ColumnReference(source: table, name: $1, type: mapper.columns[$0].type)
            }
        }
        return Association(
            table: table, ownerColumns: references(owner, ownerNames), targetColumns: references(target, targetNames))
    }

    private static func keyNames(of mapper: AnyMapper, told: String?) -> [String] {
        if let told { return [told] }
        let prefix = singular(mapper)
        return mapper.keyColumns.map { prefix + "_" + mapper.columns[$0].name }
    }

    /// `post` for the model `Post`, `blog_post` for `BlogPost`, whatever the table is called.
    private static func singular(_ mapper: AnyMapper) -> String {
        var result = ""
        let characters = Array(mapper.name)
        for (index, character) in characters.enumerated() {
            let previous = index > 0 ? characters[index - 1] : nil
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            if character.isUppercase, let previous,
                !previous.isUppercase || (next?.isLowercase ?? false)
            {
                result.append("_")
            }
            result.append(contentsOf: character.lowercased())
        }
        return result
    }

    static func label(_ relationship: AnyRelationship) -> String { "\(relationship.owner.name).\(relationship.name)" }
}
