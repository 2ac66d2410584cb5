import Foundation
import Testing

@testable import CinnabarSQL

@Suite("Column values")
struct ValuesColumnTests {
    @Test("integers of every width come back, at both ends of their range")
    func integers() throws {
        func check<T: FixedWidthInteger & ColumnValue>(_: T.Type, _ type: SQLType) throws {
            for value in [T.min, 0, 1, T.max] { try expectRoundTrip(value, as: .integer(Int64(value)), type) }
        }
        try check(Int.self, .bigInteger)
        try check(Int64.self, .bigInteger)
        try check(Int32.self, .integer)
        try check(Int16.self, .smallInteger)
        try check(Int8.self, .smallInteger)
        try check(UInt32.self, .bigInteger)
        try check(UInt16.self, .integer)
        try check(UInt8.self, .smallInteger)
        try expectRoundTrip(UInt64(Int64.max), as: .integer(.max), .bigInteger)
        try expectRoundTrip(UInt(0), as: .integer(0), .bigInteger)
    }

    @Test("a stored integer that the Swift type cannot hold is an error that names the type")
    func narrowing() {
        let row = StubRow([.integer(300), .integer(-1), .integer(.min)])
        #expect(valueError { try Int8.read(row, 0) }?.reason == "the number is outside the range of Int8")
        #expect(valueError { try UInt8.read(row, 0) }?.value == "300")
        #expect(valueError { try UInt64.read(row, 1) }?.reason == "the number is outside the range of UInt64")
        #expect(valueError { try UInt.read(row, 1) } != nil)
        #expect(valueError { try Int32.read(row, 2) } != nil)
        #expect(valueError { try Int16(sqlValue: .integer(40_000)) } != nil)
        #expect(valueError { try Int(sqlValue: .decimal(Decimal(UInt64.max))) } != nil)
    }

    @Test("an unsigned integer above Int64.max is refused when written, and a decimal as a SQLValue")
    func oversized() throws {
        let error = valueError { try UInt64.max.write(to: StubParameters()) }
        #expect(error?.reason.contains("use Decimal") == true)
        #expect(UInt64.max.sqlValue == .decimal(Decimal(UInt64.max)))
        #expect(try UInt64(sqlValue: UInt64.max.sqlValue) == .max)
        #expect(UInt.max.sqlValue == .decimal(Decimal(UInt64.max)))
    }

    @Test("text of any size and content comes back byte for byte")
    func text() throws {
        let long = String(repeating: "äöü€😀", count: 80_000)
        for value in ["", " ", "\0", "a\u{0}b", "e\u{301}", "é", "👨‍👩‍👧‍👦", "'; DROP TABLE users; --", long] {
            try expectRoundTrip(value, as: .text(value), .text)
            let back = try String.read(StubRow([value.sqlValue]), 0)
            #expect(Array(back.utf8) == Array(value.utf8))
        }
    }

    @Test("floating-point numbers keep every bit")
    func floatingPoint() throws {
        for value in [0, -1.5, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, 1e-300] {
            try expectRoundTrip(value, as: .double(value), .double)
        }
        #expect(try Double.read(StubRow([(-0.0).sqlValue]), 0).sign == .minus)
        #expect(try Double.read(StubRow([Double.nan.sqlValue]), 0).isNaN)
        for value: Float in [0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.infinity] {
            try expectRoundTrip(value, as: .double(Double(value)), .real)
        }
        #expect(valueError { try Float.read(StubRow([.double(1e300)]), 0) }?.reason.contains("Float") == true)
    }

    @Test("Booleans, decimals, dates, UUIDs and local types are written as what they are")
    func others() throws {
        try expectRoundTrip(true, as: .bool(true), .boolean)
        try expectRoundTrip(false, as: .bool(false), .boolean)
        for text in ["0", "-0.1", "79228162514264337593543950336", "0.00000000000000000000000000000000000001"] {
            let value = try DecimalText.parse(text)
            try expectRoundTrip(value, as: .decimal(value), .numeric(precision: nil, scale: nil))
        }
        let uuid = UUID()
        try expectRoundTrip(uuid, as: .uuid(uuid), .uuid)
        let date = Date(timeIntervalSince1970: 1_700_000_000.25)
        try expectRoundTrip(date, as: .date(date), .timestamp)
        let day = try LocalDate(year: 2024, month: 2, day: 29)
        try expectRoundTrip(day, as: .localDate(day), .localDate)
        let time = try LocalTime(hour: 23, minute: 59, second: 59, microsecond: 999_999)
        try expectRoundTrip(time, as: .localTime(time), .localTime)
        let both = LocalDateTime(date: day, time: time)
        try expectRoundTrip(both, as: .localDateTime(both), .localDateTime)
    }

    @Test("binary data comes as Data and as [UInt8], and a slice of Data too")
    func binary() throws {
        let large = [UInt8](repeating: 0xFF, count: 1 << 20)
        for value in [[], [0], [1, 2, 3], large] {
            try expectRoundTrip(value, as: .bytes(value), .bytes)
            try expectRoundTrip(Data(value), as: .bytes(value), .bytes)
        }
        try expectRoundTrip(Data([9, 1, 2, 9])[1...2], as: .bytes([1, 2]), .bytes)
    }

    @Test("an optional is NULL or what it wraps, and NULL knows the type")
    func optionals() throws {
        try expectRoundTrip(Int?.some(7), as: .integer(7), .bigInteger)
        try expectRoundTrip(Int?.none, as: .null, .bigInteger)
        try expectRoundTrip([UInt8]?.none, as: .null, .bytes)
        try expectRoundTrip([String]?.some([]), as: .array([], of: .text), .array(of: .text))
        #expect(Optional<Int>.isNullable && !Int.isNullable)
        let parameters = StubParameters()
        try UUID?.none.write(to: parameters)
        #expect(parameters.nullTypes == [.uuid])
        let date = Date(timeIntervalSinceReferenceDate: 0.1234567)
        #expect(Date?.some(date).canonical == date.canonical)
        #expect(Date?.some(date).canonical != date)
    }

    @Test("NULL where a value is needed is an error that says what to do")
    func unexpectedNull() {
        #expect(
            valueError { try Int(sqlValue: .null) }?.reason
                == "NULL cannot be read as Int; read Int? where NULL is allowed")
        #expect(valueError { try String(sqlValue: .null) } != nil)
        #expect(valueError { try [Int](sqlValue: .null) } != nil)
        #expect(valueError { try JSON<Int>(sqlValue: .null) } != nil)
    }

    @Test("arrays are lists of values, nested, with NULLs, and empty; only [UInt8] is binary")
    func arrays() throws {
        try expectRoundTrip([Int](), as: .array([], of: .bigInteger), .array(of: .bigInteger))
        try expectRoundTrip(
            [1, -2], as: .array([.integer(1), .integer(-2)], of: .bigInteger), .array(of: .bigInteger))
        try expectRoundTrip(["a", nil], as: .array([.text("a"), .null], of: .text), .array(of: .text))
        try expectRoundTrip([Int8(1)], as: .array([.integer(1)], of: .smallInteger), .array(of: .smallInteger))
        try expectRoundTrip(
            [UInt8?.some(1)], as: .array([.integer(1)], of: .smallInteger), .array(of: .smallInteger))
        try expectRoundTrip(
            [[UInt8]]([[1], []]), as: .array([.bytes([1]), .bytes([])], of: .bytes), .array(of: .bytes))
        try expectRoundTrip(
            [[1], []],
            as: .array(
                [.array([.integer(1)], of: .bigInteger), .array([], of: .bigInteger)], of: .array(of: .bigInteger)),
            .array(of: .array(of: .bigInteger)))
        let date = Date(timeIntervalSinceReferenceDate: 0.1234567)
        #expect([date].canonical == [date.canonical])
    }

    @Test("what was written can be read by whichever integer type holds it", arguments: [0, 1, 127, 255])
    func widths(_ number: Int64) throws {
        let row = StubRow([.integer(number)])
        #expect(try UInt64.read(row, 0) == UInt64(number))
        #expect(try UInt8.read(row, 0) == UInt8(number))
    }
}
