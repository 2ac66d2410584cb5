import Foundation
import Testing

@testable import CinnabarSQL

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
        let address = Address(
            street: "a/b", city: nil, position: [0.1, -2], price: Decimal(string: "12.3400000000000000000001")!)
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
