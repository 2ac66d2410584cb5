import Foundation
import Testing

@testable import CinnabarSQL

/// Random numbers that a seed repeats. `CINNABAR_SEED` replays a run; otherwise every run has another seed.
struct SeededGenerator: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    init() {
        let given = ProcessInfo.processInfo.environment["CINNABAR_SEED"].flatMap(UInt64.init)
        seed = given ?? UInt64.random(in: 1...UInt64.max)
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Runs `property` on `count` random cases (times `CINNABAR_CASES`, for a longer search) and fails with the seed and the first counterexample.
func forAll<Case>(
    _ count: Int, _ make: (inout SeededGenerator) -> Case, sourceLocation: SourceLocation = #_sourceLocation,
    _ property: (Case) throws -> Bool
) rethrows {
    var generator = SeededGenerator()
    let factor = ProcessInfo.processInfo.environment["CINNABAR_CASES"].flatMap(Int.init) ?? 1
    for index in 0..<count * max(1, factor) {
        let sample = make(&generator)
        guard try property(sample) else {
            Issue.record(
                "CINNABAR_SEED=\(generator.seed), case \(index): \(sample)", sourceLocation: sourceLocation)
            return
        }
    }
}

/// Reads columns that are held as values, as a driver would read them from its buffers.
final class StubRow: RowReader {
    let values: [SQLValue]
    let names: [String]

    init(_ values: [SQLValue], names: [String] = []) {
        self.values = values
        self.names = names
    }

    private func get<T>(_ column: Int, _ extract: (SQLValue) -> T?) throws -> T {
        guard let value = extract(values[column]) else { throw ValueError.mismatch(values[column], as: "\(T.self)") }
        return value
    }

    override var count: Int { values.count }
    override func name(_ column: Int) -> String { names[column] }
    override func isNull(_ column: Int) -> Bool { values[column] == .null }
    override func bool(_ column: Int) throws -> Bool {
        try get(column) { if case .bool(let value) = $0 { value } else { nil } }
    }
    override func int64(_ column: Int) throws -> Int64 {
        try get(column) { if case .integer(let value) = $0 { value } else { nil } }
    }
    override func double(_ column: Int) throws -> Double {
        try get(column) { if case .double(let value) = $0 { value } else { nil } }
    }
    override func string(_ column: Int) throws -> String {
        try get(column) { if case .text(let value) = $0 { value } else { nil } }
    }
    override func bytes(_ column: Int) throws -> [UInt8] {
        try get(column) { if case .bytes(let value) = $0 { value } else { nil } }
    }
    override func data(_ column: Int) throws -> Data { Data(try bytes(column)) }
    override func decimal(_ column: Int) throws -> Decimal {
        try get(column) { if case .decimal(let value) = $0 { value } else { nil } }
    }
    override func date(_ column: Int) throws -> Date {
        try get(column) { if case .date(let value) = $0 { value } else { nil } }
    }
    override func localDate(_ column: Int) throws -> LocalDate {
        try get(column) { if case .localDate(let value) = $0 { value } else { nil } }
    }
    override func localTime(_ column: Int) throws -> LocalTime {
        try get(column) { if case .localTime(let value) = $0 { value } else { nil } }
    }
    override func localDateTime(_ column: Int) throws -> LocalDateTime {
        try get(column) { if case .localDateTime(let value) = $0 { value } else { nil } }
    }
    override func uuid(_ column: Int) throws -> UUID {
        try get(column) { if case .uuid(let value) = $0 { value } else { nil } }
    }
    override func json(_ column: Int) throws -> String {
        try get(column) { if case .json(let value) = $0 { value } else { nil } }
    }
    override func array(_ column: Int, of element: SQLType) throws -> [SQLValue] {
        try get(column) { if case .array(let values, element) = $0 { values } else { nil } }
    }
    override func value(_ column: Int) throws -> SQLValue { values[column] }
}

/// Keeps what is written, by the method it was written with.
final class StubParameters: ParameterWriter {
    var values: [SQLValue] = []
    var nullTypes: [SQLType] = []

    override func writeNull(_ type: SQLType) throws {
        nullTypes.append(type)
        values.append(.null)
    }
    override func write(_ value: Bool) throws { values.append(.bool(value)) }
    override func write(_ value: Int64) throws { values.append(.integer(value)) }
    override func write(_ value: Double) throws { values.append(.double(value)) }
    override func write(_ value: String) throws { values.append(.text(value)) }
    override func write(_ value: [UInt8]) throws { values.append(.bytes(value)) }
    override func write(_ value: Data) throws { values.append(.bytes([UInt8](value))) }
    override func write(_ value: Decimal) throws { values.append(.decimal(value)) }
    override func write(_ value: Date) throws { values.append(.date(value)) }
    override func write(_ value: LocalDate) throws { values.append(.localDate(value)) }
    override func write(_ value: LocalTime) throws { values.append(.localTime(value)) }
    override func write(_ value: LocalDateTime) throws { values.append(.localDateTime(value)) }
    override func write(_ value: UUID) throws { values.append(.uuid(value)) }
    override func write(json value: String) throws { values.append(.json(value)) }
    override func write(_ value: [SQLValue], of element: SQLType) throws { values.append(.array(value, of: element)) }
}

/// Checks that `value` comes back from all of its ways out: written and read, and as a SQLValue.
func expectRoundTrip<Value: ColumnValue & Equatable>(
    _ value: Value, as expected: SQLValue, _ type: SQLType, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let parameters = StubParameters()
    try value.write(to: parameters)
    #expect(parameters.values == [expected], sourceLocation: sourceLocation)
    #expect(value.sqlValue == expected, sourceLocation: sourceLocation)
    #expect(try Value.read(StubRow(parameters.values), 0) == value, sourceLocation: sourceLocation)
    #expect(try Value(sqlValue: expected) == value, sourceLocation: sourceLocation)
    #expect(Value.sqlType == type, sourceLocation: sourceLocation)
    #expect(value.canonical == value, sourceLocation: sourceLocation)
    // The general ways must agree with the fast ones.
    let general = StubParameters()
    try general.write(value.sqlValue, as: Value.sqlType)
    #expect(general.values == [expected], sourceLocation: sourceLocation)
    #expect(try StubRow([expected]).value(0, as: Value.sqlType) == expected, sourceLocation: sourceLocation)
}

/// The error that `body` throws; fails when it throws none.
func valueError(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> some Any
) -> ValueError? {
    do {
        let value = try body()
        Issue.record("no error, but \(value)", sourceLocation: sourceLocation)
        return nil
    } catch let error as ValueError {
        return error
    } catch {
        Issue.record("another error: \(error)", sourceLocation: sourceLocation)
        return nil
    }
}
