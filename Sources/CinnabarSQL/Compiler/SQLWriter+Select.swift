extension SQLWriter {
    mutating func write(_ statement: Statement) throws {
        switch statement {
        case .select(let select): try write(select)
        case .insert(let insert):
            isOutermost = false
            try write(insert)
        case .update(let update):
            isOutermost = false
            try write(update)
        case .delete(let delete):
            isOutermost = false
            try write(delete)
        case .raw(let fragments):
            isOutermost = false
            try write(fragments, nodesAbove: .atom)
        }
    }

    /// A `SELECT` within another statement. Its columns are always qualified, since they may be those of the
    /// statement around it.
    mutating func write(nested select: SelectStatement) throws {
        let qualified = qualifiesColumns
        qualifiesColumns = true
        defer { qualifiesColumns = qualified }
        try write(select)
    }

    mutating func write(_ select: SelectStatement) throws {
        // Of the outermost SELECT, clauses that are known to hold no parameters are passed over when only those are
        // collected; and which do is found out when it is written.
        let isOutermost = self.isOutermost
        self.isOutermost = false
        let walked = isOutermost ? clauses : .all
        var count = parameters.count
        func note(_ clause: ParameterClauses, _ writer: inout SQLWriter) {
            guard isOutermost, writer.parameters.count > count else { return }
            count = writer.parameters.count
            writer.found.insert(clause)
        }

        if walked.contains(.with), !select.with.isEmpty { try write(select.with) }
        note(.with, &self)
        write("SELECT ")
        if select.isDistinct { write("DISTINCT ") }
        if walked.contains(.columns) {
            if select.columns.isEmpty { write("1") } else { try write(columns: select.columns) }
        }
        note(.columns, &self)
        if walked.contains(.sources) {
            if let from = select.from {
                write(" FROM ")
                try write(from)
            }
            for join in select.joins { try write(join) }
        }
        note(.sources, &self)
        if walked.contains(.conditions) { try write(where: select.conditions) }
        note(.conditions, &self)
        if walked.contains(.groups) { try write(groupsOf: select) }
        note(.groups, &self)
        if walked.contains(.compounds) { for part in select.compounds { try write(part) } }
        note(.compounds, &self)
        if walked.contains(.order), !select.orderBy.isEmpty {
            write(" ")
            try write(orderBy: select.orderBy)
        }
        note(.order, &self)
        try write(limit: select.limit, offset: select.offset)
        if let lock = select.lock, features.rowLocks {
            write(" ")
            write(sql: lock.strength == .share ? features.sharedLock.rawValue : lock.strength.rawValue)
            write(sql: lock.wait.rawValue)
        }
    }

    private mutating func write(groupsOf select: SelectStatement) throws {
        if !select.groupBy.isEmpty {
            write(" GROUP BY ")
            try write(list: select.groupBy)
        }
        if !select.having.isEmpty {
            write(" HAVING ")
            try write(conditions: select.having)
        }
    }

    mutating func write(columns: [SelectedColumn]) throws {
        var isFirst = true
        for column in columns {
            if !isFirst { write(", ") }
            isFirst = false
            try write(column.node)
            if let alias = column.alias {
                write(" AS ")
                try write(identifier: alias)
            }
        }
    }

    mutating func write(where conditions: [SQLNode]) throws {
        guard !conditions.isEmpty else { return }
        write(" WHERE ")
        try write(conditions: conditions)
    }

    // MARK: Sources

    private mutating func write(_ from: FromClause) throws {
        switch from {
        case .table(let source): try write(source, readingTarget: isTarget(source))
        case .select(let select, let alias):
            write("(")
            try write(nested: select)
            write(") AS ")
            try write(identifier: alias)
        }
    }

    mutating func write(_ source: TableSource, readingTarget: Bool = false) throws {
        if readingTarget {
            // A copy of the table that is being changed: LIMIT keeps the server from reading the table itself.
            write("(SELECT * FROM ")
            try write(table: source.table, schema: source.schema)
            write(" LIMIT 18446744073709551615) AS ")
            return try write(identifier: source.alias)
        }
        try write(table: source.table, schema: source.schema)
        if source.alias != source.table {
            write(" AS ")
            try write(identifier: source.alias)
        }
    }

    private func isTarget(_ source: TableSource) -> Bool {
        guard !features.subselectsReadTarget || isTargetNamedTwice, let target else { return false }
        return target.table == source.table && target.schema == source.schema
    }

    private mutating func write(_ join: JoinClause) throws {
        switch join.kind {
        case .inner: join.condition == nil ? write(" CROSS JOIN ") : write(" JOIN ")
        case .left: write(" LEFT JOIN ")
        case .cross: write(" CROSS JOIN ")
        }
        try write(join.source)
        switch (join.kind, join.condition) {
        case (.inner, let condition?), (.left, let condition?):
            write(" ON ")
            try write(condition)
        case (.left, nil):
            write(" ON ")
            write(boolean: true)
        case (.inner, nil), (.cross, nil): break
        case (.cross, .some):
            throw unsupported("a condition on a cross join", advice: "use an inner join")
        }
    }

    private mutating func write(_ tables: [CommonTable]) throws {
        tables.contains(where: \.isRecursive) ? write("WITH RECURSIVE ") : write("WITH ")
        var isFirst = true
        for table in tables {
            if !isFirst { write(", ") }
            isFirst = false
            try write(identifier: table.name)
            if !table.columns.isEmpty {
                write(" (")
                try write(identifiers: table.columns)
                write(")")
            }
            write(" AS (")
            try write(nested: table.select)
            write(")")
        }
        write(" ")
    }

    private mutating func write(_ part: CompoundPart) throws {
        write(" ")
        write(sql: part.operation.rawValue)
        write(" ")
        let select = part.select
        if select.orderBy.isEmpty, select.limit == nil, select.offset == nil, select.compounds.isEmpty,
            select.with.isEmpty
        {
            return try write(select)
        }
        // SQLite has no parentheses around a part; a subselect is understood everywhere.
        write("SELECT * FROM (")
        try write(select)
        write(") AS ")
        try write(identifier: "part")
    }

    // MARK: Order and limit

    /// `ORDER BY …`, with NULL as the smallest value unless a term says otherwise.
    mutating func write(orderBy terms: [OrderingTerm]) throws {
        write("ORDER BY ")
        var isFirst = true
        for term in terms {
            if !isFirst { write(", ") }
            isFirst = false
            try write(term)
        }
    }

    private mutating func write(_ term: OrderingTerm) throws {
        let wanted = term.nulls ?? (term.isDescending ? .last : .first)
        let native: NullsOrder = features.nullsAreSmallest != term.isDescending ? .first : .last
        let isSaid = term.isNullable && wanted != native
        if isSaid, features.nullsOrder == .extraTerm {
            try write(term.node, above: .bits)
            // FALSE sorts before TRUE.
            wanted == .last ? write(" IS NULL, ") : write(" IS NOT NULL, ")
        }
        if needsDecimalCollation(term.node) {
            try write(decimalOperand: term.node)
        } else {
            try write(orderOperand: term.node)
        }
        if term.isDescending { write(" DESC") }
        if isSaid, features.nullsOrder == .keywords {
            wanted == .last ? write(" NULLS LAST") : write(" NULLS FIRST")
        }
    }

    /// A constant as a term of its own would be the number of a column.
    private mutating func write(orderOperand node: SQLNode) throws {
        if case .literal(.integer) = node {
            write("(")
            try write(node)
            write(" + 0)")
        } else {
            try write(node)
        }
    }

    private mutating func write(limit: BoundValue?, offset: BoundValue?) throws {
        if let limit {
            write(" LIMIT ")
            try write(limit)
        } else if offset != nil {
            switch features.limit {
            case .standard: break
            case .negativeLimit: write(" LIMIT -1")
            case .largestLimit: write(" LIMIT 18446744073709551615")
            }
        }
        if let offset {
            write(" OFFSET ")
            try write(offset)
        }
    }
}
