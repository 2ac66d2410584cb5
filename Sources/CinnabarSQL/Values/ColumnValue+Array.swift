// An array of UInt8 is binary data, every other one a list of values. The type is compared, not looked up: the
// branch is gone where the element type is known, and the cast between equal types is the identity.
extension Array: ColumnValue where Element: ColumnValue {
    /// A list of the element's type; binary data for `[UInt8]`.
    public static var sqlType: SQLType { Element.arrayType }

    @inlinable public var sqlValue: SQLValue {
        if Element.self == UInt8.self { return .bytes(unsafeBitCast(self, to: [UInt8].self)) }
        return .array(map(\.sqlValue), of: Element.sqlType)
    }

    /// Takes an array, the JSON text of one (what databases without arrays keep), or binary data for `[UInt8]`.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .bytes(let value) where Element.self == UInt8.self: self = unsafeBitCast(value, to: [Element].self)
        case .array(let values, _) where Element.self != UInt8.self:
            self = try values.map { try Element(sqlValue: $0) }
        case .text(let value) where Element.self != UInt8.self, .json(let value) where Element.self != UInt8.self:
            self = try ArrayText.decode(value, of: Element.sqlType).map { try Element(sqlValue: $0) }
        default: throw ValueError.mismatch(sqlValue, as: "[\(Element.self)]")
        }
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> [Element] {
        if Element.self == UInt8.self { return unsafeBitCast(try row.bytes(column), to: [Element].self) }
        return try row.array(column, of: Element.sqlType).map { try Element(sqlValue: $0) }
    }

    @inlinable public func write(to parameters: ParameterWriter) throws {
        if Element.self == UInt8.self { return try parameters.write(unsafeBitCast(self, to: [UInt8].self)) }
        try parameters.write(map(\.sqlValue), of: Element.sqlType)
    }

    /// Each element as the database will give it back.
    @inlinable public var canonical: [Element] {
        if Element.self == UInt8.self { return self }
        return map(\.canonical)
    }
}
