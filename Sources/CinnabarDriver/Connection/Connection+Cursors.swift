public import CinnabarSQL

// Cursors of the server: many rows, a part at a time, while other statements run. Only where the dialect's features
// have them.
extension Connection {
    /// Declares a cursor, which keeps its rows when the transaction commits and is gone when it rolls back.
    ///
    /// ```sql
    /// DECLARE cinnabar_1 NO SCROLL CURSOR WITH HOLD FOR SELECT …
    /// ```
    ///
    /// - Parameters:
    ///   - name: What it is called: letters, digits and underscores.
    ///   - select: What it reads; it locks nothing.
    /// - Throws: ``TransactionError`` for another name, and what the statement throws.
    public func declareCursor(_ name: String, for select: CompiledStatement) throws {
        let sql = "DECLARE \(try checked(name)) NO SCROLL CURSOR WITH HOLD FOR \(select.sql)"
        try run(sql, bind: select.bind) { statement in
            while try statement.step() {}
        }
    }

    /// Hands out the next rows of a cursor, at most so many: `FETCH FORWARD 500 FROM cinnabar_1`
    public func fetch(_ count: Int, fromCursor name: String, _ row: (RowReader) throws -> Void) throws {
        try run("FETCH FORWARD \(count) FROM \(try checked(name))") { statement in
            while try statement.step() { try row(statement.row) }
        }
    }

    /// Closes a cursor: `CLOSE cinnabar_1`
    public func closeCursor(_ name: String) throws {
        try run("CLOSE \(try checked(name))") { statement in
            while try statement.step() {}
        }
    }
}
