public import Foundation

/// A JSON document of any shape. Numbers are exact, the order of an object's keys means nothing.
///
/// ```swift
/// var settings: JSONValue = ["theme": "dark", "sizes": [1, 2.5], "beta": nil]
/// settings["theme"]?.string            // "dark"
/// settings["sizes"]?[1]?.decimal       // 2.5
/// settings.object?["beta"] = true
/// settings.text                        // {"beta":true,"sizes":[1,2.5],"theme":"dark"}
/// ```
public enum JSONValue: Sendable, Hashable {
    /// An object.
    case object([String: JSONValue])
    /// An array.
    case array([JSONValue])
    /// A string.
    case string(String)
    /// A number.
    case number(JSONNumber)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`: a value of a document, and not the database's `NULL`.
    case null

    /// Reads a document; throws ``ValueError`` that tells the place of what is wrong.
    public static func parse(_ text: String) throws -> JSONValue {
        var text = text
        return try text.withUTF8 { bytes in
            var parser = JSONParser(bytes)
            return try parser.document()
        }
    }

    /// The document without white space, keys sorted: equal documents have equal texts.
    public var text: String {
        var bytes: [UInt8] = []
        JSONWriter.write(self, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether it is `null`.
    public var isNull: Bool { self == .null }

    /// The value of an object's key; `nil` if this is no object, or has no such key.
    public subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// An element of an array; `nil` if this is no array, or not as long.
    public subscript(index: Int) -> JSONValue? {
        if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
    }

    /// The members of an object; setting makes it one, and setting `nil` makes it `null`.
    public var object: [String: JSONValue]? {
        get { if case .object(let members) = self { members } else { nil } }
        set { self = newValue.map(JSONValue.object) ?? .null }
    }

    /// The elements of an array; setting makes it one, and setting `nil` makes it `null`.
    public var array: [JSONValue]? {
        get { if case .array(let elements) = self { elements } else { nil } }
        set { self = newValue.map(JSONValue.array) ?? .null }
    }

    /// The text of a string.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// An integer that fits.
    public var int: Int? {
        if case .number(let value) = self { value.int } else { nil }
    }

    /// A number, as the nearest double.
    public var double: Double? {
        if case .number(let value) = self { value.double } else { nil }
    }

    /// A number, exactly.
    public var decimal: Decimal? {
        if case .number(let value) = self { value.decimal } else { nil }
    }

    /// A Boolean.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }
}

extension JSONValue: CustomStringConvertible {
    /// The document's text.
    public var description: String { text }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    /// An object; of two equal keys the last one counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A number.
    public init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
    /// A number; `null` for a literal that no double holds.
    public init(floatLiteral value: Double) { self = JSONNumber(value).map(JSONValue.number) ?? .null }
    /// A Boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// `null`
    public init(nilLiteral: ()) { self = .null }
}

extension JSONValue: ColumnValue {
    public static var sqlType: SQLType { .json }
    public var sqlValue: SQLValue { .json(text) }

    /// Takes JSON, or text that is JSON.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .json(let value), .text(let value): self = try JSONValue.parse(value)
        default: throw ValueError.mismatch(sqlValue, as: "JSONValue")
        }
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> JSONValue {
        try parse(row.json(column))
    }

    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(json: text) }
}
