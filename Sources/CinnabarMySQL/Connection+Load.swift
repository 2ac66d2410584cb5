internal import CMariaDB
internal import CinnabarDriver
internal import CinnabarSQL

// Many rows at once, with MariaDB's bulk command: one INSERT whose parameters are arrays, and one answer for all of
// them. MySQL has none.
extension MySQLConnection {
    func loadStatement(into table: TableSource, columns: [String]) -> String? {
        guard session.hasBulk, !columns.isEmpty else { return nil }
        let schema = table.schema.map { Self.quoted($0) + "." } ?? ""
        let names = columns.map(Self.quoted).joined(separator: ", ")
        let values = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO \(schema)\(Self.quoted(table.table)) (\(names)) VALUES (\(values))"
    }

    /// Inserts rows in runs of a few thousand; without a transaction that is open, in one of their own.
    func load(
        into table: TableSource, columns: [String], _ row: (ParameterWriter) throws -> Bool
    ) throws -> Int? {
        guard let sql = loadStatement(into: table, columns: columns) else { return nil }
        let isOwn = !isInTransaction
        if isOwn { try begin(.write(nil)) }
        do {
            let count = try insert(sql, MySQLArrays(columns: columns.count, maxPacket: session.maxPacket), row)
            if isOwn { try commit() }
            return count
        } catch {
            if isOwn { try? rollback() }
            throw error
        }
    }

    private func insert(
        _ sql: String, _ arrays: MySQLArrays, _ row: (ParameterWriter) throws -> Bool
    ) throws -> Int {
        let statement = try ownStatement(sql)
        defer { statement.reset() }
        var count = 0
        while true {
            arrays.beginRow()
            guard try row(arrays) else { break }
            try arrays.endRow()
            count += 1
            try statement.runIfNeeded(arrays)
        }
        try statement.runRest(arrays)
        return count
    }

    private static func quoted(_ name: String) -> String { "`" + name.replacing("`", with: "``") + "`" }
}
