/// A Swift type that can be stored in one column.
///
/// Conform by mapping onto a type that already does, or write the requirements out. `read` and `write` are the
/// fast paths that models use; `sqlValue` and `init(sqlValue:)` serve expressions and ad-hoc rows.
public protocol ColumnValue: Sendable {
    /// The type a column of this Swift type is declared with, unless the model refines it.
    static var sqlType: SQLType { get }
    /// Whether `NULL` is a value of this type (`Optional` only).
    static var isNullable: Bool { get }
    /// The element type of an array of this type; `UInt8` makes its array binary data.
    static var arrayType: SQLType { get }
    /// The value, to be bound.
    var sqlValue: SQLValue { get }
    /// The value out of an ad-hoc row; throws ``ValueError`` when it is of another kind.
    init(sqlValue: SQLValue) throws
    /// Reads a column of the current row.
    static func read(_ row: RowReader, _ column: Int) throws -> Self
    /// Binds the value as the next parameter.
    func write(to parameters: ParameterWriter) throws
    /// The value as the database will give it back: a `Date` rounded to microseconds, for example.
    var canonical: Self { get }
}

extension ColumnValue {
    /// `false`: only `Optional` has NULL among its values.
    @inlinable public static var isNullable: Bool { false }
    /// A list of this type.
    public static var arrayType: SQLType { .array(of: sqlType) }
    /// The value itself: the database gives it back as it is.
    @inlinable public var canonical: Self { self }
    /// Reads the column as its ``sqlType`` and makes the value of that. Throws ``ValueError`` for what is of another
    /// kind.
    public static func read(_ row: RowReader, _ column: Int) throws -> Self {
        try Self(sqlValue: row.value(column, as: sqlType))
    }
    /// Binds ``sqlValue``. Throws ``ValueError`` for what the database cannot hold.
    public func write(to parameters: ParameterWriter) throws {
        try parameters.write(sqlValue, as: Self.sqlType)
    }
}
