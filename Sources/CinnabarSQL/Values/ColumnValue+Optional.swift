extension Optional: ColumnValue where Wrapped: ColumnValue {
    /// The type of what is wrapped.
    public static var sqlType: SQLType { Wrapped.sqlType }
    /// `true`: `nil` is NULL.
    @inlinable public static var isNullable: Bool { true }

    @inlinable public var sqlValue: SQLValue {
        guard let self else { return .null }
        return self.sqlValue
    }

    /// Takes `NULL` as `nil`, and whatever the wrapped type takes.
    public init(sqlValue: SQLValue) throws {
        if case .null = sqlValue { self = nil } else { self = try Wrapped(sqlValue: sqlValue) }
    }

    @inlinable public static func read(_ row: RowReader, _ column: Int) throws -> Wrapped? {
        if row.isNull(column) { return nil }
        return try Wrapped.read(row, column)
    }

    @inlinable public func write(to parameters: ParameterWriter) throws {
        guard let self else { return try parameters.writeNull(Wrapped.sqlType) }
        try self.write(to: parameters)
    }

    /// What is wrapped, as the database will give it back.
    @inlinable public var canonical: Wrapped? {
        guard let self else { return nil }
        return self.canonical
    }
}
