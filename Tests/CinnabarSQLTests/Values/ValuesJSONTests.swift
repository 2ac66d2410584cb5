import Foundation
import Testing

@testable import CinnabarSQL

@Suite("JSON values")
struct ValuesJSONTests {
    @Test("a document is read, navigated, changed and written with sorted keys")
    func documents() throws {
        var value = try JSONValue.parse(#" { "b" : [ 1 , 2.50 , -3e2 , true , null ] , "a" : { "x" : "\u00e9\n" } } "#)
        #expect(value == ["a": ["x": "é\n"], "b": [1, 2.5, -300, true, nil]])
        #expect(value["a"]?["x"]?.string == "é\n")
        #expect(value["b"]?[0]?.int == 1)
        #expect(value["b"]?[1]?.decimal == Decimal(string: "2.5"))
        #expect(value["b"]?[2]?.double == -300)
        #expect(value["b"]?[3]?.bool == true)
        #expect(value["b"]?[4]?.isNull == true)
        #expect(value["b"]?[5] == nil && value["b"]?[-1] == nil && value["c"] == nil && value[0] == nil)
        value.object?["c"] = 7
        value.object?["a"] = nil
        #expect(value.text == #"{"b":[1,2.5,-300,true,null],"c":7}"#)
        #expect(value["b"]?.string == nil && value.array == nil && value.int == nil)
    }

    @Test("a column of JSON is written as its text")
    func columns() throws {
        try expectRoundTrip(JSONValue.null, as: .json("null"), .json)
        try expectRoundTrip(["k": [1]] as JSONValue, as: .json(#"{"k":[1]}"#), .json)
        try expectRoundTrip(JSONValue?.none, as: .null, .json)
        try expectRoundTrip([["k": 1]] as [JSONValue], as: .array([.json(#"{"k":1}"#)], of: .json), .array(of: .json))
    }

    @Test("numbers are exact, and equal however they are written")
    func numbers() throws {
        let pairs = [
            ("0", "0"), ("-0", "0"), ("1.0", "1"), ("1e0", "1"), ("10.50", "10.5"), ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"), ("18446744073709551615", "18446744073709551615"),
            ("0.1", "0.1"), ("123456789.123456789123456789", "123456789.123456789123456789"), ("1E2", "100"), ("1e300", "1e+300"),
            ("5e-324", "5e-324"), ("-1.5e-7", "-0.00000015"), ("9999999999999999999", "9999999999999999999"),
        ]
        for (text, expected) in pairs {
            let value = try JSONValue.parse(text)
            #expect(value.text == expected)
            #expect(try JSONValue.parse(value.text) == value)
        }
        #expect(try JSONValue.parse("1.0") == 1)
        #expect(try JSONValue.parse("1.0").hashValue == JSONValue.parse("1").hashValue)
        #expect(try JSONValue.parse("9223372036854775808").int == nil)
        #expect(JSONNumber(Double.nan) == nil && JSONNumber(Double.infinity) == nil && JSONNumber(Decimal.nan) == nil)
        #expect(JSONNumber(0.1) == JSONNumber(Decimal(string: "0.1")!))
        #expect(JSONNumber(1e300)?.decimal == nil)
        #expect(JSONNumber(UInt64.max).description == "18446744073709551615")
    }

    @Test(
        "what RFC 8259 does not allow is refused, with the place",
        arguments: [
            "", " ", "[", "]", "{", "}", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:2}", "01", "-", "+1", ".5", "1.",
            "1e", "1e+", "--1", "0x1", "NaN", "Infinity", "nul", "tru", "falsey", "True", "'a'", "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"",
            "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\n\"", "\"\\ud800\\ud800\"", "\"\\udc00\"", "\"a\nb\"", "\"\u{0}\"", "1 2", "[1 2]",
            "{\"a\" 1}", "[1]]", "1e400", "-1e400", "\u{FEFF}1", "[1}", "{\"a\":1]", "// c\n1", "\"\\u+123\"",
        ])
    func refused(_ text: String) {
        #expect(valueError { try JSONValue.parse(text) }?.reason.contains("at byte") == true)
    }

    @Test("strings come back whatever they hold")
    func strings() throws {
        for text in ["", "\"", "\\", "/", "\u{8}\u{c}\n\r\t", "\u{0}\u{1f}", "é", "😀", "e\u{301}", "\u{2028}", "\u{7f}"] {
            let value = JSONValue.string(text)
            #expect(try JSONValue.parse(value.text).string.map { Array($0.utf8) } == Array(text.utf8))
        }
        #expect(try JSONValue.parse(#""\ud83d\ude00\/\u0041""#) == "😀/A")
        #expect(try JSONValue.parse(#""a\tb\\c\"d""#) == "a\tb\\c\"d")
        let long = String(repeating: "é\n", count: 500_000)
        #expect(try JSONValue.parse(JSONValue.string(long).text) == .string(long))
    }

    @Test("512 levels are read; more are refused rather than run off the stack")
    func depth() throws {
        let deep = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(try JSONValue.parse(deep).text == deep)
        #expect(valueError { try JSONValue.parse("[\(deep)]") }?.reason.contains("512 levels") == true)
        #expect(valueError { try JSONValue.parse(String(repeating: "{\"a\":", count: 1_000_000)) } != nil)
    }

    static func anyValue(_ generator: inout SeededGenerator, depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0..<(depth < 4 ? 8 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(.random(using: &generator))
        case 2: return .number(JSONNumber(Int64(bitPattern: generator.next())))
        case 3: return JSONNumber(Double(bitPattern: generator.next())).map(JSONValue.number) ?? .null
        case 4:
            let scalars = (0..<Int.random(in: 0...8, using: &generator)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &generator) >> UInt32.random(in: 0...20, using: &generator))
            }
            return .string(String(String.UnicodeScalarView(scalars)))
        case 5, 6:
            return .array((0..<Int.random(in: 0...4, using: &generator)).map { _ in anyValue(&generator, depth: depth + 1) })
        default:
            let members = (0..<Int.random(in: 0...4, using: &generator)).map {
                ("k\($0)", anyValue(&generator, depth: depth + 1))
            }
            return .object(Dictionary(uniqueKeysWithValues: members))
        }
    }

    @Test("any document comes back from its text, and through Codable")
    func roundTrip() {
        forAll(5_000, { Self.anyValue(&$0) }) { (try? JSONValue.parse($0.text)) == $0 }
        forAll(2_000, { Self.anyValue(&$0) }) { value in
            guard let data = try? JSONEncoder().encode(value) else { return false }
            return (try? JSONDecoder().decode(JSONValue.self, from: data)) == value
                && (try? JSONValue.parse(String(decoding: data, as: UTF8.self))) == value
        }
    }

    @Test("no bytes make the parser trap")
    func fuzz() {
        let alphabet = Array("{}[]:,\"\\u0019.eE+-tfn rdD89ab\n")
        forAll(20_000, { generator in
            String((0..<Int.random(in: 0...16, using: &generator)).compactMap { _ in alphabet.randomElement(using: &generator) })
        }) { text in
            guard let value = try? JSONValue.parse(text) else { return true }
            return (try? JSONValue.parse(value.text)) == value
        }
    }
}

@Suite("Types stored as JSON")
struct ValuesJSONWrapperTests {
    struct Address: Codable, Hashable, Sendable {
        var street: String
        var city: String?
        var position: [Double] = []
        var price: Decimal = 0
        var since: Date?
    }

    struct Stubborn: Codable, Hashable, Sendable {
        func encode(to encoder: any Encoder) throws { throw ValueError("never") }
    }

    @Test("a value is stored as a document with sorted keys, and comes back")
    func roundTrip() throws {
        let address = Address(street: "a/b", city: nil, position: [0.1, -2], price: Decimal(string: "12.3400000000000000000001")!)
        let text = #"{"position":[0.1,-2],"price":12.3400000000000000000001,"street":"a/b"}"#
        try expectRoundTrip(JSON(address), as: .json(text), .json)
        try expectRoundTrip(JSON([String: Int]()), as: .json("{}"), .json)
        try expectRoundTrip(JSON(["b": 1, "a": 2]), as: .json(#"{"a":2,"b":1}"#), .json)
        try expectRoundTrip(JSON(JSONValue.null), as: .json("null"), .json)
        try expectRoundTrip(JSON<Int>?.none, as: .null, .json)
        try expectRoundTrip(JSON(5), as: .json("5"), .json)
        let dated = Address(street: "", since: Date(timeIntervalSinceReferenceDate: 0.1 + 0.2))
        #expect(try JSON<Address>.parse(JSON(dated).text()) == JSON(dated))
    }

    @Test("equal values have equal texts")
    func determinism() throws {
        let keys = (0..<50).map { "key\($0)" }
        let texts = try (0..<20).map { _ in
            try JSON(Dictionary(uniqueKeysWithValues: keys.shuffled().map { ($0, 1) })).text()
        }
        #expect(Set(texts).count == 1)
    }

    @Test("what JSON has not is refused when written, and nothing false goes out as a SQLValue")
    func unencodable() throws {
        let infinite = JSON([Double.infinity])
        #expect(valueError { try infinite.write(to: StubParameters()) }?.reason.contains("cannot be encoded") == true)
        #expect(valueError { try JSON(Stubborn()).write(to: StubParameters()) } != nil)
        #expect(infinite.sqlValue == .json(""))
        #expect(valueError { try StubParameters().write(infinite.sqlValue, as: .json) } != nil)
    }

    @Test("a document of another shape is an error that names the type")
    func undecodable() {
        let error = valueError { try JSON<Address>.parse("[]") }
        #expect(error?.reason == "the JSON document cannot be decoded as Address")
        #expect(valueError { try JSON<Int>.parse("") } != nil)
        #expect(valueError { try JSON<Int>(sqlValue: .json("1.5")) } != nil)
    }

    @Test("Codable passes the wrapped value through")
    func coding() throws {
        let data = try JSONEncoder().encode(["x": JSON([1, 2])])
        #expect(String(decoding: data, as: UTF8.self) == #"{"x":[1,2]}"#)
        #expect(try JSONDecoder().decode([String: JSON<[Int]>].self, from: data) == ["x": JSON([1, 2])])
    }
}

@Suite("Arrays as text")
struct ValuesArrayTextTests {
    @Test("elements of every kind come back")
    func everyKind() throws {
        let moment = try LocalDateTime.parse("2024-02-29 10:15:00.5")
        let uuid = UUID()
        let cases: [([SQLValue], SQLType)] = [
            ([], .text), ([.null], .text), ([.bool(true), .bool(false)], .boolean), ([.integer(.min), .integer(.max)], .bigInteger),
            ([.double(0.1), .double(3), .double(1e300), .double(.leastNonzeroMagnitude)], .double), ([.text(""), .text("\"\\\n\0é")], .text),
            ([.bytes([]), .bytes([0, 255])], .bytes), ([.decimal(Decimal(string: "0.10000000000000000000000000001")!)], .numeric(precision: nil, scale: nil)),
            ([.date(Date(timeIntervalSince1970: 0.5))], .timestamp), ([.localDate(moment.date)], .localDate),
            ([.localTime(moment.time)], .localTime), ([.localDateTime(moment)], .localDateTime), ([.uuid(uuid)], .uuid),
            ([.json(#"{"a":[null]}"#), .json("null")], .json), ([.array([.integer(1), .null], of: .integer), .array([], of: .integer)], .array(of: .integer)),
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
