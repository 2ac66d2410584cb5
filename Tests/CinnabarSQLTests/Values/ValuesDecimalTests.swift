import Foundation
import Testing

@testable import CinnabarSQL

@Suite("Texts of decimals and UUIDs")
struct ValuesDecimalTests {
    @Test("a text is read exactly, and written in its one plain notation")
    func canonical() throws {
        let zeros = String(repeating: "0", count: 127)
        let pairs = [
            ("0", "0"), ("-0", "0"), ("+0.000", "0"), ("0e99", "0"), ("1", "1"), ("-1", "-1"), ("1.50", "1.5"),
            ("100", "100"),
            ("100.00", "100"), ("007", "7"), (".5", "0.5"), ("5.", "5"), ("-.25", "-0.25"), ("1e3", "1000"),
            ("1.5E+2", "150"),
            ("12e-4", "0.0012"), ("0.000001", "0.000001"), ("1000000.000001", "1000000.000001"),
            ("18446744073709551615", "18446744073709551615"), ("18446744073709551616", "18446744073709551616"),
            ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
            ("340282366920938463463374607431768211455", "340282366920938463463374607431768211455"),
            ("-0.340282366920938463463374607431768211455", "-0.340282366920938463463374607431768211455"),
            ("10000000000000000000", "10000000000000000000"),
            ("100000000000000000000000000000000000001", "100000000000000000000000000000000000001"),
            ("1e127", "1\(zeros)"), ("12e127", "12\(zeros)"), ("0.1e128", "1\(zeros)"),
            ("1e-128", "0.\(zeros)1"), ("1.\(zeros)\(zeros)\(zeros)", "1"),
        ]
        for (text, expected) in pairs {
            #expect(DecimalText.string(try DecimalText.parse(text)) == expected, "\(text)")
        }
    }

    @Test(
        "what is no decimal, or none that Decimal holds, is refused and never rounded",
        arguments: [
            "", " ", "-", "+", ".", "-.", "1 ", " 1", "1,5", "1.2.3", "--1", "1e", "1e+", "1e1.5", "0x10", "NaN", "nan",
            "Infinity", "-inf",
            "1a", "١", "1_000", "340282366920938463463374607431768211456", "1e128", "10e127", "1e-129", "1.5e-128",
            "1e99999999999999999999",
            "1234567890123456789012345678901234567890.1", "1\0", "e5", "1e 5",
        ])
    func refused(_ text: String) {
        #expect(valueError { try DecimalText.parse(text) } != nil)
    }

    @Test("NaN has no text")
    func nan() {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DecimalText.maximumLength) { buffer in
            #expect(valueError { try DecimalText.write(.nan, to: buffer) } != nil)
        }
    }

    static func digits(_ generator: inout SeededGenerator) -> String {
        let count = Int.random(in: 1...38, using: &generator)
        var text = (0..<count).map { _ in
            Bool.random(using: &generator) ? "0" : "\(Int.random(in: 0...9, using: &generator))"
        }.joined()
        if Bool.random(using: &generator) {
            text.insert(".", at: text.index(text.startIndex, offsetBy: .random(in: 0...count, using: &generator)))
        }
        return (Bool.random(using: &generator) ? "-" : "") + text
    }

    @Test("texts agree with Foundation's numbers, and come back")
    func foundation() {
        forAll(5_000, Self.digits) { text in
            guard let ours = try? DecimalText.parse(text), let theirs = Decimal(string: text) else { return false }
            let written = DecimalText.string(ours)
            return ours == theirs && ours.hashValue == theirs.hashValue && written == theirs.description
                && (try? DecimalText.parse(written)) == ours
        }
    }

    @Test("every mantissa of 128 bits is held and written exactly")
    func mantissas() {
        forAll(
            5_000,
            { generator in
                let all = UInt128(generator.next()) << 64 | UInt128(generator.next())
                return (
                    all >> UInt128.random(in: 0...127, using: &generator), Int.random(in: -128...80, using: &generator)
                )
            }
        ) { (mantissa: UInt128, exponent: Int) in
            guard let value = try? DecimalText.parse("\(mantissa)e\(exponent)") else { return false }
            let digits = DecimalText.string(value)
            return digits == canonicalDescription(value)
                && digits.replacing(".", with: "").trimmingCharacters(in: ["0"])
                    == "\(mantissa)".trimmingCharacters(in: ["0"])
        }
    }

    @Test("the results of arithmetic have the text of the number they are")
    func arithmetic() throws {
        #expect(DecimalText.string(Decimal(3) / 4 + Decimal(1) / 4) == "1")
        #expect(DecimalText.string(try DecimalText.parse("0.1") + DecimalText.parse("0.9")) == "1")
        #expect(DecimalText.string(try DecimalText.parse("1.5") - DecimalText.parse("1.5")) == "0")
        #expect(DecimalText.string(-(try DecimalText.parse("0"))) == "0")
        forAll(5_000, { (Self.digits(&$0), Self.digits(&$0)) }) { left, right in
            guard let a = try? DecimalText.parse(left), let b = try? DecimalText.parse(right) else { return false }
            return [a + b, a * b, a - b].allSatisfy { $0.isNaN || DecimalText.string($0) == canonicalDescription($0) }
        }
    }

    /// Foundation's text, which is exact too, without zeros at the end of a fraction.
    func canonicalDescription(_ value: Decimal) -> String {
        var text = value.description
        guard text.contains(".") else { return text == "-0" ? "0" : text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text == "-0" ? "0" : text
    }

    @Test("whole numbers are found whatever their exponent")
    func integers() throws {
        #expect(DecimalText.integer(try DecimalText.parse("12000")) == 12_000)
        #expect(DecimalText.integer(try DecimalText.parse("-9223372036854775808")) == Int128(Int64.min))
        #expect(DecimalText.integer(try DecimalText.parse("0.5")) == nil)
        #expect(DecimalText.integer(try DecimalText.parse("1e127")) == nil)
        #expect(DecimalText.integer(0) == 0)
        #expect(DecimalText.integer(.nan) == nil)
    }

    @Test("the mantissa is read from where it is, not from a description")
    func fastPath() { #expect(DecimalParts.canReadMantissa) }

    @Test("a UUID's text is Foundation's in lower case, and is read in any case")
    func uuids() {
        forAll(5_000, { UUID.random(using: &$0) }) { uuid in
            let text = UUIDText.string(uuid)
            return text == uuid.uuidString.lowercased() && (try? UUIDText.parse(text)) == uuid
                && (try? UUIDText.parse(uuid.uuidString)) == uuid
                && (try? UUIDText.parse(text.replacingOccurrences(of: "-", with: ""))) == uuid
        }
    }

    @Test(
        "a text that is no UUID is refused",
        arguments: [
            "", "f81d4fae-7dec-11d0-a765-00a0c91e6bf", "f81d4fae-7dec-11d0-a765-00a0c91e6bf66",
            "g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "f81d4fae7-dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf ",
            "{81d4fae-7dec-11d0-a765-00a0c91e6bf}",
            "f81d4fae-7dec-11d0-a765+00a0c91e6bf6", "f81d4fae7dec11d0a76500a0c91e6bfé",
            "@81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "`81d4fae-7dec-11d0-a765-00a0c91e6bf6", "/81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        ])
    func refusedUUID(_ text: String) {
        #expect(valueError { try UUIDText.parse(text) } != nil)
    }
}

extension UUID {
    static func random(using generator: inout SeededGenerator) -> UUID {
        var bytes: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        withUnsafeMutableBytes(of: &bytes) { buffer in
            for index in buffer.indices { buffer[index] = .random(in: 0...255, using: &generator) }
        }
        return UUID(uuid: bytes)
    }
}
