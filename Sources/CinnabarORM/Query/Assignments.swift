import CinnabarDriver
public import CinnabarSQL

/// What a bulk update sets: its members are the model's columns, to be assigned values and expressions.
///
/// ```swift
/// try session.query(User.self).update { $0.isActive = true; $0.visits = $0.visits + 1 }
/// // UPDATE "users" SET "is_active" = ?, "visits" = "users"."visits" + ?
/// ```
@dynamicMemberLookup
public struct Assignments<Model: CinnabarORM.Model> {
    private let columns: Model.Columns
    var list = AssignmentList()

    init(_ columns: Model.Columns) { self.columns = columns }

    /// Sets a column to a value.
    @_disfavoredOverload
    public subscript<Value: ColumnValue>(dynamicMember column: KeyPath<Model.Columns, SQLExpression<Value>>) -> Value {
        @available(*, unavailable, message: "a column in update { } is an expression")
        get { preconditionFailure("unavailable") }
        set { list.set(columns[keyPath: column].node, to: newValue) }
    }

    /// Sets a `.json` column to a value.
    @_disfavoredOverload
    public subscript<Value>(dynamicMember column: KeyPath<Model.Columns, SQLExpression<JSON<Value>>>) -> Value {
        @available(*, unavailable, message: "a column in update { } is an expression")
        get { preconditionFailure("unavailable") }
        set { list.set(columns[keyPath: column].node, to: JSON(newValue)) }
    }

    /// A column, and what it is set to.
    public subscript<Value>(dynamicMember column: KeyPath<Model.Columns, SQLExpression<Value>>) -> SQLExpression<Value>
    {
        get { columns[keyPath: column] }
        set { list.set(columns[keyPath: column].node, to: newValue.node) }
    }

    /// Sets a column that may be NULL to an expression that is not.
    @_disfavoredOverload
    public subscript<Value: ColumnValue>(
        dynamicMember column: KeyPath<Model.Columns, SQLExpression<Value?>>
    ) -> SQLExpression<Value> {
        @available(*, unavailable, message: "this column may be NULL")
        get { preconditionFailure("unavailable") }
        set { list.set(columns[keyPath: column].node, to: newValue.node) }
    }

    /// A relationship, whose columns can be used in values: `$0.body = $0.author.name`
    public subscript<Target>(dynamicMember path: KeyPath<Model.Columns, ToOnePath<Target>>) -> ToOnePath<Target> {
        columns[keyPath: path]
    }

    /// A relationship, whose columns can be used in values.
    public subscript<Target>(
        dynamicMember path: KeyPath<Model.Columns, OptionalToOnePath<Target>>
    ) -> OptionalToOnePath<Target> { columns[keyPath: path] }

    /// A relationship, whose aggregates can be used in values: `$0.visits = $0.posts.count()`
    public subscript<Target>(dynamicMember path: KeyPath<Model.Columns, ToManyPath<Target>>) -> ToManyPath<Target> {
        columns[keyPath: path]
    }

    /// Sets the foreign key of a relationship: `$0.author = user`
    @_disfavoredOverload
    public subscript<Target>(dynamicMember path: KeyPath<Model.Columns, ToOnePath<Target>>) -> Target {
        @available(*, unavailable, message: "use a column of the relationship")
        get { preconditionFailure("unavailable") }
        set { list.set(columns[keyPath: path].relationship, to: newValue) }
    }

    /// Sets the foreign key of a relationship, or clears it: `$0.editor = nil`
    @_disfavoredOverload
    public subscript<Target>(dynamicMember path: KeyPath<Model.Columns, OptionalToOnePath<Target>>) -> Target? {
        @available(*, unavailable, message: "use a column of the relationship")
        get { preconditionFailure("unavailable") }
        set { list.set(columns[keyPath: path].relationship, to: newValue) }
    }

    /// The columns of an embedded struct: `$0.address.city = "Rome"`
    @_disfavoredOverload
    public subscript<Members>(dynamicMember members: KeyPath<Model.Columns, Members>) -> EmbeddedAssignments<Members> {
        get { EmbeddedAssignments(columns[keyPath: members]) }
        set { list.append(newValue.list) }
    }
}

/// What a bulk update sets of an embedded struct.
@dynamicMemberLookup
public struct EmbeddedAssignments<Columns> {
    private let columns: Columns
    fileprivate var list = AssignmentList()

    init(_ columns: Columns) { self.columns = columns }

    /// Sets a column to a value.
    @_disfavoredOverload
    public subscript<Value: ColumnValue>(dynamicMember column: KeyPath<Columns, SQLExpression<Value>>) -> Value {
        @available(*, unavailable, message: "a column in update { } is an expression")
        get { preconditionFailure("unavailable") }
        set { list.set(columns[keyPath: column].node, to: newValue) }
    }

    /// A column, and what it is set to.
    public subscript<Value>(dynamicMember column: KeyPath<Columns, SQLExpression<Value>>) -> SQLExpression<Value> {
        get { columns[keyPath: column] }
        set { list.set(columns[keyPath: column].node, to: newValue.node) }
    }
}

/// Columns and what they are set to, without the model.
struct AssignmentList {
    private(set) var items: [Assignment] = []
    private(set) var problem: (any Error)?

    mutating func set<Value: ColumnValue>(_ target: SQLNode, to value: Value) {
        guard case .column(let column) = target else { return refuse() }
        let value = BoundValue(value.canonical.sqlValue, type: column.type, isRedacted: column.isRedacted)
        set(column.name, .bind(value))
    }

    mutating func set(_ target: SQLNode, to value: SQLNode) {
        guard case .column(let column) = target else { return refuse() }
        set(column.name, value)
    }

    mutating func set<Target: Model>(_ relationship: AnyRelationship, to object: Target?) {
        do {
            guard case .manyToOne(let columns, let targetColumns) = try relationship.shape else {
                throw QueryError(
                    .other,
                    "\(RelationshipResolver.label(relationship)) cannot be set by a bulk update: its foreign key is in \(relationship.target.tableName)"
                )
            }
            for (column, targetColumn) in zip(columns, targetColumns) {
                let reference = relationship.owner.columns[column].reference(nil)
                set(
                    reference.name,
                    object?.keyNode(targetColumn, as: reference, comparedWith: relationship)
                        ?? .bind(BoundValue(.null, type: reference.type)))
            }
        } catch {
            problem = problem ?? error
        }
    }

    mutating func append(_ other: AssignmentList) {
        for item in other.items { set(item.column, item.value) }
        problem = problem ?? other.problem
    }

    private mutating func set(_ column: String, _ value: SQLNode) {
        if let index = items.firstIndex(where: { $0.column == column }) {
            items[index].value = value
        } else {
            items.append(Assignment(column, value))
        }
    }

    private mutating func refuse() {
        problem =
            problem
            ?? QueryError(
                .other, "only columns can be set by update { }: what was assigned to is an expression")
    }
}
