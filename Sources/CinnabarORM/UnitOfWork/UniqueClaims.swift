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
    /// The row that has a value which another one is to get.
    struct Holder {
        let object: any Model
        let isDeleted: Bool
    }
    private var conflicts: [(columns: [Int], holder: Holder)] = []

    init(_ contexts: [AnySessionContext]) {
        guard contexts.contains(where: { $0.hasDeletes || $0.hasUpdates }) else { return }
        for context in contexts where context.hasWork { context.collectClaims(&self) }
    }

    mutating func meet(_ columns: [Int], _ holder: Holder) { conflicts.append((columns, holder)) }

    /// Parks what must be parked. True if deletions must go first.
    func resolve(_ flush: Flush, _ contexts: [AnySessionContext]) throws -> Bool {
        guard !conflicts.isEmpty else { return false }
        let deletesFirst =
            conflicts.contains { $0.holder.isDeleted } && !contexts.contains { $0.hasChildrenLeavingDoomed(flush) }
        for (columns, holder) in conflicts where !(holder.isDeleted && deletesFirst) {
            try holder.object._park(columns, flush)
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
        guard hasDeletes || hasUpdates else { return }
        let moving = movingObjects()
        for columns in uniques where mayMeet(columns, moving) {
            var released: [KeyValues: UniqueClaims.Holder] = [:]
            for object in doomed {
                if let value = storedValues(object, columns) {
                    released[value] = .init(object: object, isDeleted: true)
                }
            }
            for (object, _, mask) in moving where columns.contains(where: { mask.contains($0) }) {
                if let value = storedValues(object, columns) {
                    released[value] = .init(object: object, isDeleted: false)
                }
            }
            if released.isEmpty { continue }
            func claim(_ object: M, _ waiting: ColumnMask) {
                // The key of a parent that is still to be inserted is nobody's yet.
                guard !columns.contains(where: { waiting.contains($0) }), let value = KeyValues(object, columns),
                    let holder = released[value], holder.object !== object
                else { return }
                claims.meet(columns, holder)
            }
            for object in new { claim(object, waitingColumns(object)) }
            for (object, waiting, mask) in moving where columns.contains(where: { mask.contains($0) }) {
                claim(object, waiting)
            }
        }
    }

    /// Whether a value that one row gives up may be one that another one gets, told by fingerprints: of nearly all
    /// flushes they say no at once.
    private func mayMeet(_ columns: [Int], _ moving: [(object: M, waiting: ColumnMask, mask: ColumnMask)]) -> Bool {
        var released = Fingerprints()
        for object in doomed { released.insert(columns) { object._storedValue($0) } }
        for (object, _, mask) in moving where columns.contains(where: { mask.contains($0) }) {
            released.insert(columns) { object._storedValue($0) }
        }
        if released.isEmpty { return false }
        for object in new where released.contains(columns, { object._value($0) }) { return true }
        for (object, _, mask) in moving where columns.contains(where: { mask.contains($0) }) {
            if released.contains(columns, { object._value($0) }) { return true }
        }
        return false
    }

    /// The changed objects, the columns that wait for a parent's key, and all that differ from their rows.
    private func movingObjects() -> [(object: M, waiting: ColumnMask, mask: ColumnMask)] {
        var moving: [(object: M, waiting: ColumnMask, mask: ColumnMask)] = []
        moving.reserveCapacity(changed.count)
        for object in changed where !object._isDoomed && object._statePhase == .persistent {
            let waiting = waitingColumns(object)
            var mask = object._stateDifferences()
            mask.formUnion(waiting)
            moving.append((object, waiting, mask))
        }
        return moving
    }

    /// The columns of foreign keys whose parent gets its own key in this flush.
    private func waitingColumns(_ object: M) -> ColumnMask {
        var waiting = ColumnMask()
        for parent in parents where parent.pendingParent(object) != nil {
            guard case .manyToOne(let columns, _) = try? parent.shape else { continue }
            for column in columns { waiting.insert(column) }
        }
        return waiting
    }

    /// The values that the object's row has in the database; nil where one is NULL, which is never there twice.
    private func storedValues(_ object: M, _ columns: [Int]) -> KeyValues? {
        KeyValues(values: columns.map { object._storedValue($0) })
    }

    /// `UPDATE t SET column = <free value> WHERE key = ?`
    func park(_ object: M, _ columns: [Int], _ flush: Flush) throws {
        let key = object._stateRecord?.key ?? object._key
        // A required foreign key has no free value: what is no row's key is refused.
        let candidates = columns.filter { column in
            !mapper.keyColumns.contains(column)
                && (mapper.columns[column].isNullable
                    || !mapper.foreignKeys.contains { $0.columns(of: mapper).contains(column) })
        }
        guard let column = candidates.first(where: { mapper.columns[$0].isNullable }) ?? candidates.first,
            let value = FreeValue(mapper.columns[column]).value
        else {
            throw IntegrityError(
                .unique, table: mapper.tableName, columns: columns.map { mapper.columns[$0].name },
                context: ErrorContext(
                    answer:
                        "two rows of \(mapper.tableName) exchange a unique value, and no free value of this type can be found to do it in between; flush one change before the other"
                ))
        }
        let statement = UpdateStatement(
            table: mapper.source,
            assignments: [
                Assignment(mapper.columns[column].name, .bind(BoundValue(value, type: mapper.columns[column].type)))
            ],
            conditions: zip(mapper.keyColumns, key._values).map {
                .binary(.equal, mapper.nodes[$0], .bind(BoundValue($1, type: mapper.columns[$0].type)))
            })
        let compiled = try flush.plans.compiled(.update(statement))
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
            || Self._mapper.parentRelationships.contains {
                $0.usesForeignKey(columns[0]) && $0.pendingParent(self) != nil
            }
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
