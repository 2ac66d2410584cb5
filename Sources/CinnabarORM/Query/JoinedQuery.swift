import CinnabarSQL

/// Loads objects and relationships of theirs with one statement.
///
/// 1. The paths become a tree; each of its nodes has a joined table and a place among the selected columns.
/// 2. A to-one path is joined as in a filter, and shares its join. A to-many path is joined with LEFT, an association
///    table before it.
/// 3. A limit counts objects, not joined rows: with a to-many path the objects are limited in a subselect that
///    has the table's own name, so that the order still finds its columns.
/// 4. An object that comes in several rows is in the result once; its members are collected row by row.
struct JoinedQuery<M: Model> {
    private let plan: QueryPlan
    private var roots: [JoinedStep] = []
    private var hasMany = false

    init(_ plan: QueryPlan) {
        self.plan = plan
        for load in plan.loads where load.strategy == .joined { Self.insert(load.path[...], &roots) }
        hasMany = plan.loads.contains { $0.strategy == .joined && $0.path.contains(where: \.isToMany) }
    }

    private static func insert(_ path: ArraySlice<AnyRelationship>, _ steps: inout [JoinedStep]) {
        guard let first = path.first else { return }
        let step = steps.first { $0.relationship === first } ?? JoinedStep(first)
        if !steps.contains(where: { $0 === step }) { steps.append(step) }
        insert(path.dropFirst(), &step.next)
    }

    /// Runs the query whose plain statement is `select`.
    func run(_ select: SelectStatement, in session: Session) throws -> [M] {
        var select = select
        if hasMany, select.limit != nil || select.offset != nil { select = try limited(select) }
        let readers = try roots.map { try $0.join(to: &select, plan.source, plan.isStrict, session) }
        let context = session.context(M.self)
        let connection = select.lock == nil ? try session.reading(context) : try session.writing(context)
        let compiled = try session.plans(context).compiled(.select(select))
        let home = _Home(context)
        home.isStrict = plan.isStrict
        var objects: [M] = []
        try connection.run(compiled.sql) { parameters in
            for parameter in compiled.parameters { try parameters.write(bound: parameter) }
        } body: { running in
            let row = running.row
            while try running.step() {
                let object: M
                let place = home.nextPlace
                do {
                    object = try context.object(from: row, at: 0, home: home, session: session)
                } catch {
                    throw context.decodingError(error, row, 0)
                }
                if home.nextPlace > place { objects.append(object) }
                for reader in readers { try reader.read(row, for: object) }
            }
        }
        for reader in readers { reader.finish() }
        return objects
    }

    /// `SELECT … FROM (SELECT … FROM t WHERE … ORDER BY … LIMIT ?) AS t ORDER BY …`
    private func limited(_ inner: SelectStatement) throws -> SelectStatement {
        var outer = SelectStatement(columns: plan.ownColumns)
        outer.from = .select(inner, alias: plan.table.alias)
        outer.orderBy = inner.orderBy
        var order = PathCollector()
        for term in inner.orderBy { order.collect(term.node) }
        outer.joins = order.paths.compactMap(\.pathJoin)
        return outer
    }
}

/// One relationship of a joined path and what is joined beyond it.
final class JoinedStep {
    let relationship: AnyRelationship
    var next: [JoinedStep] = []

    init(_ relationship: AnyRelationship) { self.relationship = relationship }

    /// Adds joins and columns for this step and those beyond it; gives what reads them.
    func join(
        to select: inout SelectStatement, _ source: ColumnSource, _ isStrict: Bool, _ session: Session
    ) throws -> JoinedReader {
        let mapper = relationship.target
        let table = try joinTable(to: &select, source)
        let offset = select.columns.count
        select.columns += mapper.selection(table)
        let reader = try relationship.joinedReader(at: offset, isStrict, session)
        for step in next {
            reader.next.append(try step.join(to: &select, ColumnSource(table), isStrict, session))
        }
        return reader
    }

    private func joinTable(to select: inout SelectStatement, _ source: ColumnSource) throws -> TableSource {
        guard case .manyToMany(let association) = try relationship.shape else {
            // To-many paths are joined with LEFT, and so is what lies beyond them.
            let joined = relationship.joined(
                to: source, isOptional: relationship.isOptional || source.table?.join?.isOuter ?? false
            ).table(of: relationship.target)
            if let problem = joined.problem { throw problem }
            if !select.aliases.contains(joined.alias), let join = joined.pathJoin { select.joins.append(join) }
            return joined
        }
        let owner = source.table(of: relationship.owner)
        let alias = source.alias(of: relationship)
        let target = relationship.target
        let link = TableSource(table: association.table.table, schema: association.table.schema, alias: alias + "_link")
        let linkPairs = zip(association.ownerColumns, relationship.owner.keyColumns).map {
            (parent: relationship.owner.columns[$1].reference(owner), child: $0.of(link))
        }
        var joinedLink = link
        joinedLink.join = PathJoin(parent: owner, columns: linkPairs, isOuter: true)
        var table = TableSource(table: target.tableName, alias: alias)
        let pairs = zip(association.targetColumns, target.keyColumns).map {
            (parent: $0.of(link), child: target.columns[$1].reference(table))
        }
        table.join = PathJoin(parent: joinedLink, columns: pairs, isOuter: true)
        select.joins += [joinedLink, table].compactMap(\.pathJoin)
        return table
    }
}
