internal import CSQLite
internal import CinnabarDriver
internal import CinnabarSQL

/// A prepared statement of a connection.
final class SQLiteStatement: PreparedStatement, DriverStatement {
    @exclusivity(unchecked) private var handle: OpaquePointer?
    private let connection: SQLiteConnection
    private let writer: SQLiteParameters
    private let reader: SQLiteRow
    let isReadOnly: Bool
    /// Whether it changes rows: `changes` of any other statement would be those of an earlier one.
    private let changesRows: Bool
    @exclusivity(unchecked) private var hasStarted = false

    init(_ handle: OpaquePointer, _ connection: SQLiteConnection) {
        self.handle = handle
        self.connection = connection
        writer = SQLiteParameters(handle, connection)
        reader = SQLiteRow(handle)
        isReadOnly = sqlite3_stmt_readonly(handle) != 0
        changesRows = !isReadOnly && SQLText.changesRows(String(cString: sqlite3_sql(handle)))
    }

    deinit { finalize() }

    var parameters: ParameterWriter { writer }
    var row: RowReader { reader }
    var changes: Int { changesRows && !connection.isClosed ? Int(sqlite3_changes64(connection.handle)) : 0 }
    var lastInsertID: Int64 { connection.isClosed ? 0 : sqlite3_last_insert_rowid(connection.handle) }

    func step() throws -> Bool {
        if !hasStarted { try start() }
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw failure(code)
    }

    override func reset() {
        if connection.isClosed { return finalize() }
        sqlite3_reset(handle)
        if writer.index > 0 {
            sqlite3_clear_bindings(handle)
            writer.index = 0
        }
        writer.isRedacted = false
        hasStarted = false
        isInUse = false
        if !isReadOnly { connection.didRun() }
    }

    override func finalize() {
        guard let handle else { return }
        sqlite3_finalize(handle)
        self.handle = nil
        reader.handle = nil
        writer.handle = nil
    }

    private func start() throws {
        if connection.isClosed { throw connection.closed }
        let expected = Int(sqlite3_bind_parameter_count(handle))
        guard writer.index == expected else {
            throw QueryError(
                .parameters, "the statement has \(expected) placeholders, and \(writer.index) values were bound")
        }
        if !isReadOnly, !connection.isInTransaction { try connection.willWriteAlone() }
        hasStarted = true
    }

    private func failure(_ code: Int32) -> any Error {
        if connection.isClosed { return connection.closed }
        let error = connection.error(code)
        // Before another statement runs on the handle, the run that failed has to be over.
        sqlite3_reset(handle)
        guard let error = error as? IntegrityError, let handle else { return error }
        return ConstraintLookup(connection.handle).complete(error, of: handle)
    }
}

/// What little the backend has to know of a statement's text.
enum SQLText {
    /// Whether a statement inserts, updates or deletes rows.
    static func changesRows(_ sql: String) -> Bool {
        guard case .word(let word)? = SQLTokenizer(sql).tokens.first?.kind else { return false }
        return ["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"].contains(word.uppercased())
    }
}
