internal import Foundation

// Every integer type goes through Int64, the only integer that drivers know. The checks vanish where the
// Swift type is as wide.
extension ColumnValue where Self: FixedWidthInteger {
    /// An integer, or a decimal number where 64 signed bits do not hold it.
    @inlinable public var sqlValue: SQLValue {
        if let value = Int64(exactly: self) { return .integer(value) }
        return oversizedValue
    }

    @usableFromInline var oversizedValue: SQLValue {
        // Up to UInt64.max it always is a decimal; wider types of other packages may end up as text.
        (try? DecimalText.parse(description)).map(SQLValue.decimal) ?? .text(description)
    }

    /// Takes an integer, or a decimal number without a fraction, that fits.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .integer(let value): self = try Self.narrowed(value)
        case .decimal(let value):
            guard let whole = DecimalText.integer(value) else {
                throw ValueError.mismatch(sqlValue, as: String(describing: Self.self))
            }
            guard let value = Self(exactly: whole) else {
                throw ValueError.outOfRange(whole, of: String(describing: Self.self))
            }
            self = value
        default: throw ValueError.mismatch(sqlValue, as: String(describing: Self.self))
        }
    }

    /// Reads a whole number. Throws ``ValueError`` where it is outside the range of the type.
    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> Self {
        try narrowed(row.int64(column))
    }

    /// Binds a whole number. Throws ``ValueError`` where 64 signed bits do not hold it.
    @inlinable public func write(to parameters: ParameterWriter) throws {
        guard let value = Int64(exactly: self) else { throw tooLarge }
        try parameters.write(value)
    }

    @inlinable static func narrowed(_ value: Int64) throws -> Self {
        guard let result = Self(exactly: value) else { throw outOfRange(value) }
        return result
    }

    @usableFromInline static func outOfRange(_ value: Int64) -> ValueError {
        .outOfRange(value, of: String(describing: Self.self))
    }

    @usableFromInline var tooLarge: ValueError {
        ValueError(
            "the \(Self.self) is outside the 64 signed bits of an integer column; use Decimal for larger numbers",
            value: description)
    }
}

extension Int: ColumnValue {
    /// 64 bits, on every platform.
    public static var sqlType: SQLType { .bigInteger }
}

extension Int64: ColumnValue {
    /// 64 bits.
    public static var sqlType: SQLType { .bigInteger }
}

extension Int32: ColumnValue {
    /// 32 bits.
    public static var sqlType: SQLType { .integer }
}

extension Int16: ColumnValue {
    /// 16 bits.
    public static var sqlType: SQLType { .smallInteger }
}

extension Int8: ColumnValue {
    /// 16 bits, the fewest that every database has.
    public static var sqlType: SQLType { .smallInteger }
}

extension UInt: ColumnValue {
    /// 64 signed bits: a number above `Int64.max` is refused when it is written.
    public static var sqlType: SQLType { .bigInteger }
}

extension UInt64: ColumnValue {
    /// 64 signed bits: a number above `Int64.max` is refused when it is written.
    public static var sqlType: SQLType { .bigInteger }
}

extension UInt32: ColumnValue {
    /// 64 signed bits, since 32 do not hold every number.
    public static var sqlType: SQLType { .bigInteger }
}

extension UInt16: ColumnValue {
    /// 32 signed bits, since 16 do not hold every number.
    public static var sqlType: SQLType { .integer }
}

extension UInt8: ColumnValue {
    /// 16 signed bits, which hold every number.
    public static var sqlType: SQLType { .smallInteger }
    /// `[UInt8]` is binary data, not an array of numbers.
    public static var arrayType: SQLType { .bytes }
}
