internal import Foundation

extension JSONValue: Codable {
    /// Decodes whatever is there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .number(JSONNumber(value))
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else if let value = try? container.decode([String: JSONValue].self) {
            self = .object(value)
        } else {
            self = .number(try JSONNumber(from: decoder))
        }
    }

    /// Encodes the document's values, not its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .object(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .bool(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
    }
}

extension JSONNumber: Codable {
    /// Decodes a number as exactly as the decoder gives it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Int64.self) {
            self = JSONNumber(value)
            return
        }
        // A Decimal that was rounded shows: the double next to it then is another one.
        let double = try? container.decode(Double.self)
        if let number = (try? container.decode(Decimal.self)).flatMap({ JSONNumber($0) }),
            double == nil || number.double == double
        {
            self = number
        } else if let number = double.flatMap({ JSONNumber($0) }) {
            self = number
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a number that JSON has")
        }
    }

    /// Encodes an integer, a decimal or a double.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch storage {
        case .integer(let value): try container.encode(value)
        case .decimal(let value): try container.encode(value)
        case .double(let value): try container.encode(value)
        }
    }
}
