public import CinnabarSQL
public import Foundation

/// A type with a value for properties that the database, or a parent, will fill in: they read it until the flush.
public protocol PlaceholderValue {
    /// What such a property reads until its value is known: 0, an empty text, `nil`.
    static var _placeholder: Self { get }
}

extension PlaceholderValue where Self: BinaryInteger { public static var _placeholder: Self { 0 } }
extension Int: PlaceholderValue {}
extension Int64: PlaceholderValue {}
extension Int32: PlaceholderValue {}
extension Int16: PlaceholderValue {}
extension Int8: PlaceholderValue {}
extension UInt: PlaceholderValue {}
extension UInt64: PlaceholderValue {}
extension UInt32: PlaceholderValue {}
extension UInt16: PlaceholderValue {}
extension UInt8: PlaceholderValue {}
extension Double: PlaceholderValue { public static var _placeholder: Double { 0 } }
extension Float: PlaceholderValue { public static var _placeholder: Float { 0 } }
extension Decimal: PlaceholderValue { public static var _placeholder: Decimal { 0 } }
extension Bool: PlaceholderValue { public static var _placeholder: Bool { false } }
extension String: PlaceholderValue { public static var _placeholder: String { "" } }
extension Data: PlaceholderValue { public static var _placeholder: Data { Data() } }
extension UUID: PlaceholderValue {
    /// All bits zero.
    public static var _placeholder: UUID { UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) }
}
extension Date: PlaceholderValue {
    /// 1970-01-01 00:00:00 UTC.
    public static var _placeholder: Date { Date(timeIntervalSince1970: 0) }
}
extension Optional: PlaceholderValue { public static var _placeholder: Wrapped? { nil } }
extension Array: PlaceholderValue { public static var _placeholder: [Element] { [] } }
extension JSONValue: PlaceholderValue { public static var _placeholder: JSONValue { .null } }
extension LocalDate: PlaceholderValue { public static var _placeholder: LocalDate { .epoch } }
extension LocalTime: PlaceholderValue { public static var _placeholder: LocalTime { .midnight } }
extension LocalDateTime: PlaceholderValue {
    /// 1970-01-01 00:00:00.
    public static var _placeholder: LocalDateTime { LocalDateTime(date: .epoch) }
}
