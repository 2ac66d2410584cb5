import CinnabarSQL
import Foundation

/// A row whose columns are read in another order: those of SQL written by hand, by name.
final class ReorderedRow: RowReader {
    private let row: RowReader
    private let order: [Int]

    init(_ row: RowReader, _ order: [Int]) {
        self.row = row
        self.order = order
    }

    override var count: Int { order.count }
    override func name(_ column: Int) -> String { row.name(order[column]) }
    override func isNull(_ column: Int) -> Bool { row.isNull(order[column]) }
    override func bool(_ column: Int) throws -> Bool { try row.bool(order[column]) }
    override func int64(_ column: Int) throws -> Int64 { try row.int64(order[column]) }
    override func double(_ column: Int) throws -> Double { try row.double(order[column]) }
    override func string(_ column: Int) throws -> String { try row.string(order[column]) }
    override func bytes(_ column: Int) throws -> [UInt8] { try row.bytes(order[column]) }
    override func data(_ column: Int) throws -> Data { try row.data(order[column]) }
    override func decimal(_ column: Int) throws -> Decimal { try row.decimal(order[column]) }
    override func date(_ column: Int) throws -> Date { try row.date(order[column]) }
    override func localDate(_ column: Int) throws -> LocalDate { try row.localDate(order[column]) }
    override func localTime(_ column: Int) throws -> LocalTime { try row.localTime(order[column]) }
    override func localDateTime(_ column: Int) throws -> LocalDateTime { try row.localDateTime(order[column]) }
    override func uuid(_ column: Int) throws -> UUID { try row.uuid(order[column]) }
    override func json(_ column: Int) throws -> String { try row.json(order[column]) }
    override func array(_ column: Int, of element: SQLType) throws -> [SQLValue] {
        try row.array(order[column], of: element)
    }
    override func value(_ column: Int) throws -> SQLValue { try row.value(order[column]) }
    override func value(_ column: Int, as type: SQLType) throws -> SQLValue { try row.value(order[column], as: type) }
}
