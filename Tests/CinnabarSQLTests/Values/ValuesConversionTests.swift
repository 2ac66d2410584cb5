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
            valueError { try Role(sqlValue: .text("secret")) },
            valueError { try [Int](sqlValue: .text("[\"secret\"]")) },
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
