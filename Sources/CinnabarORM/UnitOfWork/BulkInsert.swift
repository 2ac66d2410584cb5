import CinnabarDriver
import CinnabarSQL

/// Inserts snapshots, many rows to a statement.
struct BulkInsert {
    private let connection: Connection
    private let plan: MapperPlan
    private let mask: ColumnMask
    private let columns: [Int]

    init(_ connection: Connection, _ plan: MapperPlan) {
        self.connection = connection
        self.plan = plan
        var mask = plan.mapper.writableColumns
        if plan.mapper.hasGeneratedKey { for column in plan.mapper.keyColumns { mask.remove(column) } }
        self.mask = mask
        columns = mask.columns
    }

    /// So many rows are worth a way of their own, where the database has one.
    private static let many = 200

    func run<S: ModelSnapshot>(_ snapshots: [S]) throws -> Int {
        if snapshots.count >= Self.many, let count = try load(snapshots) { return count }
        var start = 0
        let room = max(1, connection.dialect.features.maxParameters / max(1, columns.count))
        while start < snapshots.count {
            // Without columns it is DEFAULT VALUES, which is one row.
            let rows = columns.isEmpty ? 1 : [50, 10, 1].first { $0 <= snapshots.count - start && $0 <= room } ?? 1
            let sql = try plan.insert(mask, rows: rows, returning: ColumnMask())
            let chunk = snapshots[start..<(start + rows)]
            do {
                try connection.run(sql) { parameters in
                    try write(chunk, parameters)
                } body: { statement in
                    _ = try statement.step()
                }
            } catch let error as DataError where error.column == nil {
                throw culprit(chunk, sql) ?? error
            }
            start += rows
        }
        return snapshots.count
    }

    /// All of them at once, where the database has a faster way than INSERT: `COPY` on PostgreSQL, arrays of
    /// parameters on MariaDB.
    private func load<S: ModelSnapshot>(_ snapshots: [S]) throws -> Int? {
        guard connection.dialect.features.bulkLoad, !columns.isEmpty else { return nil }
        var next = snapshots.startIndex
        do {
            return try connection.load(
                into: plan.mapper.source, columns: columns.map { plan.mapper.columns[$0].name }
            ) { parameters in
                guard next < snapshots.endIndex else { return false }
                try write(snapshots[next...next], parameters)
                next += 1
                return true
            }
        } catch let error as DataError where error.column == nil && next < snapshots.endIndex {
            throw culprit(snapshots[next...next], try plan.insert(mask, rows: 1, returning: ColumnMask())) ?? error
        }
    }

    @inline(__always)
    private func write<S: ModelSnapshot>(_ chunk: ArraySlice<S>, _ parameters: ParameterWriter) throws {
        guard plan.mapper.hasRedactedColumns else {
            for snapshot in chunk { try snapshot._write(columns, to: parameters) }
            return
        }
        defer { parameters.isRedacted = false }
        for snapshot in chunk {
            for column in columns {
                parameters.isRedacted = plan.mapper.columns[column].isRedacted
                try snapshot._write([column], to: parameters)
            }
        }
    }

    /// Finds the value that could not be bound, by binding them one by one.
    private func culprit<S: ModelSnapshot>(_ chunk: ArraySlice<S>, _ sql: String) -> DataError? {
        var found: (row: Int, column: Int, reason: String)?
        // Binding is repeated for the error's sake: only its first failure counts.
        try? connection.run(sql) { parameters in
            for (row, snapshot) in zip(chunk.indices, chunk) {
                for column in columns {
                    do { try snapshot._write([column], to: parameters) } catch {
                        if found == nil { found = (row, column, "\(error)") }
                        throw error
                    }
                }
            }
            throw ValueError("no value is at fault")
        } body: { _ in
        }
        guard let found else { return nil }
        return DataError(
            found.reason, table: plan.mapper.tableName, column: plan.mapper.columns[found.column].name,
            row: "at index \(found.row)")
    }
}
