import CinnabarDriver
import CinnabarSQL

extension SessionContext {
    /// Follows deletions to the rows that hang on them, and refuses those that may not happen.
    func prepareDoomed(_ flush: Flush) throws {
        let fresh = doomed.filter { !$0._stateFlags.contains(.isPreparedDelete) }
        guard !fresh.isEmpty else { return }
        for object in fresh { object._stateFlags.insert(.isPreparedDelete) }
        for object in fresh { try object.willDelete(flush.session) }
        let owners: [any Model] = fresh
        for relationship in mapper.relationships {
            switch try relationship.shape {
            case .manyToOne:
                for object in fresh { relationship.leaveAll(object) }
            case .manyToMany(let association):
                for object in fresh { relationship.leaveAll(object) }
                let keys = fresh.compactMap { KeyValues($0, mapper.keyColumns) }
                flush.wipes.append(
                    AssociationWipe(
                        bind: bind, table: association.table, columns: association.ownerColumns, keys: keys))
            case .oneToMany(let childColumns, let ownerColumns, let key):
                try follow(relationship, owners, fresh, childColumns, ownerColumns, key, flush)
            }
        }
    }

    private func follow(
        _ relationship: AnyRelationship, _ owners: [any Model], _ fresh: [M], _ childColumns: [Int],
        _ ownerColumns: [Int], _ key: MappedForeignKey, _ flush: Flush
    ) throws {
        let session = flush.session
        switch relationship.effectiveDeleteRule(key) {
        case .databaseCascade: break
        case .cascade, .deleteOrphan:
            try relationship.loadAll(ObjectList(fresh).plain, in: session)
            let keys = Set(fresh.compactMap { KeyValues($0, ownerColumns) })
            for child in members(relationship, owners, flush) where child.belongs(to: keys, childColumns) {
                session.delete(erased: child)
            }
        case .nullify:
            try relationship.loadAll(ObjectList(fresh).plain, in: session)
            let keys = Set(fresh.compactMap { KeyValues($0, ownerColumns) })
            for child in members(relationship, owners, flush) where child.belongs(to: keys, childColumns) {
                for column in childColumns {
                    child._willChange(column)
                    try child._set(column, .null)
                }
                child._forgetParents(childColumns)
            }
        case .deny:
            try deny(relationship, fresh, childColumns, ownerColumns, flush)
        }
    }

    /// The stored members of the owners, and those that were given to them since.
    private func members(_ relationship: AnyRelationship, _ owners: [any Model], _ flush: Flush) -> [any Model] {
        let stored = owners.flatMap { relationship.linked($0) }
        let children = flush.session.context(for: relationship.target)
        guard children.hasInserts || children.hasUpdates else { return stored }
        let known = Set(stored.map { ObjectIdentifier($0) })
        return stored + (children.changedObjects + children.newObjects).filter { !known.contains(ObjectIdentifier($0)) }
    }

    /// Throws if rows refer to the doomed ones that will still do so after this flush.
    private func deny(
        _ relationship: AnyRelationship, _ fresh: [M], _ childColumns: [Int], _ ownerColumns: [Int], _ flush: Flush
    ) throws {
        let children = relationship.target
        let keys = fresh.compactMap { KeyValues($0, ownerColumns) }
        let context = flush.session.context(for: children)
        let leaving = context.keysLeaving(childColumns)
        var select = SelectStatement(
            columns: children.keyColumns.map { SelectedColumn(children.nodes[$0]) }, from: .table(children.source))
        select.conditions = [childColumns.map { children.columns[$0].reference(children.source) }.among(keys)]
        select.limit = BoundValue(.integer(Int64(leaving.count + 1)), type: .bigInteger)
        let connection = try flush.session.reading(context)
        let compiled = try flush.session.plans(context).compiled(.select(select))
        let types = children.keyColumns.map { children.columns[$0].type }
        var staying: [KeyValues] = []
        try connection.query(compiled) { row in
            if let key = try KeyValues(row, at: 0, types), !leaving.contains(key) { staying.append(key) }
        }
        if !staying.isEmpty {
            throw IntegrityError(
                .foreignKey, table: children.tableName, columns: childColumns.map { children.columns[$0].name },
                context: ErrorContext(
                    answer:
                        "cannot delete \(mapper.name): rows of \(children.tableName) still refer to it over \(mapper.name).\(relationship.name); delete or move them first, or declare a `deleteRule:`"
                ))
        }
    }

    /// How many rows one DELETE takes. With a version it is one, whose match is checked.
    private var deletedAtOnce: Int {
        if mapper.versionColumn != nil { return 1 }
        return mapper.keyColumns.count == 1 ? 500 : 100
    }

    /// Rows to be deleted that refer to rows whose table comes first in deletions let go of them. So do rows of one
    /// table that refer to each other, where it takes several statements or the database minds the order of rows.
    ///
    /// `UPDATE t SET parent = NULL WHERE parent IN (…)`
    func cutDoomed(_ flush: Flush) throws {
        let database = flush.session.database
        for key in mapper.foreignKeys {
            let isFirst = database.rank(key.target()) > database.rank(mapper)
            guard isFirst || key.target() === mapper && mindsOrder(doomed.count, flush) else { continue }
            let columns = key.columns(of: mapper)
            guard columns.allSatisfy({ mapper.columns[$0].isNullable }) else { continue }
            let going = Set(
                flush.session.context(for: key.target()).doomedObjects.compactMap { $0.keyValues(key.targetColumns()) })
            // A key that was changed, or cut by the rule of a relationship, is still in the row.
            let refer = doomed.contains { object in
                object._stateRecord != nil || KeyValues(object, columns).map(going.contains) ?? false
            }
            guard refer else { continue }
            let statement = UpdateStatement(
                table: mapper.source,
                assignments: columns.map {
                    Assignment(mapper.columns[$0].name, .bind(BoundValue(.null, type: mapper.columns[$0].type)))
                },
                conditions: [
                    columns.map { mapper.columns[$0].reference(mapper.source) }.among(Array(going)),
                    mapper.keyColumns.map { mapper.columns[$0].reference(mapper.source) }
                        .among(doomed.compactMap { KeyValues($0, mapper.keyColumns) }),
                ])
            _ = try flush.connection.execute(try flush.plans.compiled(.update(statement)))
        }
    }

    func deleteDoomed(_ flush: Flush) throws {
        let objects = doomed.filter { $0._stateFlags.contains(.isDoomed) }
        let levels = childrenFirst(objects, flush)
        doomed.removeAll()
        guard !objects.isEmpty else { return }
        let size = deletedAtOnce
        for level in levels {
            if mapper.versionColumn != nil, level.count > 1, flush.features.pipelines {
                try deleteEach(Array(level), flush)
                continue
            }
            var start = level.startIndex
            while start < level.endIndex {
                let end = min(start + size, level.endIndex)
                try delete(level[start..<end], version: mapper.versionColumn, flush)
                start = end
            }
        }
        for object in objects { remove(object) }
        written.deleted.append(contentsOf: ObjectList(objects))
        followChildren(Set(objects.compactMap { KeyValues($0, mapper.keyColumns) }), objects, flush.session)
    }

    /// Whether it counts which of the rows of one table goes first: where one statement cannot take all of them, and
    /// where the database checks a foreign key for each row.
    private func mindsOrder(_ count: Int, _ flush: Flush) -> Bool {
        count > deletedAtOnce || !flush.features.checksForeignKeysAtEnd
    }

    /// Rows with a required key to a row of the same table come before it, where the order counts. Each of the lists
    /// can go at once.
    private func childrenFirst(_ objects: [M], _ flush: Flush) -> [ArraySlice<M>] {
        let keys = mapper.foreignKeys.filter { $0.target() === mapper }.map {
            ($0.columns(of: mapper), $0.targetColumns())
        }
        guard !keys.isEmpty, objects.count > 1, mindsOrder(objects.count, flush) else { return [objects[...]] }
        var parents = Array(repeating: [Int](), count: objects.count)
        for (columns, targets) in keys {
            var places: [KeyValues: Int] = [:]
            for (place, object) in objects.enumerated() {
                if let key = KeyValues(object, targets) { places[key] = place }
            }
            for (place, object) in objects.enumerated() {
                if let key = KeyValues(object, columns), let parent = places[key] { parents[place].append(parent) }
            }
        }
        return FlushOrder.levels(count: objects.count) { parents[$0] }.reversed().map { $0.map { objects[$0] }[...] }
    }

    /// The key that an object's row has.
    private func storedKey(_ object: M) -> KeyValues? {
        guard let old = object._stateRecord?.key, old != object._key else {
            return KeyValues(object, mapper.keyColumns)
        }
        return KeyValues(values: old._values)
    }

    /// `DELETE FROM t WHERE key = ? AND version = ?` for many rows, in few round trips.
    private func deleteEach(_ objects: [M], _ flush: Flush) throws {
        guard let version = mapper.versionColumn else { return }
        let columns = mapper.keyColumns + [version]
        let compiled = try flush.plans.compiled(
            .delete(
                DeleteStatement(
                    table: mapper.source,
                    conditions: columns.map {
                        .binary(.equal, mapper.nodes[$0], .bind(BoundValue(.null, type: mapper.columns[$0].type)))
                    })))
        let matched = try flush.connection.runEach(compiled.sql, objects.count) { place, parameters in
            let object = objects[place]
            let values = (storedKey(object)?.values ?? []) + [object._value(version)]
            for (column, value) in zip(columns, values) {
                parameters.isRedacted = mapper.columns[column].isRedacted
                defer { parameters.isRedacted = false }
                try parameters.write(value, as: mapper.columns[column].type)
            }
        }
        if let place = matched.firstIndex(where: { $0 != 1 }) {
            flush.session.noteStale()
            throw StaleObjectError(
                .unknown, entity: mapper.name, table: mapper.tableName, key: "\(objects[place]._key)")
        }
    }

    /// `DELETE FROM t WHERE key IN (…) [AND version = ?]`
    private func delete(_ objects: ArraySlice<M>, version: Int?, _ flush: Flush) throws {
        let references = mapper.keyColumns.map { mapper.columns[$0].reference(mapper.source) }
        let keys = objects.compactMap { storedKey($0) }
        var conditions = [references.among(keys)]
        if let version, let object = objects.first {
            conditions.append(
                .binary(
                    .equal, mapper.nodes[version],
                    .bind(BoundValue(object._value(version), type: mapper.columns[version].type))))
        }
        let compiled = try flush.plans.compiled(
            .delete(DeleteStatement(table: mapper.source, conditions: conditions)))
        let count = try flush.connection.execute(compiled)
        if version != nil, count != objects.count {
            flush.session.noteStale()
            throw StaleObjectError(
                .unknown, entity: mapper.name, table: mapper.tableName, key: objects.first.map { "\($0._key)" })
        }
    }
}

extension AnyRelationship {
    /// What happens to the children of a deleted owner: what is declared, else what the foreign key says. Where the
    /// database acts by itself, whatever it does, nothing is done here.
    func effectiveDeleteRule(_ key: MappedForeignKey) -> DeleteRule {
        if let declaredRule { return declaredRule }
        switch key.onDelete {
        case .cascade, .setNull, .setDefault: return .databaseCascade
        case .noAction, .restrict:
            return key.columns(of: target).allSatisfy { target.columns[$0].isNullable } ? .nullify : .deny
        }
    }
}

extension AnyMapper {
    /// What the database does to rows of a model that refer to deleted rows of this one: what the key says, unless a
    /// relationship knows that the table differs from it.
    func databaseAction(_ key: MappedForeignKey, of child: AnyMapper) -> ForeignKeyAction {
        let columns = key.columns(of: child)
        let knowsBetter = relationships.contains { relationship in
            guard relationship.declaredRule == .databaseCascade, relationship.target === child,
                case .oneToMany(columns, _, _) = try? relationship.shape
            else { return false }
            return true
        }
        return knowsBetter ? .cascade : key.onDelete
    }
}

extension Model {
    /// Whether the object still hangs on one of the owners of these keys: it may have been moved in this flush.
    func belongs(to owners: Set<KeyValues>, _ childColumns: [Int]) -> Bool {
        for relationship in Self._mapper.parentRelationships {
            guard case .manyToOne(let columns, _) = try? relationship.shape, columns == childColumns else { continue }
            if relationship.pendingParent(self) != nil { return false }
        }
        guard let key = KeyValues(self, childColumns) else { return false }
        return owners.contains(key)
    }

    func keyValues(_ columns: [Int]) -> KeyValues? { KeyValues(self, columns) }

    /// Parents over these columns that memory knows of no longer count.
    func _forgetParents(_ columns: [Int]) {
        for relationship in Self._mapper.parentRelationships where relationship.usesForeignKey(columns[0]) {
            relationship.unlink(self)
        }
    }
}

extension KeyValues {
    init?(values: [SQLValue]) {
        guard let first = values.first, !values.contains(.null) else { return nil }
        self.first = first
        rest = Array(values.dropFirst())
    }
}
