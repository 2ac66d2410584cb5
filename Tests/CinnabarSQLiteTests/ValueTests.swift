import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarSQLite

@Suite struct ValueTests {
    /// What comes back of a value that is bound.
    private func echo<T: ColumnValue>(_ value: T) throws -> T {
        let connection = try Self.connection()
        defer { connection.close() }
        let statement = try connection.statement("SELECT ?")
        try value.write(to: statement.parameters)
        guard try statement.step() else { throw NotFoundError(entity: "row") }
        return try T.read(statement.row, 0)
    }

    private static func connection() throws -> SQLiteConnection {
        let temporary = try TemporaryDatabase()
        return try SQLiteConnection(path: temporary.path, temporary: temporary, .init())
    }

    private func refuses(_ write: (ParameterWriter) throws -> Void) throws {
        let connection = try Self.connection()
        defer { connection.close() }
        let statement = try connection.statement("SELECT ?")
        #expect(throws: ValueError.self) { try write(statement.parameters) }
    }

    @Test("integers at the ends of their range", arguments: [Int64.min, -1, 0, 1, .max])
    func integers(value: Int64) throws { #expect(try echo(value) == value) }

    @Test(
        "doubles, infinities and the negative zero",
        arguments: [0.1, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
    func doubles(value: Double) throws {
        let back = try echo(value)
        #expect(back == value && back.sign == value.sign || value == 0)
    }

    @Test("NaN is refused: SQLite would keep it as NULL")
    func nan() throws { try refuses { try $0.write(Double.nan) } }

    @Test(
        "text of every kind",
        arguments: [
            "", "a", "fifteen bytes!!", "sixteen bytes!!!", "ä€😀", "👨‍👩‍👧 'quoted' \"x\" \n\t",
            String(repeating: "x", count: 100_000),
        ])
    func text(value: String) throws { #expect(try echo(value) == value) }

    @Test("text with a NUL is refused", arguments: ["\0", "a\0", "a\0b"])
    func nul(value: String) throws { try refuses { try $0.write(value) } }

    @Test(
        "binary data, empty too, is no NULL",
        arguments: [[], [0], [0, 1, 255], Array(repeating: 7, count: 100_000)] as [[UInt8]])
    func bytes(value: [UInt8]) throws {
        #expect(try echo(value) == value)
        #expect(try echo(Data(value)) == Data(value))
        #expect(try echo(Optional(value)) == value)
    }

    @Test("dates to the microsecond, and out of range refused")
    func dates() throws {
        for seconds in [0, 1_700_000_000.123456, -1.5, -62_000_000_000, 253_402_300_799] {
            let date = Date(timeIntervalSince1970: seconds).canonical
            #expect(try echo(date) == date)
        }
        for date in [
            Date.distantPast.addingTimeInterval(-1e11), Date(timeIntervalSince1970: 1e15),
            Date(timeIntervalSince1970: .nan),
        ] {
            try refuses { try $0.write(date) }
        }
    }

    @Test(
        "exact decimals", arguments: ["0", "-0.1", "12345678901234567890123456789012345678", "0.00000000000000000001"])
    func decimals(text: String) throws {
        let value = try #require(Decimal(string: text))
        #expect(try echo(value) == value)
    }

    @Test("UUIDs, Booleans, optionals")
    func others() throws {
        let id = UUID()
        #expect(try echo(id) == id)
        #expect(try echo(true) && !echo(false))
        #expect(try echo(Int?.none) == nil)
        #expect(try echo(String?.none) == nil)
        #expect(try echo(Int?.some(0)) == 0)
    }

    @Test("a UUID is read from sixteen bytes too, and dates from seconds")
    func foreign() throws {
        let connection = try Self.connection()
        defer { connection.close() }
        let statement = try connection.statement(
            "SELECT x'f81d4fae7dec11d0a76500a0c91e6bf6', 1700000000, 1700000000.5, 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', 7, 2.5"
        )
        #expect(try statement.step())
        #expect(try statement.row.uuid(0) == statement.row.uuid(3))
        #expect(try statement.row.date(1) == Date(timeIntervalSince1970: 1_700_000_000))
        #expect(try statement.row.date(2) == Date(timeIntervalSince1970: 1_700_000_000.5))
        #expect(try statement.row.double(4) == 7)
        #expect(try statement.row.decimal(5) == 2.5)
        #expect(statement.row.count == 6)
    }

    @Test("what is of another type is refused and said, not guessed")
    func mismatch() throws {
        let connection = try Self.connection()
        defer { connection.close() }
        let statement = try connection.statement("SELECT 'text', 1, 1.5, x'00', NULL, 2, 9007199254740993")
        #expect(try statement.step())
        let row = statement.row
        let error = try #require(throws: ValueError.self) { try row.int64(0) }
        #expect(error.reason.contains("text") && error.reason.contains("integer"))
        #expect(!error.reason.contains("'text'"))
        #expect(throws: ValueError.self) { try row.string(1) }
        #expect(throws: ValueError.self) { try row.int64(2) }
        #expect(throws: ValueError.self) { try row.string(3) }
        #expect(throws: ValueError.self) { try row.int64(4) }
        #expect(throws: ValueError.self) { try row.bool(5) }
        #expect(throws: ValueError.self) { try row.double(6) }
        #expect(throws: ValueError.self) { try row.uuid(3) }
        #expect(throws: ValueError.self) { try row.date(0) }
        #expect(throws: ValueError.self) { try row.decimal(0) }
        #expect(throws: ValueError.self) { try row.bytes(0) }
        #expect(throws: ValueError.self) { try row.int64(99) }
        #expect(throws: ValueError.self) { try row.int64(-1) }
        #expect(throws: ValueError.self) { try row.int64(Int.max) }
        #expect(row.isNull(4) && !row.isNull(0))
        #expect(try row.value(0) == .text("text") && row.value(3) == .bytes([0]) && row.value(4) == .null)
    }

    @Test("too large a value is refused as data")
    func tooLarge() async throws {
        let engine = Engine(backend: try SQLiteBackend(.memory))
        await #expect(throws: DataError.self) {
            try await engine.withConnection { try $0.value("SELECT length(zeroblob(3000000000))") { try $0.int64(0) } }
        }
        await engine.close()
    }

    @Test("more values than placeholders are refused")
    func tooMany() async throws {
        let engine = Engine(backend: try SQLiteBackend(.memory))
        await #expect(throws: QueryError.self) {
            try await engine.withConnection {
                try $0.execute(
                    CompiledStatement(sql: "SELECT 1", parameters: [BoundValue(.integer(1), type: .bigInteger)]))
            }
        }
        await engine.close()
    }
}

@Suite struct FunctionTests {
    private func text(_ expression: String) async throws -> String? {
        let engine = Engine(backend: try SQLiteBackend(.memory))
        let value = try await engine.withConnection { connection in
            try connection.value("SELECT \(expression)") { $0.isNull(0) ? nil : try $0.value(0) }
        }
        await engine.close()
        switch value {
        case .text(let text)?: return text
        case .integer(let number)?: return "\(number)"
        default: return nil
        }
    }

    @Test(
        "exact arithmetic over decimal text",
        arguments: [
            ("cinnabar_add('0.1', '0.2')", "0.3"), ("cinnabar_sub('0.3', '0.1')", "0.2"),
            ("cinnabar_mul('1.10', '1.10')", "1.21"), ("cinnabar_div('1', '8')", "0.125"),
            ("cinnabar_div('1', '0')", nil), ("cinnabar_add('1', NULL)", nil), ("cinnabar_add(1, 0.5)", "1.5"),
            ("cinnabar_round('2.345', 2)", "2.35"), ("cinnabar_round('-2.5')", "-3"), ("cinnabar_decimal(1.50)", "1.5"),
            ("cinnabar_add('9007199254740993', '0.0000001')", "9007199254740993.0000001"),
        ] as [(String, String?)])
    func arithmetic(expression: String, expected: String?) async throws {
        #expect(try await text(expression) == expected)
    }

    @Test("text that is no number is an error, and so is a sum that cannot be exact")
    func wrong() async throws {
        await #expect(throws: DataError.self) { try await text("cinnabar_add('x', '1')") }
        await #expect(throws: DataError.self) {
            try await text("cinnabar_add('12345678901234567890123456789012345678', '0.000000000000001')")
        }
    }

    @Test("sums and averages are exact, over windows too, and NULL over nothing")
    func aggregates() async throws {
        let rows = "(SELECT column1 AS x FROM (VALUES ('0.1'), ('0.2'), (NULL), ('10')))"
        #expect(try await text("cinnabar_sum(x) FROM \(rows)") == "10.3")
        #expect(try await text("cinnabar_avg(x) FROM (SELECT column1 AS x FROM (VALUES ('1'), ('2')))") == "1.5")
        #expect(try await text("cinnabar_sum(x) FROM \(rows) WHERE 0") == nil)
        #expect(
            try await text(
                "group_concat(s) FROM (SELECT cinnabar_sum(x) OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM \(rows) WHERE x IS NOT NULL)"
            ) == "0.1,0.3,10.2")
        #expect(try await text("max(x COLLATE cinnabar_decimal) FROM \(rows)") == "10")
        #expect(try await text("min(x COLLATE cinnabar_decimal) FROM \(rows)") == "0.1")
    }

    @Test("the decimal collation orders and equates by number")
    func collation() async throws {
        #expect(
            try await text(
                "group_concat(x, ' ') FROM (SELECT column1 AS x FROM (VALUES ('10'), ('9'), ('-1'), ('9.5'), ('x')) ORDER BY column1 COLLATE cinnabar_decimal)"
            ) == "-1 9 9.5 10 x")
        #expect(try await text("'1.50' = '1.5' COLLATE cinnabar_decimal") == "1")
    }

    @Test(
        "LIKE minds case, and with ilike does not, for every alphabet",
        arguments: [
            ("abc", "abc", true, true), ("ABC", "abc", false, true), ("%b%", "abc", true, true),
            ("_b_", "abc", true, true),
            ("Ä%", "äpfel", false, true), ("_", "😀", true, true), ("a\\%", "a%", true, true),
            ("a\\%", "ab", false, false),
            ("%", "", true, true), ("", "", true, true), ("_", "", false, false),
            ("%a%b%c%", "xxaxxbxxcxx", true, true),
            ("%a%b%c", "abcabd", false, false), ("a*", "a*", true, true), ("a\\", "a\\", true, true),
        ])
    func like(pattern: String, value: String, minding: Bool, folding: Bool) async throws {
        #expect(LikeFunction.matches(pattern, value) == minding)
        #expect(try await text("cinnabar_like('\(pattern)', '\(value)')") == (minding ? "1" : "0"))
        #expect(try await text("cinnabar_ilike('\(pattern)', '\(value)')") == (folding ? "1" : "0"))
    }

    @Test("lower and upper know more letters than ASCII's")
    func letters() async throws {
        #expect(try await text("lower('ÄÖÜ') || upper('straße é')") == "äöüSTRASSE É")
    }

    @Test("a pattern of many wildcards takes no time")
    func adversary() {
        let start = ContinuousClock.now
        #expect(!LikeFunction.matches(String(repeating: "%a", count: 50) + "b", String(repeating: "a", count: 5_000)))
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}
