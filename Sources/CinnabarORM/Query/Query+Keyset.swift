import CinnabarDriver
package import CinnabarSQL

/// One term of an order in which every row has a place of its own.
package struct KeysetTerm: Sendable, Hashable {
    /// The column's index in its mapper.
    package let column: Int
    package let isDescending: Bool
    /// Whether rows without a value come before the others.
    package let nullsFirst: Bool

    fileprivate var reversed: KeysetTerm {
        KeysetTerm(column: column, isDescending: !isDescending, nullsFirst: !nullsFirst)
    }
}

// Pages by place instead of number: the rows after those values of the order's columns that the last row had. No row
// is met twice or missed when others come and go meanwhile, and the last page costs what the first one does.
extension Query where Output == Model {
    /// The columns of the query's order, and after them those of the primary key that are not among them.
    ///
    /// - Throws: `QueryError` for an order over anything but columns of the model itself, and for those whose order is
    ///   not that of their values on every database.
    package func keysetTerms() throws -> [KeysetTerm] {
        let mapper = plan.mapper
        var terms = try plan.select.orderBy.map { term in
            guard case .column(let reference) = term.node, reference.source == plan.table,
                let column = mapper.columns.firstIndex(where: { $0.name == reference.name })
            else { throw refusal("it is ordered by something other than a column of \(mapper.tableName)") }
            try checkKeyset(mapper.columns[column])
            return KeysetTerm(
                column: column, isDescending: term.isDescending,
                nullsFirst: term.nulls.map { $0 == .first } ?? !term.isDescending)
        }
        let isDescending = terms.last?.isDescending ?? false
        for key in mapper.keyColumns where !terms.contains(where: { $0.column == key }) {
            try checkKeyset(mapper.columns[key])
            terms.append(KeysetTerm(column: key, isDescending: isDescending, nullsFirst: !isDescending))
        }
        return terms
    }

    private func checkKeyset(_ column: MappedColumn) throws {
        if column.isRedacted { throw refusal("\(column.name) is redacted, and a cursor shows what it is made of") }
        switch column.type {
        case .enumeration, .json, .array, .custom, .bytes:
            throw refusal("the order of \(column.name) is not the same on every database")
        case .smallInteger, .integer, .bigInteger, .real, .double, .numeric, .boolean, .string, .text, .timestamp,
            .localDate, .localTime, .localDateTime, .uuid:
            break
        }
    }

    private func refusal(_ reason: String) -> QueryError {
        QueryError(.other, "a query of \(plan.mapper.name) has no pages by keys: \(reason)")
    }

    /// At most `limit` objects after a place in the order, or before it, in the order; and whether there are more that
    /// way. Without a place it is the first ones, or the last.
    package func keysetPage(
        _ terms: [KeysetTerm], from place: [SQLValue]?, isBackward: Bool, limit: Int
    ) throws -> (objects: [Model], hasMore: Bool) {
        guard plan.isPlain || plan.isFolded, plan.select.limit == nil, plan.select.offset == nil else {
            throw refusal("it has a group, a union, distinct rows, a limit or an offset")
        }
        let terms = isBackward ? terms.map(\.reversed) : terms
        var plan = plan
        plan.select.orderBy = []
        for term in terms {
            let column = plan.mapper.columns[term.column]
            plan.order(
                OrderingTerm(
                    plan.node(column), isDescending: term.isDescending, nulls: term.nullsFirst ? .first : .last,
                    isNullable: column.isNullable))
        }
        if let place {
            guard let condition = plan.after(place, terms) else { return ([], false) }
            plan.filter(condition)
        }
        plan.limit(limit + 1)
        try willRun()
        var objects = try reader.all(plan.statement(), plan, in: session)
        let hasMore = objects.count > limit
        if hasMore { objects.removeLast() }
        return (isBackward ? objects.reversed() : objects, hasMore)
    }
}

extension QueryPlan {
    fileprivate func node(_ column: MappedColumn) -> SQLNode { .column(column.reference(table)) }

    /// `a > ? OR (a = ? AND b > ?)`; nil where nothing can come after.
    fileprivate func after(_ place: [SQLValue], _ terms: [KeysetTerm]) -> SQLNode? {
        var alternatives: [SQLNode] = []
        var equal: [SQLNode] = []
        for (term, value) in zip(terms, place) {
            let column = mapper.columns[term.column]
            let node = node(column)
            let bound = SQLNode.bind(BoundValue(value, type: column.type))
            if let later = later(node, bound, value, term, column) {
                alternatives.append((equal + [later]).conjunction)
            }
            equal.append(value == .null ? .isNull(node, negated: false) : .binary(.equal, node, bound))
        }
        return alternatives.isEmpty ? nil : alternatives.balanced(.or)
    }

    private func later(
        _ node: SQLNode, _ bound: SQLNode, _ value: SQLValue, _ term: KeysetTerm, _ column: MappedColumn
    ) -> SQLNode? {
        if value == .null { return term.nullsFirst ? .isNull(node, negated: true) : nil }
        let comparison = SQLNode.binary(term.isDescending ? .less : .greater, node, bound)
        guard column.isNullable, !term.nullsFirst else { return comparison }
        return .binary(.or, comparison, .isNull(node, negated: false))
    }
}
