import CinnabarDriver
import CinnabarSQL

/// Unique values that change hands within one flush: a deleted row's value that a new row takes, or two rows that
/// swap theirs.
///
/// Scheme: (1) every deleted or changed row releases its old values, every new or changed row claims its new ones;
/// (2) where a claim meets another row's release, order matters; (3) deletions go before insertions when nothing
/// that moves away from a deleted row stands against it; (4) otherwise, and for values that pass between rows that
/// stay, the releasing rows are first parked on values that nobody has. Rows without such a meeting cost nothing.
struct UniqueClaims {
    struct Value: Hashable {
        let table: String
        let columns: [Int]
        let values: [SQLValue]
    }
    struct Holder {
        let object: any Model
        let isDeleted: Bool
    }
    private(set) var released: [Value: Holder] = [:]
    private(set) var claimed: [(value: Value, by: ObjectIdentifier)] = []

    init(_ contexts: [AnySessionContext]) {
        guard contexts.contains(where: { $0.hasDeletes || $0.hasUpdates }) else { return }
        for context in contexts { context.collectClaims(&self) }
    }

    mutating func release(_ value: Value, _ object: any Model, isDeleted: Bool) {
        if !value.values.contains(.null) { released[value] = Holder(object: object, isDeleted: isDeleted) }
    }

    mutating func claim(_ value: Value, _ object: any Model) {
        if !value.values.contains(.null) { claimed.append((value, ObjectIdentifier(object))) }
    }

    /// Parks what must be parked. True if deletions must go first.
    func resolve(_ flush: Flush, _ contexts: [AnySessionContext]) throws -> Bool {
        var conflicts: [(value: Value, holder: Holder)] = []
        for claim in claimed {
            guard let holder = released[claim.value], ObjectIdentifier(holder.object) != claim.by else { continue }
            conflicts.append((claim.value, holder))
        }
        guard !conflicts.isEmpty else { return false }
        let deletesFirst = conflicts.contains { $0.holder.isDeleted } && !contexts.contains { $0.hasChildrenLeavingDoomed(flush) }
        for (value, holder) in conflicts where !(holder.isDeleted && deletesFirst) {
            try holder.object._park(value.columns, flush)
        }
        return deletesFirst
    }
}

extension AnySessionContext {
    /// Whether rows move away from rows that this flush deletes: then these cannot be deleted first.
    func hasChildrenLeavingDoomed(_ flush: Flush) -> Bool {
        changedObjects.contains { object in
            mapper.foreignKeys.contains { key in
                !flush.session.context(for: key.target()).doomedObjects.isEmpty
                    && object._differs(in: key.columns(of: mapper))
            }
        }
    }
}

extension SessionContext {
    func claim(_ claims: inout UniqueClaims) {
        // A key that the application gives can change hands as well.
        let uniques = mapper.uniqueColumnSets + (mapper.hasGeneratedKey ? [] : [mapper.keyColumns])
        guard !uniques.isEmpty else { return }
        let table = mapper.tableName
        for object in new {
            let waiting = waitingColumns(object)
            for columns in uniques where !columns.contains(where: { waiting.contains($0) }) {
                claims.claim(.init(table: table, columns: columns, values: columns.map { object._value($0) }), object)
            }
        }
        for object in doomed {
            let old = values(object, uniques)
            for (columns, values) in zip(uniques, old) {
                claims.release(.init(table: table, columns: columns, values: values), object, isDeleted: true)
            }
        }
        for object in changed where !object._isDoomed && object._statePhase == .persistent {
            let waiting = waitingColumns(object)
            var differing = differences(object)
            differing.formUnion(waiting)
            let old = values(object, uniques)
            for (columns, values) in zip(uniques, old) where columns.contains(where: { differing.contains($0) }) {
                claims.release(.init(table: table, columns: columns, values: values), object, isDeleted: false)
                // The key of a parent that is still to be inserted is nobody's yet.
                if columns.contains(where: { waiting.contains($0) }) { continue }
                claims.claim(.init(table: table, columns: columns, values: columns.map { object._value($0) }), object)
            }
        }
    }

    /// The columns of foreign keys whose parent gets its own key in this flush.
    private func waitingColumns(_ object: M) -> ColumnMask {
        var waiting = ColumnMask()
        for parent in mapper.parentRelationships where parent.pendingParent(object) != nil {
            guard case .manyToOne(let columns, _) = try? parent.shape else { continue }
            for column in columns { waiting.insert(column) }
        }
        return waiting
    }

    /// The values that the object's row has in the database.
    private func values(_ object: M, _ sets: [[Int]]) -> [[SQLValue]] {
        guard let record = object._stateRecord else { return sets.map { $0.map { object._value($0) } } }
        let now = object.snapshot()
        let all = ColumnMask.all(mapper.columns.count)
        object._restore(record.values, all)
        defer { object._restore(now, all) }
        return sets.map { $0.map { object._value($0) } }
    }

    /// `UPDATE t SET column = <free value> WHERE key = ?`
    func park(_ object: M, _ columns: [Int], _ flush: Flush) throws {
        let key = object._stateRecord?.key ?? object._key
        // A required foreign key has no free value: what is no row's key is refused.
        let candidates = columns.filter { column in
            !mapper.keyColumns.contains(column)
                && (mapper.columns[column].isNullable || !mapper.foreignKeys.contains { $0.columns(of: mapper).contains(column) })
        }
        guard let column = candidates.first(where: { mapper.columns[$0].isNullable }) ?? candidates.first,
            let value = FreeValue(mapper.columns[column]).value
        else {
            throw IntegrityError(
                    .unique, table: mapper.tableName, columns: columns.map { mapper.columns[$0].name },
                    context: ErrorContext(answer: "two rows of \(mapper.tableName) exchange a unique value, and no free value of this type can be found to do it in between; flush one change before the other"))
        }
        let statement = UpdateStatement(
            table: mapper.source,
            assignments: [Assignment(mapper.columns[column].name, .bind(BoundValue(value, type: mapper.columns[column].type)))],
            conditions: zip(mapper.keyColumns, key._values).map {
                .binary(.equal, mapper.nodes[$0], .bind(BoundValue($1, type: mapper.columns[$0].type)))
            })
        let compiled = try flush.session.database.plans.compiled(.update(statement))
        _ = try flush.connection.execute(compiled)
    }
}

extension Model {
    func _park(_ columns: [Int], _ flush: Flush) throws {
        try flush.session.context(Self.self).park(self, columns, flush)
    }
    func _differs(in columns: [Int]) -> Bool {
        guard let record = _stateRecord else { return false }
        let differing = _changes(since: record.values)
        return columns.contains { differing.contains($0) }
            || Self._mapper.parentRelationships.contains { $0.usesForeignKey(columns[0]) && $0.pendingParent(self) != nil }
    }
}

/// A value that no row is likely to have, for the moment between two statements.
private struct FreeValue {
    let value: SQLValue?
    init(_ column: MappedColumn) {
        if column.isNullable {
            value = .null
            return
        }
        switch column.type {
        case .string(let length):
            let random = "~" + String(UInt64.random(in: .min ... .max), radix: 36)
            value = length >= 8 ? .text(String(random.prefix(length))) : nil
        case .text: value = .text("~" + String(UInt64.random(in: .min ... .max), radix: 36))
        case .bigInteger: value = .integer(.random(in: Int64.min ..< -(1 << 60)))
        case .integer: value = .integer(.random(in: Int64(Int32.min) ..< -(1 << 29)))
        case .uuid: value = .uuid(.init())
        default: value = nil
        }
    }
}
