/// Encodes the columns of a snapshot under the names of their properties.
public struct _SnapshotEncoder {
    private var container: KeyedEncodingContainer<PropertyKey>

    public init(_ encoder: any Encoder) { container = encoder.container(keyedBy: PropertyKey.self) }

    public mutating func _encode<Value: Encodable>(_ value: Value, _ property: String) throws {
        try container.encode(value, forKey: PropertyKey(property))
    }

    /// Leaves out what is nil, as Swift's own coding does.
    public mutating func _encodeIfPresent<Value: Encodable>(_ value: Value?, _ property: String) throws {
        try container.encodeIfPresent(value, forKey: PropertyKey(property))
    }
}

/// Decodes the columns of a snapshot.
public struct _SnapshotDecoder {
    private let container: KeyedDecodingContainer<PropertyKey>

    public init(_ decoder: any Decoder) throws { container = try decoder.container(keyedBy: PropertyKey.self) }

    public func _decode<Value: Decodable>(_ property: String) throws -> Value {
        try container.decode(Value.self, forKey: PropertyKey(property))
    }

    public func _decodeIfPresent<Value: Decodable>(_ property: String) throws -> Value? {
        try container.decodeIfPresent(Value.self, forKey: PropertyKey(property))
    }
}

/// A property's name as a key of JSON.
private struct PropertyKey: CodingKey {
    let stringValue: String
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    var intValue: Int? { nil }
    init?(intValue: Int) { nil }
}
