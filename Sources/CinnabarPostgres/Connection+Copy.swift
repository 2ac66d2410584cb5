internal import CPostgres
internal import CinnabarDriver
internal import CinnabarSQL

// Many rows at once, by COPY FROM STDIN: no statement to parse, and one answer for all.
extension PostgresConnection {
    func loadStatement(into table: TableSource, columns: [String]) -> String? {
        columns.isEmpty ? nil : Self.copyStatement(into: Self.name(of: table), columns: columns)
    }

    func load(
        into table: TableSource, columns: [String], _ row: (ParameterWriter) throws -> Bool
    ) throws -> Int? {
        try copy(into: Self.name(of: table), columns: columns, row)
    }

    private static func name(of table: TableSource) -> String {
        (table.schema.map { quoted($0) + "." } ?? "") + quoted(table.table)
    }

    private static func copyStatement(into table: String, columns: [String]) -> String {
        "COPY \(table) (\(columns.map(quoted).joined(separator: ", "))) FROM STDIN (FORMAT binary)"
    }

    /// Inserts rows and gives how many there were; nothing is done, and `nil` given, where a column is of a type that
    /// only the server can write.
    ///
    /// ```sql
    /// COPY "users" ("name", "email") FROM STDIN (FORMAT binary)
    /// ```
    ///
    /// - Parameters:
    ///   - table: Where the rows go, as SQL: quoted, and after its schema where that is needed.
    ///   - columns: What each row has values for, in order; the others get their defaults.
    ///   - row: Writes the next row; false where there is none.
    /// - Throws: what `row` throws, and the errors of an INSERT. Either way a transaction that is open has failed.
    func copy(
        into table: String, columns: [String], _ row: (ParameterWriter) throws -> Bool
    ) throws -> Int? {
        let list = columns.map(Self.quoted).joined(separator: ", ")
        guard !columns.isEmpty, let types = try copyColumns(table, list, columns) else { return nil }
        let writer = CopyWriter(types)
        try startCopy(Self.copyStatement(into: table, columns: columns))
        var rows = 0
        do {
            while true {
                writer.beginRow()
                guard try row(writer) else { break }
                try writer.endRow()
                rows += 1
                if writer.bytes.count >= CopyWriter.batch {
                    try send(writer.bytes)
                    writer.clear()
                }
            }
        } catch {
            // The server is told to give up, and that it did is no news.
            PQputCopyEnd(handle, "a row could not be written")
            if let result = try? answer(within: nil) { PQclear(result) }
            throw error
        }
        // The count of a row that never came is the mark of the end.
        writer.dropRow()
        writer.end()
        try send(writer.bytes)
        guard PQputCopyEnd(handle, nil) == 1 else { throw PostgresErrors.lost(location) }
        PQclear(try answer(within: nil))
        return rows
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// What the columns hold; nothing where there is one that cannot be written.
    private func copyColumns(_ table: String, _ list: String, _ names: [String]) throws -> [CopyWriter.Column]? {
        let name = ""
        let result = try exchange(2) {
            PQsendPrepare(handle, name, "SELECT \(list) FROM \(table)", 0, nil) == 1
                && PQsendDescribePrepared(handle, name) == 1
        }
        defer { PQclear(result) }
        let types = (0..<PQnfields(result)).map { PQftype(result, $0) }
        let kinds = try kinds(of: types)
        var columns: [CopyWriter.Column] = []
        for (index, kind) in kinds.enumerated() {
            var element: Oid = 0
            switch kind {
            case .unknown, .void, .character: return nil
            case .array:
                guard let type = PostgresType.element(ofArray: types[index]) else { return nil }
                element = type
            default: break
            }
            columns.append(CopyWriter.Column(name: names[index], kind: kind, element: element))
        }
        return columns
    }

    private func startCopy(_ sql: String) throws {
        try settle()
        guard PQsendQuery(handle, sql) == 1 else { throw PostgresErrors.lost(location) }
        let first = try nextResult()
        guard PQresultStatus(first) == PGRES_COPY_IN else {
            let failure = first.map { PostgresErrors.error($0, self) }
            PQclear(first)
            if let result = try? answer(within: nil) { PQclear(result) }
            throw failure ?? PostgresErrors.lost(location)
        }
        PQclear(first)
    }

    private func send(_ bytes: UnsafeRawBufferPointer) throws {
        let isSent = bytes.withMemoryRebound(to: CChar.self) {
            PQputCopyData(handle, $0.baseAddress, Int32(truncatingIfNeeded: $0.count)) == 1
        }
        if isSent { return }
        // Why the server does not take any more comes as its answer.
        PQclear(try answer(within: nil))
        throw PostgresErrors.lost(location)
    }
}
