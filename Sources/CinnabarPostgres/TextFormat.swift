internal import CinnabarSQL
internal import Foundation

/// Values in PostgreSQL's text format, with ISO dates: what comes when a column of the result has no binary decoder,
/// or when statements are not prepared.
enum TextFormat {
    static func value(_ bytes: UnsafeBufferPointer<UInt8>, _ kind: ColumnKind) throws -> SQLValue {
        switch kind {
        case .bool: return .bool(bytes.first == UInt8(ascii: "t"))
        case .int2, .int4, .int8, .oid:
            guard let value = Int64(string(bytes)) else { throw malformed(bytes, "an integer") }
            return .integer(value)
        case .float4, .float8:
            switch string(bytes) {
            case "NaN": return .double(.nan)
            case "Infinity": return .double(.infinity)
            case "-Infinity": return .double(-.infinity)
            // A float keeps the value it has in the binary format.
            case let text where kind == .float4:
                guard let value = Float(text) else { throw malformed(bytes, "a number") }
                return .double(Double(value))
            case let text:
                guard let value = Double(text) else { throw malformed(bytes, "a number") }
                return .double(value)
            }
        case .numeric:
            let first = bytes.first.map { $0 | 0x20 } ?? 0
            if bytes.contains(UInt8(ascii: "I")) || first == UInt8(ascii: "n") {
                let name = first == UInt8(ascii: "n") ? "NaN" : "infinity"
                throw ValueError("the column holds \(name), which Decimal is not; read it as Double")
            }
            return .decimal(try DecimalText.parse(bytes))
        case .text, .character, .unknown: return .text(string(bytes))
        case .bytea: return .bytes(try binary(bytes))
        case .uuid: return .uuid(try UUIDText.parse(bytes))
        case .date: return .localDate(try day(bytes))
        case .time: return .localTime(try TimestampText.parseLocalTime(bytes))
        case .timestamp: return .localDateTime(try moment(bytes) { try TimestampText.parseLocalDateTime($0) })
        case .timestamptz: return .date(try moment(bytes) { try TimestampText.parseDate($0) })
        case .json, .jsonb: return .json(string(bytes))
        case .array(let element): return .array(try array(bytes, element), of: BinaryFormat.sqlType(element))
        case .void: return .null
        }
    }

    private static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func malformed(_ bytes: UnsafeBufferPointer<UInt8>, _ what: String) -> ValueError {
        ValueError("the server's text is not \(what)", value: String(string(bytes).prefix(100)))
    }

    /// `\x00ff`
    private static func binary(_ bytes: UnsafeBufferPointer<UInt8>) throws -> [UInt8] {
        guard bytes.count >= 2, bytes[0] == UInt8(ascii: "\\"), bytes[1] == UInt8(ascii: "x"), bytes.count % 2 == 0
        else {
            throw ValueError("binary data came in another format than hex; set bytea_output to hex")
        }
        return try stride(from: 2, to: bytes.count, by: 2).map { index in
            guard let high = Character(Unicode.Scalar(bytes[index])).hexDigitValue,
                let low = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue
            else { throw malformed(bytes, "binary data") }
            return UInt8(high << 4 | low)
        }
    }

    // MARK: Dates

    /// A year before 1 is written with BC: 1 BC is the year 0.
    private static func year<T>(
        _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws -> T
    ) throws -> T {
        var text = string(bytes)
        guard text.hasSuffix(" BC") else { return try body(bytes) }
        guard text.hasPrefix("0001-") else {
            throw ValueError("the date is outside the years 0000 to 9999", value: text)
        }
        text = "0000" + text.dropFirst(4).dropLast(3)
        return try text.withUTF8(body)
    }

    private static func moment<T>(
        _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws -> T
    ) throws -> T {
        if bytes.last == UInt8(ascii: "y") { throw BinaryFormat.infinite("point in time") }
        return try year(bytes, body)
    }

    private static func day(_ bytes: UnsafeBufferPointer<UInt8>) throws -> LocalDate {
        if bytes.last == UInt8(ascii: "y") { throw BinaryFormat.infinite("date") }
        return try year(bytes) { try TimestampText.parseLocalDate($0) }
    }

    // MARK: Arrays

    /// `{1,NULL,"a \"b\""}`, nested, or with its bounds before it: `[0:1]={1,2}`
    static func array(_ bytes: UnsafeBufferPointer<UInt8>, _ element: ColumnKind) throws -> [SQLValue] {
        var reader = ArrayReader(bytes: bytes, element: element)
        if bytes.first == UInt8(ascii: "["), let start = bytes.firstIndex(of: UInt8(ascii: "=")) {
            reader.position = start + 1
        }
        return try reader.list().values
    }

    private struct ArrayReader {
        let bytes: UnsafeBufferPointer<UInt8>
        let element: ColumnKind
        var position = 0

        private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

        private func end() -> ValueError { TextFormat.malformed(bytes, "an array") }

        mutating func list() throws -> (values: [SQLValue], type: SQLType) {
            guard byte == UInt8(ascii: "{") else { throw end() }
            position += 1
            var values: [SQLValue] = []
            var type = BinaryFormat.sqlType(element)
            while byte != UInt8(ascii: "}") {
                if byte == UInt8(ascii: ",") { position += 1 }
                if byte == UInt8(ascii: "{") {
                    let inner = try list()
                    type = .array(of: inner.type)
                    values.append(.array(inner.values, of: inner.type))
                } else {
                    values.append(try item())
                }
                guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") else { throw end() }
            }
            position += 1
            return (values, type)
        }

        private mutating func item() throws -> SQLValue {
            let isQuoted = byte == UInt8(ascii: "\"")
            if isQuoted { position += 1 }
            var text: [UInt8] = []
            while position < bytes.count {
                if isQuoted ? byte == UInt8(ascii: "\"") : byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") {
                    break
                }
                if byte == UInt8(ascii: "\\") { position += 1 }
                text.append(byte)
                position += 1
            }
            if isQuoted { position += 1 }
            if !isQuoted, text.elementsEqual("NULL".utf8) { return .null }
            return try text.withUnsafeBufferPointer { try TextFormat.value($0, element) }
        }
    }
}
