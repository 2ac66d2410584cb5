import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarPostgres

@Suite("Values on PostgreSQL", .enabled(if: TestServer.isThere, TestServer.reason))
struct ValueTests {
    static let modes: [PostgresBackend.StatementCacheMode] = [.on(limit: 64), .off]

    /// Writes each value into a column of its type, and reads it back.
    private func roundTrip<V: ColumnValue & Equatable>(
        _ values: [V], type: String, _ mode: PostgresBackend.StatementCacheMode, _ engine: Engine,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await engine.withConnection { connection in
            try connection.execute(script: "CREATE TEMP TABLE v (id serial, value \(type)) ON COMMIT PRESERVE ROWS")
            for value in values {
                _ = try connection.change("INSERT INTO v (value) VALUES ($1)") { try value.write(to: $0) }
            }
            let read = try connection.run("SELECT value FROM v ORDER BY id") { statement in
                var read: [V] = []
                while try statement.step() { read.append(try V.read(statement.row, 0)) }
                return read
            }
            #expect(read == values.map(\.canonical), "\(type)", sourceLocation: sourceLocation)
            // As ad-hoc rows have them.
            let generic = try connection.run("SELECT value FROM v ORDER BY id") { statement in
                var read: [V] = []
                while try statement.step() { read.append(try V(sqlValue: statement.row.value(0, as: V.sqlType))) }
                return read
            }
            #expect(generic == values.map(\.canonical), "\(type)", sourceLocation: sourceLocation)
            for value in values where value.sqlValue != .null {
                let count = try connection.value(
                    "SELECT count(*) FROM v WHERE value = $1", bind: { try value.write(to: $0) }
                ) { try $0.int64(0) }
                #expect(count >= 1, "\(value) of \(type)", sourceLocation: sourceLocation)
            }
            try connection.execute(script: "DROP TABLE v")
        }
    }

    @Test("numbers and Booleans", arguments: modes)
    func numbers(mode: PostgresBackend.StatementCacheMode) async throws {
        try await withServer(pool: PoolConfiguration(size: 1), .init(statementCache: mode)) { engine in
            try await roundTrip([Int.max, .min, 0, -1, 1], type: "bigint", mode, engine)
            try await roundTrip([Int32.max, .min, 0, -1], type: "integer", mode, engine)
            try await roundTrip([Int16.max, .min, 0, -1], type: "smallint", mode, engine)
            try await roundTrip([Int?.none, 7], type: "bigint", mode, engine)
            try await roundTrip([UInt64(Int64.max), 0], type: "bigint", mode, engine)
            try await roundTrip([true, false], type: "boolean", mode, engine)
            try await roundTrip(
                [
                    1.0 / 3, -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity, 1e100,
                    0.1 + 0.2,
                ], type: "double precision", mode, engine)
            try await roundTrip(
                [Float(1) / 3, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity], type: "real", mode, engine)
            let decimals = [
                "0", "1", "-1", "0.1", "-12345678901234567890.0123456789", "10000", "100000000", "0.0001", "0.00001",
                "99999999999999999999999999999999999999", "1e127", "1e-127", "123456789.000000001", "-0.5", "9999.9999",
                "340282366920938463463374607431768211455",
            ].compactMap { Decimal(string: $0) }
            try await roundTrip(decimals, type: "numeric", mode, engine)
            try await roundTrip([Int(5), -3], type: "numeric", mode, engine)
        }
    }

    @Test("NaN is a number among doubles", arguments: modes)
    func nan(mode: PostgresBackend.StatementCacheMode) async throws {
        try await withServer(.init(statementCache: mode)) { engine in
            try await engine.withConnection { connection in
                #expect(
                    try connection.value("SELECT $1::float8", bind: { try $0.write(Double.nan) }) { try $0.double(0) }
                        .isNaN)
                for (text, isNaN) in [("NaN", true), ("Infinity", false), ("-Infinity", false)] {
                    let sql = "SELECT '\(text)'::numeric"
                    if connection.isFailed { try connection.rollback() }
                    #expect(try connection.value(sql) { try $0.double(0) }.isNaN == isNaN || text.contains("Inf"))
                    let failure = try error(DataError.self) { try connection.value(sql) { try $0.decimal(0) } }
                    #expect(failure.reason.contains(isNaN ? "NaN" : "infinity"))
                    _ = try error(DataError.self) { try connection.value(sql) { try $0.value(0) } }
                }
                _ = try error(DataError.self) {
                    try connection.value("SELECT $1::numeric", bind: { try $0.write(Decimal.nan) }) {
                        try $0.decimal(0)
                    }
                }
                let digits = String(repeating: "9", count: 60)
                _ = try error(DataError.self) {
                    try connection.value("SELECT \(digits)::numeric") { try $0.decimal(0) }
                }
                #expect(try connection.value("SELECT 1\(digits)::numeric / 3") { try $0.double(0) } > 1e58)
            }
        }
    }

    @Test("texts, binary data, UUIDs and documents", arguments: modes)
    func texts(mode: PostgresBackend.StatementCacheMode) async throws {
        try await withServer(pool: PoolConfiguration(size: 1), .init(statementCache: mode)) { engine in
            let texts = ["", "a", "ü'\"\\🚢\n\t", "null", "{}", String(repeating: "x", count: 100_000), "NULL", "\u{1}"]
            try await roundTrip(texts, type: "text", mode, engine)
            try await roundTrip(["", "ü"], type: "varchar(10)", mode, engine)
            try await roundTrip(
                [Data(), Data([0, 1, 255, 0x5C, 0x27]), Data(repeating: 0, count: 70_000)], type: "bytea", mode, engine)
            try await roundTrip([[UInt8](), [0, 255]], type: "bytea", mode, engine)
            try await roundTrip(
                [UUID(), UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))], type: "uuid", mode, engine)
            try await roundTrip([UUID()], type: "text", mode, engine, comparing: false)
            try await engine.script("CREATE TYPE mood AS ENUM ('sad', 'happy')")
            try await roundTrip(["sad", "happy"], type: "mood", mode, engine)
            try await roundTrip([["sad", "happy"], []], type: "mood[]", mode, engine)
            try await roundTrip(
                [
                    try JSONValue.parse(
                        #"{"a": [1, null, "x\u0000y".length]}"#.replacingOccurrences(
                            of: #""x\u0000y".length"#, with: "2.50"))
                ],
                type: "jsonb", mode, engine)
        }
    }

    private func roundTrip<V: ColumnValue & Equatable>(
        _ values: [V], type: String, _ mode: PostgresBackend.StatementCacheMode, _ engine: Engine, comparing: Bool
    ) async throws {
        try await engine.withConnection { connection in
            try connection.execute(script: "CREATE TEMP TABLE w (value \(type))")
            for value in values {
                _ = try connection.change("INSERT INTO w VALUES ($1)") { try value.write(to: $0) }
                #expect(try connection.value("SELECT value FROM w") { try V.read($0, 0) } == value)
                _ = try connection.change("DELETE FROM w")
            }
            try connection.execute(script: "DROP TABLE w")
        }
    }

    @Test("dates and times to the microsecond, from the year 0 to 9999", arguments: modes)
    func dates(mode: PostgresBackend.StatementCacheMode) async throws {
        try await withServer(pool: PoolConfiguration(size: 1), .init(statementCache: mode)) { engine in
            let days = [
                try LocalDate(year: 2024, month: 2, day: 29), try LocalDate(year: 0, month: 1, day: 1),
                try LocalDate(year: 0, month: 2, day: 29), try LocalDate(year: 1, month: 1, day: 1),
                try LocalDate(year: 9999, month: 12, day: 31), try LocalDate(year: 1999, month: 12, day: 31), .epoch,
            ]
            let times = [
                LocalTime.midnight, try LocalTime(hour: 23, minute: 59, second: 59, microsecond: 999_999),
                try LocalTime(hour: 1, minute: 2, second: 3, microsecond: 4),
            ]
            let moments = days.flatMap { day in times.map { LocalDateTime(date: day, time: $0) } }
            // The last microsecond of 9999 has no Date of its own.
            let dates =
                moments.map { CivilTime.date(microseconds: $0.microseconds) }
                .filter { CivilTime.microseconds(of: $0) != nil } + [
                    Date(timeIntervalSince1970: 1_700_000_000.123456), Date(timeIntervalSince1970: -0.000001), .now,
                ]
            try await roundTrip(days, type: "date", mode, engine)
            try await roundTrip(times, type: "time", mode, engine)
            try await roundTrip(moments, type: "timestamp", mode, engine)
            try await roundTrip(dates, type: "timestamptz", mode, engine)
            // Kept without a zone, it is one in UTC.
            try await roundTrip(dates, type: "timestamp", mode, engine)
            try await roundTrip(days.map { [$0] }, type: "date[]", mode, engine)
            try await roundTrip(moments.map { [$0] }, type: "timestamp[]", mode, engine)
            try await roundTrip(dates.map { [$0] }, type: "timestamptz[]", mode, engine)
            try await roundTrip([times, []], type: "time[]", mode, engine)
        }
    }

    @Test("what is no date or no time of day is refused with a reason", arguments: modes)
    func noDates(mode: PostgresBackend.StatementCacheMode) async throws {
        try await withServer(.init(statementCache: mode)) { engine in
            try await engine.withConnection { connection in
                for sql in ["'infinity'::timestamptz", "'-infinity'::timestamptz", "'infinity'::timestamp"] {
                    let failure = try error(DataError.self) { try connection.value("SELECT \(sql)") { try $0.date(0) } }
                    #expect(failure.reason.contains("infinity"))
                }
                _ = try error(DataError.self) {
                    try connection.value("SELECT '-infinity'::date") { try $0.localDate(0) }
                }
                _ = try error(DataError.self) {
                    try connection.value("SELECT '10000-01-01'::date") { try $0.localDate(0) }
                }
                _ = try error(DataError.self) {
                    try connection.value("SELECT '0002-01-01 BC'::date") { try $0.localDate(0) }
                }
                _ = try error(DataError.self) { try connection.value("SELECT '24:00'::time") { try $0.localTime(0) } }
                _ = try error(DataError.self) {
                    try connection.value("SELECT $1::timestamptz", bind: { try $0.write(Date.distantFuture * 5) }) {
                        try $0.date(0)
                    }
                }
                #expect(
                    try connection.value("SELECT '2024-02-29'::date") { try $0.date(0) }
                        == Date(timeIntervalSince1970: 1_709_164_800))
            }
        }
    }

    @Test("arrays, empty, nested and with NULLs", arguments: modes)
    func arrays(mode: PostgresBackend.StatementCacheMode) async throws {
        try await withServer(pool: PoolConfiguration(size: 1), .init(statementCache: mode)) { engine in
            try await roundTrip([[3, -1, .max], [], [0]], type: "bigint[]", mode, engine)
            try await roundTrip([[Int32.max, -1]], type: "integer[]", mode, engine)
            try await roundTrip([[1, nil, 3], [nil]], type: "bigint[]", mode, engine)
            try await roundTrip([[1.5, .infinity, -.infinity, 1e300]], type: "double precision[]", mode, engine)
            try await roundTrip([[true, false, nil]], type: "boolean[]", mode, engine)
            try await roundTrip(
                [["a", "", "NULL", "x,y", "{}", "\"", "\\", " ü🚢\n", "null"], []], type: "text[]", mode, engine)
            try await roundTrip([[String?.none, "NULL"]], type: "text[]", mode, engine)
            try await roundTrip([["a"]], type: "varchar(5)[]", mode, engine)
            try await roundTrip([[Data([0, 255]), Data()]], type: "bytea[]", mode, engine)
            try await roundTrip([[UUID(), UUID()]], type: "uuid[]", mode, engine)
            try await roundTrip([[Decimal(string: "1.50")!, Decimal(-3)]], type: "numeric[]", mode, engine)
            try await roundTrip([[[1, 2], [3, 4]], []], type: "bigint[][]", mode, engine)
            try await roundTrip([[[["a"], ["b"]], [["c"], ["d"]]]], type: "text[][][]", mode, engine)
            try await engine.withConnection { connection in
                for wrong: [[Int]] in [[[1], [2, 3]], [[], []]] {
                    _ = try error(DataError.self) {
                        try connection.value("SELECT $1::bigint[]", bind: { try wrong.write(to: $0) }) {
                            try $0.value(0)
                        }
                    }
                }
                // Bounds other than 1 make no difference.
                #expect(try connection.value("SELECT '[0:1]={1,2}'::int4[]") { try [Int].read($0, 0) } == [1, 2])
                #expect(try connection.value("SELECT '[1, 2]'::jsonb") { try [Int].read($0, 0) } == [1, 2])
                let found = try connection.value(
                    "SELECT count(*) FROM generate_series(1, 50) n WHERE n = ANY($1)",
                    bind: {
                        try (1...30).map { $0 }.write(to: $0)
                    }
                ) { try $0.int64(0) }
                #expect(found == 30)
            }
        }
    }

    @Test("values meet columns of other types", arguments: modes)
    func conversions(mode: PostgresBackend.StatementCacheMode) async throws {
        try await withServer(.init(statementCache: mode)) { engine in
            try await engine.withConnection { connection in
                try connection.execute(
                    script:
                        "CREATE TABLE t (small smallint, whole integer, exact numeric(10, 2), float real, document jsonb)"
                )
                _ = try connection.change("INSERT INTO t VALUES ($1, $2, $3, $4, $5)") {
                    try $0.write(Int64(1))
                    try $0.write(Int64(2))
                    try $0.write(Int64(3))
                    try $0.write(Int64(4))
                    try $0.write(json: #"{"a": 1}"#)
                }
                #expect(try connection.integer("SELECT (small + whole + exact + float)::int FROM t") == 10)
                let failure = try error(DataError.self) {
                    try connection.change("UPDATE t SET small = $1") { try $0.write(Int64(40_000)) }
                }
                #expect(failure.origin == .database)
                // The same text with parameters of other types is another statement.
                for round in 0..<3 {
                    _ = round
                    #expect(
                        try connection.value("SELECT $1 + 1", bind: { try $0.write(Int64(1)) }) { try $0.value(0) }
                            == .integer(2))
                    #expect(
                        try connection.value("SELECT $1 + 1", bind: { try $0.write(1.5) }) { try $0.value(0) }
                            == .double(2.5))
                    #expect(
                        try connection.value("SELECT $1 + 1", bind: { try $0.write(Decimal(1)) }) { try $0.decimal(0) }
                            == 2)
                }
                #expect(
                    try connection.value(
                        "SELECT sum(CASE WHEN true THEN $1 ELSE $2 END)",
                        bind: {
                            try $0.write(Int64(1))
                            try $0.writeNull(.bigInteger)
                        }
                    ) { try $0.decimal(0) } == 1)
                // Not "NULL cannot be read", and no trap.
                _ = try error(DataError.self) { try connection.value("SELECT NULL::bigint") { try $0.int64(0) } }
                _ = try error(DataError.self) { try connection.value("SELECT 'x'") { try $0.int64(0) } }
                _ = try error(DataError.self) { try connection.value("SELECT 1") { try $0.string(0) } }
                _ = try error(DataError.self) { try connection.value("SELECT 1") { try $0.int64(5) } }
                _ = try error(DataError.self) { try connection.value("SELECT 1") { try $0.int64(-1) } }
                _ = try error(DataError.self) { try connection.change("SELECT $1") { try $0.write("a\0b") } }
            }
        }
    }

    @Test("a column of a type without a decoder comes as its text, and those beside it are right", arguments: modes)
    func otherTypes(mode: PostgresBackend.StatementCacheMode) async throws {
        try await withServer(.init(statementCache: mode)) { engine in
            try await engine.withConnection { connection in
                let row = try connection.run(
                    """
                    SELECT '10.0.0.1'::inet, 5::int2, 1.5::float8, true, '\\x00ff'::bytea, '{1,2}'::int4[],
                    '2024-02-29 10:00:00.5+00'::timestamptz, 12.50::numeric, 'x'::text, NULL::int4, '[1,2)'::int4range,
                    '1 day'::interval, ROW(1, 'a'), 0.1::float4
                    """
                ) { statement in
                    _ = try statement.step()
                    let row = statement.row
                    #expect(try row.string(0) == "10.0.0.1")
                    #expect(try row.int64(1) == 5)
                    #expect(try row.double(2) == 1.5)
                    #expect(try row.bool(3))
                    #expect(try row.bytes(4) == [0, 255])
                    #expect(try row.array(5, of: .bigInteger) == [.integer(1), .integer(2)])
                    #expect(try row.date(6) == Date(timeIntervalSince1970: 1_709_200_800.5))
                    #expect(try row.decimal(7) == Decimal(string: "12.5"))
                    #expect(try row.string(8) == "x")
                    #expect(row.isNull(9))
                    #expect(try row.double(13) == Double(Float(0.1)))
                    return try Row(row, columns: (0..<14).map { row.name($0) })
                }
                #expect(row.values[10] == .text("[1,2)"))
                #expect(row.values[11] == .text("1 day"))
                #expect(row.values[12] == .text("(1,a)"))
            }
        }
    }
}

private func * (date: Date, factor: Double) -> Date {
    Date(timeIntervalSince1970: date.timeIntervalSince1970 * factor)
}
