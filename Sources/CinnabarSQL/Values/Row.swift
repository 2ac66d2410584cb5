/// One row of an ad-hoc statement: the names of the columns and what they hold.
///
/// ```swift
/// let name = try row["name", as: String.self]
/// let age = try row[1, as: Int?.self]
/// ```
public struct Row: Sendable, Hashable {
    /// The names of the columns, as the database gives them.
    public let columns: [String]
    /// The value of each column.
    public let values: [SQLValue]

    /// A row of as many values as columns; values that are missing are `NULL`, and what is too much is left out.
    public init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values =
            columns.count == values.count
            ? values : columns.indices.map { $0 < values.count ? values[$0] : .null }
    }

    /// The row that `reader` stands on; `columns` are its names, read once for a result.
    public init(_ reader: RowReader, columns: [String]) throws {
        self.init(columns: columns, values: try columns.indices.map { try reader.value($0) })
    }

    /// The number of columns.
    public var count: Int { values.count }

    /// A column's value, read as a Swift type. Throws ``ValueError`` when there is no such column, when several
    /// have the name, or when the value is of another kind.
    public subscript<Value: ColumnValue>(_ column: String, as type: Value.Type) -> Value {
        get throws { try value(at: index(of: column), as: type) }
    }

    /// A column's value by its place, from 0, read as a Swift type.
    public subscript<Value: ColumnValue>(_ column: Int, as type: Value.Type) -> Value {
        get throws { try value(at: checked(column), as: type) }
    }

    /// A column's value as it came.
    public subscript(_ column: String) -> SQLValue {
        get throws { values[try index(of: column)] }
    }

    /// A column's value as it came, by its place, from 0.
    public subscript(_ column: Int) -> SQLValue {
        get throws { values[try checked(column)] }
    }

    private func value<Value: ColumnValue>(at index: Int, as type: Value.Type) throws -> Value {
        do {
            return try Value(sqlValue: values[index])
        } catch let error as ValueError {
            throw error.at("column '\(columns[index])'")
        }
    }

    private func index(of column: String) throws -> Int {
        guard let index = columns.firstIndex(of: column) else {
            throw ValueError("there is no column '\(column)' in the row; it has \(listed)")
        }
        if let other = columns[(index + 1)...].firstIndex(of: column) {
            throw ValueError(
                "columns \(index) and \(other) are both named '\(column)'; read them by their places, or give them names with AS"
            )
        }
        return index
    }

    private func checked(_ column: Int) throws -> Int {
        guard values.indices.contains(column) else {
            throw ValueError("there is no column \(column) in the row; it has \(listed), counted from 0")
        }
        return column
    }

    private var listed: String {
        columns.isEmpty ? "no columns" : columns.map { "'\($0)'" }.joined(separator: ", ")
    }
}

extension Row: CustomStringConvertible {
    /// The columns' names alone; `debugDescription` has the values.
    public var description: String { "Row(\(columns.joined(separator: ", ")))" }
}

extension Row: CustomDebugStringConvertible {
    /// Names and values, shortened.
    public var debugDescription: String {
        "Row(\(zip(columns, values).map { "\($0): \($1)" }.joined(separator: ", ")))"
    }
}
