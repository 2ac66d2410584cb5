internal import CinnabarSQL
internal import Foundation

/// NUMERIC in the binary format (numeric.c, numeric_send): how many digits of base 10,000 there are, the power of
/// the first, the sign, how many decimal digits stand after the point, and the digits.
enum NumericFormat {
    private static let positive: UInt16 = 0x0000
    private static let negative: UInt16 = 0x4000
    private static let notANumber: UInt16 = 0xC000

    /// The exact number. Throws ``ValueError`` for NaN and infinity, and for more digits than `Decimal` has.
    static func decode(_ bytes: UnsafeRawBufferPointer) throws -> Decimal {
        guard bytes.count >= 8 else { throw ValueError("the server sent \(bytes.count) bytes for a number") }
        func word(_ index: Int) -> UInt16 {
            UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
        }
        let count = Int(word(0))
        let weight = Int(Int16(bitPattern: word(1)))
        let sign = word(2)
        guard sign == positive || sign == negative else {
            throw ValueError(
                "the column holds \(sign == notANumber ? "NaN" : "infinity"), which Decimal is not; read it as Double")
        }
        guard bytes.count >= 8 + 2 * count else { throw ValueError("the server sent a number that ends too early") }
        if count == 0 { return 0 }
        // The zeros at the end go into the exponent.
        var last = Int(word(3 + count))
        var zeros = 0
        while zeros < 3, last % 10 == 0 {
            last /= 10
            zeros += 1
        }
        let exponent = 4 * (weight - count + 1) + zeros
        if count <= 4 {
            var mantissa: UInt64 = 0
            for index in 0..<(count - 1) { mantissa = mantissa * 10_000 + UInt64(word(4 + index)) }
            mantissa = mantissa * scales[4 - zeros] + UInt64(last)
            guard (-128...127).contains(exponent) else { throw tooLong }
            return Decimal(sign: sign == negative ? .minus : .plus, exponent: exponent, significand: Decimal(mantissa))
        }
        var mantissa: UInt128 = 0
        for index in 0..<count {
            let isLast = index == count - 1
            let (product, overflow) = mantissa.multipliedReportingOverflow(
                by: UInt128(isLast ? scales[4 - zeros] : 10_000))
            let (sum, carry) = product.addingReportingOverflow(isLast ? UInt128(last) : UInt128(word(4 + index)))
            if overflow || carry { throw tooLong }
            mantissa = sum
        }
        do {
            return try DecimalText.parse("\(sign == negative ? "-" : "")\(mantissa)e\(exponent)")
        } catch {
            throw tooLong
        }
    }

    /// The nearest double.
    static func double(_ bytes: UnsafeRawBufferPointer) throws -> Double {
        guard bytes.count >= 8 else { throw ValueError("the server sent \(bytes.count) bytes for a number") }
        func word(_ index: Int) -> UInt16 {
            UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
        }
        switch word(2) {
        case notANumber: return .nan
        case 0xD000: return .infinity
        case 0xF000: return -.infinity
        case let sign:
            let count = min(Int(word(0)), (bytes.count - 8) / 2)
            let digits = (0..<count).map { index in
                let group = String(word(4 + index))
                return String(repeating: "0", count: max(0, 4 - group.utf8.count)) + group
            }
            let exponent = 4 * (Int(Int16(bitPattern: word(1))) - count + 1)
            return Double("\(sign == negative ? "-" : "")0\(digits.joined())e\(exponent)") ?? .nan
        }
    }

    private static let scales: [UInt64] = [1, 10, 100, 1_000, 10_000]

    private static var tooLong: ValueError {
        ValueError("the number has more digits than Decimal holds, which are 38; read it as Double, or round it in SQL")
    }

    /// Appends the number. Throws ``ValueError`` for NaN.
    static func encode(_ value: Decimal, to bytes: inout [UInt8]) throws {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DecimalText.maximumLength) { buffer in
            var text = buffer[..<(try DecimalText.write(value, to: buffer))]
            let isNegative = text.first == UInt8(ascii: "-")
            if isNegative { text = text.dropFirst() }
            let point = text.firstIndex(of: UInt8(ascii: ".")) ?? text.endIndex
            let whole = text[..<point]
            let fraction = text[min(point + 1, text.endIndex)...]
            // Groups of four, counted from the point.
            var digits: [UInt16] = []
            var group = 0
            for (index, digit) in whole.enumerated() {
                group = group * 10 + Int(digit - 48)
                if (whole.count - index - 1) % 4 == 0 {
                    digits.append(UInt16(group))
                    group = 0
                }
            }
            var weight = digits.count - 1
            for (index, digit) in fraction.enumerated() {
                group = group * 10 + Int(digit - 48)
                if index % 4 == 3 {
                    digits.append(UInt16(group))
                    group = 0
                }
            }
            if fraction.count % 4 != 0 { digits.append(UInt16(group * Int(scales[4 - fraction.count % 4]))) }
            while digits.first == 0 {
                digits.removeFirst()
                weight -= 1
            }
            while digits.last == 0 { digits.removeLast() }
            if digits.isEmpty { weight = 0 }
            for word in [
                UInt16(digits.count), UInt16(bitPattern: Int16(weight)), isNegative ? negative : positive,
                UInt16(fraction.count),
            ] + digits {
                bytes.append(UInt8(word >> 8))
                bytes.append(UInt8(truncatingIfNeeded: word))
            }
        }
    }
}
