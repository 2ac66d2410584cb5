import CinnabarDriver
public import CinnabarSQL

// SQL written by hand. Interpolated values are bound; pending changes are flushed first.
extension Session {
    /// Objects out of SQL. Columns are found by their names, in any order; others are left alone.
    ///
    /// ```swift
    /// try session.sql("SELECT * FROM users WHERE id = \(id)", as: User.self)     // [User]
    /// ```
    ///
    /// Throws `QueryError` that names the columns that are missing.
    public func sql<M: Model>(
        _ text: SQLText, as type: M.Type, fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> [M] {
        note(CodeLocation(fileID: fileID, line: line))
        try autoflush()
        let context = context(type)
        let home = _Home(context)
        var objects: [M] = []
        var reader: RowReader?
        try raw(text, bind: M._mapper.bind) { row in
            let columns = try reader ?? Self.reader(row, for: M._mapper)
            reader = columns
            do {
                objects.append(try context.object(from: columns, at: 0, home: home, session: self))
            } catch {
                throw context.decodingError(error, columns, 0)
            }
        }
        return objects
    }

    /// Values out of SQL: a value for one column, a tuple for several, by their places.
    ///
    /// ```swift
    /// try session.sql("SELECT id, username FROM users", as: (Int, String).self)     // [(Int, String)]
    /// ```
    ///
    /// - Parameter bind: which of several databases is asked; the default one unless told.
    public func sql<each Value: ColumnValue>(
        _ text: SQLText, as type: (repeat each Value).Type, bind: String? = nil,
        fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> [(repeat each Value)] {
        note(CodeLocation(fileID: fileID, line: line))
        try autoflush()
        var results: [(repeat each Value)] = []
        try raw(text, bind: bind) { row in
            var cursor = RowCursor(row)
            do {
                results.append((repeat try cursor.next((each Value).self)))
            } catch let error as PlacedValueError {
                let name = error.place < row.count ? row.name(error.place) : "\(error.place + 1)"
                throw DataError(error.reason.reason, column: name, value: error.reason.value, origin: .row)
            }
        }
        return results
    }

    /// Rows out of SQL, their values found by name or place.
    ///
    /// ```swift
    /// for row in try session.sql("PRAGMA table_info(users)") { print(try row["name", as: String.self]) }
    /// ```
    ///
    /// - Parameter bind: which of several databases is asked; the default one unless told.
    public func sql(
        _ text: SQLText, bind: String? = nil, fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> [Row] {
        note(CodeLocation(fileID: fileID, line: line))
        try autoflush()
        var rows: [Row] = []
        var names: [String]?
        try raw(text, bind: bind) { row in
            let columns = names ?? (0..<row.count).map { row.name($0) }
            names = columns
            rows.append(try Row(row, columns: columns))
        }
        return rows
    }

    /// The first column of the first row; nil if there is none.
    ///
    /// ```swift
    /// let count = try session.scalar("SELECT count(*) FROM users", as: Int.self)     // Int?
    /// ```
    ///
    /// - Parameter bind: which of several databases is asked; the default one unless told.
    public func scalar<Value: ColumnValue>(
        _ text: SQLText, as type: Value.Type = Value.self, bind: String? = nil,
        fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> Value? {
        try sql(text, as: type, bind: bind, fileID: fileID, line: line).first
    }

    /// Runs SQL that changes rows, and gives how many. Objects of these rows are not refreshed: use `refresh`, or the
    /// bulk `update` and `delete` of a query.
    ///
    /// ```swift
    /// try session.execute("UPDATE users SET visits = visits + 1 WHERE id = \(id)")
    /// ```
    ///
    /// - Parameter bind: in which of several databases; the default one unless told.
    @discardableResult
    public func execute(
        _ text: SQLText, bind: String? = nil, fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> Int {
        note(CodeLocation(fileID: fileID, line: line))
        try autoflush()
        let target = try target(bind, isWriting: mode != .read)
        return try target.connection.execute(try target.plans.compiled(text.statement))
    }

    private func raw(_ text: SQLText, bind: String?, _ body: (RowReader) throws -> Void) throws {
        // What is no plain question may write, and takes its place among the writers before it reads.
        let target = try target(bind, isWriting: mode != .read && !text.asks)
        try rows(text.statement, target.connection, target.plans, body)
    }

    /// What reads a model's columns by name: the row itself where they are in the model's order.
    private static func reader(_ row: RowReader, for mapper: AnyMapper) throws -> RowReader {
        var places: [String: Int] = [:]
        for column in (0..<row.count).reversed() { places[row.name(column)] = column }
        let missing = mapper.columns.map(\.name).filter { places[$0] == nil }
        guard missing.isEmpty else {
            throw QueryError(
                .unknownColumn,
                "the SQL for objects of \(mapper.name) gives no \(missing.map { "“\($0)”" }.joined(separator: ", ")): select all columns of \(mapper.tableName)"
            )
        }
        let order = mapper.columns.map { places[$0.name] ?? 0 }
        return order == Array(order.indices) ? row : ReorderedRow(row, order)
    }
}

extension SQLText {
    /// Whether the text begins like a statement that only reads.
    fileprivate var asks: Bool {
        guard case .text(let text)? = fragments.first else { return false }
        let word = text.drop { $0.isWhitespace || $0 == "(" }.prefix { $0.isLetter }.uppercased()
        return ["SELECT", "WITH", "VALUES", "EXPLAIN", "PRAGMA", "SHOW", "DESCRIBE", "TABLE"].contains(word)
    }
}
