import CinnabarDriver
import CinnabarSQL

/// Inserts snapshots, many rows to a statement.
struct BulkInsert {
    private let session: Session
    private let plan: MapperPlan
    private let mask: ColumnMask
    private let columns: [Int]

    init(_ session: Session, _ plan: MapperPlan) {
        self.session = session
        self.plan = plan
        var mask = plan.mapper.writableColumns
        if plan.mapper.hasGeneratedKey { for column in plan.mapper.keyColumns { mask.remove(column) } }
        self.mask = mask
        columns = mask.columns
    }

    func run<S: ModelSnapshot>(_ snapshots: [S]) throws -> Int {
        var start = 0
        let room = max(1, session.database.dialect.features.maxParameters / max(1, columns.count))
        while start < snapshots.count {
            let rows = [50, 10, 1].first { $0 <= snapshots.count - start && $0 <= room } ?? 1
            let sql = try plan.insert(mask, rows: rows, returning: ColumnMask())
            let chunk = snapshots[start..<(start + rows)]
            do {
                try session.connection.run(sql) { parameters in
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
        var at: (row: Int, column: Int)?
        do {
            try session.connection.run(sql) { parameters in
                for (row, snapshot) in zip(chunk.indices, chunk) {
                    for column in columns {
                        at = (row, column)
                        try snapshot._write([column], to: parameters)
                    }
                }
                at = nil
                throw ValueError("no value is at fault")
            } body: { _ in }
        } catch {
            guard let at else { return nil }
            let reason = (error as? DataError)?.reason ?? "\(error)"
            return DataError(
                reason, table: plan.mapper.tableName, column: plan.mapper.columns[at.column].name,
                row: "at index \(at.row)")
        }
        return nil
    }
}
