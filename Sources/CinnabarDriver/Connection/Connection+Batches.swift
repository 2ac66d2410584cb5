public import CinnabarSQL

// Many rows, and many runs of one statement, in as few round trips as the backend can.
extension Connection {
    /// Runs one statement that changes rows many times, each time with other parameters, and gives how many rows each
    /// run changed. A backend on a server sends them without waiting for each answer.
    ///
    /// ```swift
    /// let sql = "UPDATE users SET name = $1 WHERE id = $2"
    /// let matched = try connection.runEach(sql, users.count, byKey: true) { index, writer in
    ///     try writer.write(users[index].name)
    ///     try writer.write(users[index].id)
    /// }
    /// ```
    ///
    /// What is observed of it is one statement, with the parameters of its first run and the number of runs. `bind` may
    /// be called more than once for a run: when one fails, for the first, to tell what is bound; and on MariaDB, which
    /// only tells how many rows all runs changed, for each when some met no row.
    ///
    /// - Parameters:
    ///   - count: How many runs there are.
    ///   - byKey: Whether each run changes one row at most, as one does whose condition is a whole key. On MariaDB only
    ///     such runs share a round trip, inside a transaction.
    ///   - bind: Binds the parameters of a run.
    ///   - row: Reads a row that a run gives back (`RETURNING`); the rows come in the order of the runs.
    /// - Throws: a ``DatabaseError`` that names the statement, and `CancellationError` in a cancelled task; runs before
    ///   the one that failed may have been made.
    public func runEach(
        _ sql: String, _ count: Int, byKey: Bool = false, bind: (_ index: Int, ParameterWriter) throws -> Void,
        row: (_ index: Int, RowReader) throws -> Void = { _, _ in }
    ) throws -> [Int] {
        if count < 1 { return [] }
        var changes: [Int] = []
        let first = { (writer: ParameterWriter) throws in try bind(0, writer) }
        try run(sql, bind: first) { statement in
            changes = try statement.runEach(count, byKey: byKey, bind: bind, row: row)
        }
        return changes
    }

    /// Inserts many rows in the fastest way that the database has; gives `nil`, and does nothing, where that is an
    /// INSERT.
    ///
    /// ```sql
    /// COPY "users" ("name", "email") FROM STDIN (FORMAT binary)     -- PostgreSQL
    /// INSERT INTO `users` (`name`, `email`) VALUES (?, ?)           -- MariaDB, with an array for each parameter
    /// ```
    ///
    /// - Parameters:
    ///   - table: Where the rows go, as it is named in the database.
    ///   - columns: What each row has values for, in order; the others get their defaults.
    ///   - row: Writes the next row; false where there is none. What it throws fails the transaction that is open.
    /// - Throws: a ``DatabaseError``, ``TransactionError`` on a connection that only reads, and what `row` throws.
    public func load(
        into table: TableSource, columns: [String], _ row: (ParameterWriter) throws -> Bool
    ) throws -> Int? {
        guard let sql = driver.loadStatement(into: table, columns: columns) else { return nil }
        if isReadOnly { throw TransactionError.readOnly(sql) }
        if isInTransaction || mode != nil { try begin(.write(nil)) }
        var count: Int?
        try observed(sql, .script) {
            do {
                try guarded(sql) { count = try driver.load(into: table, columns: columns, row) }
            } catch {
                // Part of it may have been sent: on every database the transaction has failed.
                failIfOpen()
                throw error
            }
        }
        return count
    }
}

extension DriverConnection {
    /// `nil`: there is nothing faster than INSERT.
    public func loadStatement(into table: TableSource, columns: [String]) -> String? { nil }

    /// `nil`: there is nothing faster than INSERT.
    public func load(
        into table: TableSource, columns: [String], _ row: (ParameterWriter) throws -> Bool
    ) throws -> Int? { nil }
}

extension DriverStatement {
    /// One run after the other. The parameters of the first one are bound.
    public func runEach(
        _ count: Int, byKey: Bool, bind: (_ index: Int, ParameterWriter) throws -> Void,
        row: (_ index: Int, RowReader) throws -> Void
    ) throws -> [Int] {
        var changes: [Int] = []
        changes.reserveCapacity(count)
        for index in 0..<count {
            if index > 0 {
                reset()
                try bind(index, parameters)
            }
            while try step() { try row(index, self.row) }
            changes.append(self.changes)
        }
        return changes
    }
}
