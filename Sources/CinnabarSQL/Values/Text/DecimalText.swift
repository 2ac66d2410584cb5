public import Foundation

/// Exact decimal numbers as text: plain notation without an exponent, no zeros that say nothing, never `-0`.
///
/// Equal numbers have equal texts, whatever arithmetic they come from.
public enum DecimalText {
    /// Bytes that the longest decimal takes: a sign, 39 digits and 127 zeros.
    public static let maximumLength = 168

    /// Writes `value` and returns how many bytes that took; `buffer` holds ``maximumLength``.
    /// Throws ``ValueError`` for NaN.
    @discardableResult
    public static func write(_ value: Decimal, to buffer: UnsafeMutableBufferPointer<UInt8>) throws -> Int {
        if value.isNaN { throw ValueError("NaN is not a decimal number that can be stored") }
        return DecimalParts(value).write(to: buffer)
    }

    /// The text of `value`: `-1234.5`; `NaN` where it is none.
    public static func string(_ value: Decimal) -> String {
        if value.isNaN { return "NaN" }
        return DecimalParts(value).plainText
    }

    /// Reads `-1234.50`, `.5`, `1e-3`. Throws ``ValueError`` for anything else, NaN and infinity too, and for a
    /// number with more digits than `Decimal` holds: it is never rounded.
    public static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Decimal {
        guard let parts = DecimalParts(bytes) else {
            throw ValueError.malformed(
                String(decoding: bytes.prefix(200), as: UTF8.self), as: "a decimal number",
                expected: "digits with a point, up to 38 of them significant, and an exponent from -128 to 127")
        }
        return parts.decimal
    }

    /// Reads `-1234.50`, `.5`, `1e-3`.
    public static func parse(_ text: String) throws -> Decimal {
        var text = text
        return try text.withUTF8 { try parse($0) }
    }

    /// The number without a fraction; `nil` where there is one, or more than 128 bits.
    static func integer(_ value: Decimal) -> Int128? {
        value.isNaN ? nil : DecimalParts(value).integer
    }

    /// The nearest double.
    static func double(_ value: Decimal) -> Double { Double(string(value)) ?? .nan }
}
