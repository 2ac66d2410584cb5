extension SQLExpression {
    /// The expression, or another where it is NULL.
    ///
    /// ```swift
    /// query.select { $0.nickname.coalesce($0.name) }     // SELECT coalesce("users"."nickname", "users"."name")
    /// ```
    public func coalesce<Wrapped: ColumnValue>(_ other: SQLExpression<Wrapped>) -> SQLExpression<Wrapped>
    where Value == Wrapped? {
        SQLExpression<Wrapped>(.function(.coalesce, [node, other.node]))
    }

    /// The expression, or another where it is NULL, which may be NULL too: `coalesce(a, b)`.
    public func coalesce<Wrapped: ColumnValue>(_ other: SQLExpression<Wrapped?>) -> SQLExpression<Wrapped?>
    where Value == Wrapped? {
        SQLExpression<Wrapped?>(.function(.coalesce, [node, other.node]))
    }

    /// The expression, or a value where it is NULL: `coalesce(x, ?)`.
    public func coalesce<Wrapped: ColumnValue>(_ value: Wrapped) -> SQLExpression<Wrapped> where Value == Wrapped? {
        SQLExpression<Wrapped>(.function(.coalesce, [node, node.bound(value)]))
    }

    /// The expression, or a value where it is NULL.
    ///
    /// ```swift
    /// query.order { $0.nickname ?? "" }     // ORDER BY coalesce("users"."nickname", ?)
    /// ```
    public static func ?? <Wrapped: ColumnValue>(left: SQLExpression, right: Wrapped) -> SQLExpression<Wrapped>
    where Value == Wrapped? {
        left.coalesce(right)
    }

    /// The expression, or another where it is NULL: `coalesce(a, b)`.
    public static func ?? <Wrapped: ColumnValue>(
        left: SQLExpression, right: SQLExpression<Wrapped>
    ) -> SQLExpression<Wrapped> where Value == Wrapped? {
        left.coalesce(right)
    }

    /// NULL where the expression is the value: `nullif(x, ?)`.
    public func nullIf(_ value: Value) -> SQLExpression<Value?> where Value: ColumnValue {
        SQLExpression<Value?>(.function(.nullIf, [node, node.bound(value)]))
    }

    /// The expression as another type.
    ///
    /// ```swift
    /// query.select { $0.age.cast(as: String.self) }
    /// // SQLite, PostgreSQL  SELECT CAST("users"."age" AS TEXT)
    /// // MySQL               SELECT CAST(`users`.`age` AS CHAR)
    /// ```
    public func cast<New: ColumnValue>(as type: New.Type) -> SQLExpression<New> {
        SQLExpression<New>(.cast(node, New.sqlType))
    }

    /// The text compared and ordered by a collation of the database: `x COLLATE "name"`.
    public func collate(_ name: String) -> SQLExpression { SQLExpression(.collate(node, name)) }

    /// The larger of two; NULL when one is.
    ///
    /// ```swift
    /// query.select { $0.first.greatest($0.second) }
    /// // SQLite  SELECT max("scores"."first", "scores"."second")
    /// // MySQL   SELECT greatest(`scores`.`first`, `scores`.`second`)
    /// ```
    public func greatest(_ other: SQLExpression) -> SQLExpression {
        SQLExpression(.function(.greatest, [node, other.node]))
    }

    /// The smaller of two; NULL when one is: `least(a, b)`.
    public func least(_ other: SQLExpression) -> SQLExpression {
        SQLExpression(.function(.least, [node, other.node]))
    }

    /// The same expression where NULL is possible, as when its table is joined with LEFT.
    public func optional() -> SQLExpression<Value?> where Value: ColumnValue { SQLExpression<Value?>(node) }

    /// A part of a JSON document, by its keys and indexes.
    ///
    /// ```swift
    /// query.filter { $0.settings.json("theme", "color", as: String.self) == "red" }
    /// // SQLite      CAST(json_extract("users"."settings", '$."theme"."color"') AS TEXT) = ?
    /// // PostgreSQL  jsonb_extract_path_text("users"."settings", 'theme', 'color') = $1
    /// // MySQL       nullif(json_unquote(json_extract(`users`.`settings`, '$."theme"."color"')), 'null') = ?
    /// ```
    public func json<New: ColumnValue>(_ path: String..., as type: New.Type) -> SQLExpression<New?> {
        SQLExpression<New?>(.function(.jsonExtract(path: path, as: New.sqlType), [node]))
    }

    /// How many elements a JSON array has.
    ///
    /// ```swift
    /// query.filter { $0.labels.jsonArrayLength() > 2 }
    /// // SQLite      json_array_length("users"."labels") > ?
    /// // PostgreSQL  jsonb_array_length("users"."labels") > $1
    /// // MySQL       json_length(`users`.`labels`) > ?
    /// ```
    public func jsonArrayLength() -> SQLExpression<Int?> {
        SQLExpression<Int?>(.function(.jsonArrayLength, [node]))
    }
}
