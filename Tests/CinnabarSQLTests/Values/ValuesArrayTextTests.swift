import Foundation
import Testing

@testable import CinnabarSQL

@Suite("Arrays as text")
struct ValuesArrayTextTests {
    @Test("elements of every kind come back")
    func everyKind() throws {
        let moment = try LocalDateTime.parse("2024-02-29 10:15:00.5")
        let uuid = UUID()
        let cases: [([SQLValue], SQLType)] = [
            ([], .text), ([.null], .text), ([.bool(true), .bool(false)], .boolean),
            ([.integer(.min), .integer(.max)], .bigInteger),
            ([.double(0.1), .double(3), .double(1e300), .double(.leastNonzeroMagnitude)], .double),
            ([.text(""), .text("\"\\\n\0é")], .text),
            ([.bytes([]), .bytes([0, 255])], .bytes),
            ([.decimal(Decimal(string: "0.10000000000000000000000000001")!)], .numeric(precision: nil, scale: nil)),
            ([.date(Date(timeIntervalSince1970: 0.5))], .timestamp), ([.localDate(moment.date)], .localDate),
            ([.localTime(moment.time)], .localTime), ([.localDateTime(moment)], .localDateTime), ([.uuid(uuid)], .uuid),
            ([.json(#"{"a":[null]}"#), .json("null")], .json),
            ([.array([.integer(1), .null], of: .integer), .array([], of: .integer)], .array(of: .integer)),
            ([.text("admin")], .enumeration(name: "role", cases: ["admin"], native: true)),
            ([.decimal(Decimal(UInt64.max))], .numeric(precision: 20, scale: 0)),
        ]
        for (values, type) in cases {
            #expect(try ArrayText.decode(ArrayText.encode(values), of: type) == values)
        }
    }

    @Test("what JSON has not, and elements of another kind, are refused")
    func refused() {
        #expect(valueError { try ArrayText.encode([.double(.nan)]) } != nil)
        #expect(valueError { try ArrayText.encode([.decimal(.nan)]) } != nil)
        #expect(valueError { try ArrayText.encode([.json("{")]) } != nil)
        #expect(valueError { try ArrayText.encode([.date(Date(timeIntervalSince1970: 1e300))]) } != nil)
        #expect(valueError { try ArrayText.decode("{}", of: .text) }?.reason == "the JSON document is not an array")
        #expect(valueError { try ArrayText.decode("[1]", of: .text) } != nil)
        #expect(valueError { try ArrayText.decode("[1.5]", of: .integer) } != nil)
        #expect(valueError { try ArrayText.decode("[\"!\"]", of: .bytes) } != nil)
        #expect(valueError { try ArrayText.decode("[", of: .text) } != nil)
    }
}
