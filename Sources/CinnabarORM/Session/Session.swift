import CinnabarDriver
import CinnabarSQL

/// A unit of work: the objects that were loaded or added, and the transaction they live in.
///
/// A session belongs to the body it was made for, and so do its objects: neither is `Sendable`.
///
/// ```swift
/// try await db.session { session in
///     let user = User(username: "john", email: "john@example.com")
///     session.add(user)
///     try session.commit()
/// }
/// ```
public final class Session {
    enum Mode: Equatable {
        case unitOfWork
        case transaction(IsolationLevel?)
        case read
    }
    let database: Database
    let connection: Connection
    let mode: Mode
    /// What it is called in logs and in errors of pools.
    let label: String
    // One thread uses a session, and none of these is passed inout: their accesses need no check.
    /// Indexed by mapper.
    @exclusivity(unchecked) private var contexts: [AnySessionContext?] = []
    /// Those there are, in the order they were made.
    @exclusivity(unchecked) private(set) var activeContexts: [AnySessionContext] = []
    /// Its parts on databases beside the default one, by name; those of models that it has met.
    @exclusivity(unchecked) private(set) var binds: [SessionBind] = []
    /// Counts transactions: objects and relationships of an earlier one are stale.
    @exclusivity(unchecked) private(set) var generation: UInt32 = 1
    @exclusivity(unchecked) var journal = Journal()
    /// How many savepoints are open.
    @exclusivity(unchecked) private(set) var depth = 0
    /// Whether a flush may have something to do.
    @exclusivity(unchecked) var hasPendingWork = false
    @exclusivity(unchecked) var isFlushing = false
    @exclusivity(unchecked) private var autoflushDepth = 0
    @exclusivity(unchecked) private(set) var isOpen = true
    @exclusivity(unchecked) private(set) var hasWritten = false
    enum TransactionState { case none, reading, writing }
    @exclusivity(unchecked) private(set) var transaction = TransactionState.none
    /// How many times everything was rolled back: cursors of the server do not outlive that.
    @exclusivity(unchecked) private(set) var rollbacks: UInt32 = 0
    /// How many cursors of the server are open.
    @exclusivity(unchecked) var openCursors = 0
    /// A row was not as the session knew it: the transaction needs a rollback.
    @exclusivity(unchecked) private var isStale = false
    /// How many closures of queries are being evaluated: a query made inside one has a table alias of its own.
    @exclusivity(unchecked) var closureDepth = 0
    /// Whether rows were deleted by now: members of collections may be among them.
    @exclusivity(unchecked) var hasRemovedObjects = false
    /// Misuse by a method that does not throw; the next flush throws it.
    @exclusivity(unchecked) var deferredError: (any Error)?
    /// Owners whose links changed where only an association row, or the other side, knows it.
    @exclusivity(unchecked) var linkChanges: [(owner: any Model, relationship: AnyRelationship)] = []

    /// What errors call the default database, beside the names of binds.
    static let defaultName = "default"

    init(database: Database, connection: Connection, mode: Mode, label: String) {
        self.database = database
        self.connection = connection
        self.mode = mode
        self.label = label
    }

    // MARK: objects

    /// Adds a new object, and whatever can be reached from it. It is inserted by the next flush.
    ///
    /// Adding an object that is already in the session does nothing.
    public func add<M: Model>(_ object: M) {
        switch object._statePhase {
        case .transient: attach(object)
        case .pending, .persistent:
            if object._stateSession !== self { misuse("add", object, "it belongs to another session") }
            if object._stateFlags.contains(.isDoomed) { context(M.self).pardon(object) }
        case .deleted: misuse("add", object, "its row was deleted in this transaction; make a new object")
        case .detached: misuse("add", object, "its session has ended; load it again, or use merge(_:)")
        }
    }

    /// Adds several new objects.
    public func add<M: Model>(contentsOf objects: some Sequence<M>) { for object in objects { add(object) } }

    /// Brings a transient object and all it is linked to into the session.
    func attach(_ object: some Model) {
        var waiting: [any Model] = [object]
        while let next = waiting.popLast() { attachOne(next, &waiting) }
    }

    private func attachOne<M: Model>(_ object: M, _ waiting: inout [any Model]) {
        guard object._statePhase == .transient else { return }
        let context = context(M.self)
        TransientLinks.forget(object)
        context.attach(object, self)
        guard object._stateFlags.contains(.isLinked) else { return }
        context.hasLinks = true
        for relationship in M._mapper.relationships {
            relationship.noteAdditions(object)
            waiting += relationship.linked(object).reversed().filter(\._isTransient)
        }
    }

    /// Marks a row for deletion by the next flush. A new object that was not flushed is simply taken out.
    public func delete<M: Model>(_ object: M) {
        switch object._statePhase {
        case .persistent:
            guard object._stateSession === self else {
                return misuse("delete", object, "it belongs to another session")
            }
            context(M.self).doom(object, self)
        case .pending:
            context(M.self).withdraw(object)
        case .deleted: break
        case .transient: misuse("delete", object, "it was never added, so it has no row")
        case .detached: misuse("delete", object, "its session has ended; load it again")
        }
    }

    func delete(erased object: any Model) { delete(object) }

    /// The row of an object is not as it was: the transaction must be rolled back.
    func noteStale() { isStale = true }

    private func misuse(_ action: String, _ object: some Model, _ reason: String) {
        if deferredError == nil {
            deferredError = TransactionError(.notAllowed, "cannot \(action) \(type(of: object)): \(reason)")
        }
        hasPendingWork = true
    }

    /// How an object stands to this session.
    public func state(of object: some Model) -> ObjectState {
        switch object._statePhase {
        case .transient: .transient
        case .pending: .pending
        case .persistent: object._stateSession == nil ? .detached : .persistent
        case .deleted: .deleted
        case .detached: .detached
        }
    }

    /// Objects to be inserted by the next flush.
    public var new: [any Model] { activeContexts.flatMap(\.newObjects) }
    /// Objects with properties that differ from their row.
    public var dirty: [any Model] { activeContexts.flatMap(\.changedObjects).filter { $0._isModified(in: self) } }
    /// Objects to be deleted by the next flush.
    public var deleted: [any Model] { activeContexts.flatMap(\.doomedObjects) }

    /// Whether a flush would write something for the object.
    public func isModified<M: Model>(_ object: M) -> Bool {
        guard object._statePhase == .persistent, let record = object._stateRecord else {
            return object._statePhase == .pending
        }
        var differing = object._changes(since: record.values)
        differing.formIntersection(object._stateTouched)
        return !differing.isEmpty || M._mapper.relationships.contains { $0.hasUnflushedLink(object) }
    }

    /// The session's context for a model.
    @inline(__always)
    func context<M: Model>(_ type: M.Type) -> SessionContext<M> {
        let index = M._mapper.index
        if index < contexts.count, let known = contexts[index] {
            return unsafeDowncast(known, to: SessionContext<M>.self)
        }
        return makeContext(type)
    }

    @inline(never)
    private func makeContext<M: Model>(_ type: M.Type) -> SessionContext<M> {
        let index = M._mapper.index
        while contexts.count <= index { contexts.append(nil) }
        let made = SessionContext<M>(self)
        contexts[index] = made
        activeContexts.append(made)
        return made
    }

    func context(for mapper: AnyMapper) -> AnySessionContext {
        if mapper.index < contexts.count, let known = contexts[mapper.index] { return known }
        return mapper.makeContext(in: self)
    }

    /// The session's part on a database beside the default one.
    func bind(named name: String) -> SessionBind {
        if let known = binds.first(where: { $0.name == name }) { return known }
        let made = SessionBind(name, self)
        binds.insert(made, at: binds.firstIndex { $0.name > name } ?? binds.endIndex)
        return made
    }

    /// Notes a link that no foreign-key property of its owner knows.
    func noteLinkChange(_ owner: some Model, _ relationship: AnyRelationship) {
        linkChanges.append((owner, relationship))
        hasPendingWork = true
    }

    // MARK: telling where statements come from

    /// Notes which place in the application's code asks for the statements that follow. A session that has ended has
    /// no connection any more: somebody else may use it.
    @inline(__always)
    func note(_ place: CodeLocation?) { if isOpen { connection.codeLocation = place } }

    // MARK: autoflush

    /// Runs `body` without flushing before its queries.
    public func noAutoflush<R>(_ body: () throws -> R) rethrows -> R {
        autoflushDepth += 1
        defer { autoflushDepth -= 1 }
        return try body()
    }

    /// Flushes if anything is pending, as every query does first.
    @inline(__always)
    func autoflush() throws {
        if hasPendingWork, autoflushDepth == 0, !isFlushing { try writePending() }
    }

    // MARK: the transaction

    /// Throws where the session cannot be used.
    func checkUsable() throws {
        guard isOpen else { throw SessionClosedError("the session has ended; open a new one with db.session { }") }
        if isStale || connection.isFailed || binds.contains(where: \.isFailed) { throw TransactionError.failed }
    }

    /// Begins reading, if nothing has begun.
    @inline(__always)
    func ensureReading() throws {
        if isStale || !isOpen { try checkUsable() }
        if transaction == .none { try beginReading() }
    }

    @inline(never)
    private func beginReading() throws {
        if case .transaction(let level) = mode {
            try connection.begin(.write(level))
            transaction = .writing
        } else {
            try connection.begin(mode == .read ? .read : .readThenWrite)
            transaction = .reading
        }
    }

    /// Throws where the session cannot be used for writing.
    func checkMayWrite() throws {
        try checkUsable()
        guard mode != .read else {
            throw TransactionError(
                .readOnly, "db.read { } only reads; use db.session { } or db.transaction { } to write")
        }
    }

    /// Begins writing. On SQLite this leaves the read snapshot and waits for the writers before.
    func ensureWriting() throws {
        try beginWriting()
        hasWritten = true
    }

    private func beginWriting() throws {
        try checkMayWrite()
        if transaction == .writing { return }
        let level: IsolationLevel? = if case .transaction(let level) = mode { level } else { nil }
        try connection.begin(.write(level))
        transaction = .writing
    }

    /// Writes what is pending and makes it permanent. Objects keep their values and become stale.
    ///
    /// A session that wrote to several databases commits on the default one first, then on the binds by their names.
    /// When the first COMMIT fails, all of them are rolled back, objects too, and its error is thrown.
    ///
    /// - Throws: what the flush throws; `TransactionError` inside `db.transaction { }`; `PartialCommitError` when one
    ///   database refused its COMMIT after another one had committed. Objects of the databases that committed are then
    ///   as after a commit, the others as after a rollback, and no hook is called.
    public func commit(fileID: StaticString = #fileID, line: UInt = #line) throws {
        note(CodeLocation(fileID: fileID, line: line))
        try checkUsable()
        if case .transaction = mode {
            throw TransactionError(
                .notAllowed, "db.transaction { } commits by itself when its body returns; use flush() or savepoint { }")
        }
        guard depth == 0 else {
            throw TransactionError(.notAllowed, "commit() inside savepoint { }: let the savepoint end first")
        }
        try commitTransaction()
    }

    func commitTransaction() throws {
        try writePending()
        if !binds.isEmpty {
            try commitAll()
        } else if transaction != .none {
            try connection.commit()
        }
        transaction = .none
        hasWritten = false
        for context in activeContexts { context.committed() }
        renew()
        for hook in database.hooks.afterCommit { hook(self) }
    }

    /// Undoes what was not committed, in the database and in the objects. The session goes on working.
    public func rollback() throws {
        guard isOpen else { throw SessionClosedError("the session has ended; there is nothing to roll back") }
        if case .transaction = mode {
            throw TransactionError(
                .notAllowed,
                "db.transaction { } rolls back by itself when its body throws; use savepoint { } for a part of it")
        }
        guard depth == 0 else {
            throw TransactionError(.notAllowed, "rollback() inside savepoint { }: throw out of its body instead")
        }
        try rollbackTransaction()
    }

    func rollbackTransaction() throws {
        defer {
            isStale = false
            transaction = .none
            hasWritten = false
            rollbacks &+= 1
            undo()
            renew()
        }
        var problem: (any Error)?
        for bind in binds {
            do { try bind.rollback() } catch { problem = problem ?? error }
        }
        if connection.isInTransaction || transaction != .none { try connection.rollback() }
        if let problem { throw problem }
        for hook in database.hooks.afterRollback { hook(self) }
    }

    /// Some databases have committed, and others have been rolled back. Everything has been flushed.
    func settlePartialCommit(_ undone: Set<String>) {
        transaction = .none
        hasWritten = false
        isStale = false
        for context in activeContexts {
            if undone.contains(context.bind?.name ?? Self.defaultName) {
                context.undoLevel()
            } else {
                context.committed()
            }
        }
        hasPendingWork = activeContexts.contains { $0.hasWork }
        renew()
    }

    private func undo() {
        for (owner, relationship) in linkChanges where !owner._isTransient { relationship.forgetChanges(owner) }
        linkChanges.removeAll()
        deferredError = nil
        for context in activeContexts { context.undoLevel() }
        hasPendingWork = activeContexts.contains { $0.hasWork }
    }

    /// A new transaction: what objects and relationships know is stale.
    private func renew() {
        generation &+= 1
        journal.restart()
    }

    /// Runs `body` in a savepoint: what it did is undone when it throws, and the transaction goes on.
    ///
    /// ```sql
    /// SAVEPOINT cinnabar_1; …; RELEASE SAVEPOINT cinnabar_1
    /// ```
    @discardableResult
    public func savepoint<R>(
        fileID: StaticString = #fileID, line: UInt = #line, _ body: () throws -> R
    ) throws -> R {
        note(CodeLocation(fileID: fileID, line: line))
        try writePending()
        try beginWriting()
        let name = Self.savepointName(depth + 1)
        try connection.savepoint(name)
        depth += 1
        do {
            for bind in binds { try bind.openSavepoints() }
        } catch {
            depth -= 1
            isStale = true
            throw error
        }
        journal.push()
        for context in activeContexts { context.pushLevel() }
        do {
            let result = try body()
            try writePending()
            try checkUsable()
            try connection.releaseSavepoint(name)
            for bind in binds { try bind.releaseSavepoint() }
            for context in activeContexts { context.releaseLevel() }
            depth -= 1
            journal.pop()
            return result
        } catch {
            isStale = false
            undo()
            for context in activeContexts { context.releaseLevel() }
            for bind in binds where (try? bind.undoSavepoint()) != true { isStale = true }
            depth -= 1
            journal.pop()
            generation &+= 1
            if connection.isInTransaction {
                try connection.rollback(toSavepoint: name)
                try connection.releaseSavepoint(name)
            } else {
                isStale = true
            }
            throw error
        }
    }

    static func savepointName(_ depth: Int) -> String { "cinnabar_\(depth)" }

    /// Whether something was written, or would be, that no commit has made permanent.
    var hasUncommittedWork: Bool {
        hasWritten || binds.contains(where: \.hasWritten) || hasPendingWork && activeContexts.contains { $0.hasWork }
    }

    /// Ends the session: its objects let go of each other and keep their columns.
    func close() {
        guard isOpen else { return }
        if connection.isInTransaction { try? connection.rollback() }
        for bind in binds { bind.close() }
        isOpen = false
        for context in activeContexts { context.close() }
        linkChanges.removeAll()
        contexts.removeAll()
        activeContexts.removeAll()
    }
}

extension Model {
    func _isModified(in session: Session) -> Bool { session.isModified(self) }
    var _isTransient: Bool { _statePhase == .transient }
}
