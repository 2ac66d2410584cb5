import CinnabarDriver
import CinnabarSQL

// How tables that are reached over relationships are called in a statement.
//
// 1. A path from the model's own table is called by its relationships: `author`, `author.company`. Swift names hold
//    no dots, so two paths never have one alias.
// 2. A path from any other source begins with that source's alias: `posts_2.author`. So does everything inside
//    `any { }`, whose own source is a path: a subselect never captures a name of the statement around it.
// 3. A query that is made while a closure of another one runs has a numbered alias for its table (`Session.query`).
// 4. What is left, a table called like a relationship, is found when the joins are put together, and refused.
// Drawback: an alias can become longer than PostgreSQL's 63 bytes; such a one ends with its hash.
extension ColumnSource {
    /// The table that columns are read from, by name.
    func table(of mapper: AnyMapper) -> TableSource { table ?? mapper.source }

    /// The alias of what a relationship leads to from here.
    func alias(of relationship: AnyRelationship) -> String {
        guard let table else {
            return relationship.name == relationship.owner.tableName ? relationship.name + "_2" : relationship.name
        }
        return Self.shortened(table.alias + "." + relationship.name)
    }

    private static func shortened(_ alias: String) -> String {
        guard alias.utf8.count > 60 else { return alias }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in alias.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return "\(alias.unicodeScalars.prefix(20).map(String.init).joined())_\(String(hash, radix: 36))"
    }
}

extension AnyRelationship {
    /// The target's table as it is joined to `source`. A path that cannot be resolved gives a source that makes the
    /// query throw when it runs.
    func joined(to source: ColumnSource, isOptional: Bool) -> ColumnSource {
        let trail = RelationshipTrail(source.trail, self)
        let parent = source.table(of: owner)
        let target = TableSource(table: target.tableName, alias: source.alias(of: self))
        let pairs: [(parent: ColumnReference, child: ColumnReference)]
        do {
            switch try shape {
            case .manyToOne(let columns, let targetColumns):
                pairs = zip(columns, targetColumns).map {
                    (owner.columns[$0].reference(parent), self.target.columns[$1].reference(target))
                }
            case .oneToMany(let childColumns, let ownerColumns, _):
                pairs = zip(ownerColumns, childColumns).map {
                    (owner.columns[$0].reference(parent), self.target.columns[$1].reference(target))
                }
            case .manyToMany:
                throw RelationshipProblem(
                    "\(RelationshipResolver.label(self)) leads to one object through an association table")
            }
        } catch {
            return ColumnSource(.unresolved(error, from: parent), trail: trail)
        }
        var joined = target
        let isOuter = isOptional || (source.table?.join?.isOuter ?? false)
        joined.join = PathJoin(parent: parent, columns: pairs, isOuter: isOuter)
        return ColumnSource(joined, trail: trail)
    }
}

extension TableSource {
    /// Stands for a path that cannot be resolved: a join over no columns, with the reason for its name.
    static func unresolved(_ error: any Error, from parent: TableSource) -> TableSource {
        TableSource(
            table: "", alias: "\(error)", join: PathJoin(parent: parent, columns: [], isOuter: false))
    }

    /// Why the path cannot be resolved.
    var problem: (any Error)? {
        guard let join, join.columns.isEmpty else { return nil }
        return MappingError([alias])
    }

    /// The source at the beginning of the path.
    var root: TableSource { join?.parent.root ?? self }

    /// The join that brings this source into a statement.
    var pathJoin: JoinClause? {
        guard let join else { return nil }
        let condition = join.columns.map { SQLNode.binary(.equal, .column($0.child), .column($0.parent)) }.conjunction
        return JoinClause(join.isOuter ? .left : .inner, .table(self), on: condition)
    }
}
