public import Foundation

/// A number of a JSON document: integers and decimals stay exact.
///
/// Equal numbers are equal however they are written: `1`, `1.0` and `1e0` are one value. Only what `Decimal`
/// cannot hold (1e300, or 40 digits) is kept as the nearest `Double`.
public struct JSONNumber: Sendable, Hashable {
    // One form for each number: an integer if it is one of 64 bits, else a decimal if there is one, else a double.
    enum Storage: Sendable, Hashable {
        case integer(Int64)
        case decimal(Decimal)
        case double(Double)
    }

    let storage: Storage

    /// An integer.
    public init(_ value: some BinaryInteger) {
        if let value = Int64(exactly: value) {
            storage = .integer(value)
        } else if let decimal = try? DecimalText.parse(value.description) {
            storage = .decimal(decimal)
        } else {
            storage = .double(Double(value))
        }
    }

    /// A decimal; `nil` for NaN, which JSON has not.
    public init?(_ value: Decimal) {
        if value.isNaN { return nil }
        if let whole = DecimalText.integer(value), let integer = Int64(exactly: whole) {
            storage = .integer(integer)
        } else {
            storage = .decimal(value)
        }
    }

    /// The shortest decimal that names `value`; `nil` for NaN and infinity, which JSON has not.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        if let decimal = try? DecimalText.parse(value.description), let number = JSONNumber(decimal) {
            self = number
        } else {
            storage = .double(value)
        }
    }

    /// The number as an integer, if it is one that fits.
    public var int: Int? {
        if case .integer(let value) = storage { return Int(exactly: value) }
        return nil
    }

    /// The nearest double.
    public var double: Double {
        switch storage {
        case .integer(let value): Double(value)
        case .decimal(let value): DecimalText.double(value)
        case .double(let value): value
        }
    }

    /// The number, exactly, if `Decimal` holds it.
    public var decimal: Decimal? {
        switch storage {
        case .integer(let value): Decimal(value)
        case .decimal(let value): value
        case .double: nil
        }
    }
}

extension JSONNumber: CustomStringConvertible {
    /// The number as JSON writes it.
    public var description: String {
        switch storage {
        case .integer(let value): value.description
        case .decimal(let value): DecimalText.string(value)
        case .double(let value): value.description
        }
    }
}

extension JSONNumber: ExpressibleByIntegerLiteral {
    /// An integer.
    public init(integerLiteral value: Int64) { storage = .integer(value) }
}
