public import CinnabarSQL
public import Foundation

/// A primary key: a column's Swift type, or the struct that `@Model` writes for a composite key.
public protocol ModelKey: Hashable, Sendable {
    /// The key's values, in the order of its columns.
    var _values: [SQLValue] { get }
    init(_values: [SQLValue]) throws
    /// Whether every key of this type is an integer of at most 64 bits: those have an identity map of their own.
    static var _isInteger: Bool { get }
    var _integer: Int { get }
    func _write(to parameters: ParameterWriter) throws
}

extension ModelKey {
    @inlinable public static var _isInteger: Bool { false }
    @inlinable public var _integer: Int { 0 }
}

extension ModelKey where Self: ColumnValue {
    public var _values: [SQLValue] { [sqlValue] }
    public init(_values: [SQLValue]) throws {
        guard _values.count == 1 else { throw ValueError("a key of \(_values.count) values for a key of one column") }
        try self.init(sqlValue: _values[0])
    }
    @inlinable public func _write(to parameters: ParameterWriter) throws { try write(to: parameters) }
}

extension ModelKey where Self: FixedWidthInteger {
    @inlinable public static var _isInteger: Bool { true }
    @inlinable public var _integer: Int { Int(truncatingIfNeeded: self) }
}

extension Int: ModelKey {}
extension Int64: ModelKey {}
extension Int32: ModelKey {}
extension Int16: ModelKey {}
extension String: ModelKey {}
extension UUID: ModelKey {}
extension LocalDate: ModelKey {}
extension Date: ModelKey {}
extension Decimal: ModelKey {}
