import CinnabarDriver
public import CinnabarSQL

/// A to-many relationship in a query: questions about all the rows it leads to.
///
/// ```swift
/// session.query(Post.self).filter { $0.tags.any { $0.name == "flask" } }
/// // … WHERE EXISTS (SELECT 1 FROM "post_tags" AS "tags_link" JOIN "tags" ON "tags"."id" = "tags_link"."tag_id"
/// //                 WHERE "tags_link"."post_id" = "posts"."id" AND "tags"."name" = ?)
/// ```
@dynamicMemberLookup
public struct ToManyPath<Target: Model>: RelationshipPath {
    let relationship: AnyRelationship
    let source: ColumnSource

    /// The relationship as it leads away from a table; `@Model` writes it into `Columns`.
    public init(_ relationship: AnyRelationship, _ source: ColumnSource) {
        self.relationship = relationship
        self.source = source
    }

    public var _relationships: [AnyRelationship] { trail.steps }

    var trail: RelationshipTrail { RelationshipTrail(source.trail, relationship) }

    /// A relationship of the target, for `load { $0.posts.author }`.
    public subscript<Next>(dynamicMember path: KeyPath<Target.Columns, ToOnePath<Next>>) -> LoadPath<Next> {
        LoadPath<Target>(trail: trail)[dynamicMember: path]
    }
    /// A relationship of the target, for `load { $0.posts.editor }`.
    public subscript<Next>(dynamicMember path: KeyPath<Target.Columns, OptionalToOnePath<Next>>) -> LoadPath<Next> {
        LoadPath<Target>(trail: trail)[dynamicMember: path]
    }
    /// A relationship of the target, for `load { $0.posts.tags }`.
    public subscript<Next>(dynamicMember path: KeyPath<Target.Columns, ToManyPath<Next>>) -> LoadPath<Next> {
        LoadPath<Target>(trail: trail)[dynamicMember: path]
    }

    // MARK: Questions

    /// Whether there is a row that meets the condition: `EXISTS (SELECT 1 FROM … WHERE … AND condition)`
    public func any(_ condition: (Target.Columns) -> SQLExpression<Bool>) -> SQLExpression<Bool> {
        exists { condition(Target.Columns($0)).node }
    }

    /// Whether there is a row that meets the condition: `EXISTS (SELECT 1 FROM … WHERE … AND condition)`
    @_disfavoredOverload
    public func any(_ condition: (Target.Columns) -> SQLExpression<Bool?>) -> SQLExpression<Bool> {
        exists { condition(Target.Columns($0)).node }
    }

    /// Whether there is a row at all: `EXISTS (SELECT 1 FROM … WHERE …)`
    public func any() -> SQLExpression<Bool> { exists { _ in nil } }

    /// Whether there is no row: `NOT EXISTS (SELECT 1 FROM … WHERE …)`
    public var isEmpty: SQLExpression<Bool> { exists(negated: true) { _ in nil } }

    /// Whether no row meets the condition: `NOT EXISTS (SELECT 1 FROM … WHERE … AND condition)`
    public func none(_ condition: (Target.Columns) -> SQLExpression<Bool>) -> SQLExpression<Bool> {
        exists(negated: true) { condition(Target.Columns($0)).node }
    }

    /// Whether no row meets the condition: `NOT EXISTS (SELECT 1 FROM … WHERE … AND condition)`
    @_disfavoredOverload
    public func none(_ condition: (Target.Columns) -> SQLExpression<Bool?>) -> SQLExpression<Bool> {
        exists(negated: true) { condition(Target.Columns($0)).node }
    }

    /// Whether every row meets the condition, as it is where there are none. A condition that is NULL is not met.
    ///
    /// ```swift
    /// session.query(User.self).filter { $0.posts.all { $0.title != "" } }
    /// // SQLite      WHERE NOT EXISTS (SELECT 1 FROM "posts" WHERE … AND ("posts"."title" <> ?) IS NOT 1)
    /// // PostgreSQL  WHERE NOT EXISTS (SELECT 1 FROM "posts" WHERE … AND ("posts"."title" <> $1) IS DISTINCT FROM TRUE)
    /// ```
    public func all(_ condition: (Target.Columns) -> SQLExpression<Bool>) -> SQLExpression<Bool> {
        exists(negated: true) { condition(Target.Columns($0)).node.isNotTrue }
    }

    /// Whether every row meets the condition. A condition that is NULL is not met.
    @_disfavoredOverload
    public func all(_ condition: (Target.Columns) -> SQLExpression<Bool?>) -> SQLExpression<Bool> {
        exists(negated: true) { condition(Target.Columns($0)).node.isNotTrue }
    }

    /// Whether the object is one of the rows: `EXISTS (SELECT 1 FROM … WHERE … AND key = ?)`
    public func contains(_ object: Target) -> SQLExpression<Bool> {
        exists { object.matches($0.table(of: relationship.target), comparedWith: relationship) }
    }

    private func exists(negated: Bool = false, _ condition: (ColumnSource) -> SQLNode?) -> SQLExpression<Bool> {
        SQLExpression(
            relationship.resolved(type: .boolean) {
                .exists(try relationship.select(from: source, [], condition), negated: negated)
            })
    }
}

extension SQLNode {
    fileprivate var isNotTrue: SQLNode { .isDistinct(self, .literal(.bool(true)), negated: false) }
}

extension AnyRelationship {
    /// The node, or one that makes the query throw where the relationship cannot be resolved.
    func resolved(type: SQLType, _ make: () throws -> SQLNode) -> SQLNode {
        do { return try make() } catch {
            return .column(ColumnReference(source: .unresolved(error, from: owner.source), name: name, type: type))
        }
    }

    func exists(
        from source: ColumnSource, negated: Bool, _ condition: (TableSource) -> SQLNode?
    ) throws -> SQLNode {
        .exists(try select(from: source, []) { condition($0.table(of: target)) }, negated: negated)
    }

    /// `SELECT columns FROM target WHERE it belongs to the row of source AND condition`
    ///
    /// Both closures get the target's source; paths that start there are joined inside.
    func select(
        from source: ColumnSource, _ columns: [(ColumnSource) -> SQLNode], _ condition: (ColumnSource) -> SQLNode?
    ) throws -> SelectStatement {
        let outer = source.table(of: owner)
        let alias = source.alias(of: self)
        let table = TableSource(table: target.tableName, alias: alias)
        let inner = ColumnSource(table)
        var select = SelectStatement()
        select.columns = columns.map { SelectedColumn($0(inner)) }
        let extra = condition(inner)
        switch try shape {
        case .manyToOne(let own, let targets):
            select.from = .table(table)
            select.conditions = zip(own, targets).map {
                .binary(
                    .equal, .column(target.columns[$1].reference(table)), .column(owner.columns[$0].reference(outer)))
            }
        case .oneToMany(let childColumns, let ownerColumns, _):
            select.from = .table(table)
            select.conditions = zip(childColumns, ownerColumns).map {
                .binary(
                    .equal, .column(target.columns[$0].reference(table)), .column(owner.columns[$1].reference(outer)))
            }
        case .manyToMany(let association):
            let link = TableSource(
                table: association.table.table, schema: association.table.schema, alias: alias + "_link")
            select.from = .table(link)
            // The association's rows alone answer what says nothing of the target.
            if extra != nil || !columns.isEmpty {
                let condition = zip(target.keyColumns, association.targetColumns).map {
                    SQLNode.binary(.equal, .column(target.columns[$0].reference(table)), .column($1.of(link)))
                }.conjunction
                select.joins = [JoinClause(.inner, .table(table), on: condition)]
            }
            select.conditions = zip(association.ownerColumns, owner.keyColumns).map {
                .binary(.equal, .column($0.of(link)), .column(owner.columns[$1].reference(outer)))
            }
        }
        if let extra { select.conditions.append(extra) }
        var collector = PathCollector()
        if let extra { collector.collect(extra) }
        collector.collect(select.columns.map(\.node))
        if let problem = collector.problem { throw problem }
        for path in collector.paths where path.root.alias == alias {
            if let join = path.pathJoin { select.joins.append(join) }
        }
        return select
    }
}

extension ColumnReference {
    /// The column of the same name in another source.
    func of(_ source: TableSource) -> ColumnReference {
        var result = self
        result.source = source
        return result
    }
}
