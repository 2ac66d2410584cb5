import CinnabarDriver
import CinnabarSQL

// Which database a statement of a session goes to. A session of models without a bind has no `binds`, and does nothing
// here.
extension Session {
    /// The connection of a model's database, in a transaction that reads at least.
    @inline(__always)
    func reading(_ context: AnySessionContext) throws -> Connection {
        if let bind = context.bind { return try bind.reading() }
        try ensureReading()
        return connection
    }

    /// The connection of a model's database, in a transaction that writes.
    @inline(__always)
    func writing(_ context: AnySessionContext) throws -> Connection {
        if let bind = context.bind { return try bind.writing() }
        try ensureWriting()
        return connection
    }

    /// The texts of statements for a model's database.
    @inline(__always)
    func plans(_ context: AnySessionContext) -> StatementPlans {
        if let bind = context.bind { return bind.plans }
        return database.plans
    }

    /// The connection and the texts of a database that is named, for SQL by hand.
    func target(_ name: String?, isWriting: Bool) throws -> (connection: Connection, plans: StatementPlans) {
        guard let name else {
            if isWriting { try ensureWriting() } else { try ensureReading() }
            return (connection, database.plans)
        }
        let bind = bind(named: name)
        return (isWriting ? try bind.writing() : try bind.reading(), bind.plans)
    }

    // MARK: COMMIT

    /// Commits on every database that the session has a transaction on.
    ///
    /// 1. What was only read ends first: if that fails, nothing was committed.
    /// 2. Of those that wrote, all but the first are asked whether they are still there. It makes what step 4 is for
    ///    rarer, and cannot prevent it.
    /// 3. The default database commits first, then the binds by name: what the application goes by is there before
    ///    what is beside it, and what is missing then can be written again from it.
    /// 4. If one fails after another has committed, the rest is rolled back, and `PartialCommitError` says what is where.
    ///
    /// - Throws: what the COMMIT threw, when nothing was committed and all is rolled back; `PartialCommitError`.
    func commitAll() throws {
        try checkUsable()
        if connection.isCancelled { throw CancellationError() }
        let reading = transactionEnds.filter { !$0.isWriting }
        let writing = transactionEnds.filter(\.isWriting)
        var committed: [TransactionEnd] = []
        do {
            for end in reading { try end.commit() }
            for end in writing.dropFirst() { try end.probe() }
            for end in writing {
                try end.commit()
                committed.append(end)
            }
        } catch {
            let rest = writing[committed.count...]
            guard let failed = rest.first, !committed.isEmpty else {
                // Nothing was kept anywhere; the error that matters is the first one. `db.transaction { }` rolls back
                // by itself.
                if mode == .unitOfWork { try? rollbackTransaction() }
                throw error
            }
            // What is left can only be given up.
            for end in rest { try? end.rollback() }
            settlePartialCommit(Set(rest.map(\.name)))
            throw PartialCommitError(
                committed: committed.map(\.name), failed: failed.name, rolledBack: rest.dropFirst().map(\.name),
                underlying: error)
        }
    }

    private var transactionEnds: [TransactionEnd] {
        var ends: [TransactionEnd] = []
        if transaction != .none { ends.append(TransactionEnd(session: self, bind: nil)) }
        for bind in binds where bind.transaction != .none { ends.append(TransactionEnd(session: self, bind: bind)) }
        return ends
    }
}

/// One database of a session at the end of its transaction.
private struct TransactionEnd {
    let session: Session
    /// `nil` is the default database.
    let bind: SessionBind?

    var name: String { bind?.name ?? Session.defaultName }

    var isWriting: Bool {
        if let bind { return bind.isWriting }
        return session.hasWritten || session.transaction == .reading && session.connection.isWriting
    }

    func probe() throws { try bind?.probe() }
    func commit() throws { if let bind { try bind.commit() } else { try session.connection.commitToTheEnd() } }
    func rollback() throws { if let bind { try bind.rollback() } else { try session.connection.rollback() } }
}
