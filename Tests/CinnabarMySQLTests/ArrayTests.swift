import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarMySQL

/// MySQL has no such command: there `load` gives nil, and runs are made one by one, with the same results.
@Suite("arrays of parameters", .enabled(if: TestServer.isThere, TestServer.reason))
struct ArrayTests {
    private static let columns = [
        "small SMALLINT", "big BIGINT", "number DOUBLE", "exact DECIMAL(40, 10)", "flag BOOLEAN", "name VARCHAR(40)",
        "body LONGTEXT", "data LONGBLOB", "at DATETIME(6)", "day DATE", "time TIME(6)", "moment DATETIME(6)",
        "id CHAR(36)", "document JSON", "list JSON",
    ]

    private static func write(_ writer: ParameterWriter, _ round: Int, _ id: UUID) throws {
        // Each column is NULL in some row, in another one for each of them, and at the beginning.
        var column = 0
        func next(_ type: SQLType, _ write: () throws -> Void) throws {
            column += 1
            if round < 3 || round % 17 == column { try writer.writeNull(type) } else { try write() }
        }
        try next(.smallInteger) { try writer.write(Int64(-round)) }
        try next(.bigInteger) { try writer.write(Int64.max - Int64(round)) }
        try next(.double) { try writer.write(Double(round) / 3) }
        try next(.numeric(precision: 40, scale: 10)) {
            try writer.write(Decimal(string: round % 2 == 0 ? "-12345678901234567890.0123456789" : "0.5")!)
        }
        try next(.boolean) { try writer.write(round % 2 == 0) }
        try next(.string(length: 40)) { try writer.write("ü'\\\t\n\0🚢 \(round)") }
        try next(.text) { try writer.write(String(repeating: "🚢", count: round)) }
        try next(.bytes) { try writer.write(Data([0, 1, 255] + [UInt8](repeating: 7, count: round % 5))) }
        try next(.timestamp) {
            try writer.write(Date(timeIntervalSince1970: 1_700_000_000.123456 - Double(round) * 86_400))
        }
        try next(.localDate) { try writer.write(LocalDate(year: 2024, month: 2, day: 29)) }
        try next(.localTime) { try writer.write(LocalTime(microsecondOfDay: 86_399_999_999 - Int64(round))) }
        try next(.localDateTime) { try writer.write(LocalDateTime(year: 1, month: 1, day: 1)) }
        try next(.uuid) { try writer.write(id) }
        try next(.json) { try writer.write(json: #"{"a": [\#(round), 2.50]}"#) }
        try next(.array(of: .text)) { try writer.write([.text("a\"b"), .null], of: .text) }
    }

    /// Loads so many rows; nil where the server cannot.
    private static func load(
        _ connection: Connection, _ count: Int, into table: String, _ columns: [String],
        _ write: (Int, ParameterWriter) throws -> Void
    ) throws -> Int? {
        var row = 0
        return try connection.load(into: TableSource(table: table), columns: columns) { writer in
            if row == count { return false }
            try write(row, writer)
            row += 1
            return true
        }
    }

    private static func isThere(_ connection: Connection) throws -> Bool {
        try connection.text("SELECT @@version").contains("MariaDB")
    }

    @Test("every type of value arrives as a single INSERT would write it, NULL among them")
    func types() async throws {
        let list = Self.columns.joined(separator: ", ")
        let names = Self.columns.map { String($0.prefix { $0 != " " }) }
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                guard try Self.isThere(connection) else { return }
                for table in ["loaded", "inserted"] {
                    try connection.change("CREATE TABLE \(table) (n INT AUTO_INCREMENT PRIMARY KEY, \(list))")
                }
                let id = UUID()
                let count = try Self.load(connection, 300, into: "loaded", names) { try Self.write($1, $0, id) }
                #expect(count == 300)
                let sql =
                    "INSERT INTO inserted (\(names.joined(separator: ", "))) VALUES ("
                    + names.map { _ in "?" }.joined(separator: ", ") + ")"
                for round in 0..<300 {
                    try connection.run(sql, bind: { try Self.write($0, round, id) }) { _ = try $0.step() }
                }
                let loaded = try connection.values("SELECT * FROM loaded ORDER BY n")
                let inserted = try connection.values("SELECT * FROM inserted ORDER BY n")
                #expect(loaded.count == 300)
                for (one, other) in zip(loaded, inserted) { #expect(one == other) }
            }
        }
    }

    @Test("values of another type than those before them go with a run of their own")
    func mixedTypes() async throws {
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                guard try Self.isThere(connection) else { return }
                try connection.change("CREATE TABLE t (n INT PRIMARY KEY, a VARCHAR(40), at DATETIME(6))")
                let moment = Date(timeIntervalSince1970: 1_700_000_000)
                let count = try Self.load(connection, 50, into: "t", ["n", "a", "at"]) { row, writer in
                    try writer.write(Int64(row))
                    switch row % 4 {
                    case 0: try writer.write("text \(row)")
                    case 1: try writer.write(Int64(row))
                    case 2: try writer.writeNull(.text)
                    default: try writer.write(1.5)
                    }
                    try writer.write(moment + Double(row))
                }
                #expect(count == 50)
                let rows = try connection.values(
                    "SELECT a, CAST(unix_timestamp(at) - 1700000000 AS SIGNED) FROM t ORDER BY n")
                for (row, values) in rows.enumerated() {
                    let expected: SQLValue = [.text("text \(row)"), .text("\(row)"), .null, .text("1.5")][row % 4]
                    #expect(values == [expected, .integer(Int64(row))])
                }
            }
        }
    }

    @Test("rows that are larger than one packet go in several, and a row larger than a packet is refused")
    func packets() async throws {
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                guard try Self.isThere(connection) else { return }
                let limit = Int(try connection.integer("SELECT @@max_allowed_packet"))
                try connection.change("CREATE TABLE t (n INT PRIMARY KEY, a LONGTEXT)")
                // Each is nearly half a packet, between small ones.
                let large = String(repeating: "x", count: limit * 2 / 5)
                let count = try Self.load(connection, 7, into: "t", ["n", "a"]) { row, writer in
                    try writer.write(Int64(row))
                    try writer.write(row % 2 == 0 ? "\(row)" : large)
                }
                #expect(count == 7)
                #expect(try connection.integer("SELECT sum(length(a)) FROM t") == Int64(3 * large.count + 4))
                let error = try #require(
                    #expect(throws: DataError.self) {
                        _ = try Self.load(connection, 3, into: "t", ["n", "a"]) { row, writer in
                            try writer.write(Int64(row + 10))
                            try writer.write(row == 1 ? String(repeating: "x", count: limit) : "")
                        }
                    })
                #expect(error.description.contains("max_allowed_packet"))
                #expect(try connection.integer("SELECT count(*) FROM t") == 7)
            }
        }
    }

    @Test("an error half-way names what is wrong, and without a transaction nothing was inserted")
    func errors() async throws {
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                guard try Self.isThere(connection) else { return }
                try connection.change("CREATE TABLE t (n INT, a VARCHAR(10), b DOUBLE, UNIQUE KEY uq_t_n (n))")
                func load(_ write: (Int, ParameterWriter) throws -> Void) throws {
                    _ = try Self.load(connection, 20_000, into: "t", ["n", "a"], write)
                }
                let unique = try #require(
                    #expect(throws: IntegrityError.self) {
                        try load { row, writer in
                            try writer.write(Int64(row == 15_000 ? 14_999 : row))
                            try writer.write("a")
                        }
                    })
                #expect(unique.kind == .unique && unique.table == "t" && unique.columns == ["n"])
                #expect(unique.constraint == "uq_t_n")
                let long = try #require(
                    #expect(throws: DataError.self) {
                        try load { row, writer in
                            try writer.write(Int64(row))
                            try writer.write(row == 12_000 ? "longer than ten" : "a")
                        }
                    })
                #expect(long.description.contains("'a'"))
                #expect(throws: QueryError.self) {
                    try load { _, writer in try writer.write(Int64(1)) }
                }
                #expect(throws: DataError.self) {
                    _ = try Self.load(connection, 10, into: "t", ["n", "b"]) { row, writer in
                        try writer.write(Int64(row))
                        try writer.write(row == 5 ? Double.nan : 1)
                    }
                }
                #expect(try connection.integer("SELECT count(*) FROM t") == 0)
                // In a transaction it is for the caller to roll back.
                try connection.begin(.write(nil))
                #expect(throws: IntegrityError.self) {
                    try load { row, writer in
                        try writer.write(Int64(row % 10_000))
                        try writer.write("a")
                    }
                }
                #expect(connection.isFailed)
                try connection.rollback()
                #expect(try connection.integer("SELECT count(*) FROM t") == 0)
            }
        }
    }

    @Test("runs by key are counted one by one, also where some meet no row")
    func runEach() async throws {
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                try connection.change("CREATE TABLE t (id INT PRIMARY KEY, n INT, s VARCHAR(20), CHECK (n < 5000))")
                try connection.change(
                    "INSERT INTO t (id, n) SELECT n, 0 FROM (WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r "
                        + "WHERE n < 500) SELECT n FROM r) AS numbers")
                let sql = "UPDATE t SET n = n + ?, s = ? WHERE id = ?"
                func run(_ missing: (Int) -> Bool) throws -> [Int] {
                    try connection.runEach(sql, 500, byKey: true) { index, writer in
                        try writer.write(Int64(index))
                        if index % 3 == 0 { try writer.writeNull(.text) } else { try writer.write("row \(index)") }
                        try writer.write(Int64(missing(index) ? -1 : index + 1))
                    }
                }
                try connection.begin(.write(nil))
                #expect(try run { _ in false } == Array(repeating: 1, count: 500))
                #expect(try connection.integer("SELECT count(*) FROM t WHERE n = id - 1") == 500)
                // A row that is as it should be counts too.
                #expect(try run { $0 % 100 == 7 } == (0..<500).map { $0 % 100 == 7 ? 0 : 1 })
                #expect(try connection.integer("SELECT count(*) FROM t WHERE n = 2 * (id - 1)") == 495)
                #expect(try connection.integer("SELECT count(*) FROM t WHERE s = concat('row ', id - 1)") == 333)
                let failure = try #require(
                    #expect(throws: IntegrityError.self) {
                        _ = try connection.runEach("UPDATE t SET n = ? WHERE id = ?", 100, byKey: true) {
                            try $1.write(Int64($0 == 60 ? 9_999 : 1))
                            try $1.write(Int64($0 + 1))
                        }
                    })
                #expect(failure.kind == .check)
                try connection.rollback()
                try connection.begin(.write(nil))
                let deleted = try connection.runEach("DELETE FROM t WHERE id = ?", 100, byKey: true) { index, writer in
                    try writer.write(Int64(index * 6 + 1))
                }
                #expect(deleted == (0..<100).map { $0 * 6 < 500 ? 1 : 0 })
                try connection.rollback()
                #expect(try connection.integer("SELECT count(*) FROM t WHERE n = 0") == 500)
                // Of runs that are not by key nothing is assumed.
                try connection.begin(.write(nil))
                let all = try connection.runEach("UPDATE t SET n = ? WHERE id > ?", 10) { index, writer in
                    try writer.write(Int64(index))
                    try writer.write(Int64(index * 100))
                }
                #expect(all == (0..<10).map { max(0, 500 - $0 * 100) })
                try connection.rollback()
            }
        }
    }

    @Test("what is loaded is logged as the statement that it is")
    func observed() async throws {
        let recorder = Statements()
        try await withDatabase(observer: recorder) { engine in
            try await engine.withConnection { connection in
                guard try Self.isThere(connection) else { return }
                try connection.change("CREATE TABLE `a``b` (n INT)")
                _ = recorder.take()
                _ = try Self.load(connection, 5, into: "a`b", ["n"]) { try $1.write(Int64($0)) }
                #expect(recorder.take() == ["INSERT INTO `a``b` (`n`) VALUES (?)"])
            }
        }
    }
}

private final class Statements: StatementObserver {
    private let list = Shared<[String]>([])
    func observed(_ event: StatementEvent) { list.withLock { $0.append(event.sql) } }
    func take() -> [String] {
        list.withLock { list in
            defer { list = [] }
            return list
        }
    }
}
