public import CinnabarSQL

/// A connection as a session's body has it: one lease of a backend's connection, on its thread.
///
/// It finds prepared statements, binds, steps, resets in every case, and sees to it that errors name the statement,
/// that a cancelled task ends what runs, and that whoever watches hears of it.
public final class Connection {
    /// How the database spells things.
    public let dialect: any Dialect
    /// Where it is, without secrets.
    public let location: String
    /// Refuses statements that write, with ``TransactionError``, before they run.
    @exclusivity(unchecked) public var isReadOnly = false

    package let driver: any DriverConnection
    // Every statement reads these several times; one thread uses them, and none is passed inout.
    @exclusivity(unchecked) var gate = StatementGate()
    /// `nil` when nobody watches.
    @exclusivity(unchecked) var observation: Observation?
    /// The place in the application's code that asks for what runs; it is only read where somebody watches.
    @exclusivity(unchecked) package var codeLocation: CodeLocation?
    /// The connection of the lease beside which this one was borrowed.
    @exclusivity(unchecked) var lead: Connection?
    /// What the open transaction was begun for; `nil` when there is none that this class knows of.
    @exclusivity(unchecked) private(set) var mode: TransactionMode?
    /// A statement of the transaction failed: on every database it has to be rolled back first.
    @exclusivity(unchecked) public private(set) var isFailed = false
    /// The server was lost while this lease had the connection.
    @exclusivity(unchecked) package private(set) var isLost = false
    /// A transaction that reads first was asked for, and begins with the first statement that needs one.
    @exclusivity(unchecked) private var isDeferred = false
    /// Runs inside runs: only the outermost passes the gate.
    @exclusivity(unchecked) private var depth = 0

    package init(_ driver: any DriverConnection, dialect: any Dialect, location: String) {
        self.driver = driver
        self.dialect = dialect
        self.location = location
    }

    // MARK: Statements

    /// Runs one statement: finds or prepares it, binds, lets `body` step through it, and resets it in every case.
    ///
    /// ```swift
    /// let names = try connection.run("SELECT name FROM users WHERE id > ?", bind: { try $0.write(Int64(10)) }) {
    ///     var names: [String] = []
    ///     while try $0.step() { names.append(try $0.row.string(0)) }
    ///     return names
    /// }
    /// ```
    ///
    /// When the statement fails, `bind` is called a second time to tell what was bound: it must not consume what it
    /// reads. Throws a ``DatabaseError`` that names the statement, and `CancellationError` in a cancelled task.
    public func run<R>(
        _ sql: String, bind: (ParameterWriter) throws -> Void = { _ in },
        body: (any DriverStatement) throws -> R
    ) throws -> R {
        if let observation { return try runObserved(sql, observation, bind: bind, body: body) }
        return try runUnobserved(sql, bind: bind, body: body)
    }

    /// Runs a compiled statement to its end; gives the number of rows changed.
    @discardableResult
    public func execute(_ compiled: CompiledStatement) throws -> Int {
        try run(compiled.sql, bind: compiled.bind) { statement in
            while try statement.step() {}
            return statement.changes
        }
    }

    /// Runs a compiled statement and reads its rows.
    public func query(_ compiled: CompiledStatement, _ row: (RowReader) throws -> Void) throws {
        try run(compiled.sql, bind: compiled.bind) { statement in
            let reader = statement.row
            while try statement.step() { try row(reader) }
        }
    }

    /// Runs SQL text of one or several statements, without parameters or rows.
    public func execute(script: String) throws {
        if isReadOnly { throw TransactionError.readOnly(script) }
        if isDeferred { try beginDeferred() }
        try observed(script, .script) {
            try guarded(script) { try driver.execute(script: script) }
        }
    }

    // MARK: Transactions

    /// Whether a transaction is open at the database.
    public var isInTransaction: Bool { driver.isInTransaction }

    /// Whether the open transaction was begun for writing, or made one that writes by a statement.
    package var isWriting: Bool { if case .write? = mode { true } else { false } }

    /// Whether the task has been cancelled: every further statement throws `CancellationError`.
    public var isCancelled: Bool { gate.isCancelled }

    /// Starts a transaction, or makes one that reads into one that writes. What is there already is left alone.
    ///
    /// One for ``TransactionMode/readThenWrite`` begins on PostgreSQL with the first statement that is more than a plain
    /// SELECT: at READ COMMITTED each statement sees what was committed before it, in a transaction or not.
    public func begin(_ mode: TransactionMode) throws {
        switch (self.mode, mode) {
        case (.none, _), (.read, .write), (.readThenWrite, .write): break
        case (.read, _), (.readThenWrite, _), (.write, _): return
        }
        isDeferred = mode == .readThenWrite && driver.readsAlone
        if isDeferred {
            self.mode = mode
        } else {
            try beginNow(mode)
        }
    }

    private func beginDeferred() throws {
        isDeferred = false
        try beginNow(mode ?? .readThenWrite)
    }

    private func beginNow(_ mode: TransactionMode) throws {
        try observed(mode.text, .transaction) {
            try guarded(mode.text) { try driver.begin(mode) }
        }
        self.mode = mode
    }

    /// Commits. Once it has begun it is never interrupted.
    public func commit() throws {
        if gate.isCancelled { throw CancellationError() }
        try commitToTheEnd()
    }

    /// Commits, also in a cancelled task: another database's transaction, of which this one is a part, was committed.
    package func commitToTheEnd() throws {
        if isFailed { throw TransactionError.failed }
        guard driver.isInTransaction else {
            mode = nil
            isDeferred = false
            return
        }
        do {
            try observed("COMMIT", .transaction) { try driver.commit() }
        } catch {
            isFailed = true
            throw failure(error, "COMMIT") { _ in }
        }
        mode = nil
    }

    /// Rolls back whatever is open, and makes the connection usable again after a failed statement.
    public func rollback() throws {
        defer {
            mode = nil
            isFailed = false
            isDeferred = false
        }
        if isDeferred, !driver.isInTransaction { return }
        guard mode != nil || driver.isInTransaction else { return }
        do {
            try observed("ROLLBACK", .transaction) { try driver.rollback() }
        } catch {
            throw failure(error, "ROLLBACK") { _ in }
        }
    }

    /// `SAVEPOINT name`, in a transaction that writes: one is begun, or made of one that reads, since a savepoint
    /// would not outlive that later. On a connection that is read-only it is one that reads.
    ///
    /// - Throws: ``TransactionError`` for a name of other than letters, digits and underscores, or that begins with a
    ///   digit, and in a transaction that has failed.
    public func savepoint(_ name: String) throws {
        let sql = "SAVEPOINT \(try checked(name))"
        try begin(isReadOnly ? .read : .write(nil))
        try control(sql)
    }

    /// `RELEASE SAVEPOINT name`
    public func releaseSavepoint(_ name: String) throws {
        try control("RELEASE SAVEPOINT \(try checked(name))")
    }

    /// `ROLLBACK TO SAVEPOINT name`. A failed transaction can go on from there.
    public func rollback(toSavepoint name: String) throws {
        let sql = "ROLLBACK TO SAVEPOINT \(try checked(name))"
        do {
            try observed(sql, .transaction) { try driver.execute(script: sql) }
        } catch {
            throw failure(error, sql) { _ in }
        }
        isFailed = false
    }

    // MARK: Leases

    func startLease(_ gate: StatementGate, _ observation: Observation?) {
        gate.attach(driver.interrupter)
        self.gate = gate
        self.observation = observation
        codeLocation = nil
        lead = nil
        isReadOnly = false
        isFailed = false
        isLost = false
        mode = nil
        isDeferred = false
        depth = 0
    }

    /// Leaves nothing open. Throws when the connection cannot be used again. Gives whether writes were undone.
    func endLease() throws -> Bool {
        defer { lead = nil }
        let hasWritten = if case .write? = mode { driver.isInTransaction } else { false }
        try rollback()
        try driver.reset()
        observation = nil
        return hasWritten
    }

    // MARK: Steps

    func runUnobserved<R>(
        _ sql: String, bind: (ParameterWriter) throws -> Void, body: (any DriverStatement) throws -> R
    ) throws -> R {
        try guarded(sql, bind: bind) {
            let statement = try driver.statement(sql)
            defer { statement.reset() }
            if mode == .read || mode == .readThenWrite || isReadOnly { try allowWriting(statement, sql) }
            try bind(statement.parameters)
            return try body(statement)
        }
    }

    /// A write where only reads were announced: refused, or the transaction becomes one that writes.
    private func allowWriting(_ statement: any DriverStatement, _ sql: String) throws {
        if statement.isReadOnly {
            if isDeferred, !statement.isPlainRead { try beginDeferred() }
            return
        }
        if isReadOnly { throw TransactionError.readOnly(sql) }
        try begin(.write(nil))
    }

    /// Passes the gate and gives errors their context.
    func guarded<R>(
        _ sql: String, bind: (ParameterWriter) throws -> Void = { _ in }, _ body: () throws -> R
    ) throws -> R {
        if isFailed { throw gate.isCancelled ? CancellationError() : TransactionError.failed }
        if depth == 0 { try gate.enter() }
        depth += 1
        let result: R
        do {
            result = try body()
        } catch {
            leave()
            throw failure(error, sql, bind: bind)
        }
        leave()
        return result
    }

    /// What was being done cannot be undone alone: a transaction that is open has to be rolled back.
    func failIfOpen() { if mode != nil || driver.isInTransaction { isFailed = true } }

    private func leave() {
        depth -= 1
        if depth == 0 { gate.leave() }
    }

    private func control(_ sql: String) throws {
        try observed(sql, .transaction) { try guarded(sql) { try driver.execute(script: sql) } }
    }

    func checked(_ name: String) throws -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        guard isPlain, let first = name.utf8.first, first > UInt8(ascii: "9") else {
            throw TransactionError(
                .none, "\"\(name)\" cannot name a savepoint or a cursor", advice: "use letters, digits and underscores")
        }
        return name
    }

    /// What is thrown for an error: with the statement in it, or as cancellation. Marks the transaction failed.
    private func failure(
        _ error: any Error, _ sql: String, bind: (ParameterWriter) throws -> Void
    ) -> any Error {
        if error is CancellationError {
            isFailed = mode != nil || driver.isInTransaction
            return error
        }
        if let error = error as? ValueError {
            return DataError(
                error.reason, value: error.value, context: ErrorContext(statement: failed(sql, bind)))
        }
        guard var error = error as? any DatabaseError else { return error }
        if (error as? OperationalError)?.kind == .connectionLost { isLost = true }
        if error.failsTransaction, mode != nil || driver.isInTransaction { isFailed = true }
        if gate.isCancelled, let error = error as? OperationalError, error.kind == .interrupted {
            return CancellationError()
        }
        if error.context.statement == nil {
            let statement = failed(sql, bind)
            error.context.statement = statement
            // The database's detail quotes values as it likes.
            if statement.parameters.contains(.redacted) { error.context.detail = nil }
        }
        return error
    }

    private func failed(_ sql: String, _ bind: (ParameterWriter) throws -> Void) -> FailedStatement {
        let recorder = ParameterRecorder(forwardingTo: nil)
        try? bind(recorder)
        return FailedStatement(sql: sql, parameters: recorder.parameters)
    }
}

extension CompiledStatement {
    /// Binds the parameters in order.
    func bind(_ writer: ParameterWriter) throws {
        defer { writer.isRedacted = false }
        for parameter in parameters {
            writer.isRedacted = parameter.isRedacted
            try writer.write(parameter.value, as: parameter.type)
        }
    }
}

extension TransactionMode {
    /// The statement, as logs show it.
    fileprivate var text: String {
        switch self {
        case .read: "BEGIN READ"
        case .readThenWrite: "BEGIN"
        case .write(nil): "BEGIN"
        case .write(let level?): "BEGIN \(level.rawValue)"
        }
    }
}

extension DatabaseError {
    /// Whether the database refused a statement, after which a transaction has to be rolled back.
    fileprivate var failsTransaction: Bool {
        switch self {
        case is IntegrityError, is OperationalError, is SerializationError, is DeadlockError, is QueryError: true
        case let error as DataError: error.origin == .database
        default: false
        }
    }
}
