public import CinnabarSQL

// Each clause takes a closure over the model's columns, `$0`. What needs none of them, but aliases or `SQL.count()`, is
// given as a value: `.filter(p.title == "x")`. Closures without an argument would be a second reading of every closure,
// and the compiler would say nothing better of a misspelled column than that it cannot decide.
extension Query {
    // MARK: Which rows

    /// Only rows that meet the condition. Several filters are joined by AND; a condition that is NULL is not met.
    ///
    /// ```swift
    /// session.query(User.self).filter { $0.isActive && $0.visits > 10 }
    /// // WHERE "users"."is_active" AND "users"."visits" > ?
    /// ```
    public consuming func filter<Condition: BooleanColumnValue>(
        _ condition: (Model.Columns) -> SQLExpression<Condition>
    ) -> Self {
        let node = evaluate(condition).node
        return with { $0.filter(node) }
    }

    /// Only rows that meet a condition on no column of the model's own, but on those of aliases.
    public consuming func filter(_ condition: SQLExpression<Bool>) -> Self { with { $0.filter(condition.node) } }

    // MARK: In which order

    /// In this order; a further `order` says what comes after it.
    ///
    /// ```swift
    /// session.query(User.self).order { ($0.visits.desc(), $0.username) }
    /// // ORDER BY "users"."visits" DESC, "users"."username"
    /// ```
    public consuming func order<each Term: OrderingConvertible>(
        _ terms: (Model.Columns) -> (repeat each Term)
    ) -> Self {
        let terms = evaluate(terms)
        return with { plan in for term in repeat each terms { plan.order(term.ordering.term) } }
    }

    /// In an order over no column of the model's own: `.order(p.title.desc(), SQL.count().desc())`
    public consuming func order(_ terms: Ordering...) -> Self {
        with { plan in for term in terms { plan.order(term.term) } }
    }

    /// Not in the order that was asked for so far.
    public consuming func unordered() -> Self { with { $0.select.orderBy = [] } }

    /// At most so many results: `LIMIT ?`
    public consuming func limit(_ count: Int) -> Self { with { $0.limit(count) } }

    /// Without the first so many results: `OFFSET ?`
    public consuming func offset(_ count: Int) -> Self { with { $0.offset(count) } }

    /// Equal results once: `SELECT DISTINCT`
    public consuming func distinct() -> Self { with { $0.select.isDistinct = true } }

    // MARK: Groups

    /// One result for each group of rows.
    ///
    /// ```swift
    /// session.query(Post.self).group { $0.userID }.having { $0.id.count() > 3 }.select { ($0.userID, $0.id.count()) }
    /// // SELECT "posts"."user_id", count("posts"."id") FROM "posts" GROUP BY "posts"."user_id" HAVING count("posts"."id") > ?
    /// ```
    public consuming func group<each Value>(_ terms: (Model.Columns) -> (repeat SQLExpression<each Value>)) -> Self {
        let terms = evaluate(terms)
        return with { plan in for term in repeat each terms { plan.group(term.node) } }
    }

    /// Only groups that meet the condition: `HAVING condition`
    public consuming func having<Condition: BooleanColumnValue>(
        _ condition: (Model.Columns) -> SQLExpression<Condition>
    ) -> Self {
        let node = evaluate(condition).node
        return with { $0.having(node) }
    }

    /// Only groups that meet a condition on no column of the model's own: `.having(SQL.count() > 1)`
    public consuming func having(_ condition: SQLExpression<Bool>) -> Self { with { $0.having(condition.node) } }

    // MARK: Joins

    /// Joins another table. Objects come once each, whatever the join finds for them.
    ///
    /// ```swift
    /// let p = Post.alias()
    /// session.query(User.self).join(p) { $0.id == p.userID }
    /// // … FROM "users" JOIN "posts" AS "posts_12_9" ON "users"."id" = "posts_12_9"."user_id" GROUP BY "users"."id"
    /// ```
    ///
    /// The grouping is left out where the condition asks for the other table's whole primary key.
    public consuming func join<Other: CinnabarORM.Model>(
        _ other: Alias<Other>, on condition: (Model.Columns) -> SQLExpression<Bool>
    ) -> Self {
        let node = evaluate(condition).node
        return with { $0.join(.inner, other.source, Other._mapper, on: node) }
    }

    /// Joins another table and keeps the rows for which it has none; its columns are ``Alias/orNull`` then.
    ///
    /// ```swift
    /// session.query(User.self).leftJoin(p) { $0.id == p.userID }.select { ($0.username, p.orNull.title) }
    /// // SELECT … FROM "users" LEFT JOIN "posts" AS "posts_12_9" ON "users"."id" = "posts_12_9"."user_id"
    /// ```
    public consuming func leftJoin<Other: CinnabarORM.Model>(
        _ other: Alias<Other>, on condition: (Model.Columns) -> SQLExpression<Bool>
    ) -> Self {
        let node = evaluate(condition).node
        return with { $0.join(.left, other.source, Other._mapper, on: node) }
    }

    // MARK: What of them

    /// A column or an expression instead of objects.
    ///
    /// ```swift
    /// try session.query(User.self).select { $0.username }.all()     // [String]
    /// // SELECT "users"."username" FROM "users"
    /// ```
    public func select<Value: ColumnValue>(
        _ value: (Model.Columns) -> SQLExpression<Value>
    ) -> Query<Model, Value> {
        var plan = plan
        plan.output([evaluate(value).node])
        return Query<Model, Value>(
            session, plan,
            ValueReader { row in
                var cursor = RowCursor(row)
                return try cursor.next(Value.self)
            }, at: place)
    }

    /// Columns and expressions instead of objects, as tuples.
    ///
    /// ```swift
    /// try session.query(User.self).select { ($0.username, $0.posts.count()) }.all()     // [(String, Int)]
    /// // SELECT "users"."username", (SELECT count(*) FROM "posts" WHERE …) FROM "users"
    /// ```
    public func select<each Value: ColumnValue>(
        _ values: (Model.Columns) -> (repeat SQLExpression<each Value>)
    ) -> Query<Model, (repeat each Value)> {
        var plan = plan
        var nodes: [SQLNode] = []
        for value in repeat each evaluate(values) { nodes.append(value.node) }
        plan.output(nodes)
        return Query<Model, (repeat each Value)>(
            session, plan,
            ValueReader { row in
                var cursor = RowCursor(row)
                return (repeat try cursor.next((each Value).self))
            }, at: place)
    }

    /// One expression over no column of the model's own, `SQL.count()` or a column of an alias, instead of objects.
    public func select<Value: ColumnValue>(_ value: SQLExpression<Value>) -> Query<Model, Value> {
        select { _ in value }
    }

    // MARK: Locks

    /// Locks the rows until the transaction ends: `SELECT … FOR UPDATE SKIP LOCKED`.
    ///
    /// SQLite has no locks of rows, and whoever writes there has locked the whole database; there nothing is added.
    ///
    /// - Parameters:
    ///   - skipLocked: Leave out rows that another transaction has locked instead of waiting for them.
    ///   - noWait: Throw an `OperationalError` (`locked`) instead of waiting for such rows.
    public consuming func forUpdate(skipLocked: Bool = false, noWait: Bool = false) -> Self {
        locked(.update, skipLocked, noWait)
    }

    /// Keeps others from changing the rows until the transaction ends, while they may lock them so too:
    /// `SELECT … FOR SHARE`.
    ///
    /// - Parameters:
    ///   - skipLocked: Leave out rows that another transaction has locked instead of waiting for them.
    ///   - noWait: Throw an `OperationalError` (`locked`) instead of waiting for such rows.
    public consuming func forShare(skipLocked: Bool = false, noWait: Bool = false) -> Self {
        locked(.share, skipLocked, noWait)
    }

    private consuming func locked(_ strength: RowLock.Strength, _ skipLocked: Bool, _ noWait: Bool) -> Self {
        with {
            if skipLocked, noWait {
                $0.refuse("a lock that skips locked rows has nothing to wait for: leave out `noWait`")
            }
            $0.select.lock = RowLock(strength, wait: skipLocked ? .skipLocked : noWait ? .noWait : .block)
        }
    }
}

extension Query where Output == Model {
    // MARK: Relationships

    /// Loads relationships together with the objects, so that reading them asks the database nothing more.
    ///
    /// ```swift
    /// try session.query(Post.self).load { ($0.author, $0.tags) }.all()
    /// // SELECT … FROM "posts"; SELECT … FROM "users" WHERE "users"."id" IN (…); SELECT … FROM "post_tags" JOIN …
    /// ```
    public consuming func load<each Path: RelationshipPath>(
        _ strategy: LoadingStrategy = .selectIn, _ paths: (Model.Columns) -> (repeat each Path)
    ) -> Self {
        let paths = evaluate(paths)
        return with { plan in
            for path in repeat each paths { plan.load(LoadRequest(strategy: strategy, path: path._relationships)) }
        }
    }

    /// Makes it an error to read a relationship of these objects that was not loaded with them.
    public consuming func strict() -> Self { with { $0.isStrict = true } }
}
