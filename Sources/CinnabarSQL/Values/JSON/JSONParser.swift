/// Reads documents by RFC 8259, strictly: nothing after the value, no lone surrogates, 512 levels at most.
struct JSONParser {
    // Deeper documents would use up the stack of a session's thread.
    static let maximumDepth = 512

    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    var depth = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func document() throws -> JSONValue {
        let result = try value()
        skipSpace()
        guard position == bytes.count else { throw error("nothing more after the document") }
        return result
    }

    private mutating func value() throws -> JSONValue {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try keyword("true", .bool(true))
        case UInt8(ascii: "f"): return try keyword("false", .bool(false))
        case UInt8(ascii: "n"): return try keyword("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func nested(_ body: (inout JSONParser) throws -> JSONValue) throws -> JSONValue {
        guard depth < Self.maximumDepth else { throw error("at most \(Self.maximumDepth) levels") }
        depth += 1
        defer { depth -= 1 }
        position += 1
        return try body(&self)
    }

    private mutating func object() throws -> JSONValue {
        var members: [String: JSONValue] = [:]
        if skip(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw error("a key in quotation marks") }
            let key = try string()
            guard skip(UInt8(ascii: ":")) else { throw error("a colon") }
            members[key] = try value()
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "}")) else { throw error("a comma or the end of the object") }
        return .object(members)
    }

    private mutating func array() throws -> JSONValue {
        var elements: [JSONValue] = []
        if skip(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            elements.append(try value())
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "]")) else { throw error("a comma or the end of the array") }
        return .array(elements)
    }

    private mutating func keyword(_ text: StaticString, _ value: JSONValue) throws -> JSONValue {
        let count = text.utf8CodeUnitCount
        guard bytes.count - position >= count,
            (0..<count).allSatisfy({ bytes[position + $0] == text.utf8Start[$0] })
        else { throw error("a value") }
        position += count
        return value
    }

    private mutating func number() throws -> JSONNumber {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        let whole = position
        guard let digits = digits(), digits == 1 || bytes[whole] != UInt8(ascii: "0") else { throw error("a value") }
        var isWhole = true
        if current == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            guard self.digits() != nil else { throw error("digits after the point") }
        }
        if current.map({ $0 | 0x20 }) == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            guard self.digits() != nil else { throw error("digits of an exponent") }
        }
        let text = UnsafeBufferPointer(rebasing: bytes[start..<position])
        if isWhole, digits <= 18 { return JSONNumber(Self.integer(text)) }
        if let decimal = DecimalParts(text)?.decimal, let number = JSONNumber(decimal) { return number }
        guard let number = Double(String(decoding: text, as: UTF8.self)).flatMap({ JSONNumber($0) }) else {
            throw error("a number that a Double can hold, before this")
        }
        return number
    }

    private mutating func digits() -> Int? {
        let start = position
        while let byte = current, byte &- 48 <= 9 { position += 1 }
        return position > start ? position - start : nil
    }

    private static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64 {
        let isNegative = text.first == UInt8(ascii: "-")
        let magnitude = text.dropFirst(isNegative ? 1 : 0).reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
        return isNegative ? -magnitude : magnitude
    }
}

// MARK: Strings

extension JSONParser {
    private mutating func string() throws -> String {
        position += 1
        let start = position
        // Most strings have no escapes: those are copied in one go.
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        var text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        while let byte = current, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw error("an escape, since control characters are not allowed,") }
            if byte == UInt8(ascii: "\\") {
                text.unicodeScalars.append(try escape())
            } else {
                let start = position
                while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
                    position += 1
                }
                text += String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
            }
        }
        guard current != nil else { throw error("the end of the string") }
        position += 1
        return text
    }

    private mutating func escape() throws -> Unicode.Scalar {
        position += 1
        guard let byte = current else { throw error("an escaped character") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default:
            position -= 1
            throw error("one of \"\\/bfnrtu")
        }
    }

    private mutating func unicodeEscape() throws -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A high surrogate, and then the low one.
        guard first < 0xDC00, skipExactly(UInt8(ascii: "\\")), skipExactly(UInt8(ascii: "u")) else {
            throw error("a pair of surrogates")
        }
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("a pair of surrogates") }
        return scalar
    }

    private mutating func hexadecimal() throws -> UInt32 {
        guard bytes.count - position >= 4 else { throw error("four hexadecimal digits") }
        var result: UInt32 = 0
        for _ in 0..<4 {
            let digit = UUIDText.nibble(bytes[position])
            guard digit < 16 else { throw error("four hexadecimal digits") }
            result = result << 4 | UInt32(digit)
            position += 1
        }
        return result
    }
}

// MARK: Bytes

extension JSONParser {
    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        return skipExactly(byte)
    }

    private mutating func skipExactly(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private func error(_ expected: String) -> ValueError {
        let context = bytes[max(0, position - 20)..<min(bytes.count, position + 20)]
        return ValueError(
            "the text is not JSON; expected \(expected) at byte \(position)",
            value: "…\(String(decoding: context, as: UTF8.self))…")
    }
}
