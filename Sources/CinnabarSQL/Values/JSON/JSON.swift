internal import Foundation

/// A value of your own type, stored as a JSON document.
///
/// ```swift
/// struct Address: Codable, Hashable, Sendable { var street: String; var city: String }
/// let value = JSON(Address(street: "Main St 1", city: "Springfield"))
/// // bound as {"city":"Springfield","street":"Main St 1"}
/// ```
///
/// Keys are sorted, so that equal values have equal texts. Writing throws ``ValueError`` for what JSON has not:
/// NaN, infinity, or whatever the type's own `encode(to:)` refuses.
public struct JSON<Wrapped: Codable & Hashable & Sendable>: Hashable, Sendable {
    /// The value.
    public var wrapped: Wrapped

    /// Stores `wrapped` as JSON.
    @inlinable public init(_ wrapped: Wrapped) { self.wrapped = wrapped }

    /// Reads a document; throws ``ValueError`` when it is not one of this type.
    public static func parse(_ text: String) throws -> JSON { JSON(try JSONCoding.decode(Wrapped.self, from: text)) }

    /// The document's text; throws ``ValueError`` when there is none.
    public func text() throws -> String { try JSONCoding.encode(wrapped) }
}

extension JSON: Codable {
    /// Decodes the wrapped value itself.
    public init(from decoder: any Decoder) throws { wrapped = try Wrapped(from: decoder) }

    /// Encodes the wrapped value itself.
    public func encode(to encoder: any Encoder) throws { try wrapped.encode(to: encoder) }
}

extension JSON: ColumnValue {
    public static var sqlType: SQLType { .json }

    /// The document; an empty one, which every database and ``ParameterWriter`` refuse, where there is none.
    public var sqlValue: SQLValue { .json((try? text()) ?? "") }

    /// Takes JSON, or text that is JSON.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .json(let value), .text(let value): self = try JSON.parse(value)
        default: throw ValueError.mismatch(sqlValue, as: "JSON")
        }
    }

    public static func read(_ row: RowReader, _ column: Int) throws -> JSON { try parse(row.json(column)) }

    public func write(to parameters: ParameterWriter) throws { try parameters.write(json: text()) }
}

/// Foundation's coders, made once: both may be used by several threads.
enum JSONCoding {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
    private static let decoder = JSONDecoder()

    static func encode(_ value: some Encodable) throws -> String {
        if let document = value as? JSONValue { return document.text }
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw ValueError("the \(type(of: value)) cannot be encoded as JSON", value: "\(error)")
        }
    }

    static func decode<T: Decodable>(_ type: T.Type, from text: String) throws -> T {
        if let document = type as? JSONValue.Type, let value = try document.parse(text) as? T { return value }
        do {
            return try decoder.decode(type, from: Data(text.utf8))
        } catch {
            throw ValueError("the JSON document cannot be decoded as \(type)", value: "\(error)")
        }
    }
}
