import CinnabarDriver
public import CinnabarSQL

// Queries inside expressions of other queries. One that is made inside a closure has a table alias of its own, and
// can use the columns of the query around it:
//
//     session.query(User.self).filter { user in
//         exists(session.query(Post.self).filter { $0.userID == user.id && $0.title == user.username })
//     }
//     // … WHERE EXISTS (SELECT 1 FROM "posts" AS "posts_2" WHERE "posts_2"."user_id" = "users"."id" AND …)
extension SQLExpression where Value: ColumnValue {
    /// Whether the expression is among the results of a query.
    ///
    /// ```swift
    /// session.query(User.self).filter { $0.id.isIn(session.query(Post.self).select { $0.userID }) }
    /// // WHERE "users"."id" IN (SELECT "posts_2"."user_id" FROM "posts" AS "posts_2")
    /// ```
    public func isIn<Model>(_ query: Query<Model, Value>) -> SQLExpression<Bool> {
        SQLExpression<Bool>(query.plan.nested(type: .boolean) { .inSelect(node, $0, negated: false) })
    }

    /// Whether the expression is among the results of a query that may have none for a row.
    @_disfavoredOverload
    public func isIn<Model>(_ query: Query<Model, Value?>) -> SQLExpression<Bool> {
        SQLExpression<Bool>(query.plan.nested(type: .boolean) { .inSelect(node, $0, negated: false) })
    }

    /// Whether the expression is not among the results of a query: `x NOT IN (SELECT …)`
    public func notIn<Model>(_ query: Query<Model, Value>) -> SQLExpression<Bool> {
        SQLExpression<Bool>(query.plan.nested(type: .boolean) { .inSelect(node, $0, negated: true) })
    }
}

extension SQLExpression {
    /// Whether the expression, which may be NULL, is among the results of a query.
    @_disfavoredOverload
    public func isIn<Model, Wrapped: ColumnValue>(_ query: Query<Model, Wrapped>) -> SQLExpression<Bool>
    where Value == Wrapped? {
        SQLExpression<Bool>(query.plan.nested(type: .boolean) { .inSelect(node, $0, negated: false) })
    }
}

/// Whether a query has results, as a condition of another one: `EXISTS (SELECT 1 FROM … WHERE …)`
public func exists<Model, Output>(_ query: Query<Model, Output>) -> SQLExpression<Bool> {
    SQLExpression(
        query.plan.nested(type: .boolean) { select in
            var select = select
            if select.compounds.isEmpty, select.groupBy.isEmpty, select.limit == nil {
                select.columns = []
                select.orderBy = []
                select.isDistinct = false
            }
            return .exists(select, negated: false)
        })
}

extension Query where Output: ColumnValue {
    /// The one value of the query as an expression of another one; NULL where it has none.
    ///
    /// ```swift
    /// session.query(User.self).select { user in
    ///     (user.username, session.query(Post.self).filter { $0.userID == user.id }.select { $0.title.max() }.scalar())
    /// }
    /// // SELECT "users"."username", (SELECT max("posts_2"."title") FROM "posts" AS "posts_2" WHERE …) FROM "users"
    /// ```
    public func scalar() -> SQLExpression<Output?> {
        SQLExpression(plan.nested(type: Output.sqlType) { .scalarSelect($0) })
    }

    /// The one value of the query as an expression of another one; NULL where it has none.
    public func scalar<Wrapped: ColumnValue>() -> SQLExpression<Wrapped?> where Output == Wrapped? {
        SQLExpression(plan.nested(type: Wrapped.sqlType) { .scalarSelect($0) })
    }
}

extension QueryPlan {
    /// The query inside an expression. What is wrong with it, or not known yet, is found out when the query around
    /// it runs.
    func nested(type: SQLType, _ make: @escaping (SelectStatement) -> SQLNode) -> SQLNode {
        do {
            var plan = self
            plan.select.lock = nil
            return make(try plan.unresolvedStatement())
        } catch {
            return .column(ColumnReference(source: .unresolved(error, from: table), name: "", type: type))
        }
    }
}

extension Query where Output == Model {
    /// The objects of this query and those of another one, each once: `… UNION …`
    ///
    /// Further clauses count for the whole.
    public func union(_ other: Self) -> Self { combined(.union, other) }

    /// The objects that both queries have: `… INTERSECT …`
    public func intersect(_ other: Self) -> Self { combined(.intersect, other) }

    /// The objects of this query that the other one has not: `… EXCEPT …`
    public func except(_ other: Self) -> Self { combined(.except, other) }

    /// `SELECT … FROM (SELECT … UNION SELECT …) AS users`: under the table's own name, so that clauses find its columns.
    private func combined(_ operation: CompoundOperator, _ other: Self) -> Self {
        with { plan in
            do {
                var left = try plan.statement()
                if left.limit != nil || !left.orderBy.isEmpty || left.offset != nil {
                    var outer = SelectStatement(columns: plan.ownColumns)
                    outer.from = .select(left, alias: plan.table.alias)
                    left = outer
                }
                left.compounds.append(CompoundPart(operation, try other.plan.statement()))
                var whole = QueryPlan(plan.mapper, plan.source)
                for request in plan.loads { whole.load(request) }
                whole.isStrict = plan.isStrict
                whole.select.from = .select(left, alias: plan.table.alias)
                plan = whole
            } catch {
                plan.refuse(error)
            }
        }
    }
}
