import CinnabarDriver
import CinnabarSQL

extension QueryPlan {
    /// Throws where a clause has no place in UPDATE and DELETE.
    func checkBulk() throws {
        if let problem { throw problem }
        if let problem = needs.problem { throw problem }
        let clauses: [(String, Bool)] = [
            ("order", !select.orderBy.isEmpty), ("limit", select.limit != nil), ("offset", select.offset != nil),
            ("distinct", select.isDistinct), ("group", !select.groupBy.isEmpty), ("having", !select.having.isEmpty),
            ("join", !select.joins.isEmpty), ("union", isCompound),
        ]
        guard let (clause, _) = clauses.first(where: \.1) else { return }
        throw QueryError(
            .other,
            "a bulk update or delete of \(mapper.name) has no place for \(clause): say which rows with filter { } alone, for example with isIn(a query)"
        )
    }

    /// Whether the rows come from something else than the model's table.
    private var isCompound: Bool {
        if !select.compounds.isEmpty { return true }
        if case .table? = select.from { return false }
        return true
    }

    /// The conditions, those over relationships as one EXISTS.
    func bulkConditions() throws -> [SQLNode] {
        if needs.isEmpty { return select.conditions }
        var plain: [SQLNode] = []
        var reaching: [SQLNode] = []
        for condition in select.conditions.flatMap(\.terms) {
            if condition.collected.paths.isEmpty { plain.append(condition) } else { reaching.append(condition) }
        }
        if !reaching.isEmpty {
            plain.append(.exists(try overPaths(of: reaching) { $0.conditions += reaching }, negated: false))
        }
        return needs.hasDeferredValues ? try plain.map { try $0.resolved() } : plain
    }

    /// A value to be set: over relationships it is a subselect.
    func bulkValue(_ node: SQLNode) throws -> SQLNode {
        var collected = PathCollector(databaseNumber: select.databaseNumber)
        collected.collect(node)
        if let problem = collected.problem { throw problem }
        guard !collected.paths.isEmpty else { return node }
        return .scalarSelect(try overPaths(of: [node]) { $0.columns = [SelectedColumn(node)] })
    }

    /// `SELECT … FROM users AS author WHERE author.id = posts.user_id`. Where the first table may have no row, it
    /// is joined with LEFT to a single one, so that NULL stays NULL.
    private func overPaths(of nodes: [SQLNode], _ fill: (inout SelectStatement) -> Void) throws -> SelectStatement {
        var collector = PathCollector()
        collector.collect(nodes)
        if let problem = collector.problem { throw problem }
        var joins = collector.paths.compactMap(\.pathJoin)
        var select = SelectStatement()
        if let first = joins.first, first.kind == .inner {
            joins.removeFirst()
            select.from = first.source
            if let condition = first.condition { select.conditions.append(condition) }
        } else {
            select.from = .select(SelectStatement(), alias: "one")
        }
        select.joins = joins
        fill(&select)
        return select
    }
}

extension SQLNode {
    /// The terms of an AND.
    fileprivate var terms: [SQLNode] {
        if case .binary(.and, let left, let right) = self { left.terms + right.terms } else { [self] }
    }

    fileprivate var collected: PathCollector {
        var collector = PathCollector()
        collector.collect(self)
        return collector
    }
}
