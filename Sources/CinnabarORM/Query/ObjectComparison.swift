import CinnabarDriver
public import CinnabarSQL

// Comparing a relationship with an object compares foreign keys: nothing is joined where the key is at hand. The
// key of an object that is still to be inserted is bound when the query runs, after its autoflush.
extension ToOnePath {
    /// Whether the relationship leads to this object.
    ///
    /// ```swift
    /// session.query(Post.self).filter { $0.author == user }      // WHERE "posts"."user_id" = ?
    /// ```
    public static func == (path: ToOnePath, object: Target) -> SQLExpression<Bool> {
        SQLExpression(path.relationship.leads(from: path.source, to: object))
    }

    /// Whether the relationship leads to another object: `user_id <> ?`
    public static func != (path: ToOnePath, object: Target) -> SQLExpression<Bool> {
        SQLExpression(path.relationship.leads(from: path.source, to: object, negated: true))
    }

    /// Whether the relationship leads to one of these objects: `user_id IN (?, ?)`
    public func isIn(_ objects: some Sequence<Target>) -> SQLExpression<Bool> {
        SQLExpression(objects.map { relationship.leads(from: source, to: $0) }.balanced(.or))
    }

    /// Whether two relationships lead to one object.
    public static func == (left: ToOnePath, right: ToOnePath) -> SQLExpression<Bool> {
        SQLExpression(left.relationship.sameTarget(left.source, right.relationship, right.source))
    }

    /// Whether two relationships lead to one object.
    public static func == (left: ToOnePath, right: OptionalToOnePath<Target>) -> SQLExpression<Bool> {
        SQLExpression(left.relationship.sameTarget(left.source, right.relationship, right.source))
    }
}

extension OptionalToOnePath {
    /// Whether the relationship leads to this object; with nil, whether it leads nowhere.
    ///
    /// ```swift
    /// session.query(Post.self).filter { $0.editor == nil }       // WHERE "posts"."editor_id" IS NULL
    /// ```
    public static func == (path: OptionalToOnePath, object: Target?) -> SQLExpression<Bool> {
        SQLExpression(
            object.map { path.relationship.leads(from: path.source, to: $0) }
                ?? path.relationship.leadsNowhere(from: path.source, negated: false))
    }

    /// Whether the relationship leads elsewhere or nowhere; with nil, whether it leads somewhere.
    public static func != (path: OptionalToOnePath, object: Target?) -> SQLExpression<Bool> {
        SQLExpression(
            object.map { path.relationship.leads(from: path.source, to: $0, negated: true) }
                ?? path.relationship.leadsNowhere(from: path.source, negated: true))
    }

    /// Whether the relationship leads to one of these objects: `editor_id IN (?, ?)`
    public func isIn(_ objects: some Sequence<Target>) -> SQLExpression<Bool> {
        SQLExpression(objects.map { relationship.leads(from: source, to: $0) }.balanced(.or))
    }

    /// Whether two relationships lead to one object.
    public static func == (left: OptionalToOnePath, right: OptionalToOnePath) -> SQLExpression<Bool> {
        SQLExpression(left.relationship.sameTarget(left.source, right.relationship, right.source))
    }

    /// Whether two relationships lead to one object.
    public static func == (left: OptionalToOnePath, right: ToOnePath<Target>) -> SQLExpression<Bool> {
        SQLExpression(left.relationship.sameTarget(left.source, right.relationship, right.source))
    }
}

extension AnyRelationship {
    /// `foreign key = key`; without the key at this side, EXISTS over the table that has it.
    func leads(from source: ColumnSource, to object: some Model, negated: Bool = false) -> SQLNode {
        do {
            switch try shape {
            case .manyToOne(let columns, let targetColumns):
                let here = source.table(of: owner)
                let terms = zip(columns, targetColumns).map { column, targetColumn in
                    let reference = owner.columns[column].reference(here)
                    let key = object.keyNode(targetColumn, as: reference, comparedWith: self)
                    guard negated else { return SQLNode.binary(.equal, .column(reference), key) }
                    return owner.columns[column].isNullable || source.table?.join?.isOuter ?? false
                        ? .isDistinct(.column(reference), key, negated: false)
                        : .binary(.notEqual, .column(reference), key)
                }
                return terms.balanced(negated ? .or : .and)
            case .oneToMany, .manyToMany:
                return try exists(from: source, negated: negated) { target in object.matches(target, comparedWith: self)
                }
            }
        } catch {
            return .column(ColumnReference(source: .unresolved(error, from: owner.source), name: name, type: .boolean))
        }
    }

    /// `foreign key IS NULL`
    func leadsNowhere(from source: ColumnSource, negated: Bool) -> SQLNode {
        do {
            guard case .manyToOne(let columns, _) = try shape else {
                return try exists(from: source, negated: !negated) { _ in nil }
            }
            let here = source.table(of: owner)
            // A composite key leads nowhere as soon as one of its columns is NULL.
            return columns.map { SQLNode.isNull(.column(owner.columns[$0].reference(here)), negated: negated) }
                .balanced(negated ? .and : .or)
        } catch {
            return .column(ColumnReference(source: .unresolved(error, from: owner.source), name: name, type: .boolean))
        }
    }

    func sameTarget(_ source: ColumnSource, _ other: AnyRelationship, _ otherSource: ColumnSource) -> SQLNode {
        let left = targetKey(from: source)
        let right = other.targetKey(from: otherSource)
        return zip(left, right).map { SQLNode.binary(.equal, $0, $1) }.conjunction
    }

    /// The key of the row that the relationship leads to: the foreign key where it is at this side.
    private func targetKey(from source: ColumnSource) -> [SQLNode] {
        if case .manyToOne(let columns, let targets) = try? shape, targets == target.keyColumns {
            let here = source.table(of: owner)
            return columns.map { .column(owner.columns[$0].reference(here)) }
        }
        let there = joined(to: source, isOptional: true).table(of: target)
        return target.keyColumns.map { .column(target.columns[$0].reference(there)) }
    }
}

extension Model {
    /// The value of a key column, bound now if it is known and else when the query runs.
    func keyNode(_ column: Int, as reference: ColumnReference, comparedWith relationship: AnyRelationship) -> SQLNode {
        let bind: @Sendable (SQLValue) -> SQLNode = {
            .bind(BoundValue($0, type: reference.type, isRedacted: reference.isRedacted))
        }
        if _isKnown { return bind(_value(column)) }
        let label = RelationshipResolver.label(relationship)
        // The query runs on the thread that made the expression: both belong to the session's body.
        nonisolated(unsafe) let object = self
        return .deferred(
            DeferredNode(type: reference.type) {
                guard object._isKnown else {
                    throw QueryError(
                        .other,
                        "\(label) is compared with a new \(Self._mapper.name) that has no row: add it to the session first"
                    )
                }
                return bind(object._value(column))
            })
    }

    /// `key = ?` over the rows of a source.
    func matches(_ source: TableSource, comparedWith relationship: AnyRelationship) -> SQLNode {
        Self._mapper.keyColumns.map { column in
            let reference = Self._mapper.columns[column].reference(source)
            return .binary(.equal, .column(reference), keyNode(column, as: reference, comparedWith: relationship))
        }.conjunction
    }

    private var _isKnown: Bool {
        switch _statePhase {
        case .transient, .pending: false
        case .persistent, .deleted, .detached: true
        }
    }
}
