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
        guard bytes.count == 36 || bytes.count == 32 else { throw malformed(bytes) }
        let hasHyphens = bytes.count == 36
        var result: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        var position = 0
        var seen: UInt8 = 0
        withUnsafeMutableBytes(of: &result) { target in
            for index in 0..<16 {
                if hasHyphens && (index == 4 || index == 6 || index == 8 || index == 10) {
                    if bytes[position] != UInt8(ascii: "-") { seen = 0xFF }
                    position += 1
                }
                let high = nibble(bytes[position])
                let low = nibble(bytes[position + 1])
                seen |= high | low
                target[index] = high << 4 | low & 15
                position += 2
            }
        }
        // Only what is no digit has bits above the fourth.
        guard seen < 16 else { throw malformed(bytes) }
        return UUID(uuid: result)
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
        if digit <= 9 { return digit }
        let letter = (byte | 0x20) &- 97
        return letter <= 5 ? letter &+ 10 : 0xFF
    }

    @usableFromInline static func malformed(_ bytes: UnsafeBufferPointer<UInt8>) -> ValueError {
        .malformed(
            String(decoding: bytes.prefix(64), as: UTF8.self), as: "a UUID",
            expected: "32 hexadecimal digits, in groups of 8-4-4-4-12")
    }
}
