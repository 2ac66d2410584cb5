import CinnabarDriver
import CinnabarSQL

extension Session {
    /// Writes what is pending to the database, in the transaction, and fills in what the database generated.
    ///
    /// Scheme: (1) of changed and then of new objects, orphans are found, and hooks and validation run; (2) children
    /// taken out of collections and deletions, each after its hook, are followed to what they pull along; both again
    /// until all is quiet, and what can be told beforehand throws here; (3) unique values that change hands are
    /// parked, unless step 7 can come now and free them; (4) rows are inserted, parents first, then association rows;
    /// (5) changed columns are written, then (6) keys that closed cycles; (7) association rows that go are deleted, and
    /// rows, children first; (8) hooks hear of it.
    ///
    /// Steps 3 to 7 are done for the default database, and then for each bind.
    ///
    /// - Throws: ``IntegrityError`` and its kin from the database; ``StaleObjectError`` when a row was changed or
    ///   deleted by others.
    public func flush(fileID: StaticString = #fileID, line: UInt = #line) throws {
        note(CodeLocation(fileID: fileID, line: line))
        try writePending()
    }

    /// The flush, for the library itself.
    func writePending() throws {
        guard hasPendingWork, !isFlushing else { return }
        try checkUsable()
        if let error = deferredError {
            deferredError = nil
            throw error
        }
        guard mode != .read else {
            throw TransactionError(
                .readOnly,
                "db.read { } only reads, but objects were added, changed or deleted in it; use db.session { }")
        }
        isFlushing = true
        defer { isFlushing = false }
        var rounds = 0
        while hasPendingWork {
            rounds += 1
            guard rounds <= 100 else {
                throw TransactionError(
                    .notAllowed, "a flush was not finished after 100 rounds: the hooks of a model keep changing objects"
                )
            }
            hasPendingWork = false
            do {
                for hook in database.hooks.beforeFlush { try hook(self) }
                try Flush(self).run()
            } catch {
                hasPendingWork = true
                throw error
            }
        }
    }
}

/// One flush of a session.
final class Flush {
    let session: Session
    /// Where it writes: the default database, and then each bind in turn.
    private(set) var bind: SessionBind?
    private(set) var connection: Connection
    /// The texts of the database's statements.
    private(set) var plans: StatementPlans
    /// What the database can do.
    private(set) var features: DialectFeatures
    /// Rows of association tables that go because one end is deleted.
    var wipes: [AssociationWipe] = []

    private var inserted: [Int: Set<KeyValues>] = [:]

    init(_ session: Session) {
        self.session = session
        connection = session.connection
        plans = session.database.plans
        features = plans.dialect.features
    }

    private var contexts: [AnySessionContext] {
        session.activeContexts.sorted { session.database.rank($0.mapper) < session.database.rank($1.mapper) }
    }

    /// The keys of a model's rows that this flush inserted.
    func insertedKeys(_ mapper: AnyMapper) -> Set<KeyValues> {
        if let known = inserted[mapper.index] { return known }
        let keys = session.context(for: mapper).insertedKeys
        inserted[mapper.index] = keys
        return keys
    }

    func run() throws {
        for context in session.activeContexts { context.startFlush() }
        // What is looked up for a deletion must still hold when it is done.
        for context in session.activeContexts where context.hasDeletes { _ = try session.writing(context) }
        try prepare()
        let working = contexts
        let links = LinkPlan(session)
        guard working.contains(where: { $0.hasInserts || $0.hasUpdates || $0.hasDeletes }) || !links.isEmpty else {
            return finish(working)
        }
        if session.binds.isEmpty {
            try session.ensureWriting()
            try write(working, links)
        } else {
            try writeEach(working)
        }
        finish(working)
        for context in working { try context.didWrite(session) }
    }

    /// Writes on each database by itself: no row of one refers to a row of another.
    private func writeEach(_ working: [AnySessionContext]) throws {
        var hasWritten = false
        for part in [nil] + session.binds.map(Optional.some) {
            let contexts = working.filter { $0.bind === part }
            let links = LinkPlan(session, of: part)
            guard contexts.contains(where: \.hasWork) || !links.isEmpty else { continue }
            do {
                try turn(to: part)
                try write(contexts, links)
            } catch {
                // What another database has been given cannot be given again.
                if hasWritten { session.noteStale() }
                throw error
            }
            hasWritten = true
        }
    }

    private func turn(to bind: SessionBind?) throws {
        if bind == nil { try session.ensureWriting() }
        self.bind = bind
        connection = try bind?.writing() ?? session.connection
        plans = bind?.plans ?? session.database.plans
        features = plans.dialect.features
    }

    /// Steps 3 to 7.
    private func write(_ working: [AnySessionContext], _ links: LinkPlan) throws {
        let claims = UniqueClaims(working)
        let deletesFirst = try claims.resolve(self, working)
        if deletesFirst { try delete(working) }
        for context in working where context.hasInserts {
            try context.insert(self)
        }
        try links.writeKeys(self)
        try links.insert(self)
        for context in working { try context.update(self) }
        for context in working { try context.closeCycles(self) }
        try links.delete(self)
        if !deletesFirst { try delete(working) }
    }

    private func delete(_ working: [AnySessionContext]) throws {
        for wipe in wipes where wipe.bind === bind { try wipe.run(self) }
        wipes.removeAll { $0.bind === bind }
        for context in working where context.hasDeletes { try context.cutDeletionCycles(self) }
        for context in working.reversed() where context.hasDeletes { try context.delete(self) }
    }

    /// Steps 1 and 2: until hooks and cascades bring up nothing new.
    private func prepare() throws {
        var rounds = 0
        repeat {
            rounds += 1
            guard rounds <= 100 else {
                throw TransactionError(
                    .notAllowed, "a flush was not ready after 100 rounds: the hooks of a model keep changing objects")
            }
            session.hasPendingWork = false
            for context in contexts { try context.prepareUpdates(self) }
            for context in contexts { try context.prepareInserts(self) }
            try LinkPlan(session).prepareRemovals(self)
            for context in contexts { try context.prepareDeletes(self) }
        } while session.hasPendingWork
    }

    private func finish(_ working: [AnySessionContext]) {
        for context in working { context.settle(session) }
        for (owner, relationship) in session.linkChanges {
            relationship.didFlush(owner, generation: session.generation)
        }
        session.linkChanges.removeAll()
    }
}

/// `DELETE FROM link WHERE owner IN (…)`
struct AssociationWipe {
    let bind: SessionBind?
    let table: TableSource
    let columns: [ColumnReference]
    let keys: [KeyValues]

    func run(_ flush: Flush) throws {
        let statement = DeleteStatement(table: table, conditions: [columns.among(keys)])
        let compiled = try flush.plans.compiled(.delete(statement))
        _ = try flush.connection.execute(compiled)
    }
}
