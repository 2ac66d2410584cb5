import CinnabarDriver
import CinnabarSQL

/// A session's objects of one model, without the model's type.
class AnySessionContext {
    let mapper: AnyMapper
    /// Nil once the session has ended.
    @exclusivity(unchecked) final var session: Session?
    final let plan: MapperPlan?
    /// Where the model's table is, if not in the default database.
    final let bind: SessionBind?
    /// The objects whose keys are single integers.
    final let integers: IntegerObjects
    /// The place of the key column, where keys are single integers.
    final let integerKey: Int?
    @exclusivity(unchecked) private final var knownParents: [AnyRelationship]?
    /// The relationships whose foreign key is in the model's table.
    final var parents: [AnyRelationship] {
        if let knownParents { return knownParents }
        let found = mapper.parentRelationships
        knownParents = found
        return found
    }
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
        bind = mapper.bind.map { session.bind(named: $0) }
        let plans = bind?.plans ?? session.database.plans
        plan = session.database.contains(mapper) ? try? plans.plan(for: mapper) : nil
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
    /// What only sessions need that write. Read with `if let`: the closures of `map` and `??` would look up types.
    @exclusivity(unchecked) private var lists: ContextLists<M>?

    init(_ session: Session) {
        let isInteger = M.Key._isInteger && M._mapper.keyColumns.count == 1
        let key = isInteger ? M._mapper.keyColumns[0] : nil
        let integers = IntegerObjects()
        map = IdentityMap(integers)
        super.init(M._mapper, session, integerKey: key, integers)
    }

    @inline(never)
    private func makeLists() -> ContextLists<M> {
        let made = ContextLists<M>(depth: session?.depth ?? 0)
        lists = made
        return made
    }

    @inline(__always)
    private var filled: ContextLists<M> { lists ?? makeLists() }

    /// Whether there may be something to flush, to undo or to forget.
    @inline(__always)
    var isQuiet: Bool { lists == nil }

    /// To be inserted, in the order they were added.
    var new: ObjectList<M> {
        get { if let lists { lists.new } else { ObjectList() } }
        _modify { yield &filled.new }
    }
    /// Set since the last flush; whether they differ is found out by it.
    var changed: ObjectList<M> {
        get { if let lists { lists.changed } else { ObjectList() } }
        _modify { yield &filled.changed }
    }
    /// To be deleted.
    var doomed: ObjectList<M> {
        get { if let lists { lists.doomed } else { ObjectList() } }
        _modify { yield &filled.doomed }
    }
    /// What a rollback undoes, a log for each level of savepoints.
    var logs: [ContextLog] {
        get { filled.logs }
        _modify { yield &filled.logs }
    }
    /// Inserted with a NULL foreign key, because the parent comes later.
    var open: [(object: M, columns: [Int])] {
        get { if let lists { lists.open } else { [] } }
        _modify { yield &filled.open }
    }
    /// What this flush has written, for the hooks that come after it.
    var written: WrittenObjects<M> {
        get { if let lists { lists.written } else { WrittenObjects() } }
        _modify { yield &filled.written }
    }

    /// Whether rows were deleted in this transaction.
    var hasDeleted: Bool { lists?.logs.contains { !$0.deleted.isEmpty } ?? false }

    override var hasInserts: Bool { if let lists { !lists.new.isEmpty } else { false } }
    override var hasUpdates: Bool { if let lists { !lists.changed.isEmpty } else { false } }
    override var hasDeletes: Bool { if let lists { !lists.doomed.isEmpty } else { false } }
    override var newObjects: [any Model] { new.erased }
    override var changedObjects: [any Model] { changed.erased }
    override var doomedObjects: [any Model] { doomed.erased }
    override func committed() { if !isQuiet { endTransaction() } }
    override func pushLevel() { lists?.logs.append(ContextLog()) }
    override func releaseLevel() {
        guard let lists, lists.logs.count > 1, let inner = lists.logs.popLast() else { return }
        lists.logs[lists.logs.count - 1].absorb(inner)
    }
    override func undoLevel() { if !isQuiet { undo() } }
    override func startFlush() { if !isQuiet { forgetFlush() } }
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
        let object = try M(
            _row: row, at: offset, home: home, place: home.nextPlace, generation: session.generation)
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
        logs[logs.count - 1].noteChange(object, record)
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
        session?.hasRemovedObjects = true
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
        if let lists {
            for object in lists.new {
                object.unlinkAll()
                object._statePhase = .detached
            }
            for log in lists.logs {
                for object in ObjectList<M>(erased: log.added) { object.unlinkAll() }
                for object in ObjectList<M>(erased: log.deleted) { object.unlinkAll() }
            }
        }
        lists = nil
        // Objects that live on find no session, and do not look for their place in the map.
        super.close()
    }

    override func forget(_ key: some ModelKey) {
        if let key = key as? M.Key { map.forget(key) }
    }
}

/// What a session has of a model beside its objects as they are: those that wait to be written, and what was done.
private final class ContextLists<M: Model> {
    @exclusivity(unchecked) var new = ObjectList<M>()
    @exclusivity(unchecked) var changed = ObjectList<M>()
    @exclusivity(unchecked) var doomed = ObjectList<M>()
    @exclusivity(unchecked) var logs: [ContextLog]
    @exclusivity(unchecked) var open: [(object: M, columns: [Int])] = []
    @exclusivity(unchecked) var written = WrittenObjects<M>()

    init(depth: Int) { logs = (0...depth).map { _ in ContextLog() } }
}

/// What a flush has written.
struct WrittenObjects<M: Model> {
    var inserted = ObjectList<M>()
    var updated = ObjectList<M>()
    var deleted = ObjectList<M>()
}
