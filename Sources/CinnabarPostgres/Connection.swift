internal import CPostgres
internal import CinnabarDriver
internal import Foundation

/// One connection of libpq, used by one thread.
final class PostgresConnection: DriverConnection {
    let handle: OpaquePointer
    let location: String
    let configuration: PostgresBackend.Configuration
    let ownInterrupter: PostgresInterrupter
    let types = TypeCatalog()
    @exclusivity(unchecked) private(set) var isClosed = false
    /// The server has gone, or nobody knows what it is at: nothing can be sent any more.
    @exclusivity(unchecked) var isLost = false
    /// How long a server may take to say that it has ended what it was asked to end.
    var grace = Duration.seconds(10)
    /// Transaction control that goes out with the next statement: BEGIN costs no round trip of its own.
    @exclusivity(unchecked) var pending: [String] = []
    /// What ran last was prepared for a table, or by a session, that has changed since.
    @exclusivity(unchecked) var isStale = false
    /// A ROLLBACK was sent whose answer has not been taken: the next to use the connection takes it.
    @exclusivity(unchecked) var isEnding = false
    /// The server does not know any more what ran last.
    var isForgotten = false

    private let cache: PreparedStatements
    private var mode: TransactionMode?
    /// Something ran that outlives its transaction: a setting, a temporary table, a lock.
    private var hasChangedSession = false
    /// Whether transactions begin at READ COMMITTED where no other level is asked for.
    private var isReadCommitted = false
    private var names = 0
    /// Prepared statements that nobody uses any more and that the server still has.
    private var abandoned: [String] = []

    init(
        _ handle: OpaquePointer, location: String, _ configuration: PostgresBackend.Configuration
    ) throws {
        self.handle = handle
        self.location = location
        self.configuration = configuration
        ownInterrupter = PostgresInterrupter(handle)
        if case .on(let limit) = configuration.statementCache {
            cache = PreparedStatements(limit: limit)
        } else {
            cache = PreparedStatements(limit: 0)
        }
        do {
            try configure()
        } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    private func configure() throws {
        let settings = PostgresDriver.settings(of: handle, configuration)
        let result = try exchange { PQsendQuery(handle, settings + "SHOW default_transaction_isolation") == 1 }
        defer { PQclear(result) }
        isReadCommitted = PQgetvalue(result, 0, 0).map { String(cString: $0) } == "read committed"
    }

    /// At READ COMMITTED each statement has a snapshot of its own, in a transaction too.
    var readsAlone: Bool { isReadCommitted && !hasChangedSession }

    var interrupter: any ConnectionInterrupter { ownInterrupter }

    var isInTransaction: Bool { !isClosed && !isLost && (!pending.isEmpty || isOpenAtServer) }

    /// Whether the server has a transaction open, failed or not.
    var isOpenAtServer: Bool { !isEnding && PQtransactionStatus(handle) != PQTRANS_IDLE }

    // MARK: Statements

    func statement(_ sql: String) throws -> any DriverStatement {
        try checkUsable()
        if let known = cache.take(sql) { return unsafeDowncast(known, to: PostgresStatement.self) }
        if sql.utf8.contains(0) { throw QueryError(.syntax, "the text holds a NUL") }
        let statement = PostgresStatement(sql, StatementText(sql), self)
        statement.isKept = cache.insert(statement, for: sql)
        try deallocate(whenMoreThan: 64)
        return statement
    }

    func execute(script: String) throws {
        try checkUsable()
        if script.utf8.contains(0) { throw QueryError(.syntax, "the text holds a NUL") }
        if StatementText(script).changesSession { hasChangedSession = true }
        // The simple protocol takes several statements: what is pending goes first.
        let first = pending.map { $0 + ";" }.joined()
        pending = []
        PQclear(try exchange { PQsendQuery(handle, first + script) == 1 })
    }

    /// A statement is about to run.
    func willRun(_ text: StatementText) { if text.changesSession { hasChangedSession = true } }

    /// A name for a statement that is to be prepared.
    func newName() -> String {
        names += 1
        return "cinnabar_\(names)"
    }

    /// A prepared statement is not needed any more: the server hears of it when the lease ends.
    func abandon(_ name: String) { if !isLost { abandoned.append(name) } }

    /// Has the server let go of statements, many at once.
    private func deallocate(whenMoreThan count: Int) throws {
        guard abandoned.count > count, pending.isEmpty, isEnding || PQtransactionStatus(handle) != PQTRANS_INERROR
        else { return }
        let names = abandoned
        abandoned = []
        try control(names.map { "DEALLOCATE \($0)" }.joined(separator: ";"))
    }

    /// What was prepared does not fit any more: all is prepared again when it is next used.
    func forgetPrepared() {
        for statement in cache.all { unsafeDowncast(statement, to: PostgresStatement.self).forgetPrepared() }
    }

    // MARK: Transactions

    /// A transaction that reads sees one snapshot, and the server refuses its writes. One that is to write ends it, and
    /// begins at the level asked for, or at the database's own.
    func begin(_ mode: TransactionMode) throws {
        try checkUsable()
        if isInTransaction {
            if case .write = mode, self.mode == .readThenWrite { self.mode = mode }
            guard case .write = mode, self.mode == .read else { return }
            pending = isOpenAtServer ? ["COMMIT"] : []
        }
        switch mode {
        case .read: pending.append("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        case .readThenWrite, .write(nil): pending.append("BEGIN")
        case .write(let level?): pending.append("BEGIN ISOLATION LEVEL \(level.rawValue)")
        }
        self.mode = mode
    }

    func commit() throws {
        try checkUsable()
        pending = []
        guard isOpenAtServer else { return mode = nil }
        let answer: String
        do {
            answer = try control("COMMIT")
        } catch {
            if !isOpenAtServer { mode = nil }
            throw isLost ? PostgresErrors.unknownOutcome(of: error, location) : error
        }
        mode = nil
        // The server answers ROLLBACK to the COMMIT of a transaction that has failed.
        if answer != "COMMIT" { throw TransactionError.failed }
    }

    /// What has only read has nothing to undo: the server is told, and its answer taken by the next to use the
    /// connection, so that the end of a reading session costs no round trip.
    func rollback() throws {
        let hasRead = mode == .read || mode == .readThenWrite
        pending = []
        mode = nil
        // With the connection the transaction is gone too.
        guard !isClosed, !isLost, isOpenAtServer else { return }
        if hasRead, !hasChangedSession, PQtransactionStatus(handle) == PQTRANS_INTRANS {
            isEnding = PQsendQuery(handle, "ROLLBACK") == 1
            if isEnding { return }
        }
        try control("ROLLBACK")
    }

    /// Undoes what failed in the same round trip as its BEGIN, so that both can be sent again.
    func restart(_ transaction: [String]) throws {
        if isOpenAtServer { try control("ROLLBACK") }
        pending = transaction.suffix(1)
    }

    /// Runs text by itself; gives the server's word for what it did.
    @discardableResult
    func control(_ sql: String) throws -> String {
        let result = try exchange { PQsendQuery(handle, sql) == 1 }
        defer { PQclear(result) }
        return String(cString: PQcmdStatus(result))
    }

    // MARK: Life

    /// A server that has said goodbye is noticed at once; one that is gone without a word, when it does not answer to
    /// nothing at all within five seconds.
    func isAlive() -> Bool {
        guard !isClosed, !isLost, PQconsumeInput(handle) == 1, PQstatus(handle) == CONNECTION_OK else { return false }
        if isEnding { return (try? settle(within: .seconds(5))) != nil && PQtransactionStatus(handle) == PQTRANS_IDLE }
        guard PQtransactionStatus(handle) == PQTRANS_IDLE, PQsendQuery(handle, "") == 1 else { return false }
        return (try? answer(within: .seconds(5))).map { PQclear($0) } != nil
    }

    func reset() throws {
        try checkUsable()
        cache.resetAll()
        try rollback()
        // Not before each statement: an interrupt can be on its way to the server when the next exchange begins.
        ownInterrupter.clear()
        if hasChangedSession {
            // DISCARD ALL without the prepared statements.
            try control(
                """
                SET SESSION AUTHORIZATION DEFAULT; RESET ALL; CLOSE ALL; UNLISTEN *; \
                SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES
                """)
            try configure()
            hasChangedSession = false
        }
        try deallocate(whenMoreThan: 8)
    }

    func close() {
        if isClosed { return }
        isClosed = true
        ownInterrupter.detach()
        cache.removeAll()
        // The server rolls back what is open.
        PQfinish(handle)
    }

    func checkUsable() throws {
        if isClosed { throw OperationalError(.closed, "the connection to \(location) is closed") }
        if ownInterrupter.isUncertain { isLost = true }
        if isLost { throw PostgresErrors.lost(location) }
    }
}
