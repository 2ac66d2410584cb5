internal import CinnabarSQL
internal import Foundation

/// Arrays as they are sent: integers in the binary format, all others as text, which every type of element has.
enum ArrayFormat {
    /// The integers of a list that holds nothing else.
    static func integers(_ values: [SQLValue]) -> [Int64]? {
        var integers: [Int64] = []
        integers.reserveCapacity(values.count)
        for value in values {
            guard case .integer(let integer) = value else { return nil }
            integers.append(integer)
        }
        return integers
    }

    /// `{"a","b \"c\"",NULL}`. Throws ``ValueError`` for nested lists that are no rectangle, which PostgreSQL has not.
    static func text(_ values: [SQLValue]) throws -> String {
        _ = try shape(values)
        var text = ""
        try append(values, to: &text)
        return text
    }

    private static func append(_ values: [SQLValue], to text: inout String) throws {
        text += "{"
        for (index, value) in values.enumerated() {
            if index > 0 { text += "," }
            switch value {
            case .null: text += "NULL"
            case .array(let inner, _): try append(inner, to: &text)
            case .bool(let value): text += value ? "t" : "f"
            case .integer(let value): text += "\(value)"
            case .double(let value): text += number(value)
            case .decimal(let value):
                if value.isNaN { throw ValueError("NaN is not a decimal number that can be stored") }
                text += DecimalText.string(value)
            case .uuid(let value): text += UUIDText.string(value)
            case .text(let value), .json(let value): try append(quoted: value, to: &text)
            case .bytes(let value): try append(quoted: "\\x" + hexadecimal(value), to: &text)
            case .date(let value):
                try append(quoted: PostgresDates.text(TimestampText.string(value), zone: "+00"), to: &text)
            case .localDate(let value): try append(quoted: PostgresDates.text(TimestampText.string(value)), to: &text)
            case .localTime(let value): try append(quoted: TimestampText.string(value), to: &text)
            case .localDateTime(let value):
                try append(quoted: PostgresDates.text(TimestampText.string(value)), to: &text)
            }
        }
        text += "}"
    }

    private static func append(quoted value: String, to text: inout String) throws {
        text += "\""
        for scalar in value.unicodeScalars {
            if scalar == "\0" {
                throw ValueError("the text holds a NUL character, which databases cannot keep in text; use binary data")
            }
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        text += "\""
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return "\(value)"
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The size of each dimension. All lists of one depth have one size, and none inside another is empty.
    static func shape(_ values: [SQLValue]) throws -> [Int] {
        var inner: [Int]?
        for value in values {
            var found: [Int] = []
            if case .array(let values, _) = value {
                found = try shape(values)
                if found.contains(0) { throw notRectangular }
            }
            if let inner, inner != found { throw notRectangular }
            inner = found
        }
        return [values.count] + (inner ?? [])
    }

    private static var notRectangular: ValueError {
        ValueError(
            "the lists in the array differ in length, or are empty or missing, which PostgreSQL cannot keep; use JSON")
    }
}
