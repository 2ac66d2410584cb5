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
            ("0", "0"), ("-0", "0"), ("1.0", "1"), ("1e0", "1"), ("10.50", "10.5"),
            ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"), ("18446744073709551615", "18446744073709551615"),
            ("0.1", "0.1"), ("123456789.123456789123456789", "123456789.123456789123456789"), ("1E2", "100"),
            ("1e300", "1e+300"),
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
            "", " ", "[", "]", "{", "}", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:2}", "01",
            "-", "+1", ".5", "1.",
            "1e", "1e+", "--1", "0x1", "NaN", "Infinity", "nul", "tru", "falsey", "True", "'a'", "\"", "\"\\\"",
            "\"\\x\"", "\"\\u12\"",
            "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\n\"", "\"\\ud800\\ud800\"", "\"\\udc00\"", "\"a\nb\"",
            "\"\u{0}\"", "1 2", "[1 2]",
            "{\"a\" 1}", "[1]]", "1e400", "-1e400", "\u{FEFF}1", "[1}", "{\"a\":1]", "// c\n1", "\"\\u+123\"",
        ])
    func refused(_ text: String) {
        #expect(valueError { try JSONValue.parse(text) }?.reason.contains("at byte") == true)
    }

    @Test("strings come back whatever they hold")
    func strings() throws {
        for text in [
            "", "\"", "\\", "/", "\u{8}\u{c}\n\r\t", "\u{0}\u{1f}", "é", "😀", "e\u{301}", "\u{2028}", "\u{7f}",
        ] {
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
                Unicode.Scalar(
                    UInt32.random(in: 0...0x10FFFF, using: &generator) >> UInt32.random(in: 0...20, using: &generator))
            }
            return .string(String(String.UnicodeScalarView(scalars)))
        case 5, 6:
            return .array(
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in anyValue(&generator, depth: depth + 1) })
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
        forAll(
            20_000,
            { generator in
                String(
                    (0..<Int.random(in: 0...16, using: &generator)).compactMap { _ in
                        alphabet.randomElement(using: &generator)
                    })
            }
        ) { text in
            guard let value = try? JSONValue.parse(text) else { return true }
            return (try? JSONValue.parse(value.text)) == value
        }
    }
}
