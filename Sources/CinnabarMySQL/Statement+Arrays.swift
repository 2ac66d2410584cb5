internal import CMariaDB
internal import CinnabarDriver
internal import CinnabarSQL

// Many runs in one round trip, with MariaDB's bulk command.
extension MySQLStatement {
    /// Runs what has been written, where the last row does not go with it or there is enough. Gives how many rows of
    /// the table were changed by how many runs.
    @discardableResult
    func runIfNeeded(_ arrays: MySQLArrays) throws -> (runs: Int, changes: Int) {
        var total = (runs: 0, changes: 0)
        if arrays.lastIsApart {
            total = (arrays.rows - 1, try run(arrays, arrays.rows - 1))
            arrays.keepLast()
        }
        guard arrays.isFull else { return total }
        let last = try runRest(arrays)
        return (total.runs + last.runs, total.changes + last.changes)
    }

    /// Runs what has been written.
    @discardableResult
    func runRest(_ arrays: MySQLArrays) throws -> (runs: Int, changes: Int) {
        let runs = arrays.rows
        guard runs > 0 else { return (0, 0) }
        let changes = try run(arrays, runs)
        arrays.clear()
        return (runs, changes)
    }

    /// Where each run changes one row at most, the server's count of all rows tells what each run did as long as none
    /// met no row. Otherwise the runs are undone, and made one by one.
    ///
    /// On a table whose engine has no transactions nothing can be undone: there the runs are made twice, and the
    /// counts are right only if making them again changes the same rows.
    func runEach(
        _ count: Int, byKey: Bool, bind: (_ index: Int, ParameterWriter) throws -> Void,
        row: (_ index: Int, RowReader) throws -> Void
    ) throws -> [Int] {
        let firstInBulk = 1
        guard byKey, canRunInBulk, count >= Self.fewRuns else { return try runOneByOne(0..<count, bind, row) }
        // The first one is bound already. It runs by itself, and prepares what is to be prepared.
        let first = try runOneByOne(0..<firstInBulk, bind, row)
        let savepoint = "SAVEPOINT cinnabar_runs"
        try connection.control(savepoint)
        let changed = try runAll(firstInBulk..<count, bind)
        if changed == count - firstInBulk {
            try connection.control("RELEASE \(savepoint)")
            return first + Array(repeating: 1, count: changed)
        }
        try connection.control("ROLLBACK TO \(savepoint)")
        try connection.control("RELEASE \(savepoint)")
        return try first + runOneByOne(firstInBulk..<count, bind, row)
    }

    /// Fewer runs than this are not worth the savepoint.
    private static let fewRuns = 8

    private func runAll(_ runs: Range<Int>, _ bind: (_ index: Int, ParameterWriter) throws -> Void) throws -> Int {
        let arrays = MySQLArrays(
            columns: parameterCount, maxPacket: connection.session.maxPacket, expecting: runs.count)
        var changed = 0
        for index in runs {
            arrays.beginRow()
            try bind(index, arrays)
            try arrays.endRow()
            changed += try runIfNeeded(arrays).changes
        }
        return try changed + runRest(arrays).changes
    }

    /// The parameters of the very first run are bound.
    private func runOneByOne(
        _ runs: Range<Int>, _ bind: (_ index: Int, ParameterWriter) throws -> Void,
        _ row: (_ index: Int, RowReader) throws -> Void
    ) throws -> [Int] {
        try runs.map { index in
            if index > 0 {
                rewind()
                try bind(index, parameters)
            }
            while try step() { try row(index, self.row) }
            return changes
        }
    }
}
