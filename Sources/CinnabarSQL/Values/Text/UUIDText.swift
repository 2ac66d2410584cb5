public import Foundation

/// UUIDs as text, written and read by hand: `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`.
public enum UUIDText {
    /// Bytes of a written UUID.
    public static let length = 36

    /// Writes `value` in lower case and returns how many bytes that took: 36, which `buffer` holds.
    @inlinable @discardableResult
    public static func write(_ value: UUID, to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        withUnsafeBytes(of: value.uuid) { bytes in
            var position = 0
            for index in 0..<16 {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                buffer[position] = hexDigit(bytes[index] >> 4)
                buffer[position + 1] = hexDigit(bytes[index] & 15)
                position += 2
            }
            return position
        }
    }

    /// The text of `value`, in lower case.
    public static func string(_ value: UUID) -> String {
        String(unsafeUninitializedCapacity: length) { write(value, to: $0) }
    }

    /// Reads 32 hexadecimal digits of either case, with the four hyphens or without. Throws ``ValueError`` else.
    @inlinable public static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws -> UUID {
        var wrong: UInt8 = 0
        let high: UInt64
        let low: UInt64
        if bytes.count == length {
            wrong = (bytes[8] ^ 45 | bytes[13] ^ 45 | bytes[18] ^ 45 | bytes[23] ^ 45) == 0 ? 0 : 0xFF
            high =
                number(bytes, 0, 8, &wrong) << 32 | number(bytes, 9, 4, &wrong) << 16 | number(bytes, 14, 4, &wrong)
            low = number(bytes, 19, 4, &wrong) << 48 | number(bytes, 24, 12, &wrong)
        } else if bytes.count == 32 {
            high = number(bytes, 0, 16, &wrong)
            low = number(bytes, 16, 16, &wrong)
        } else {
            throw malformed(bytes)
        }
        // Only what is no digit has bits above the fourth.
        guard wrong < 16 else { throw malformed(bytes) }
        return UUID(uuid: unsafeBitCast((high.bigEndian, low.bigEndian), to: uuid_t.self))
    }

    /// The number of `count` hexadecimal digits; every digit is added to `seen`.
    @inlinable @inline(__always) static func number(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int, _ seen: inout UInt8
    ) -> UInt64 {
        var result: UInt64 = 0
        for index in start..<start + count {
            let digit = nibble(bytes[index])
            seen |= digit
            result = result << 4 | UInt64(digit & 15)
        }
        return result
    }

    /// Reads a UUID's text.
    public static func parse(_ text: String) throws -> UUID {
        var text = text
        return try text.withUTF8 { try parse($0) }
    }

    /// Reads 16 bytes.
    static func read(_ bytes: [UInt8]) throws -> UUID {
        guard bytes.count == 16 else {
            throw ValueError("a UUID has 16 bytes, not \(bytes.count)", value: SQLValue.bytes(bytes).description)
        }
        var result: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        withUnsafeMutableBytes(of: &result) { $0.copyBytes(from: bytes) }
        return UUID(uuid: result)
    }

    @inlinable static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 &+ value : 87 &+ value }

    @inlinable static func nibble(_ byte: UInt8) -> UInt8 {
        let digit = byte &- 48
        let letter = (byte | 0x20) &- 97
        // A choice of values and not of ways: random digits would mislead branch prediction.
        let other: UInt8 = letter <= 5 ? letter &+ 10 : 0xFF
        return digit <= 9 ? digit : other
    }

    @usableFromInline static func malformed(_ bytes: UnsafeBufferPointer<UInt8>) -> ValueError {
        .malformed(
            String(decoding: bytes.prefix(64), as: UTF8.self), as: "a UUID",
            expected: "32 hexadecimal digits, in groups of 8-4-4-4-12")
    }
}
