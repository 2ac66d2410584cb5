public import CinnabarORM
public import CinnabarSQL

/// The values of ``Changes``, by the names of their properties, for the initialiser of an object.
@dynamicMemberLookup
public struct ChangedValues<M: Model> {
    fileprivate let changes: Changes<M>

    init(_ changes: Changes<M>) { self.changes = changes }

    /// The value that was sent for a column.
    ///
    /// - Throws: `InvalidFieldsError` where there is none and the column cannot be NULL: ``Changes/require(_:)`` tells
    ///   it with all other errors.
    public subscript<Value: ColumnValue>(dynamicMember column: KeyPath<M.Columns, SQLExpression<Value>>) -> Value {
        get throws { try changes.value(column) }
    }

    /// The value that was sent for a `.json` column.
    public subscript<Value>(dynamicMember column: KeyPath<M.Columns, SQLExpression<JSON<Value>>>) -> Value {
        get throws { try changes.value(column).wrapped }
    }

    /// The value that was sent for a `.json` column that may be NULL.
    public subscript<Value>(dynamicMember column: KeyPath<M.Columns, SQLExpression<JSON<Value>?>>) -> Value? {
        get throws { try changes.value(column)?.wrapped }
    }

    /// The values of an embedded struct: `try $0.address.city`
    @_disfavoredOverload
    public subscript<Members>(dynamicMember members: KeyPath<M.Columns, Members>) -> EmbeddedValues<M, Members> {
        EmbeddedValues(changes: changes, members: members)
    }
}

/// The values of ``Changes`` for an embedded struct.
@dynamicMemberLookup
public struct EmbeddedValues<M: Model, Members> {
    fileprivate let changes: Changes<M>
    fileprivate let members: KeyPath<M.Columns, Members>

    /// The value that was sent for a column of the struct; as ``ChangedValues``.
    public subscript<Value: ColumnValue>(dynamicMember column: KeyPath<Members, SQLExpression<Value>>) -> Value {
        get throws { try changes.value(members.appending(path: column)) }
    }
}

extension Changes {
    fileprivate func value<Value: ColumnValue>(_ column: KeyPath<M.Columns, SQLExpression<Value>>) throws -> Value {
        guard let value = stored(column) else {
            if Value.isNullable { return try Value(sqlValue: .null) }
            var copy = self
            copy.addError("is required", to: column, code: "required")
            throw InvalidFieldsError(M._mapper.name, copy.errors)
        }
        return try Value(sqlValue: value)
    }
}
