internal import CMariaDB
internal import CinnabarDriver
internal import CinnabarSQL

/// A prepared statement of a connection.
///
/// Rows come one by one from the wire, in constant memory. `takeRest` reads what is left of them into memory when the
/// connection is needed for something else.
final class MySQLStatement: PreparedStatement, DriverStatement {
    private enum Phase {
        /// Nothing has been run since the last reset.
        case idle
        /// Rows are left.
        case reading
        case ended
    }

    private let sql: String
    let connection: MySQLConnection
    private let effect: SQLEffect
    private let writer: MySQLParameters
    private let reader: MySQLRow
    @exclusivity(unchecked) private var handle: UnsafeMutablePointer<MYSQL_STMT>?
    @exclusivity(unchecked) private var phase = Phase.idle
    /// What went wrong while the rest was read, for the next step.
    @exclusivity(unchecked) private var lateError: (any Error)?
    /// Whether rows are in memory.
    @exclusivity(unchecked) private var isBuffered = false
    @exclusivity(unchecked) private var rowCount = 0

    @exclusivity(unchecked) private(set) var changes = 0
    @exclusivity(unchecked) private(set) var lastInsertID: Int64 = 0

    init(_ sql: String, _ connection: MySQLConnection) throws {
        self.sql = sql
        self.connection = connection
        effect = SQLEffect(sql)
        let handle = try connection.prepare(sql)
        self.handle = handle
        writer = MySQLParameters(count: Int(mysql_stmt_param_count(handle)))
        reader = MySQLRow()
    }

    deinit { finalize() }

    var parameters: ParameterWriter { writer }
    var row: RowReader { reader }
    var isReadOnly: Bool { effect.isReadOnly }

    func step() throws -> Bool {
        switch phase {
        case .reading: return try fetch()
        case .idle: return try start()
        case .ended: return false
        }
    }

    override func reset() {
        rewind()
        isInUse = false
    }

    /// Ends the run and forgets the parameters, to be run again.
    func rewind() {
        if phase == .reading { abandon() }
        writer.reset()
        phase = .idle
    }

    override func finalize() {
        guard let handle else { return }
        if phase == .reading { abandon() }
        // To close a statement is a message to the server, and waits for rows like any other.
        if connection.reading != nil { try? connection.willAsk() }
        mysql_stmt_close(handle)
        self.handle = nil
        reader.detach()
        phase = .ended
    }

    // MARK: Steps

    private func start() throws -> Bool {
        if connection.isClosed || connection.isBroken { throw connection.closed }
        try writer.check(maxPacket: connection.session.maxPacket)
        try connection.willAsk()
        rowCount = 0
        changes = 0
        lastInsertID = 0
        try execute { writer.bind(to: $0) }
        guard let handle else { throw connection.closed }
        let columns = mysql_stmt_field_count(handle)
        if columns > 0 {
            reader.describe(handle, Int(columns))
            phase = .reading
            connection.reading = self
            return try fetch()
        }
        noteChanges(handle)
        phase = .ended
        try connection.didRun(altering: effect.altersSession)
        return false
    }

    /// Runs it. A statement that the server has lost, or whose table has changed under it, is prepared once more: the
    /// server has not run it then. One whose rows have got other columns has run, so it is repeated only if it
    /// changes nothing.
    private func execute(_ bind: (UnsafeMutablePointer<MYSQL_STMT>) -> Bool) throws {
        var hasPreparedAgain = false
        while true {
            guard let handle else { throw connection.closed }
            if bind(handle), mysql_stmt_execute(handle) == 0 { return }
            let failure = MySQLFailure(handle)
            let canRepeat =
                MySQLErrors.isOutdated(failure.code)
                || MySQLErrors.hasOtherColumns(failure.code) && effect.isReadOnly
            if MySQLErrors.hasOtherColumns(failure.code) { cinnabar_mysql_discard(handle) }
            guard canRepeat, !hasPreparedAgain else {
                phase = .ended
                if MySQLErrors.hasOtherColumns(failure.code) { connection.forget(sql) }
                throw connection.error(failure, sql: sql)
            }
            hasPreparedAgain = true
            mysql_stmt_close(handle)
            self.handle = nil
            self.handle = try connection.prepare(sql)
        }
    }

    // MARK: Arrays

    var parameterCount: Int { writer.expected }

    /// Whether it can be run with arrays: it changes rows, inside a transaction, and gives none back.
    var canRunInBulk: Bool {
        guard let handle, connection.session.hasBulk, connection.isInTransaction else { return false }
        return effect.changesRows && writer.expected > 0 && mysql_stmt_field_count(handle) == 0
    }

    /// Runs it with the first rows of arrays, and gives how many rows were changed in all.
    func run(_ arrays: MySQLArrays, _ count: Int) throws -> Int {
        if connection.isClosed || connection.isBroken { throw connection.closed }
        try connection.willAsk()
        arrays.address(count)
        defer { if let handle { MySQLArrays.unbind(handle) } }
        try execute { arrays.bind(count, to: $0) }
        guard let handle else { throw connection.closed }
        noteChanges(handle)
        phase = .ended
        try connection.didRun(altering: effect.altersSession)
        return changes
    }

    private func noteChanges(_ handle: UnsafeMutablePointer<MYSQL_STMT>) {
        let affected = mysql_stmt_affected_rows(handle)
        if effect.changesRows, affected != .max { changes = Int(clamping: affected) }
        let first = Int64(truncatingIfNeeded: mysql_stmt_insert_id(handle))
        // The server tells the first key of several, and counts them up one by one.
        lastInsertID = effect.countsKeys && first != 0 && changes > 1 ? first &+ Int64(changes) &- 1 : first
    }

    private func fetch() throws -> Bool {
        guard let handle else { throw connection.closed }
        if let lateError {
            end()
            throw lateError
        }
        // At the end of rows in memory the library believes that the wire is free.
        if isBuffered, connection.reading != nil { try connection.willAsk() }
        switch mysql_stmt_fetch(handle) {
        case 0, MYSQL_DATA_TRUNCATED:
            rowCount += 1
            return true
        case MYSQL_NO_DATA:
            end()
            noteChanges(handle)
            // What was returned is what was changed.
            if effect.changesRows { changes = rowCount }
            skipResults()
            try connection.didRun(altering: effect.altersSession)
            return false
        default:
            end()
            var failure = MySQLFailure(handle)
            if failure.code == 0 { failure = MySQLFailure(connection.handle) }
            throw connection.error(failure, sql: sql)
        }
    }

    private func end() {
        phase = .ended
        lateError = nil
        if connection.reading === self { connection.reading = nil }
        if isBuffered { discard() }
    }

    /// Lets go of the rows that are in memory or on the wire. The library would also let go of those of another
    /// statement that are on the wire: they are read first.
    private func discard() {
        isBuffered = false
        guard let handle, !connection.isClosed, !connection.isBroken else { return }
        if connection.reading != nil { try? connection.willAsk() }
        cinnabar_mysql_discard(handle)
    }

    /// Reads the rows that are left into memory; the row it stands on stays readable.
    func takeRest() {
        connection.reading = nil
        guard let handle, phase == .reading else { return }
        reader.keep()
        isBuffered = true
        if mysql_stmt_store_result(handle) != 0 {
            var failure = MySQLFailure(handle)
            if failure.code == 0 { failure = MySQLFailure(connection.handle) }
            lateError = connection.error(failure, sql: sql)
        }
    }

    /// Nobody wants the rows that are left.
    private func abandon() {
        let wasBuffered = isBuffered
        end()
        if !wasBuffered { discard() }
        skipResults()
    }

    /// A procedure may answer with several results: all but the first are let go.
    private func skipResults() {
        guard let handle, !connection.isClosed, !connection.isBroken else { return }
        while mysql_stmt_more_results(handle) != 0, mysql_stmt_next_result(handle) == 0 {
            cinnabar_mysql_discard(handle)
        }
    }
}
