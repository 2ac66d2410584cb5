internal import Foundation

/// Arrays as JSON text, for databases that have no arrays.
///
/// Numbers and Booleans are JSON's own; decimals, dates and UUIDs are their texts, so that they stay exact;
/// binary data is Base64.
public enum ArrayText {
    /// The text of an array; throws ``ValueError`` for what JSON has not, NaN for example.
    public static func encode(_ values: [SQLValue]) throws -> String {
        if let text = integers(values) { return text }
        return try JSONValue.array(values.map { try document($0) }).text
    }

    /// The keys of a long list are integers as a rule: written without a document for each. `nil` if one is not.
    private static func integers(_ values: [SQLValue]) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * 8 + 2)
        bytes.append(UInt8(ascii: "["))
        for value in values {
            guard case .integer(let number) = value else { return nil }
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(decimal: number)
        }
        bytes.append(UInt8(ascii: "]"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The values of a text that ``encode(_:)`` wrote, or of any JSON array whose elements can be read as `element`.
    public static func decode(_ text: String, of element: SQLType) throws -> [SQLValue] {
        guard case .array(let documents) = try JSONValue.parse(text) else {
            throw ValueError("the JSON document is not an array", value: SQLValue.shortened(text))
        }
        return try documents.map { try value($0, of: element) }
    }

    private static func document(_ value: SQLValue) throws -> JSONValue {
        switch value {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .number(JSONNumber(value))
        case .double(let double):
            guard let number = JSONNumber(double) else {
                throw ValueError("an array kept as JSON cannot hold NaN or infinity", value: value.description)
            }
            return .number(number)
        case .text(let value): return .string(value)
        case .bytes(let value): return .string(Data(value).base64EncodedString())
        case .decimal(let value):
            if value.isNaN { throw ValueError("an array kept as JSON cannot hold NaN") }
            return .string(DecimalText.string(value))
        case .date(let value): return .string(try TimestampText.string(value))
        case .localDate(let value): return .string(TimestampText.string(value))
        case .localTime(let value): return .string(TimestampText.string(value))
        case .localDateTime(let value): return .string(TimestampText.string(value))
        case .uuid(let value): return .string(UUIDText.string(value))
        case .json(let value): return try JSONValue.parse(value)
        case .array(let values, _): return .array(try values.map { try document($0) })
        }
    }

    private static func value(_ document: JSONValue, of type: SQLType) throws -> SQLValue {
        if case .json = type { return .json(document.text) }
        switch (type, document) {
        case (_, .null): return .null
        case (.boolean, .bool(let value)), (.custom, .bool(let value)): return .bool(value)
        case (.string, .string(let value)), (.text, .string(let value)), (.enumeration, .string(let value)),
            (.custom, .string(let value)):
            return .text(value)
        case (.smallInteger, .number(let number)), (.integer, .number(let number)), (.bigInteger, .number(let number)):
            if let value = number.int { return .integer(Int64(value)) }
            if let value = number.decimal, DecimalText.integer(value) != nil { return .decimal(value) }
        case (.real, .number(let number)), (.double, .number(let number)): return .double(number.double)
        case (.numeric, .number(let number)):
            if let value = number.decimal { return .decimal(value) }
        case (.custom, .number(let number)):
            return number.int.map { .integer(Int64($0)) } ?? .double(number.double)
        case (.numeric, .string(let text)): return .decimal(try DecimalText.parse(text))
        case (.bytes, .string(let text)):
            if let data = Data(base64Encoded: text) { return .bytes([UInt8](data)) }
        case (.timestamp, .string(let text)): return .date(try TimestampText.parseDate(text))
        case (.localDate, .string(let text)): return .localDate(try LocalDate.parse(text))
        case (.localTime, .string(let text)): return .localTime(try LocalTime.parse(text))
        case (.localDateTime, .string(let text)): return .localDateTime(try LocalDateTime.parse(text))
        case (.uuid, .string(let text)): return .uuid(try UUIDText.parse(text))
        case (.array(let element), .array(let documents)):
            return .array(try documents.map { try value($0, of: element) }, of: element)
        case (.custom, .array), (.custom, .object): return .json(document.text)
        default: break
        }
        throw ValueError("an element of the array cannot be read as \(type)", value: SQLValue.shortened(document.text))
    }
}

extension [UInt8] {
    /// The digits of a number, behind a minus sign where it is negative.
    fileprivate mutating func append(decimal number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let first = count
        var rest = number.magnitude
        repeat {
            append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self[first...].reverse()
    }
}
