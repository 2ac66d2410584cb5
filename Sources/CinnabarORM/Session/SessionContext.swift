import CinnabarDriver
import CinnabarSQL

/// A session's objects of one model, without the model's type.
class AnySessionContext {
    let mapper: AnyMapper
    /// Nil once the session has ended.
    @exclusivity(unchecked) final var session: Session?
    final let plan: MapperPlan?
    /// The objects whose keys are single integers.
    final let integers: IntegerObjects
    /// The place of the key column, where keys are single integers.
    final let integerKey: Int?
    /// Whether some object holds others, which must end with the session.
    @exclusivity(unchecked) final var hasLinks = false
    private final var commonHome: _Home?
    /// Where objects live that came alone.
    final var home: _Home {
        if let commonHome { return commonHome }
        let made = _Home(self, isResult: false)
        commonHome = made
        return made
    }

    init(_ mapper: AnyMapper, _ session: Session, integerKey: Int?, _ integers: IntegerObjects) {
        self.mapper = mapper
        self.integers = integers
        self.integerKey = integerKey
        self.session = session
        plan = session.database.contains(mapper) ? try? session.database.plans.plan(for: mapper) : nil
    }

    var hasInserts: Bool { false }
    var hasUpdates: Bool { false }
    var hasDeletes: Bool { false }
    final var hasWork: Bool { hasInserts || hasUpdates || hasDeletes }
    var newObjects: [any Model] { [] }
    var changedObjects: [any Model] { [] }
    var doomedObjects: [any Model] { [] }
    func close() {
        session = nil
        // A home owns its context.
        commonHome = nil
    }
    /// An object whose key is no integer is being freed.
    func forget(_ key: some ModelKey) {}
    func committed() {}
    func pushLevel() {}
    func releaseLevel() {}
    func undoLevel() {}
    // The flush, step by step.
    func startFlush() {}
    func prepareUpdates(_ flush: Flush) throws {}
    func prepareInserts(_ flush: Flush) throws {}
    func prepareDeletes(_ flush: Flush) throws {}
    func insert(_ flush: Flush) throws {}
    func update(_ flush: Flush) throws {}
    func closeCycles(_ flush: Flush) throws {}
    func cutDeletionCycles(_ flush: Flush) throws {}
    func delete(_ flush: Flush) throws {}
    func settle(_ session: Session) {}
    func didWrite(_ session: Session) throws {}
    func keysLeaving(_ columns: [Int]) -> Set<KeyValues> { [] }
    var insertedKeys: Set<KeyValues> { [] }
    func expungeAll() {}
    func collectClaims(_ claims: inout UniqueClaims) {}
}

/// A session's objects of one model.
final class SessionContext<M: Model>: AnySessionContext {
    let map: IdentityMap<M>
    /// To be inserted, in the order they were added.
    @exclusivity(unchecked) var new: [M] = []
    /// Set since the last flush; whether they differ is found out by it.
    @exclusivity(unchecked) var changed: [M] = []
    /// To be deleted.
    @exclusivity(unchecked) var doomed: [M] = []
    /// What a rollback undoes, a log for each level of savepoints.
    @exclusivity(unchecked) var logs: [ContextLog<M>] = [ContextLog()]
    /// Inserted with a NULL foreign key, because the parent comes later.
    @exclusivity(unchecked) var open: [(object: M, columns: [Int])] = []
    /// What this flush has called `willInsert` or `willUpdate` for, and `willDelete`: an object that was changed can
    /// still be found by a cascade.
    @exclusivity(unchecked) var prepared: Set<ObjectIdentifier> = []
    @exclusivity(unchecked) var preparedDeletes: Set<ObjectIdentifier> = []
    @exclusivity(unchecked) var written: (inserted: [M], updated: [M], deleted: [M]) = ([], [], [])

    init(_ session: Session) {
        let isInteger = M.Key._isInteger && M._mapper.keyColumns.count == 1
        let key = isInteger ? M._mapper.keyColumns[0] : nil
        let integers = IntegerObjects()
        map = IdentityMap(integers)
        super.init(M._mapper, session, integerKey: key, integers)
        while logs.count <= session.depth { logs.append(ContextLog()) }
    }

    /// Whether rows were deleted in this transaction.
    var hasDeleted: Bool { logs.contains { !$0.deleted.isEmpty } }

    override var hasInserts: Bool { !new.isEmpty }
    override var hasUpdates: Bool { !changed.isEmpty }
    override var hasDeletes: Bool { !doomed.isEmpty }
    override var newObjects: [any Model] { new }
    override var changedObjects: [any Model] { changed }
    override var doomedObjects: [any Model] { doomed }
    override func committed() { endTransaction() }
    override func pushLevel() { logs.append(ContextLog()) }
    override func releaseLevel() {
        guard logs.count > 1, let inner = logs.popLast() else { return }
        logs[logs.count - 1].absorb(inner)
    }
    override func undoLevel() { undo() }
    override func startFlush() { forgetFlush() }
    override func prepareUpdates(_ flush: Flush) throws { try prepareChanged(flush) }
    override func prepareInserts(_ flush: Flush) throws { try prepareNew(flush) }
    override func prepareDeletes(_ flush: Flush) throws { try prepareDoomed(flush) }
    override func insert(_ flush: Flush) throws { try insertNew(flush) }
    override func update(_ flush: Flush) throws { try updateChanged(flush) }
    override func closeCycles(_ flush: Flush) throws { try closeOpen(flush) }
    override func cutDeletionCycles(_ flush: Flush) throws { try cutDoomed(flush) }
    override func delete(_ flush: Flush) throws { try deleteDoomed(flush) }
    override func settle(_ session: Session) { settleAfterFlush(session) }
    override func didWrite(_ session: Session) throws { try callDidHooks(session) }
    override func keysLeaving(_ columns: [Int]) -> Set<KeyValues> { keysOfLeaving(columns) }
    override var insertedKeys: Set<KeyValues> {
        Set(written.inserted.compactMap { KeyValues($0, mapper.keyColumns) })
    }
    override func expungeAll() { expungeEverything() }
    override func collectClaims(_ claims: inout UniqueClaims) { claim(&claims) }

    // MARK: rows

    /// The object of the row's key: the one the session has, refreshed if it is stale, or a new one.
    @inline(__always)
    func object(from row: RowReader, at offset: Int, home: _Home, session: Session) throws -> M {
        if let integerKey {
            let key = Int(truncatingIfNeeded: try row.int64(offset &+ integerKey))
            if let known = map.find(integer: key) {
                try meet(known, row, offset, home, session)
                return known
            }
            let object = try make(from: row, at: offset, home: home, session: session)
            map.insert(integer: key, object)
            try object.didLoad(session)
            return object
        }
        let key = try M._readKey(row, offset)
        if let known = map.find(key) {
            try meet(known, row, offset, home, session)
            return known
        }
        let object = try make(from: row, at: offset, home: home, session: session)
        map.insert(key, object)
        try object.didLoad(session)
        return object
    }

    @inline(__always)
    private func make(from row: RowReader, at offset: Int, home: _Home, session: Session) throws -> M {
        let state = _ModelState(home: home, place: home.nextPlace, generation: session.generation)
        let object = try M(_row: row, at: offset, state: state)
        home.settle(Unmanaged.passUnretained(object).toOpaque())
        return object
    }

    /// A row of an object that the session has: what is not dirty is refreshed if it is stale, and the object
    /// moves to the result it was met in, so that its relationships load with it.
    func meet(_ object: M, _ row: RowReader, _ offset: Int, _ home: _Home, _ session: Session) throws {
        if object._stateGeneration != session.generation {
            try refresh(object, from: row, at: offset, session)
        }
        settle(object, in: home)
    }

    func settle(_ object: M, in home: _Home) {
        guard object._stateHome !== home else { return }
        object._stateHome?.leave(object._statePlace)
        object._stateHome = home
        object._statePlace = home.nextPlace
        home.settle(Unmanaged.passUnretained(object).toOpaque())
    }

    func refresh(_ object: M, from row: RowReader, at offset: Int, _ session: Session) throws {
        let kept = object._statePhase == .persistent ? object._stateTouched : ColumnMask()
        try object._refresh(from: row, at: offset, keeping: kept)
        object._stateGeneration = session.generation
        if !kept.isEmpty, object._stateRecord != nil {
            // The columns that were set are compared with the row as it is now.
            let mine = object.snapshot()
            try object._refresh(from: row, at: offset, keeping: ColumnMask())
            object._stateRecord = ChangeRecord(object)
            object._restore(mine, kept)
        }
    }

    func decodingError(_ error: any Error, _ row: RowReader, _ offset: Int) -> any Error {
        M._mapper.decodingError(error, row: row, offset: offset)
    }

    // MARK: lives

    /// A transient object becomes pending.
    func attach(_ object: M, _ session: Session) {
        object._statePhase = .pending
        object._stateHome = home
        object._statePlace = -1
        new.append(object)
        logs[logs.count - 1].added.append(object)
        session.hasPendingWork = true
    }

    func journalChange(_ object: M) {
        guard let session, let record = object._stateRecord else { return }
        object._stateJournaled = session.journal.level
        logs[logs.count - 1].changed.append((object, record))
    }

    func doom(_ object: M, _ session: Session) {
        guard !object._stateFlags.contains(.isDoomed) else { return }
        object._stateFlags.insert(.isDoomed)
        doomed.append(object)
        logs[logs.count - 1].doomed.append(object)
        session.hasPendingWork = true
    }

    /// The row is gone: the object leaves the map.
    func remove(_ object: M) {
        map.remove(object._key, object)
        object._stateFlags.remove(.isMapped)
        object._stateFlags.remove(.isDoomed)
        object._statePhase = .deleted
        logs[logs.count - 1].deleted.append(object)
    }

    override func close() {
        if hasLinks {
            for object in map.objects where object._stateFlags.contains(.isLinked) { object.unlinkAll() }
        }
        for object in new {
            object.unlinkAll()
            object._statePhase = .detached
        }
        for log in logs {
            for object in log.added { object.unlinkAll() }
            for object in log.deleted { object.unlinkAll() }
        }
        super.close()
        new.removeAll()
        changed.removeAll()
        doomed.removeAll()
        logs = [ContextLog()]
        open.removeAll()
        map.removeAll()
    }

    override func forget(_ key: some ModelKey) {
        if let key = key as? M.Key { map.forget(key) }
    }
}
