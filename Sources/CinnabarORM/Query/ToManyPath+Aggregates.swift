public import CinnabarSQL

extension ToManyPath {
    /// How many rows there are.
    ///
    /// ```swift
    /// session.query(User.self).select { ($0.username, $0.posts.count()) }
    /// // SELECT "users"."username", (SELECT count(*) FROM "posts" WHERE "posts"."user_id" = "users"."id") FROM "users"
    /// ```
    public func count() -> SQLExpression<Int> { counted { _ in nil } }

    /// How many rows meet the condition: `(SELECT count(*) FROM … WHERE … AND condition)`
    public func count(where condition: (Target.Columns) -> SQLExpression<Bool>) -> SQLExpression<Int> {
        counted { condition(Target.Columns($0)).node }
    }

    /// The sum over the rows; nil where there are none.
    ///
    /// ```swift
    /// session.query(User.self).order { $0.posts.sum { $0.views } }
    /// // ORDER BY (SELECT sum("posts"."views") FROM "posts" WHERE "posts"."user_id" = "users"."id")
    /// ```
    public func sum<Value: ColumnValue & Numeric>(
        _ value: (Target.Columns) -> SQLExpression<Value>
    ) -> SQLExpression<Value?> { aggregate(.bigInteger) { value($0).sum().node } }

    /// The sum over the rows that have a value; nil where none has.
    @_disfavoredOverload
    public func sum<Value: ColumnValue & Numeric>(
        _ value: (Target.Columns) -> SQLExpression<Value?>
    ) -> SQLExpression<Value?> { aggregate(.bigInteger) { value($0).sum().node } }

    /// The average over the rows; nil where there are none: `(SELECT avg(…) FROM …)`
    public func average<Value: ColumnValue & Numeric>(
        _ value: (Target.Columns) -> SQLExpression<Value>
    ) -> SQLExpression<Double?> { aggregate(.double) { value($0).average().node } }

    /// The average over the rows that have a value; nil where none has.
    @_disfavoredOverload
    public func average<Value: ColumnValue & Numeric>(
        _ value: (Target.Columns) -> SQLExpression<Value?>
    ) -> SQLExpression<Double?> { aggregate(.double) { value($0).average().node } }

    /// The smallest value of the rows; nil where there are none: `(SELECT min(…) FROM …)`
    public func min<Value: ColumnValue>(
        _ value: (Target.Columns) -> SQLExpression<Value>
    ) -> SQLExpression<Value?> { aggregate(Value.sqlType) { value($0).min().node } }

    /// The smallest value of the rows that have one; nil where none has.
    @_disfavoredOverload
    public func min<Value: ColumnValue>(
        _ value: (Target.Columns) -> SQLExpression<Value?>
    ) -> SQLExpression<Value?> { aggregate(Value.sqlType) { SQLExpression<Value>(value($0).node).min().node } }

    /// The largest value of the rows; nil where there are none: `(SELECT max(…) FROM …)`
    public func max<Value: ColumnValue>(
        _ value: (Target.Columns) -> SQLExpression<Value>
    ) -> SQLExpression<Value?> { aggregate(Value.sqlType) { value($0).max().node } }

    /// The largest value of the rows that have one; nil where none has.
    @_disfavoredOverload
    public func max<Value: ColumnValue>(
        _ value: (Target.Columns) -> SQLExpression<Value?>
    ) -> SQLExpression<Value?> { aggregate(Value.sqlType) { SQLExpression<Value>(value($0).node).max().node } }

    private func counted(_ condition: (ColumnSource) -> SQLNode?) -> SQLExpression<Int> {
        SQLExpression(
            relationship.resolved(type: .bigInteger) {
                var select = try relationship.select(from: source, [], condition)
                select.columns = [SelectedColumn(SQL.count().node)]
                return .scalarSelect(select)
            })
    }

    private func aggregate<Value>(_ type: SQLType, _ value: (Target.Columns) -> SQLNode) -> SQLExpression<Value> {
        withoutActuallyEscaping(value) { value in
            SQLExpression(
                relationship.resolved(type: type) {
                    .scalarSelect(
                        try relationship.select(from: source, [{ value(Target.Columns($0)) }]) { _ in nil })
                })
        }
    }
}
