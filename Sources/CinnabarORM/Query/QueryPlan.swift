import CinnabarDriver
import CinnabarSQL

/// What a query asks for, as far as it has been said: a value that becomes a statement when the query runs.
struct QueryPlan: Sendable {
    let mapper: AnyMapper
    /// The model's own table, unless it is an alias.
    let source: ColumnSource
    /// The clauses, without the joins that paths need.
    var select: SelectStatement
    private(set) var needs: PathCollector
    private(set) var loads: [LoadRequest] = []
    var isStrict = false
    /// Whether the rows are the model's.
    var selectsModel = true
    /// Whether a join may meet a row of the model several times.
    private(set) var multiplies = false
    /// What was wrong with the clauses; thrown when the query runs.
    private(set) var problem: (any Error)?

    init(_ mapper: AnyMapper, _ source: ColumnSource) {
        self.mapper = mapper
        self.source = source
        needs = PathCollector(databaseNumber: mapper.select.databaseNumber)
        guard let table = source.table else {
            select = mapper.select
            return
        }
        select = SelectStatement(columns: mapper.selection(table), from: .table(table))
        select.databaseNumber = mapper.select.databaseNumber
    }

    var table: TableSource { source.table(of: mapper) }
    var keyNodes: [SQLNode] {
        if source.table == nil { return mapper.keyNodes }
        return mapper.keyColumns.map { .column(mapper.columns[$0].reference(table)) }
    }

    mutating func refuse(_ message: String) {
        problem = problem ?? QueryError(.other, message)
    }

    mutating func refuse(_ error: any Error) { problem = problem ?? error }

    /// The model's columns, read from its own table.
    var ownColumns: [SelectedColumn] { source.table == nil ? mapper.select.columns : mapper.selection(source.table) }

    // MARK: Clauses

    mutating func filter(_ node: SQLNode) {
        needs.collect(node)
        // A filter of AND terms is a list of terms.
        select.conditions.append(node)
    }

    mutating func order(_ term: OrderingTerm) {
        needs.collect(term.node)
        select.orderBy.append(term)
    }

    mutating func orderByKey() { for key in keyNodes { order(OrderingTerm(key, isNullable: false)) } }

    mutating func group(_ node: SQLNode) {
        needs.collect(node)
        select.groupBy.append(node)
    }

    mutating func having(_ node: SQLNode) {
        needs.collect(node)
        select.having.append(node)
    }

    /// Loading relies on it that a path leads from the query's model on, each step from where the last one ended.
    mutating func load(_ request: LoadRequest) {
        var owner = mapper
        for step in request.path {
            guard step.owner === owner else {
                return refuse(
                    "load { } of \(mapper.name) names \(step.owner.name).\(step.name), which is no relationship of \(owner.name); begin the path with `$0`"
                )
            }
            owner = step.target
        }
        loads.append(request)
    }

    mutating func output(_ nodes: [SQLNode]) {
        needs.collect(nodes)
        select.columns = nodes.map { SelectedColumn($0) }
        selectsModel = false
        if !loads.isEmpty { refuse("load { } is for queries of whole objects; a query with select { } has none") }
    }

    mutating func limit(_ count: Int) {
        if count < 0 { refuse("limit(\(count)) of a query of \(mapper.name): a limit cannot be negative") }
        select.limit = BoundValue(.integer(Int64(count)), type: .bigInteger)
    }

    mutating func offset(_ count: Int) {
        if count < 0 { refuse("offset(\(count)) of a query of \(mapper.name): an offset cannot be negative") }
        select.offset = count == 0 ? nil : BoundValue(.integer(Int64(count)), type: .bigInteger)
    }

    mutating func join(_ kind: JoinKind, _ joined: TableSource, _ other: AnyMapper, on condition: SQLNode) {
        if select.aliases.contains(joined.alias) {
            refuse(
                "two tables of one query of \(mapper.name) are called “\(joined.alias)”: give one of them another name, alias(\"…\")"
            )
        }
        if source.table == nil, mapper.relationship(named: joined.alias) != nil {
            refuse(
                "an alias of \(other.tableName) is called “\(joined.alias)” like a relationship of \(mapper.name): give it another name, alias(\"…\")"
            )
        }
        if other.select.databaseNumber != select.databaseNumber {
            refuse(BindNumbers.mixed(select.databaseNumber, other.select.databaseNumber))
        }
        needs.collect(condition)
        select.joins.append(JoinClause(kind, .table(joined), on: condition))
        if !condition.determines(other.keyColumns.map { other.columns[$0].name }, of: joined) { multiplies = true }
    }

    // MARK: The statement

    /// The existing limit as a number.
    var limitCount: Int? { select.limit.flatMap { if case .integer(let count) = $0.value { Int(count) } else { nil } } }
    var offsetCount: Int {
        if case .integer(let count)? = select.offset?.value { Int(count) } else { 0 }
    }

    /// Whether each row of the FROM clause that meets the conditions is a row of the result.
    var isPlain: Bool {
        select.groupBy.isEmpty && select.having.isEmpty && !select.isDistinct && select.compounds.isEmpty && !isFolded
    }

    /// Whether rows of the model that a join has multiplied are made one again.
    var isFolded: Bool { multiplies && selectsModel && select.groupBy.isEmpty }

    /// The statement with the joins it needs and all values known.
    func statement() throws -> SelectStatement {
        let result = try unresolvedStatement()
        return needs.hasDeferredValues ? try result.resolved() : result
    }

    /// The statement with the joins it needs; what is known only when it runs is still open.
    func unresolvedStatement() throws -> SelectStatement {
        if let problem { throw problem }
        if needs.isEmpty, !isFolded { return select }
        if let problem = needs.problem { throw problem }
        var result = select
        if !needs.paths.isEmpty { result.joins = try joins() }
        if isFolded { fold(&result) }
        return result
    }

    /// Takes the place of the clauses, with all values known.
    mutating func fix(_ resolved: SelectStatement) { select = resolved }

    /// Explicit joins and those of paths, each after what it refers to.
    private func joins() throws -> [JoinClause] {
        var known = [table.alias]
        var joins: [JoinClause] = []
        var waiting = needs.paths
        func addPaths(_ known: inout [String], _ joins: inout [JoinClause]) {
            while let index = waiting.firstIndex(where: { path in
                path.join.map { known.contains($0.parent.alias) } ?? false
            }) {
                let path = waiting.remove(at: index)
                if let join = path.pathJoin { joins.append(join) }
                known.append(path.alias)
            }
        }
        addPaths(&known, &joins)
        for join in select.joins {
            joins.append(join)
            known.append(join.source.alias)
            addPaths(&known, &joins)
        }
        // What is left begins at a table of a query around this one.
        for (index, alias) in known.enumerated() where known[..<index].contains(alias) {
            throw QueryError(
                .other,
                "two tables of one query of \(mapper.name) are called “\(alias)”: a table has the name of a relationship; query it under an alias(\"…\")"
            )
        }
        return joins
    }

    /// Each row of the model once: `GROUP BY key`, ordered by the first of the joined rows.
    private func fold(_ select: inout SelectStatement) {
        select.groupBy = keyNodes
        select.isDistinct = false
        for index in select.orderBy.indices where select.orderBy[index].node.readsOtherThan(table) {
            let term = select.orderBy[index]
            select.orderBy[index].node = .aggregate(
                term.isDescending ? .maximum : .minimum, term.node, isDistinct: false, filter: nil)
            select.orderBy[index].isNullable = true
        }
    }

    /// The same rows, without what says how they come: for counting.
    func counted() throws -> SelectStatement {
        guard isPlain, select.limit == nil, select.offset == nil, selectsModel else {
            var inner = try statement()
            inner.lock = nil
            if inner.limit == nil, inner.offset == nil { inner.orderBy = [] }
            if selectsModel, inner.compounds.isEmpty {
                inner.columns = keyNodes.map { SelectedColumn($0) }
            } else {
                inner.columns = inner.columns.enumerated().map { SelectedColumn($1.node, as: "c\($0 + 1)") }
            }
            return SelectStatement(
                columns: [SelectedColumn(SQL.count().node)], from: .select(inner, alias: "counted"))
        }
        if needs.isEmpty, problem == nil {
            var result = SelectStatement(columns: Self.count, from: select.from)
            result.databaseNumber = select.databaseNumber
            result.with = select.with
            result.joins = select.joins
            result.conditions = select.conditions
            return result
        }
        // Joins that only the order needs are left out.
        var plan = self
        plan.select.orderBy = []
        plan.select.lock = nil
        plan.needs = PathCollector(databaseNumber: plan.select.databaseNumber)
        plan.needs.collect(
            contents: {
                var rest = plan.select; rest.columns = []; return rest
            }())
        plan.select.columns = Self.count
        return try plan.statement()
    }

    private static let count = [SelectedColumn(SQL.count().node)]

    /// `SELECT 1 … LIMIT 1`
    func probe() throws -> SelectStatement {
        var result = try statement()
        result.lock = nil
        if result.compounds.isEmpty, selectsModel {
            result.columns = []
            result.orderBy = []
            result.isDistinct = false
        }
        result.limit = BoundValue(.integer(Int64(min(1, limitCount ?? 1))), type: .bigInteger)
        return result
    }
}

extension SelectStatement {
    /// The statement with deferred values in place.
    func resolved() throws -> SelectStatement {
        try withNodes { try $0.resolved() }
    }
}

extension SQLNode {
    /// The tree with deferred values in place.
    func resolved() throws -> SQLNode {
        try rewritten { node in
            if case .deferred(let deferred) = node { try deferred.resolve() } else { node }
        }
    }

    /// Whether the condition is an equation for every one of the named columns of a table, so that it meets one
    /// of its rows at most.
    fileprivate func determines(_ columns: [String], of table: TableSource) -> Bool {
        var found: Set<String> = []
        func visit(_ node: SQLNode) {
            switch node {
            case .binary(.and, let left, let right):
                visit(left)
                visit(right)
            case .binary(.equal, .column(let column), let other) where column.source == table:
                if !other.reads(table) { found.insert(column.name) }
            case .binary(.equal, let other, .column(let column)) where column.source == table:
                if !other.reads(table) { found.insert(column.name) }
            default: break
            }
        }
        visit(self)
        return found.isSuperset(of: columns)
    }

    private func reads(_ table: TableSource) -> Bool {
        var result = false
        _ = rewritten { node in
            if case .column(let column) = node, column.source == table { result = true }
            return node
        }
        return result
    }

    /// Whether a column of another table is in it.
    fileprivate func readsOtherThan(_ table: TableSource) -> Bool {
        switch self {
        // Subselects are one value for each row of their own.
        case .scalarSelect, .exists, .inSelect: return true
        default: break
        }
        var result = false
        _ = rewritten { node in
            if case .column(let column) = node, column.source != table { result = true }
            return node
        }
        return result
    }
}
