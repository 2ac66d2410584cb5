extension SelectStatement {
    /// The statement with `change` applied to each of its expressions, those of its subselects included.
    public func withNodes(_ change: (SQLNode) throws -> SQLNode) rethrows -> SelectStatement {
        var result = self
        result.with = try with.map { table in
            var table = table
            table.select = try table.select.withNodes(change)
            return table
        }
        result.columns = try columns.map { try $0.withNode(change) }
        // Columns that stay what they are stay the same array, which is compared by its place in memory alone.
        if result.columns == columns, !columns.contains(where: \.node.holdsValues) { result.columns = columns }
        result.from = try from?.withNodes(change)
        result.joins = try joins.map { join in
            JoinClause(join.kind, try join.source.withNodes(change), on: try join.condition.map(change))
        }
        result.conditions = try conditions.map(change)
        result.groupBy = try groupBy.map(change)
        result.having = try having.map(change)
        result.compounds = try compounds.map { CompoundPart($0.operation, try $0.select.withNodes(change)) }
        result.orderBy = try orderBy.map { try $0.withNode(change) }
        return result
    }

    /// The same shape, without the values.
    var withoutValues: SelectStatement {
        var result = withNodes(\.withoutValues)
        result.dropLimits()
        return result
    }

    private mutating func dropLimits() {
        limit = limit?.withoutValue
        offset = offset?.withoutValue
    }
}

extension FromClause {
    func withNodes(_ change: (SQLNode) throws -> SQLNode) rethrows -> FromClause {
        switch self {
        case .table: self
        case .select(let select, let alias): .select(try select.withNodes(change), alias: alias)
        }
    }
}

extension Statement {
    /// The statement with `change` applied to each of its expressions, those of its subselects included.
    public func withNodes(_ change: (SQLNode) throws -> SQLNode) rethrows -> Statement {
        switch self {
        case .select(let select): return .select(try select.withNodes(change))
        case .insert(var insert):
            switch insert.rows {
            case .values(let rows): insert.rows = .values(try rows.map { try $0.map(change) })
            case .select(let select): insert.rows = .select(try select.withNodes(change))
            case .placeholders, .defaults: break
            }
            if var conflict = insert.onConflict {
                conflict.indexCondition = try conflict.indexCondition.map(change)
                conflict.assignments = try conflict.assignments.map { try $0.withNode(change) }
                conflict.conditions = try conflict.conditions.map(change)
                insert.onConflict = conflict
            }
            insert.returning = try insert.returning.map { try $0.withNode(change) }
            return .insert(insert)
        case .update(var update):
            update.assignments = try update.assignments.map { try $0.withNode(change) }
            update.conditions = try update.conditions.map(change)
            update.returning = try update.returning.map { try $0.withNode(change) }
            return .update(update)
        case .delete(var delete):
            delete.conditions = try delete.conditions.map(change)
            delete.returning = try delete.returning.map { try $0.withNode(change) }
            return .delete(delete)
        case .raw(let fragments): return .raw(try fragments.map { try $0.withNode(change) })
        }
    }

    /// The statement with NULL for every value it binds: what a cache keeps, so that it holds neither secrets nor long
    /// lists. It equals the statement.
    public var shape: Statement {
        switch self {
        case .select(let select): .select(select.withoutValues)
        case .insert, .update, .delete, .raw: withNodes(\.withoutValues)
        }
    }
}
