import CinnabarDriver
import CinnabarSQL

/// A session's part on one of the databases beside the default one: a connection, from when it is first needed to the
/// end of the session, and the transaction on it.
///
/// 1. Its statements run on the thread of the session, as all of its statements do; the connection is borrowed from the
///    bind's own pool, whose timeout ends a wait (`Engine.borrow`).
/// 2. A transaction begins when a statement needs it, for what the session is for: a unit of work, a transaction of
///    some isolation level, or reading.
/// 3. Savepoints of the session that are open then are opened before the first statement, so that the end of each of
///    them undoes what was done here since.
final class SessionBind {
    let name: String
    private unowned let session: Session
    private let database: BoundDatabase?
    private var loan: BorrowedConnection?
    private(set) var transaction = Session.TransactionState.none
    private(set) var hasWritten = false
    /// How many savepoints are open on the connection.
    private var depth = 0

    init(_ name: String, _ session: Session) {
        self.name = name
        self.session = session
        database = session.database.bound[name]
    }

    /// The statements of the bind's dialect; those of the default one where there is no such bind, which throws as
    /// soon as it is used.
    var plans: StatementPlans { database?.plans ?? session.database.plans }

    /// Whether a statement failed, so that the transaction has to be rolled back.
    var isFailed: Bool { loan?.connection.isFailed ?? false }

    /// Whether the transaction has something to commit, as far as is known. A function that writes and is called in
    /// a SELECT is not known.
    var isWriting: Bool {
        hasWritten || transaction == .reading && loan?.connection.isWriting ?? false
    }

    // MARK: Statements

    /// The connection, in a transaction that reads at least.
    func reading() throws -> Connection {
        try session.checkUsable()
        let connection = try borrowed()
        if transaction == .none { try begin(connection, isWriting: session.depth > 0) }
        return connection
    }

    /// The connection, in a transaction that writes.
    func writing() throws -> Connection {
        try session.checkMayWrite()
        let connection = try borrowed()
        if transaction != .writing { try begin(connection, isWriting: true) }
        hasWritten = true
        return connection
    }

    private func borrowed() throws -> Connection {
        if let loan { return loan.connection }
        guard let database else { throw Database.unknownBind(name, session.database.binds) }
        let made = try database.engine.borrow(beside: session.connection, label: session.label)
        made.connection.isReadOnly = session.mode == .read
        loan = made
        return made.connection
    }

    private func begin(_ connection: Connection, isWriting: Bool) throws {
        switch session.mode {
        case .read:
            try connection.begin(.read)
            transaction = .reading
        case .transaction(let level):
            try connection.begin(.write(level))
            transaction = .writing
        case .unitOfWork:
            try connection.begin(isWriting ? .write(nil) : .readThenWrite)
            transaction = isWriting ? .writing : .reading
        }
        try openSavepoints(connection)
    }

    // MARK: Savepoints

    /// A savepoint of the session begins. What has no transaction yet has nothing to be undone.
    func openSavepoints() throws {
        guard let connection = loan?.connection, transaction != .none else { return }
        transaction = .writing
        try openSavepoints(connection)
    }

    private func openSavepoints(_ connection: Connection) throws {
        while depth < session.depth {
            try connection.savepoint(Session.savepointName(depth + 1))
            depth += 1
        }
    }

    /// The innermost savepoint of the session ends; what was done in it stays.
    func releaseSavepoint() throws {
        guard let connection = loan?.connection, depth == session.depth else { return }
        try connection.releaseSavepoint(Session.savepointName(depth))
        depth -= 1
    }

    /// The innermost savepoint of the session ends; what was done in it is undone. False where the whole transaction
    /// has to be.
    func undoSavepoint() throws -> Bool {
        guard let connection = loan?.connection, transaction != .none else { return true }
        // Without its savepoint it is not known since when something was done.
        guard depth >= session.depth, connection.isInTransaction else { return false }
        let name = Session.savepointName(session.depth)
        depth = session.depth - 1
        try connection.rollback(toSavepoint: name)
        try connection.releaseSavepoint(name)
        return true
    }

    // MARK: The end of a transaction

    /// Throws if the server is not there any more.
    func probe() throws {
        guard let connection = loan?.connection else { return }
        try connection.run("SELECT 1") { _ = try $0.step() }
    }

    /// COMMIT, which nothing interrupts.
    func commit() throws {
        try loan?.connection.commitToTheEnd()
        forgetTransaction()
    }

    func rollback() throws {
        defer { forgetTransaction() }
        guard let connection = loan?.connection, connection.isInTransaction || transaction != .none else { return }
        try connection.rollback()
    }

    private func forgetTransaction() {
        transaction = .none
        hasWritten = false
        depth = 0
    }

    /// The session ends: the connection goes back.
    func close() {
        if transaction != .none { try? rollback() }
        loan?.giveBack()
        loan = nil
    }
}
