internal import CSQLite
internal import CinnabarDriver
internal import Foundation

/// One handle of sqlite3, used by one thread.
final class SQLiteConnection: DriverConnection {
    let handle: OpaquePointer
    let path: String
    @exclusivity(unchecked) private(set) var isClosed = false

    private let configuration: SQLiteBackend.Configuration
    /// Keeps the files of a private database.
    private let temporary: TemporaryDatabase?
    private let writers: WriterQueue
    private let place = WriterQueue.Place()
    private let ownInterrupter: SQLiteInterrupter
    private let cache: PreparedStatements
    /// Whether the place in the queue of writers is held.
    @exclusivity(unchecked) private var isWriter = false
    /// How long is waited for other writers, where this lease wants something else than the configuration.
    var lockTimeout: Duration?
    /// When the wait for a lock of another process began.
    private var busySince: ContinuousClock.Instant?
    private lazy var control = ControlStatements(handle)

    init(path: String, temporary: TemporaryDatabase?, _ configuration: SQLiteBackend.Configuration) throws {
        let handle = try SQLiteDriver.open(path: path, configuration.access)
        self.handle = handle
        self.path = path
        self.temporary = temporary
        self.configuration = configuration
        writers = WriterQueues.queue(path: path)
        ownInterrupter = SQLiteInterrupter(handle, place)
        cache = PreparedStatements(limit: max(configuration.statementCacheSize, 8))
        sqlite3_busy_handler(
            handle,
            { context, count in
                guard let context else { return 0 }
                return Unmanaged<SQLiteConnection>.fromOpaque(context).takeUnretainedValue().isBusy(count)
            }, Unmanaged.passUnretained(self).toOpaque())
        do {
            try SQLiteDriver.configure(handle, path: path, isTemporary: temporary != nil, configuration)
        } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    var interrupter: any ConnectionInterrupter { ownInterrupter }
    var isInTransaction: Bool { !isClosed && sqlite3_get_autocommit(handle) == 0 }

    // MARK: Statements

    func statement(_ sql: String) throws -> any DriverStatement {
        if isClosed { throw closed }
        if let known = cache.take(sql) { return unsafeDowncast(known, to: SQLiteStatement.self) }
        let statement = try prepare(sql)
        cache.insert(statement, for: sql)
        return statement
    }

    /// Makes a statement of the whole text, which holds one.
    private func prepare(_ sql: String) throws -> SQLiteStatement {
        var sql = sql
        return try sql.withUTF8 { text in
            try text.withMemoryRebound(to: CChar.self) { text in
                guard let start = text.baseAddress, text.count < Int32.max else {
                    throw QueryError(.syntax, "the statement is empty or too long")
                }
                var pointer: OpaquePointer?
                var tail: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v3(
                    handle, start, Int32(text.count), UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, &tail)
                guard code == SQLITE_OK else { throw error(code) }
                guard let pointer else { throw QueryError(.syntax, "the text holds no statement") }
                let rest = UnsafeBufferPointer(
                    start: tail, count: tail.map { text.count - start.distance(to: $0) } ?? 0)
                guard rest.allSatisfy({ " \t\r\n;".utf8.contains(UInt8(bitPattern: $0)) }) || isEmpty(rest) else {
                    sqlite3_finalize(pointer)
                    throw QueryError(
                        .syntax, "the text holds more than one statement: run them one by one, or as a script")
                }
                return SQLiteStatement(pointer, self)
            }
        }
    }

    /// Whether nothing but comments is left of a text.
    private func isEmpty(_ text: UnsafeBufferPointer<CChar>) -> Bool {
        guard let start = text.baseAddress else { return true }
        var pointer: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, start, Int32(text.count), 0, &pointer, nil)
        defer { sqlite3_finalize(pointer) }
        return code == SQLITE_OK && pointer == nil
    }

    func execute(script: String) throws {
        if isClosed { throw closed }
        if script.utf8.contains(0) { throw QueryError(.syntax, "the text holds a NUL") }
        let isAutocommit = !isInTransaction
        // What the script holds is not known before it runs: outside a transaction it takes its turn as a writer.
        if isAutocommit { try enterQueue() }
        defer { if !isInTransaction { leaveQueue() } }
        ownInterrupter.clear()
        let code = sqlite3_exec(handle, script, nil, nil, nil)
        if code != SQLITE_OK { throw error(code) }
    }

    /// A statement that writes is about to run outside a transaction: it is one by itself.
    func willWriteAlone() throws {
        try enterQueue()
        ownInterrupter.clear()
    }

    /// A statement that ran outside a transaction has ended.
    func didRun() { if isWriter, !isInTransaction { leaveQueue() } }

    // MARK: Transactions

    /// A transaction that reads begins its snapshot with its first statement. One that is to write leaves the
    /// snapshot, waits for its turn and begins IMMEDIATE: it never finds that somebody else wrote since it read.
    func begin(_ mode: TransactionMode) throws {
        if isClosed { throw closed }
        switch mode {
        case .read, .readThenWrite:
            if !isInTransaction { try run(.begin) }
        case .write:
            if isInTransaction {
                if isWriter { return }
                try run(.commit)
            }
            try enterQueue()
            do {
                ownInterrupter.clear()
                try run(.beginImmediate)
            } catch {
                leaveQueue()
                throw error
            }
        }
    }

    func commit() throws {
        if isClosed { throw closed }
        // A COMMIT that a deferred foreign key refuses leaves the transaction open, and the turn with it.
        defer { if !isInTransaction { leaveQueue() } }
        if isInTransaction { try run(.commit) }
    }

    func rollback() throws {
        defer { if !isInTransaction { leaveQueue() } }
        if isInTransaction { try run(.rollback) }
    }

    private func run(_ statement: ControlStatements.Kind) throws {
        let code = control.run(statement)
        if code != SQLITE_OK { throw error(code) }
    }

    private func enterQueue() throws {
        if isWriter { return }
        let timeout = lockTimeout ?? configuration.writerTimeout
        switch writers.enter(place, atMost: timeout) {
        case .writing: isWriter = true
        case .interrupted: throw OperationalError(.interrupted, "the wait for other writers of \(path) was interrupted")
        case .timeout:
            throw OperationalError(
                .locked, "other sessions of this process wrote to \(path) for more than \(timeout)",
                advice: "keep transactions short, or raise the writer timeout")
        }
    }

    private func leaveQueue() {
        guard isWriter else { return }
        isWriter = false
        writers.leave(place)
    }

    /// Another process holds a lock: sleep and try again, a little longer each time, unless it is enough.
    private func isBusy(_ count: Int32) -> Int32 {
        let now = ContinuousClock.now
        if count == 0 || busySince == nil { busySince = now }
        if ownInterrupter.isInterrupted { return 0 }
        if let busySince, now - busySince >= lockTimeout ?? configuration.busyTimeout { return 0 }
        let milliseconds: [UInt32] = [1, 2, 5, 10, 15, 20, 25]
        usleep(milliseconds[min(Int(count), milliseconds.count - 1)] * 1_000)
        return 1
    }

    // MARK: Life

    func isAlive() -> Bool { !isClosed }

    func reset() throws {
        if isClosed { throw closed }
        cache.resetAll()
        lockTimeout = nil
        try rollback()
        if cinnabar_sqlite_foreign_keys(handle) == 0 { try execute(script: "PRAGMA foreign_keys = ON") }
    }

    func close() {
        if isClosed { return }
        isClosed = true
        ownInterrupter.detach()
        cache.removeAll()
        control.finalize()
        // Rolls back what is open. The handle lives on until the last statement is gone, and then goes too.
        sqlite3_close_v2(handle)
        leaveQueue()
    }

    var closed: OperationalError { OperationalError(.closed, "the connection to \(path) is closed") }

    /// The error of the last call.
    func error(_ code: Int32) -> any DatabaseError {
        if code & 0xFF == SQLITE_BUSY, ownInterrupter.isInterrupted {
            return OperationalError(.interrupted, "the wait for another process that uses \(path) was interrupted")
        }
        return SQLiteErrors.error(code, handle, path: path)
    }
}

/// BEGIN, COMMIT and ROLLBACK, prepared once.
struct ControlStatements {
    enum Kind: Int, CaseIterable { case begin, beginImmediate, commit, rollback }

    private let handle: OpaquePointer
    private var prepared: [OpaquePointer?] = Kind.allCases.map { _ in nil }

    init(_ handle: OpaquePointer) { self.handle = handle }

    mutating func run(_ kind: Kind) -> Int32 {
        if prepared[kind.rawValue] == nil {
            let sql =
                switch kind {
                case .begin: "BEGIN"
                case .beginImmediate: "BEGIN IMMEDIATE"
                case .commit: "COMMIT"
                case .rollback: "ROLLBACK"
                }
            let code = sqlite3_prepare_v3(
                handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared[kind.rawValue], nil)
            if code != SQLITE_OK { return code }
        }
        let statement = prepared[kind.rawValue]
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        return code == SQLITE_DONE ? SQLITE_OK : code
    }

    mutating func finalize() {
        for statement in prepared { sqlite3_finalize(statement) }
        prepared = Kind.allCases.map { _ in nil }
    }
}
