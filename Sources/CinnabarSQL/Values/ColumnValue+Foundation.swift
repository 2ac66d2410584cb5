public import Foundation

extension Decimal: ColumnValue {
    /// As many digits as needed; on MySQL `DECIMAL(65, 30)`, at most 30 of them after the point.
    public static var sqlType: SQLType { .numeric(precision: nil, scale: nil) }
    @inlinable public var sqlValue: SQLValue { .decimal(self) }

    /// Takes a decimal, an integer, the decimal text of one, or the shortest decimal that names a double.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .decimal(let value): self = value
        case .integer(let value): self = Decimal(value)
        case .text(let value): self = try DecimalText.parse(value)
        case .double(let value) where value.isFinite: self = try DecimalText.parse(value.description)
        default: throw ValueError.mismatch(sqlValue, as: "Decimal")
        }
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> Decimal { try row.decimal(column) }
    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(self) }
}

extension Date: ColumnValue {
    public static var sqlType: SQLType { .timestamp }
    @inlinable public var sqlValue: SQLValue { .date(self) }

    /// Takes a point in time, its ISO 8601 text, or a date and time without a zone as one in UTC.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .date(let value): self = value
        case .text(let value): self = try TimestampText.parseDate(value)
        case .localDateTime(let value): self = CivilTime.date(microseconds: value.microseconds)
        default: throw ValueError.mismatch(sqlValue, as: "Date")
        }
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> Date { try row.date(column) }
    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(self) }

    /// The date rounded to the nearest microsecond, or the `Date` next to it: before 1728 and after 2273 two
    /// neighbours are more than a microsecond apart. Dates outside the years 0000 to 9999 stay as they are,
    /// and are refused when written.
    @inlinable public var canonical: Date {
        guard let microseconds = CivilTime.microseconds(of: self) else { return self }
        return CivilTime.date(microseconds: microseconds)
    }
}

extension UUID: ColumnValue {
    public static var sqlType: SQLType { .uuid }
    @inlinable public var sqlValue: SQLValue { .uuid(self) }

    /// Takes a UUID, its text with or without hyphens, or its 16 bytes.
    public init(sqlValue: SQLValue) throws {
        switch sqlValue {
        case .uuid(let value): self = value
        case .text(let value): self = try UUIDText.parse(value)
        case .bytes(let value): self = try UUIDText.read(value)
        default: throw ValueError.mismatch(sqlValue, as: "UUID")
        }
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> UUID { try row.uuid(column) }
    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(self) }
}

extension Data: ColumnValue {
    public static var sqlType: SQLType { .bytes }
    @inlinable public var sqlValue: SQLValue { .bytes([UInt8](self)) }

    /// Takes binary data.
    public init(sqlValue: SQLValue) throws {
        guard case .bytes(let value) = sqlValue else { throw ValueError.mismatch(sqlValue, as: "Data") }
        self = Data(value)
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> Data { try row.data(column) }
    @inlinable public func write(to parameters: ParameterWriter) throws { try parameters.write(self) }
}
