internal import Foundation

/// (-1)^sign × mantissa × 10^exponent.
struct DecimalParts {
    var isNegative = false
    var mantissa: UInt128 = 0
    var exponent = 0

    init(_ value: Decimal) {
        if Self.canReadMantissa {
            mantissa = Self.mantissa(of: value)
            isNegative = value.isSignMinus
            exponent = value.exponent
        } else {
            self = Self.described(value)
        }
    }

    /// Slower, by Foundation's own text.
    private static func described(_ value: Decimal) -> DecimalParts {
        var text = value.description
        return text.withUTF8 { DecimalParts($0) } ?? DecimalParts()
    }

    private init() {}

    /// A mantissa up to `UInt64.max` needs one conversion; longer ones, of 20 digits and more, go through Foundation's
    /// parser: its sums of two halves round the largest ones.
    var decimal: Decimal {
        let significand =
            mantissa <= UInt128(UInt64.max)
            ? Decimal(UInt64(truncatingIfNeeded: mantissa)) : Decimal(string: mantissa.description) ?? .nan
        return Decimal(sign: isNegative ? .minus : .plus, exponent: exponent, significand: significand)
    }

    var integer: Int128? {
        var result = mantissa
        var exponent = exponent
        while exponent < 0 {
            let (quotient, remainder) = result.quotientAndRemainder(dividingBy: 10)
            if result == 0 { return 0 }
            if remainder != 0 { return nil }
            result = quotient
            exponent += 1
        }
        while exponent > 0, result != 0 {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            result = product
            exponent -= 1
        }
        guard let magnitude = Int128(exactly: result) else { return nil }
        return isNegative ? -magnitude : magnitude
    }
}

// MARK: Text

extension DecimalParts {
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            index = 1
        }
        let start = index
        // Zeros are held back until another digit follows: the last ones belong to the exponent.
        var zeros = 0
        var point: Int?
        while index < bytes.count {
            let digit = bytes[index] &- 48
            if digit == 0 {
                zeros += 1
            } else if digit <= 9 {
                guard append(digit, after: mantissa == 0 ? 0 : zeros) else { return nil }
                zeros = 0
            } else if bytes[index] == UInt8(ascii: "."), point == nil {
                point = index
            } else {
                break
            }
            index += 1
        }
        guard index - start > (point == nil ? 0 : 1) else { return nil }
        if let point { exponent = -(index - point - 1) }
        exponent += zeros
        if index < bytes.count {
            guard bytes[index] | 0x20 == UInt8(ascii: "e"),
                let power = Self.power(UnsafeBufferPointer(rebasing: bytes[(index + 1)...]))
            else { return nil }
            exponent += power
        }
        // Here the mantissa has no zero at its end, so that this is the exponent that Decimal will use.
        if mantissa == 0 { (isNegative, exponent) = (false, 0) }
        guard (-128...127).contains(exponent) else { return nil }
    }

    private mutating func append(_ digit: UInt8, after zeros: Int) -> Bool {
        for _ in 0..<zeros where !multiply() { return false }
        guard multiply() else { return false }
        let (sum, overflow) = mantissa.addingReportingOverflow(UInt128(digit))
        mantissa = sum
        return !overflow
    }

    private mutating func multiply() -> Bool {
        guard mantissa <= UInt128.max / 10 else { return false }
        mantissa &*= 10
        return true
    }

    private static func power(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard bytes.count <= 8 else { return nil }
        return Int(String(decoding: bytes, as: UTF8.self))
    }

    var plainText: String {
        String(unsafeUninitializedCapacity: DecimalText.maximumLength) { write(to: $0) }
    }

    /// Writes the shortest plain notation and returns its length.
    func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { digits in
            var (count, exponent) = (write(digits: digits), exponent)
            while count > 0, digits[count - 1] == 48 {
                count -= 1
                exponent += 1
            }
            return layOut(UnsafeBufferPointer(rebasing: digits[..<count]), exponent: exponent, to: buffer)
        }
    }

    /// Writes the mantissa's digits, none for 0, and returns how many there are.
    private func write(digits: UnsafeMutableBufferPointer<UInt8>) -> Int {
        // Divisions of 64 bits are cheap ones: at most three limbs of 19 digits.
        var rest = mantissa
        var end = 40
        repeat {
            var limb: UInt64
            if rest <= UInt128(UInt64.max) {
                limb = UInt64(truncatingIfNeeded: rest)
                rest = 0
            } else {
                let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10_000_000_000_000_000_000)
                limb = UInt64(truncatingIfNeeded: remainder)
                rest = quotient
            }
            let start = end
            while limb > 0 || (rest > 0 && start - end < 19) {
                end -= 1
                digits[end] = UInt8(truncatingIfNeeded: 48 + limb % 10)
                limb /= 10
            }
        } while rest > 0
        for index in end..<40 { digits[index - end] = digits[index] }
        return 40 - end
    }

    private func layOut(
        _ digits: UnsafeBufferPointer<UInt8>, exponent: Int, to buffer: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var length = 0
        func put(_ byte: UInt8) {
            buffer[length] = byte
            length += 1
        }
        if digits.isEmpty {
            put(48)
            return length
        }
        if isNegative { put(UInt8(ascii: "-")) }
        let whole = digits.count + exponent
        if whole <= 0 {
            put(48)
            put(UInt8(ascii: "."))
            for _ in whole..<0 { put(48) }
            for digit in digits { put(digit) }
        } else {
            for (index, digit) in digits.enumerated() {
                if index == whole { put(UInt8(ascii: ".")) }
                put(digit)
            }
            if exponent > 0 { for _ in 0..<exponent { put(48) } }
        }
        return length
    }
}

// MARK: The mantissa

extension DecimalParts {
    #if canImport(Darwin)
        static let canReadMantissa = true

        static func mantissa(of value: Decimal) -> UInt128 {
            var value = value
            let length = Int(value._length)
            return withUnsafeBytes(of: &value._mantissa) { words in
                (0..<length).reduce(UInt128(0)) {
                    $0 | UInt128(words.loadUnaligned(fromByteOffset: 2 * $1, as: UInt16.self)) << (16 * UInt128($1))
                }
            }
        }
    #else
        // Outside of Darwin the mantissa has no public accessor, and `description` takes microseconds. Its place in
        // the 20 bytes (exponent, length and flags, reserved, eight little-endian words) is checked once, on
        // numbers of every length; were it to change, the slow way still is right.
        static let canReadMantissa: Bool = {
            guard MemoryLayout<Decimal>.size == 20 else { return false }
            let samples = [
                "0", "1", "-1.5", "65535", "65536", "12345678.99", "18446744073709551616", "-0.000001", "100",
            ]
            let sums = [Decimal(1) / 3, Decimal.greatestFiniteMagnitude, Decimal(1) / 4 + Decimal(3) / 4]
            return (samples.compactMap { Decimal(string: $0) } + sums).allSatisfy { sample in
                var read = DecimalParts()
                (read.mantissa, read.exponent, read.isNegative) = (
                    mantissa(of: sample), sample.exponent, sample.isSignMinus
                )
                return read.plainText == described(sample).plainText
            }
        }()

        static func mantissa(of value: Decimal) -> UInt128 {
            withUnsafeBytes(of: value) { bytes in
                let length = Int(bytes[1] >> 4)
                let all = UInt128(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt128.self))
                return length >= 8 ? all : all & ((1 << (16 * UInt128(length))) - 1)
            }
        }
    #endif
}
