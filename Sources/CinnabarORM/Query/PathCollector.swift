import CinnabarSQL

/// Finds what a tree needs around it: tables reached over relationships, and values known only when it runs.
struct PathCollector: Sendable {
    /// Sources to be joined, parents before children.
    private(set) var paths: [TableSource] = []
    /// Whether there are values to be found out when the query runs.
    private(set) var hasDeferredValues = false
    private(set) var problem: (any Error)?
    /// Aliases of the subselects around the node: what starts there is joined there.
    private var inner: [String] = []

    /// Whose tables the statement reads; a subselect with another number is a problem. 0 is not known.
    private let databaseNumber: Int

    init(databaseNumber: Int = 0) { self.databaseNumber = databaseNumber }

    var isEmpty: Bool { paths.isEmpty && !hasDeferredValues && problem == nil }

    mutating func collect(_ nodes: [SQLNode]) { for node in nodes { collect(node) } }

    mutating func collect(_ node: SQLNode) {
        switch node {
        case .column(let column): if let source = column.source, source.join != nil { add(source) }
        case .bind, .literal, .excluded: break
        case .deferred: hasDeferredValues = true
        case .binary(_, let left, let right), .isDistinct(let left, let right, _):
            collect(left)
            collect(right)
        case .unary(_, let operand), .isNull(let operand, _), .inList(let operand, _, _), .cast(let operand, _),
            .collate(let operand, _):
            collect(operand)
        case .inTuples(let operands, _, _), .function(_, let operands), .namedFunction(_, let operands),
            .tuple(let operands):
            collect(operands)
        case .inSelect(let operand, let select, _):
            collect(operand)
            collect(nested: select)
        case .between(let operand, let low, let high, _):
            collect([operand, low, high])
        case .like(let operand, let pattern, _, _):
            collect(operand)
            collect(pattern)
        case .exists(let select, _), .scalarSelect(let select): collect(nested: select)
        case .aggregate(_, let operand, _, let filter):
            if let operand { collect(operand) }
            if let filter { collect(filter) }
        case .over(let function, let window):
            collect(function)
            collect(window.partitionBy)
            collect(window.orderBy.map(\.node))
        case .caseWhen(let branches, let otherwise):
            for branch in branches {
                collect(branch.condition)
                collect(branch.value)
            }
            if let otherwise { collect(otherwise) }
        case .raw(let fragments):
            for case .node(let node) in fragments { collect(node) }
        }
    }

    private mutating func collect(nested select: SelectStatement) {
        if select.databaseNumber != databaseNumber, select.databaseNumber > 0, databaseNumber > 0 {
            note(BindNumbers.mixed(databaseNumber, select.databaseNumber))
        }
        let outer = inner
        inner.append(contentsOf: select.aliases)
        collect(contents: select)
        inner = outer
    }

    /// Everything in a statement, as if its tables were those of this scope.
    mutating func collect(contents select: SelectStatement) {
        for table in select.with { collect(nested: table.select) }
        for column in select.columns { collect(column.node) }
        if let from = select.from { collect(from) }
        for join in select.joins {
            collect(join.source)
            if let condition = join.condition { collect(condition) }
        }
        collect(select.conditions)
        collect(select.groupBy)
        collect(select.having)
        for part in select.compounds { collect(nested: part.select) }
        for term in select.orderBy { collect(term.node) }
    }

    private mutating func collect(_ from: FromClause) {
        if case .select(let select, _) = from { collect(nested: select) }
    }

    mutating func add(_ source: TableSource) {
        guard let join = source.join, !paths.contains(source) else { return }
        if let problem = source.problem {
            self.problem = self.problem ?? problem
            return
        }
        if inner.contains(source.root.alias) { return }
        add(join.parent)
        paths.append(source)
    }

    mutating func note(_ problem: any Error) { self.problem = self.problem ?? problem }
}

extension SelectStatement {
    /// The names of the tables that the statement reads from.
    var aliases: [String] { (from.map { [$0.alias] } ?? []) + joins.map(\.source.alias) }
}

extension FromClause {
    var alias: String {
        switch self {
        case .table(let source): source.alias
        case .select(_, let alias): alias
        }
    }
}
