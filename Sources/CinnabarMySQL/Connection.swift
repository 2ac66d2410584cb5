internal import CMariaDB
internal import CinnabarDriver
internal import CinnabarSQL
internal import Foundation

/// One connection to a server, used by one thread.
///
/// Statements with parameters or rows go through the binary protocol; all else is text. Rows are taken from the wire
/// as they are asked for. When another statement comes before the last row, the rest is read into memory first:
/// the protocol answers one question at a time.
final class MySQLConnection: DriverConnection {
    let handle: MySQLHandle
    let location: String
    let session: MySQLDriver.Session
    @exclusivity(unchecked) private(set) var isClosed = false
    /// The server is gone: nothing more can be asked.
    @exclusivity(unchecked) private(set) var isBroken = false
    /// The statement whose rows are still on the wire.
    @exclusivity(unchecked) unowned(unsafe) var reading: MySQLStatement?

    private let configuration: MySQLBackend.Configuration
    private let ownInterrupter: MySQLInterrupter
    private let cache: PreparedStatements
    /// What the open transaction was begun with; `nil` where none was.
    @exclusivity(unchecked) private var begun: MySQLTransaction?
    /// Whether something ran that may have changed the session's settings.
    @exclusivity(unchecked) private var isAltered = false

    init(
        _ address: MySQLAddress, _ configuration: MySQLBackend.Configuration, server: MySQLDialect.Server,
        location: String
    ) throws {
        self.configuration = configuration
        self.location = location
        (handle, session) = try MySQLDriver.connect(address, configuration, server: server, location: location)
        ownInterrupter = MySQLInterrupter(
            address, configuration, thread: mysql_thread_id(handle), socket: mysql_get_socket(handle))
        cache = PreparedStatements(limit: max(configuration.statementCacheSize, 8))
    }

    deinit { close() }

    var interrupter: any ConnectionInterrupter { ownInterrupter }

    var isInTransaction: Bool {
        !isClosed && !isBroken && cinnabar_mysql_status(handle) & UInt32(SERVER_STATUS_IN_TRANS) != 0
    }

    // MARK: Statements

    func statement(_ sql: String) throws -> any DriverStatement { try ownStatement(sql) }

    func ownStatement(_ sql: String) throws -> MySQLStatement {
        if isClosed || isBroken { throw closed }
        if let known = cache.take(sql) { return unsafeDowncast(known, to: MySQLStatement.self) }
        let statement = try MySQLStatement(sql, self)
        cache.insert(statement, for: sql)
        return statement
    }

    /// A prepared statement of the whole text, which holds one. Where the server has no room for another, those that
    /// nobody uses go first.
    func prepare(_ sql: String) throws -> UnsafeMutablePointer<MYSQL_STMT> {
        try willAsk()
        var hasMadeRoom = false
        while true {
            guard let statement = mysql_stmt_init(handle) else {
                throw OperationalError(.outOfMemory, "the client library has no memory for another statement")
            }
            var sql = sql
            let code = sql.withUTF8 { text in
                text.withMemoryRebound(to: CChar.self) { text in
                    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1) { empty in
                        mysql_stmt_prepare(
                            statement, text.baseAddress ?? UnsafePointer(empty.baseAddress), UInt(text.count))
                    }
                }
            }
            if code == 0 { return statement }
            let failure = MySQLFailure(statement)
            mysql_stmt_close(statement)
            guard failure.code == MySQLErrors.tooManyStatements, !hasMadeRoom else { throw error(failure, sql: sql) }
            hasMadeRoom = true
            cache.removeUnused()
        }
    }

    /// A text that the server no longer knows in this form is not kept.
    func forget(_ sql: String) { cache.remove(sql) }

    func execute(script: String) throws {
        try willAsk()
        if !MySQLText.isSavepoint(script) { isAltered = true }
        do {
            try MySQLText.run(script, on: handle)
        } catch let failure as MySQLFailure {
            throw error(failure, sql: script)
        }
        try didRun()
    }

    /// Before anything is sent: what is still being read is read to its end.
    func willAsk() throws {
        if isClosed || isBroken { throw closed }
        if let reading { reading.takeRest() }
    }

    /// After a statement. DDL commits what is open, whether wanted or not: a new transaction takes its place, so that
    /// what follows can be rolled back.
    func didRun(altering: Bool = false) throws {
        if altering { isAltered = true }
        guard let begun, !isInTransaction else { return }
        try run(begun.statements)
    }

    /// Runs a step of a savepoint of the connection's own.
    func control(_ sql: String) throws { try run(sql) }

    /// Runs text of the connection's own.
    private func run(_ sql: String) throws {
        try willAsk()
        do {
            try MySQLText.run(sql, on: handle)
        } catch let failure as MySQLFailure {
            throw error(failure, sql: sql)
        }
    }

    /// The rows of a question of the connection's own; none where it fails.
    func rows(_ sql: String) -> [[String?]] {
        guard (try? willAsk()) != nil else { return [] }
        return (try? MySQLText.run(sql, on: handle)) ?? []
    }

    // MARK: Transactions

    /// A transaction that only reads can be made one that writes as long as nobody has asked the server for a write
    /// in it: it ends, and another begins. One that reads first is one that writes.
    func begin(_ mode: TransactionMode) throws {
        if isClosed || isBroken { throw closed }
        let wanted = MySQLTransaction(mode, own: session.isolation)
        if !isInTransaction {
            try run(wanted.statements)
        } else {
            guard case .write = mode, let begun, begun.isReadOnly else { return }
            try run("COMMIT; \(wanted.statements)")
        }
        begun = wanted
    }

    func commit() throws {
        if isClosed || isBroken { throw closed }
        guard isInTransaction else {
            begun = nil
            return
        }
        try willAsk()
        do {
            try MySQLText.run("COMMIT", on: handle)
            begun = nil
        } catch let failure as MySQLFailure {
            let error = error(failure, sql: "COMMIT")
            throw isBroken ? MySQLErrors.lostInCommit(failure, location) : error
        }
    }

    /// A server that is gone has rolled back by itself.
    func rollback() throws {
        begun = nil
        // An interrupt that came late for a statement may hit this one.
        for attempt in 0... {
            guard isInTransaction else { return }
            do {
                return try run("ROLLBACK")
            } catch let error as OperationalError where error.kind == .interrupted && attempt < 3 {
                continue
            } catch  where isBroken {
                return
            }
        }
    }

    // MARK: Life

    /// A socket that can be read while nothing was asked holds the server's goodbye, or its end. One that stays silent
    /// when something is asked leads nowhere.
    func isAlive() -> Bool {
        if isClosed || isBroken { return false }
        let question = "DO 0"
        guard !canRead(within: 0), mysql_send_query(handle, question, UInt(question.utf8.count)) == 0,
            canRead(within: Self.patience), mysql_read_query_result(handle) == 0
        else {
            isBroken = true
            return false
        }
        return true
    }

    /// Milliseconds that a server has to say that it is there.
    private static let patience: Int32 = 5_000

    private func canRead(within milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: mysql_get_socket(handle), events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, milliseconds) != 0
    }

    /// What the session set, locked or made for itself goes only where it ran something other than plain statements:
    /// the server's own reset drops the prepared statements too.
    func reset() throws {
        if isClosed || isBroken { throw closed }
        cache.resetAll()
        if reading != nil { try willAsk() }
        try rollback()
        if ownInterrupter.finish() { try absorbInterrupt() }
        let isAutocommit = cinnabar_mysql_status(handle) & UInt32(SERVER_STATUS_AUTOCOMMIT) != 0
        guard isAltered || !isAutocommit else { return }
        cache.removeAll()
        if mysql_reset_connection(handle) != 0 { throw error(MySQLFailure(handle), sql: nil) }
        try run(MySQLDriver.settings(isMariaDB: session.isMariaDB, configuration))
        isAltered = false
    }

    /// An interrupt that found nothing to interrupt may wait for the next statement: here is one.
    private func absorbInterrupt() throws {
        do {
            try run("DO 0")
        } catch let error as OperationalError where error.kind == .interrupted {
            try run("DO 0")
        }
    }

    func close() {
        if isClosed { return }
        isClosed = true
        reading = nil
        ownInterrupter.detach()
        // First the connection: then statements go without a word to the server.
        mysql_close(handle)
        cache.removeAll()
    }

    var closed: OperationalError {
        isBroken
            ? OperationalError(.connectionLost, "the connection to \(location) was lost")
            : OperationalError(.closed, "the connection to \(location) is closed")
    }

    /// What the library or the server said, as an error of the library's.
    func error(_ failure: MySQLFailure, sql: String?) -> any DatabaseError {
        if MySQLErrors.isLost(failure.code) { isBroken = true }
        let error = MySQLErrors.error(failure, location: location)
        if let error = error as? IntegrityError { return ConstraintLookup(self).complete(error, failure, sql: sql) }
        return error
    }
}
