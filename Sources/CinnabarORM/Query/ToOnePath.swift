public import CinnabarSQL

/// A required to-one relationship in a query: its members are the target's columns and relationships.
///
/// ```swift
/// session.query(Post.self).filter { $0.author.username == "john" }
/// // … FROM "posts" JOIN "users" AS "author" ON "author"."id" = "posts"."user_id" WHERE "author"."username" = ?
/// ```
@dynamicMemberLookup
public struct ToOnePath<Target: Model>: RelationshipPath {
    let relationship: AnyRelationship
    let source: ColumnSource

    /// The relationship as it leads away from a table; `@Model` writes it into `Columns`.
    public init(_ relationship: AnyRelationship, _ source: ColumnSource) {
        self.relationship = relationship
        self.source = source
    }

    public var _relationships: [AnyRelationship] { trail.steps }

    var trail: RelationshipTrail { RelationshipTrail(source.trail, relationship) }

    private var target: Target.Columns { Target.Columns(relationship.joined(to: source, isOptional: false)) }

    /// What the target has under this name: a column, a relationship, or columns of an embedded struct.
    public subscript<Member>(dynamicMember member: KeyPath<Target.Columns, Member>) -> Member {
        target[keyPath: member]
    }
}

/// An optional to-one relationship in a query: like ``ToOnePath``, but the target's columns may be NULL.
///
/// ```swift
/// session.query(Post.self).select { $0.editor.username }     // [String?]
/// // … FROM "posts" LEFT JOIN "users" AS "editor" ON "editor"."id" = "posts"."editor_id"
/// ```
@dynamicMemberLookup
public struct OptionalToOnePath<Target: Model>: RelationshipPath {
    let relationship: AnyRelationship
    let source: ColumnSource

    /// The relationship as it leads away from a table; `@Model` writes it into `Columns`.
    public init(_ relationship: AnyRelationship, _ source: ColumnSource) {
        self.relationship = relationship
        self.source = source
    }

    public var _relationships: [AnyRelationship] { trail.steps }

    var trail: RelationshipTrail { RelationshipTrail(source.trail, relationship) }

    private var target: OptionalColumns<Target.Columns> {
        OptionalColumns(Target.Columns(relationship.joined(to: source, isOptional: true)))
    }

    /// A column of the target, NULL where there is none.
    public subscript<Value: ColumnValue>(
        dynamicMember column: KeyPath<Target.Columns, SQLExpression<Value>>
    ) -> SQLExpression<Value?> { target[dynamicMember: column] }

    /// A column of the target, NULL where there is none.
    public subscript<Value: ColumnValue>(
        dynamicMember column: KeyPath<Target.Columns, SQLExpression<Value?>>
    ) -> SQLExpression<Value?> { target[dynamicMember: column] }

    /// A to-one relationship of the target.
    public subscript<Next>(dynamicMember path: KeyPath<Target.Columns, ToOnePath<Next>>) -> OptionalToOnePath<Next> {
        target[dynamicMember: path]
    }

    /// A to-one relationship of the target.
    public subscript<Next>(
        dynamicMember path: KeyPath<Target.Columns, OptionalToOnePath<Next>>
    ) -> OptionalToOnePath<Next> { target[dynamicMember: path] }

    /// A to-many relationship of the target, empty where there is none.
    public subscript<Next>(dynamicMember path: KeyPath<Target.Columns, ToManyPath<Next>>) -> ToManyPath<Next> {
        target[dynamicMember: path]
    }

    /// The columns of a struct that the target embeds, NULL where there is none.
    @_disfavoredOverload
    public subscript<Members>(dynamicMember members: KeyPath<Target.Columns, Members>) -> OptionalColumns<Members> {
        target[dynamicMember: members]
    }
}

/// Columns of a table that may have no row, as after a LEFT JOIN: every one of them may be NULL.
@dynamicMemberLookup
public struct OptionalColumns<Columns> {
    let columns: Columns
    init(_ columns: Columns) { self.columns = columns }

    /// A column, NULL where there is no row.
    public subscript<Value: ColumnValue>(
        dynamicMember column: KeyPath<Columns, SQLExpression<Value>>
    ) -> SQLExpression<Value?> { SQLExpression(columns[keyPath: column].node) }

    /// A column, NULL where there is no row.
    public subscript<Value: ColumnValue>(
        dynamicMember column: KeyPath<Columns, SQLExpression<Value?>>
    ) -> SQLExpression<Value?> { columns[keyPath: column] }

    /// A to-one relationship of the row.
    public subscript<Next>(dynamicMember path: KeyPath<Columns, ToOnePath<Next>>) -> OptionalToOnePath<Next> {
        let path = columns[keyPath: path]
        return OptionalToOnePath(path.relationship, path.source)
    }

    /// A to-one relationship of the row.
    public subscript<Next>(dynamicMember path: KeyPath<Columns, OptionalToOnePath<Next>>) -> OptionalToOnePath<Next> {
        columns[keyPath: path]
    }

    /// A to-many relationship of the row, empty where there is none.
    public subscript<Next>(dynamicMember path: KeyPath<Columns, ToManyPath<Next>>) -> ToManyPath<Next> {
        columns[keyPath: path]
    }

    /// The columns of an embedded struct, NULL where there is no row.
    @_disfavoredOverload
    public subscript<Members>(dynamicMember members: KeyPath<Columns, Members>) -> OptionalColumns<Members> {
        OptionalColumns<Members>(columns[keyPath: members])
    }
}

extension OptionalColumns: Sendable where Columns: Sendable {}
