import CinnabarDriver
import CinnabarSQL

/// Links that only a collection knows of: rows of association tables, and children whose model has no property
/// for their parent.
struct LinkPlan {
    private let session: Session
    /// The one database that it is for; all of them, unless there is one.
    private struct Part { let bind: String? }
    private let part: Part?
    private var links: [(owner: any Model, relationship: AnyRelationship)] {
        guard let part else { return session.linkChanges }
        return session.linkChanges.filter { $0.relationship.owner.bind == part.bind }
    }

    init(_ session: Session) {
        self.session = session
        part = nil
    }

    /// Those of one database; `nil` is the default one.
    init(_ session: Session, of bind: SessionBind?) {
        self.session = session
        part = Part(bind: bind?.name)
    }

    var isEmpty: Bool {
        links.allSatisfy { link in
            let changes = link.relationship.linkChanges(link.owner)
            return changes.added.isEmpty && changes.removed.isEmpty
        }
    }

    // MARK: children without a property for their parent

    /// Parents that collections give to new children of a mapper, by child.
    func parents(childrenOf mapper: AnyMapper) -> [ObjectIdentifier: any Model] {
        var result: [ObjectIdentifier: any Model] = [:]
        for (owner, relationship) in links where relationship.target === mapper && isOneToMany(relationship) {
            for child in relationship.linkChanges(owner).added { result[ObjectIdentifier(child)] = owner }
        }
        return result
    }

    private func isOneToMany(_ relationship: AnyRelationship) -> Bool {
        if case .oneToMany = try? relationship.shape { true } else { false }
    }

    /// Children that were taken out: their key becomes NULL, or they are deleted, or it is refused.
    func prepareRemovals(_ flush: Flush) throws {
        var kept: Set<ObjectIdentifier> = []
        for (owner, relationship) in links where isOneToMany(relationship) {
            for child in relationship.linkChanges(owner).added { kept.insert(ObjectIdentifier(child)) }
        }
        for (owner, relationship) in links {
            guard case .oneToMany(let columns, _, _) = try relationship.shape else { continue }
            for child in relationship.linkChanges(owner).removed where !kept.contains(ObjectIdentifier(child)) {
                if child._isDoomed || child._isTransient { continue }
                if relationship.declaredRule == .deleteOrphan {
                    session.delete(erased: child)
                } else if let required = columns.first(where: { !relationship.target.columns[$0].isNullable }) {
                    throw IntegrityError(
                        .notNull, table: relationship.target.tableName,
                        columns: [relationship.target.columns[required].name],
                        context: ErrorContext(
                            answer:
                                "a \(relationship.target.name) was taken out of \(relationship.owner.name).\(relationship.name), but its key is required; give it another owner, delete it, or declare `deleteRule: .deleteOrphan`"
                        ))
                } else {
                    for column in columns {
                        child._willChange(column)
                        try child._set(column, .null)
                    }
                }
            }
        }
    }

    /// Gives children the keys of those owners that have one by now.
    func writeKeys(_ flush: Flush) throws {
        for (owner, relationship) in links {
            guard case .oneToMany(let columns, let ownerColumns, _) = try relationship.shape, owner._isPersistent else {
                continue
            }
            for child in relationship.linkChanges(owner).added {
                for (column, other) in zip(columns, ownerColumns) where child._value(column) != owner._value(other) {
                    child._willChange(column)
                    try child._set(column, owner._value(other))
                }
            }
        }
    }

    // MARK: association rows

    private struct Pair: Hashable {
        let owner: KeyValues
        let target: KeyValues
    }
    private struct Rows {
        let association: Association
        let ownerMapper: AnyMapper
        let targetMapper: AnyMapper
        var pairs: [Pair] = []
        var seen: Set<Pair> = []
    }

    /// The pairs of all association tables, each seen from the side that sorts first, so that a pair that both
    /// sides know of is one.
    private func rows(_ pick: (any Model, AnyRelationship) -> [any Model]) throws -> [Rows] {
        var tables: [String: Rows] = [:]
        var order: [String] = []
        for (owner, relationship) in links {
            guard case .manyToMany(let association) = try relationship.shape else { continue }
            let members = pick(owner, relationship)
            guard !members.isEmpty, let ownerKey = owner.keyValues(relationship.owner.keyColumns) else { continue }
            let swapped = association.targetColumns[0].name < association.ownerColumns[0].name
            let oriented =
                swapped
                ? Association(
                    table: association.table, ownerColumns: association.targetColumns,
                    targetColumns: association.ownerColumns)
                : association
            let name = association.table.table + "." + oriented.ownerColumns[0].name
            if tables[name] == nil {
                tables[name] = Rows(
                    association: oriented, ownerMapper: swapped ? relationship.target : relationship.owner,
                    targetMapper: swapped ? relationship.owner : relationship.target)
                order.append(name)
            }
            for member in members {
                guard let key = member.keyValues(relationship.target.keyColumns) else { continue }
                let pair = swapped ? Pair(owner: key, target: ownerKey) : Pair(owner: ownerKey, target: key)
                if tables[name]?.seen.insert(pair).inserted == true { tables[name]?.pairs.append(pair) }
            }
        }
        return order.compactMap { tables[$0] }
    }

    /// `INSERT INTO link (owner, target) VALUES (?, ?), …`, without pairs that are there already.
    func insert(_ flush: Flush) throws {
        for var table in try rows({ owner, relationship in
            guard owner._isPersistent, !owner._isDoomed else { return [] }
            return relationship.linkChanges(owner).added.filter { $0._isPersistent && !$0._isDoomed }
        }) {
            let existing = try existing(table, flush)
            table.pairs.removeAll { existing.contains($0) }
            let columns = table.association.ownerColumns + table.association.targetColumns
            var start = 0
            while start < table.pairs.count {
                let size = Self.sizes.first { $0 <= table.pairs.count - start } ?? 1
                let chunk = table.pairs[start..<(start + size)]
                let statement = InsertStatement(
                    table: table.association.table, columns: columns.map(\.name),
                    rows: .placeholders(count: size, types: columns.map(\.type)))
                let compiled = try flush.plans.compiled(.insert(statement))
                try flush.connection.run(compiled.sql) { parameters in
                    for pair in chunk {
                        for (value, column) in zip(pair.owner.values + pair.target.values, columns) {
                            try parameters.write(value, as: column.type)
                        }
                    }
                } body: { running in
                    _ = try running.step()
                }
                start += size
            }
        }
    }

    /// Those of the pairs that have a row. Owners that are new have none.
    private func existing(_ table: Rows, _ flush: Flush) throws -> Set<Pair> {
        let newOwners = flush.insertedKeys(table.ownerMapper)
        let newTargets = flush.insertedKeys(table.targetMapper)
        let old = table.pairs.filter { !newOwners.contains($0.owner) && !newTargets.contains($0.target) }
        guard !old.isEmpty else { return [] }
        let association = table.association
        var select = SelectStatement(
            columns: (association.ownerColumns + association.targetColumns).map { SelectedColumn(.column($0)) },
            from: .table(association.table))
        select.conditions = [
            association.ownerColumns.among(Array(Set(old.map(\.owner)))),
            association.targetColumns.among(Array(Set(old.map(\.target)))),
        ]
        var found: Set<Pair> = []
        let compiled = try flush.plans.compiled(.select(select))
        try flush.connection.query(compiled) { row in
            if let owner = try KeyValues(row, at: 0, association.ownerColumns.map(\.type)),
                let target = try KeyValues(
                    row, at: association.ownerColumns.count, association.targetColumns.map(\.type))
            {
                found.insert(Pair(owner: owner, target: target))
            }
        }
        return found
    }

    /// `DELETE FROM link WHERE (owner, target) IN ((?, ?), …)`, in parts of so many pairs that texts stay few.
    func delete(_ flush: Flush) throws {
        for table in try rows({ owner, relationship in relationship.linkChanges(owner).removed }) {
            let columns = table.association.ownerColumns + table.association.targetColumns
            var start = 0
            while start < table.pairs.count {
                let size = Self.sizes.first { $0 <= table.pairs.count - start } ?? 1
                let values = table.pairs[start..<(start + size)].map { pair in
                    zip(pair.owner.values + pair.target.values, columns).map { BoundValue($0, type: $1.type) }
                }
                let statement = DeleteStatement(
                    table: table.association.table,
                    conditions: [
                        size == 1
                            ? zip(columns, values[0]).map { .binary(.equal, .column($0), .bind($1)) }.conjunction
                            : .inTuples(columns.map { .column($0) }, values, negated: false)
                    ])
                _ = try flush.connection.execute(try flush.plans.compiled(.delete(statement)))
                start += size
            }
        }
    }

    /// How many association rows one statement takes.
    private static let sizes = [50, 10, 1]
}

extension Model {
    var _isPersistent: Bool { _statePhase == .persistent }
    var _isDoomed: Bool { _stateFlags.contains(.isDoomed) || _statePhase == .deleted }
}
