import Foundation
import Testing

@testable import CinnabarSQL

@Suite("Conversions out of a SQLValue")
struct ValuesConversionTests {
    @Test("conversions that lose nothing are made")
    func lossless() throws {
        let uuid = UUID()
        #expect(try Double(sqlValue: .integer(3)) == 3)
        #expect(try Double(sqlValue: .decimal(0.1)) == 0.1)
        #expect(try Float(sqlValue: .integer(3)) == 3)
        #expect(try Bool(sqlValue: .integer(1)))
        #expect(try !Bool(sqlValue: .integer(0)))
        #expect(try UUID(sqlValue: .text(uuid.uuidString)) == uuid)
        #expect(try UUID(sqlValue: .bytes(withUnsafeBytes(of: uuid.uuid) { Array($0) })) == uuid)
        #expect(try Decimal(sqlValue: .text("1.50")) == Decimal(string: "1.5"))
        #expect(try Decimal(sqlValue: .integer(.min)) == Decimal(Int64.min))
        #expect(try Decimal(sqlValue: .double(0.1)) == Decimal(string: "0.1"))
        #expect(try Int(sqlValue: .decimal(Decimal(120))) == 120)
        #expect(try Int(sqlValue: .decimal(Decimal(string: "-12000.000")!)) == -12_000)
        #expect(try Date(sqlValue: .text("1970-01-01")) == Date(timeIntervalSince1970: 0))
        #expect(try Date(sqlValue: .localDateTime(.parse("1970-01-01 00:00:01"))) == Date(timeIntervalSince1970: 1))
        #expect(try LocalDate(sqlValue: .text("2024-02-29")).day == 29)
        #expect(try LocalTime(sqlValue: .text("10:15")).hour == 10)
        #expect(try LocalDateTime(sqlValue: .text("2024-02-29T10:15:00")).time.minute == 15)
        #expect(try LocalDateTime(sqlValue: .date(Date(timeIntervalSince1970: -1))) == .parse("1969-12-31 23:59:59"))
        #expect(try JSONValue(sqlValue: .text("[1]")) == [1])
        #expect(try JSON<[Int]>(sqlValue: .text("[1]")).wrapped == [1])
        #expect(try String(sqlValue: .json("{}")) == "{}")
        #expect(try [Int?](sqlValue: .text("[1,null]")) == [1, nil])
        #expect(try [Decimal](sqlValue: .json(#"["0.10"]"#)) == [Decimal(string: "0.1")!])
    }

    @Test("every other conversion is an error that names both kinds")
    func refused() {
        let cases: [(String, () throws -> any ColumnValue)] = [
            ("text cannot be read as Int", { try Int(sqlValue: .text("1")) }),
            ("a floating-point number cannot be read as Int", { try Int(sqlValue: .double(1)) }),
            ("a decimal number cannot be read as Int", { try Int(sqlValue: .decimal(Decimal(string: "1.5")!)) }),
            ("a decimal number cannot be read as Int", { try Int(sqlValue: .decimal(.nan)) }),
            ("a decimal number cannot be read as Double", { try Double(sqlValue: .decimal(.nan)) }),
            ("text cannot be read as Double", { try Double(sqlValue: .text("1")) }),
            ("the integer has more digits than Double holds", { try Double(sqlValue: .integer(.max)) }),
            ("an integer cannot be read as Bool", { try Bool(sqlValue: .integer(2)) }),
            ("text cannot be read as Bool", { try Bool(sqlValue: .text("true")) }),
            ("an integer cannot be read as String", { try String(sqlValue: .integer(1)) }),
            ("binary data cannot be read as String", { try String(sqlValue: .bytes([65])) }),
            ("text cannot be read as Data", { try Data(sqlValue: .text("a")) }),
            ("text cannot be read as [UInt8]", { try [UInt8](sqlValue: .text("a")) }),
            ("an array cannot be read as [UInt8]", { try [UInt8](sqlValue: .array([], of: .smallInteger)) }),
            ("binary data cannot be read as [Int]", { try [Int](sqlValue: .bytes([1])) }),
            ("an integer cannot be read as UUID", { try UUID(sqlValue: .integer(1)) }),
            ("a UUID has 16 bytes, not 1", { try UUID(sqlValue: .bytes([1])) }),
            ("an integer cannot be read as Date", { try Date(sqlValue: .integer(1)) }),
            ("a date cannot be read as Date", { try Date(sqlValue: .localDate(LocalDate(year: 1, month: 1, day: 1))) }),
            ("a point in time cannot be read as LocalDate", { try LocalDate(sqlValue: .date(.now)) }),
            ("a Boolean cannot be read as LocalTime", { try LocalTime(sqlValue: .bool(true)) }),
            ("a UUID cannot be read as LocalDateTime", { try LocalDateTime(sqlValue: .uuid(UUID())) }),
            ("a Boolean cannot be read as JSONValue", { try JSONValue(sqlValue: .bool(true)) }),
            ("a time of day cannot be read as JSON", { try JSON<Int>(sqlValue: .localTime(.midnight)) }),
            ("a floating-point number cannot be read as Decimal", { try Decimal(sqlValue: .double(.infinity)) }),
        ]
        for (reason, body) in cases { #expect(valueError(body)?.reason == reason) }
    }

    @Test("an error's description leaves the value out, its debugDescription has it")
    func privacy() {
        let error = valueError { try Int(sqlValue: .text("secret")) }
        #expect(error?.description.contains("secret") == false)
        #expect(error?.debugDescription == "text cannot be read as Int: 'secret'")
        for error in [
            valueError { try TimestampText.parseDate("secret") }, valueError { try UUIDText.parse("secret") },
            valueError { try DecimalText.parse("secret") }, valueError { try JSONValue.parse("secret") },
            valueError { try JSON<Int>.parse("\"secret\"") }, valueError { try LocalDate.parse("secret") },
            valueError { try Role(sqlValue: .text("secret")) }, valueError { try [Int](sqlValue: .text("[\"secret\"]")) },
        ] { #expect(error?.description.contains("secret") == false) }
    }

    @Test("a description is short, whatever it describes")
    func descriptions() throws {
        #expect(SQLValue.null.description == "NULL")
        #expect(SQLValue.text("it's").description == "'it's'")
        #expect(SQLValue.bytes([0, 255]).description == "x'00ff' (2 bytes)")
        #expect(SQLValue.bytes([1]).description == "x'01' (1 byte)")
        #expect(SQLValue.bytes([]).description == "x'' (0 bytes)")
        #expect(SQLValue.date(Date(timeIntervalSince1970: 0)).description == "1970-01-01 00:00:00.000000Z")
        #expect(SQLValue.date(Date(timeIntervalSince1970: 1e300)).description.isEmpty == false)
        #expect(SQLValue.decimal(.nan).description == "NaN")
        #expect(SQLValue.array([.integer(1), .null], of: .bigInteger).description == "[1, NULL]")
        #expect(SQLValue.text(String(repeating: "é", count: 100)).description.count == 102)
        let large = String(repeating: "é", count: 1_000_000)
        #expect(SQLValue.text(large).description == "'\(String(repeating: "é", count: 100))… (2000000 bytes)'")
        #expect(SQLValue.json(large).description.count < 130)
        #expect(SQLValue.bytes([UInt8](repeating: 7, count: 1_000_000)).description.count < 80)
        #expect(SQLValue.array((0..<10_000).map { .integer($0) }, of: .bigInteger).description.count < 100)
        #expect(SQLValue.text("e\u{301}\u{301}").description == "'e\u{301}\u{301}'")
    }

    @Test("a SQLValue fits in 32 bytes")
    func size() { #expect(MemoryLayout<SQLValue>.stride <= 32) }
}

enum Role: String, ColumnEnum { case admin, member = "plain member" }
enum Priority: Int, ColumnEnum { case low = 1, high = 9 }
enum HTTPFlag: UInt8, ColumnEnum { case on = 255 }

@Suite("Stored enums")
struct ValuesEnumTests {
    @Test("an enum of texts is stored as its raw value, and declares its cases")
    func texts() throws {
        let type = SQLType.enumeration(name: "role", cases: ["admin", "plain member"], native: false)
        for role in Role.allCases { try expectRoundTrip(role, as: .text(role.rawValue), type) }
        try expectRoundTrip(Role?.none, as: .null, type)
        try expectRoundTrip([Role.admin], as: .array([.text("admin")], of: type), .array(of: type))
    }

    @Test("an enum of integers is stored as an integer of the raw type")
    func integers() throws {
        for value in Priority.allCases { try expectRoundTrip(value, as: .integer(Int64(value.rawValue)), .bigInteger) }
        try expectRoundTrip(HTTPFlag.on, as: .integer(255), .smallInteger)
        try expectRoundTrip([HTTPFlag.on], as: .array([.integer(255)], of: .smallInteger), .array(of: .smallInteger))
    }

    @Test("a stored value that is no case is an error that names it and the cases")
    func unknown() {
        let error = valueError { try Role.read(StubRow([.text("owner")]), 0) }
        #expect(error?.reason == "the stored value is no case of Role, which has 'admin', 'plain member'")
        #expect(error?.value == "'owner'")
        #expect(valueError { try Role(sqlValue: .integer(1)) }?.reason == "an integer cannot be read as Role")
        #expect(valueError { try Priority.read(StubRow([.integer(2)]), 0) }?.value == "2")
        #expect(valueError { try HTTPFlag.read(StubRow([.integer(256)]), 0) }?.value == "256")
        #expect(valueError { try Role(sqlValue: .null) }?.reason.contains("NULL") == true)
    }

    @Test("names become snake case word by word")
    func names() {
        let pairs = [
            ("User", "user"), ("BlogPost", "blog_post"), ("userID", "user_id"), ("createdAt", "created_at"),
            ("HTTPLog", "http_log"), ("URL", "url"), ("already_snake", "already_snake"), ("Already_Snake", "already_snake"),
            ("x2Y", "x2_y"), ("ID", "id"), ("", ""), ("aB", "a_b"), ("ÄrgerÜber", "ärger_über"), ("_private", "_private"),
        ]
        for (name, expected) in pairs { #expect(snakeCased(name) == expected) }
    }
}

@Suite("Ad-hoc rows")
struct ValuesRowTests {
    let row = Row(columns: ["id", "name", "id", "n"], values: [.integer(1), .text("a"), .integer(2), .null])

    @Test("columns are read by name and by place")
    func reading() throws {
        #expect(try row["name", as: String.self] == "a")
        #expect(try row["n", as: Int?.self] == nil)
        #expect(try row[2, as: Int.self] == 2)
        #expect(try row["name"] == .text("a"))
        #expect(try row[0] == .integer(1))
        #expect(row.count == 4)
    }

    @Test("an unknown column, an ambiguous one and a wrong kind are errors that name it")
    func errors() {
        #expect(
            valueError { try row["nam", as: String.self] }?.reason
                == "there is no column 'nam' in the row; it has 'id', 'name', 'id', 'n'")
        #expect(valueError { try row[4, as: Int.self] }?.reason.hasPrefix("there is no column 4") == true)
        #expect(valueError { try row[-1] } != nil)
        #expect(valueError { try row["id"] }?.reason.contains("columns 0 and 2 are both named 'id'") == true)
        #expect(valueError { try row["name", as: Int.self] }?.debugDescription == "column 'name': text cannot be read as Int: 'a'")
        #expect(valueError { try row["n", as: Int.self] }?.reason.hasPrefix("column 'n': NULL") == true)
        #expect(valueError { try Row(columns: [], values: [])[0] }?.reason.contains("no columns") == true)
    }

    @Test("a row is copied from a reader, and survives too few and too many values")
    func construction() throws {
        #expect(try Row(StubRow([.integer(1)], names: ["x"]), columns: ["x"])["x", as: Int.self] == 1)
        #expect(Row(columns: ["a", "b"], values: [.bool(true)]).values == [.bool(true), .null])
        #expect(Row(columns: ["a"], values: [.bool(true), .null]).values == [.bool(true)])
        #expect("\(row)" == "Row(id, name, id, n)")
        #expect(row.debugDescription == "Row(id: 1, name: 'a', id: 2, n: NULL)")
    }
}
