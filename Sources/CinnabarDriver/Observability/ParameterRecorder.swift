internal import CinnabarSQL
internal import Foundation

/// Writes down what is bound and passes it on. Values of redacted columns are passed on only.
final class ParameterRecorder: ParameterWriter {
    private(set) var parameters: [StatementParameter] = []
    private let target: ParameterWriter?

    init(forwardingTo target: ParameterWriter?) { self.target = target }

    private func record(_ value: @autoclosure () -> SQLValue) {
        parameters.append(isRedacted ? .redacted : .value(value()))
    }

    override func writeNull(_ type: SQLType) throws {
        record(.null)
        try target?.writeNull(type)
    }
    override func write(_ value: Bool) throws {
        record(.bool(value))
        try target?.write(value)
    }
    override func write(_ value: Int64) throws {
        record(.integer(value))
        try target?.write(value)
    }
    override func write(_ value: Double) throws {
        record(.double(value))
        try target?.write(value)
    }
    override func write(_ value: String) throws {
        record(.text(value))
        try target?.write(value)
    }
    override func write(_ value: [UInt8]) throws {
        record(.bytes(value))
        try target?.write(value)
    }
    override func write(_ value: Data) throws {
        record(.bytes([UInt8](value)))
        try target?.write(value)
    }
    override func write(_ value: Decimal) throws {
        record(.decimal(value))
        try target?.write(value)
    }
    override func write(_ value: Date) throws {
        record(.date(value))
        try target?.write(value)
    }
    override func write(_ value: LocalDate) throws {
        record(.localDate(value))
        try target?.write(value)
    }
    override func write(_ value: LocalTime) throws {
        record(.localTime(value))
        try target?.write(value)
    }
    override func write(_ value: LocalDateTime) throws {
        record(.localDateTime(value))
        try target?.write(value)
    }
    override func write(_ value: UUID) throws {
        record(.uuid(value))
        try target?.write(value)
    }
    override func write(json value: String) throws {
        record(.json(value))
        try target?.write(json: value)
    }
    override func write(_ value: [SQLValue], of element: SQLType) throws {
        record(.array(value, of: element))
        try target?.write(value, of: element)
    }
}

/// Counts the rows that are read of a statement, and its runs.
final class CountingStatement: DriverStatement {
    private let base: any DriverStatement
    private(set) var rows = 0
    private(set) var runs = 1
    /// The rows that all runs together changed.
    private(set) var changed = 0

    init(_ base: any DriverStatement) { self.base = base }

    var parameters: ParameterWriter { base.parameters }
    var row: RowReader { base.row }
    var changes: Int { base.changes }
    var lastInsertID: Int64 { base.lastInsertID }
    var isReadOnly: Bool { base.isReadOnly }
    var isPlainRead: Bool { base.isPlainRead }
    func reset() { base.reset() }
    func runEach(
        _ count: Int, byKey: Bool, bind: (_ index: Int, ParameterWriter) throws -> Void,
        row: (_ index: Int, RowReader) throws -> Void
    ) throws -> [Int] {
        runs = count
        let changes = try base.runEach(count, byKey: byKey, bind: bind) { index, reader in
            rows += 1
            try row(index, reader)
        }
        changed = changes.reduce(0, +)
        return changes
    }
    func step() throws -> Bool {
        let hasRow = try base.step()
        if hasRow { rows += 1 }
        return hasRow
    }
}
