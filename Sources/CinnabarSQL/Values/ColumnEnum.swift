/// An enum whose raw values are stored: texts with a check of the known ones, or integers.
///
/// ```swift
/// enum Role: String, ColumnEnum { case admin, member }      // VARCHAR(6) CHECK (role IN ('admin', 'member'))
/// enum Priority: Int, ColumnEnum { case low = 1, high = 9 } // BIGINT
/// ```
///
/// Reading a stored value that is no case throws ``ValueError``.
public protocol ColumnEnum: RawRepresentable, CaseIterable, ColumnValue, Hashable, Codable
where RawValue: ColumnValue & Codable {}

extension ColumnEnum where RawValue == String {
    /// The type named as the Swift type in snake case, with the raw values in the order of the cases.
    public static var sqlType: SQLType {
        .enumeration(name: snakeCased("\(Self.self)"), cases: allCases.map(\.rawValue), native: false)
    }

    @inlinable public var sqlValue: SQLValue { .text(rawValue) }

    /// Takes the text of a case.
    public init(sqlValue: SQLValue) throws {
        guard case .text(let text) = sqlValue else { throw ValueError.mismatch(sqlValue, as: "\(Self.self)") }
        self = try Self.named(text)
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> Self {
        try named(row.string(column))
    }

    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(rawValue) }
}

extension ColumnEnum where RawValue: FixedWidthInteger {
    /// The type of the raw values. The database keeps no check of the cases.
    public static var sqlType: SQLType { RawValue.sqlType }
    @inlinable public var sqlValue: SQLValue { rawValue.sqlValue }

    /// Takes the integer of a case.
    public init(sqlValue: SQLValue) throws { self = try Self.named(RawValue(sqlValue: sqlValue)) }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> Self {
        try named(RawValue.read(row, column))
    }

    @inlinable public func write(to parameters: ParameterWriter) throws { try rawValue.write(to: parameters) }
}

extension ColumnEnum {
    @inlinable static func named(_ rawValue: RawValue) throws -> Self {
        guard let value = Self(rawValue: rawValue) else { throw unknownCase(rawValue) }
        return value
    }

    @usableFromInline static func unknownCase(_ rawValue: RawValue) -> ValueError {
        let known = allCases.map(\.rawValue.sqlValue.description).joined(separator: ", ")
        return ValueError(
            "the stored value is no case of \(Self.self), which has \(known)", value: rawValue.sqlValue.description)
    }
}
