import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarMySQL

@Suite("values", .enabled(if: TestServer.isThere, TestServer.reason))
struct ValueTests {
    /// Writes values into a column and reads them back.
    private func roundTrip<V: ColumnValue & Equatable>(_ declared: String, _ values: [V]) async throws {
        try await withDatabase { engine in
            try await engine.script("CREATE TABLE t (id INT PRIMARY KEY, v \(declared)) CHARACTER SET utf8mb4")
            try await engine.withConnection { connection in
                for (index, value) in values.enumerated() {
                    try connection.run(
                        "INSERT INTO t VALUES (?, ?)",
                        bind: {
                            try $0.write(Int64(index))
                            try value.write(to: $0)
                        }, body: { _ = try $0.step() })
                }
                var read: [V] = []
                try connection.run("SELECT v FROM t ORDER BY id") { statement in
                    while try statement.step() { read.append(try V.read(statement.row, 0)) }
                }
                #expect(read == values)
                // And as parameters that are compared with.
                for (index, value) in values.enumerated() where V.sqlType != .real {
                    let found = try connection.value(
                        "SELECT v <=> ? FROM t WHERE id = ?",
                        bind: {
                            try value.write(to: $0)
                            try $0.write(Int64(index))
                        }, { try $0.bool(0) })
                    #expect(found, "\(value) in \(declared)")
                }
            }
        }
    }

    @Test("whole numbers of every width, to their limits")
    func integers() async throws {
        try await roundTrip("BIGINT", [Int64.min, -1, 0, 1, .max])
        try await roundTrip("INT", [Int32.min, -1, 0, .max])
        try await roundTrip("MEDIUMINT", [Int32(-8_388_608), 8_388_607])
        try await roundTrip("SMALLINT", [Int16.min, 0, .max])
        try await roundTrip("TINYINT", [Int8.min, 0, .max])
        try await roundTrip("INT UNSIGNED", [UInt32.min, .max])
        try await roundTrip("SMALLINT UNSIGNED", [UInt16.min, .max])
        try await roundTrip("TINYINT UNSIGNED", [UInt8.min, .max])
        try await roundTrip("MEDIUMINT UNSIGNED", [UInt32(16_777_215)])
        try await roundTrip("BIGINT UNSIGNED", [UInt64(0), UInt64(Int64.max)])
        try await roundTrip("BIGINT UNSIGNED", [Decimal(UInt64.max)])
        try await roundTrip("BOOLEAN", [true, false])
        try await roundTrip("YEAR", [Int(1901), 2026, 2155])
        try await roundTrip("BIT(64)", [Int64(0), 1, .max])
        try await roundTrip("BIT(1)", [true, false])
        try await roundTrip("BIGINT", [Int?.none, 5])
    }

    @Test("a number out of range is refused, not made to fit")
    func range() async throws {
        try await withDatabase { engine in
            try await engine.script(
                "CREATE TABLE t (u BIGINT UNSIGNED, s SMALLINT, b TINYINT); INSERT INTO t VALUES (18446744073709551615, 5, 2)"
            )
            try await engine.withConnection { connection in
                #expect(throws: DataError.self) { try connection.value("SELECT u FROM t") { try $0.int64(0) } }
                #expect(try connection.value("SELECT u FROM t") { try $0.decimal(0) } == Decimal(UInt64.max))
                #expect(try connection.values("SELECT u FROM t") == [[.decimal(Decimal(UInt64.max))]])
                #expect(throws: DataError.self) { try connection.value("SELECT b FROM t") { try $0.bool(0) } }
                let error = try #require(throws: DataError.self) {
                    try connection.value(
                        "INSERT INTO t (s) VALUES (?)", bind: { try $0.write(Int64(40_000)) }, { _ in })
                }
                #expect(error.origin == .database)
                #expect(error.context.code == "1264")
            }
        }
    }

    @Test("floating-point numbers, bit by bit; what is none is refused")
    func doubles() async throws {
        try await roundTrip(
            "DOUBLE",
            [0, -0.0, 1.0 / 3, .pi, .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude])
        try await roundTrip("FLOAT", [Float(0), 1.0 / 3, .greatestFiniteMagnitude, .leastNormalMagnitude])
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                for value in [Double.nan, .infinity, -.infinity] {
                    #expect(throws: DataError.self) {
                        try connection.value("SELECT ?", bind: { try $0.write(value) }, { _ in })
                    }
                }
                let numbers = try connection.value("SELECT 1.5, 7, 1e3") { row in try (0..<3).map { try row.double($0) }
                }
                #expect(numbers == [1.5, 7, 1000])
                #expect(try connection.integer("SELECT sum(seq) FROM seq_1_to_4") == 10)
                #expect(try connection.value("SELECT avg(seq) FROM seq_1_to_4") { try $0.double(0) } == 2.5)
                #expect(throws: DataError.self) { try connection.integer("SELECT 1.5") }
            }
        }
    }

    @Test("decimals are exact")
    func decimals() async throws {
        let values = [
            "0", "1", "-1.5", "12345678901234567890.0123456789", "-0.0000000001", "99999999999999999999.9999999999",
        ]
        try await roundTrip("DECIMAL(30, 10)", values.compactMap { Decimal(string: $0) })
        try await roundTrip("DECIMAL(65, 30)", ["1234567890.123456789", "-7"].compactMap { Decimal(string: $0) })
        try await roundTrip(
            "DECIMAL(38, 0)", ["99999999999999999999999999999999999999"].compactMap { Decimal(string: $0) })
    }

    @Test("texts of any characters and of any length, with NUL too")
    func texts() async throws {
        let values = ["", "a", "ü'\"\\`%_\u{1}", "🚢🇪🇺e\u{301}", "a\0b", " a ", String(repeating: "ü🚢", count: 30_000)]
        try await roundTrip("LONGTEXT", values)
        try await roundTrip("VARCHAR(20)", values.filter { $0.count < 20 })
        try await roundTrip("ENUM('small', 'large')", ["small", "large"])
        try await roundTrip("SET('a', 'b')", ["a,b", ""])
        // Where the protocol's lengths grow by a byte.
        try await roundTrip(
            "LONGTEXT", [250, 251, 252, 65_535, 65_536, 1_000_000].map { String(repeating: "x", count: $0) })
    }

    @Test("binary data")
    func binary() async throws {
        try await roundTrip(
            "LONGBLOB", [Data(), Data([0, 255, 39, 92]), Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })])
        try await roundTrip("VARBINARY(10)", [[UInt8](), [0, 1, 2]])
    }

    @Test("points in time, to the microsecond, in UTC")
    func dates() async throws {
        let values = [
            Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 1_700_000_000.123456),
            Date(timeIntervalSince1970: -1.5), try TimestampText.parseDate("0001-01-01 00:00:00"),
            try TimestampText.parseDate("9999-12-31 23:59:59"), try TimestampText.parseDate("2024-02-29 12:00:00"),
            try TimestampText.parseDate("1000-01-01 00:00:00.000001"),
        ].map(\.canonical)
        try await roundTrip("DATETIME(6)", values)
        try await roundTrip("TIMESTAMP(6) NULL", [Date(timeIntervalSince1970: 1_700_000_000.5)])
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                #expect(throws: DataError.self) {
                    try connection.value(
                        "SELECT ?", bind: { try $0.write(Date.distantFuture.addingTimeInterval(1e12)) }, { _ in })
                }
                let now = try connection.value("SELECT UTC_TIMESTAMP(6), NOW(6)") { (try $0.date(0), try $0.date(1)) }
                #expect(abs(now.0.timeIntervalSinceNow) < 5)
                #expect(now.0 == now.1)
                #expect(
                    try connection.value("SELECT DATE '2026-11-22'") { try $0.date(0) }
                        == TimestampText.parseDate("2026-11-22"))
            }
        }
    }

    @Test("local dates and times")
    func local() async throws {
        try await roundTrip(
            "DATE",
            [
                try LocalDate(year: 2024, month: 2, day: 29), try LocalDate(year: 1, month: 1, day: 1),
                try LocalDate(year: 9999, month: 12, day: 31),
            ])
        try await roundTrip(
            "TIME(6)",
            [
                .midnight, try LocalTime(hour: 23, minute: 59, second: 59, microsecond: 999_999),
                try LocalTime(hour: 0, minute: 0, microsecond: 1),
            ])
        try await roundTrip(
            "DATETIME(6)",
            [
                try LocalDateTime(year: 2024, month: 2, day: 29), try LocalDateTime(year: 1, month: 1, day: 1, hour: 1),
                try LocalDateTime(
                    year: 9999, month: 12, day: 31, hour: 23, minute: 59, second: 59, microsecond: 999_999),
            ])
    }

    @Test("dates that are none, and durations, are refused with what they are")
    func zeroDates() async throws {
        try await withDatabase { engine in
            try await engine.script(
                "SET sql_mode = ''; CREATE TABLE t (d DATE, dt DATETIME, ts TIMESTAMP NULL, t TIME(3)); INSERT INTO t VALUES ('0000-00-00', '2026-00-10', 0, '-01:30:00.5'), ('2026-02-31', NULL, NULL, '838:59:59')"
            )
            try await engine.withConnection { connection in
                for column in ["d", "dt", "ts"] {
                    let error = try #require(throws: DataError.self) {
                        try connection.value("SELECT \(column) FROM t LIMIT 1") { try $0.date(0) }
                    }
                    #expect(error.reason.contains("which is no date"))
                    #expect(error.value == (column == "dt" ? "2026-00-10" : "0000-00-00"))
                    #expect(throws: DataError.self) { try connection.values("SELECT \(column) FROM t LIMIT 1") }
                }
                let error = try #require(throws: DataError.self) {
                    try connection.value("SELECT t FROM t") { try $0.localTime(0) }
                }
                #expect(error.value == "-01:30:00.500000")
                #expect(
                    try connection.values("SELECT t FROM t") == [[.text("-01:30:00.500000")], [.text("838:59:59")]])
            }
        }
    }

    @Test("UUIDs as text, as bytes, and as MariaDB's own type")
    func uuids() async throws {
        let values = [UUID(), UUID()]
        try await roundTrip("CHAR(36)", values)
        try await roundTrip("UUID", values)
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                let uuid = try connection.value("SELECT unhex('0123456789abcdef0123456789abcdef')") { try $0.uuid(0) }
                #expect(uuid.uuidString == "01234567-89AB-CDEF-0123-456789ABCDEF")
                try connection.change("CREATE TABLE t (u UUID)")
                try connection.run(
                    "INSERT INTO t VALUES (?)", bind: { try $0.write(values[0]) }, body: { _ = try $0.step() })
                #expect(try connection.values("SELECT u FROM t") == [[.uuid(values[0])]])
            }
        }
    }

    @Test("JSON and arrays")
    func json() async throws {
        try await roundTrip(
            "JSON", [try JSONValue.parse(#"{"a": [1, null, "ü\"", 1.5, true], "b": {}}"#)].map { JSON($0) })
        try await roundTrip("JSON", [[3, -1], [Int]()])
        try await roundTrip("JSON", [["a", "b\"c"], []])
        try await withDatabase { engine in
            try await engine.script("CREATE TABLE t (j JSON); INSERT INTO t VALUES ('{\"a\": 1}')")
            try await engine.withConnection { connection in
                let rows = try connection.values("SELECT j FROM t")
                #expect(rows == [[.json(#"{"a": 1}"#)]])
                #expect(try connection.value("SELECT json_extract(j, '$.a') FROM t") { try $0.json(0) } == "1")
            }
        }
    }

    @Test("NULL is NULL in every type, and read as nothing else")
    func nulls() async throws {
        try await withDatabase { engine in
            try await engine.script(
                "CREATE TABLE t (a INT, b TEXT, c DATETIME, d DECIMAL(5,2), e BLOB, f DOUBLE, g TIME, h JSON, i BIT(3))"
            )
            try await engine.withConnection { connection in
                try connection.run(
                    "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    bind: { for _ in 0..<9 { try $0.writeNull(.text) } }, body: { _ = try $0.step() })
                let rows = try connection.values("SELECT * FROM t")
                #expect(rows == [Array(repeating: SQLValue.null, count: 9)])
                try connection.run("SELECT * FROM t") { statement in
                    _ = try statement.step()
                    let row = statement.row
                    for column in 0..<9 {
                        #expect(row.isNull(column))
                        #expect(throws: ValueError.self) { try row.int64(column) }
                        #expect(throws: ValueError.self) { try row.string(column) }
                        #expect(throws: ValueError.self) { try row.double(column) }
                        #expect(throws: ValueError.self) { try row.decimal(column) }
                        #expect(throws: ValueError.self) { try row.date(column) }
                        #expect(throws: ValueError.self) { try row.localDate(column) }
                        #expect(throws: ValueError.self) { try row.localTime(column) }
                        #expect(throws: ValueError.self) { try row.bytes(column) }
                        #expect(throws: ValueError.self) { try row.uuid(column) }
                        #expect(throws: ValueError.self) { try row.json(column) }
                        #expect(throws: ValueError.self) { try row.bool(column) }
                    }
                    // There is no such column.
                    #expect(row.isNull(9) && row.isNull(-1) && row.name(9) == "")
                    #expect(throws: ValueError.self) { try row.int64(9) }
                }
            }
        }
    }

    @Test("a column is not read as what it is not, and the error says what it holds")
    func mismatches() async throws {
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                try connection.run("SELECT 'text', 7, x'00ff', 1.5, DATE '2026-01-02', TIME '10:00:00', 2.5e0") {
                    statement in
                    _ = try statement.step()
                    let row = statement.row
                    for column in [0, 2, 4, 5, 6] { #expect(throws: ValueError.self) { try row.int64(column) } }
                    for column in 1...6 { #expect(throws: ValueError.self) { try row.string(column) } }
                    for column in [0, 1, 3, 4, 5, 6] { #expect(throws: ValueError.self) { try row.bytes(column) } }
                    for column in [0, 1, 2, 3, 5, 6] { #expect(throws: ValueError.self) { try row.date(column) } }
                    for column in [0, 1, 2, 3, 4, 6] { #expect(throws: ValueError.self) { try row.localTime(column) } }
                    let error = try #require(throws: ValueError.self) { try row.int64(0) }
                    #expect(error.reason == "the column holds text and cannot be read as an integer")
                    #expect(error.value == "'text'")
                }
            }
        }
    }

    @Test("many columns, many of them NULL, keep their places")
    func manyColumns() async throws {
        try await withDatabase { engine in
            try await engine.withConnection { connection in
                let list = (0..<200).map { $0 % 3 == 0 ? "NULL" : "\($0)" }.joined(separator: ", ")
                let row = try connection.values("SELECT \(list)")[0]
                let expected: [SQLValue] = (0..<200).map { $0 % 3 == 0 ? .null : .integer(Int64($0)) }
                #expect(row == expected)
                let marks = (0..<2_000).map { _ in "?" }.joined(separator: ", ")
                let bound = try connection.values(
                    "SELECT \(marks)",
                    bind: {
                        for index in 0..<2_000 { try index % 2 == 0 ? $0.write("v\(index)") : $0.write(Int64(index)) }
                    })[0]
                let sent: [SQLValue] = (0..<2_000).map { $0 % 2 == 0 ? .text("v\($0)") : .integer(Int64($0)) }
                #expect(bound == sent)
            }
        }
    }
}
