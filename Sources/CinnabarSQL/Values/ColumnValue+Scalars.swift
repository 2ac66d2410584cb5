internal import Foundation

extension String: ColumnValue {
    public static var sqlType: SQLType { .text }
    @inlinable public var sqlValue: SQLValue { .text(self) }

    /// Takes text, or a JSON document as its text.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .text(let value), .json(let value): self = value
        default: throw ValueError.mismatch(sqlValue, as: "String")
        }
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> String { try row.string(column) }
    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(self) }
}

extension Double: ColumnValue {
    public static var sqlType: SQLType { .double }
    @inlinable public var sqlValue: SQLValue { .double(self) }

    /// Takes any number; a decimal (what some databases answer to `avg`) gives the nearest double.
    ///
    /// - Throws: ``ValueError`` for an integer that a double cannot hold exactly, a decimal that is NaN, and what is no
    ///   number.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .double(let value): self = value
        case .integer(let value):
            guard let exact = Double(exactly: value) else {
                throw ValueError("the integer has more digits than Double holds", value: value.description)
            }
            self = exact
        case .decimal(let value) where !value.isNaN: self = DecimalText.double(value)
        default: throw ValueError.mismatch(sqlValue, as: "Double")
        }
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> Double { try row.double(column) }
    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(self) }
}

extension Float: ColumnValue {
    public static var sqlType: SQLType { .real }
    @inlinable public var sqlValue: SQLValue { .double(Double(self)) }

    /// Takes any number that is in range; the nearest float.
    ///
    /// - Throws: ``ValueError`` for a number out of range, for an integer that a double cannot hold exactly, a decimal
    ///   that is NaN, and what is no number.
    public init(sqlValue: SQLValue) throws {
        guard let value = try? Double(sqlValue: sqlValue) else { throw ValueError.mismatch(sqlValue, as: "Float") }
        self = try Float.narrowed(value)
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> Float {
        try narrowed(row.double(column))
    }

    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(Double(self)) }

    @inlinable static func narrowed(_ value: Double) throws -> Float {
        let result = Float(value)
        if result.isInfinite && value.isFinite { throw ValueError.outOfRange(value, of: "Float") }
        return result
    }
}

extension Bool: ColumnValue {
    public static var sqlType: SQLType { .boolean }
    @inlinable public var sqlValue: SQLValue { .bool(self) }

    /// Takes a Boolean, or the integers 0 and 1.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .bool(let value): self = value
        case .integer(0): self = false
        case .integer(1): self = true
        default: throw ValueError.mismatch(sqlValue, as: "Bool")
        }
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> Bool { try row.bool(column) }
    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(self) }
}
