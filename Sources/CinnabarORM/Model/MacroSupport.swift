public import CinnabarSQL

// What the expansions of the macros call: generic functions that are not overloaded, so that they type-check fast.

/// A value as the database will give it back.
@inlinable public func _canonical<Value: ColumnValue>(_ value: Value) -> Value { value.canonical }

@available(
    *, unavailable,
    message: "a value of this type cannot be stored in a column: make it a ColumnValue, or add '@Column(.json)'"
)
public func _canonical<Value>(_ value: Value) -> Value { value }

/// A place so many columns after another.
@inlinable @inline(__always) public func _at(_ offset: Int, _ column: Int) -> Int { offset &+ column }

/// Stores a value out of an expression or an ad-hoc row.
@inlinable public func _assign<Value: ColumnValue>(_ target: inout Value, _ value: SQLValue) throws {
    target = try Value(sqlValue: value)
}

/// What was given as the value of a column with a default of the database's, or something in its place.
@inlinable public func _given<Value: ColumnValue>(_ value: Value?, or placeholder: Value) -> Value {
    if let value { value.canonical } else { placeholder }
}

/// Reads an embedded struct that may be missing: it is where all its columns are NULL.
public func _readOptional<Value: Embeddable>(_ type: Value.Type, _ row: RowReader, _ offset: Int) throws -> Value? {
    for column in offset..<(offset + Value._columnCount) where !row.isNull(column) {
        return try Value(_row: row, at: offset)
    }
    return nil
}

/// Binds one column of an embedded struct that may be missing.
public func _writeOptional<Value: Embeddable>(_ value: Value?, _ index: Int, to parameters: ParameterWriter) throws {
    if let value {
        try value._write(index, to: parameters)
    } else {
        try parameters.writeNull(Value._columns[index].type)
    }
}

/// Sets one column of an embedded struct that may be missing.
public func _setOptional<Value: Embeddable>(_ target: inout Value?, _ index: Int, _ value: SQLValue) throws {
    if var changed = target {
        try changed._set(index, value)
        target = changed
    } else if value != .null {
        throw ValueError("one column of a \(Value.self) cannot be set where there is none: set the struct as a whole")
    }
}

/// The columns of a struct, those of structs within it in their place.
public func _joined(_ columns: [[MappedColumn]]) -> [MappedColumn] { columns.flatMap { $0 } }

extension Model {
    /// Reads all columns first, so that an object is not left between two rows when one cannot be read.
    public func _refresh(from row: RowReader, at offset: Int, keeping kept: ColumnMask) throws {
        var columns = ColumnMask.all(Self._mapper.columns.count)
        columns.subtract(kept)
        _restore(try Snapshot(_row: row, at: offset), columns)
    }
}

extension ColumnMask {
    /// Takes in a column whose value is another one now. NaN is the same as NaN.
    @inlinable public mutating func _insert<Value: Equatable>(_ column: Int, from old: Value, to new: Value) {
        if old != new && (old == old || new == new) { insert(column) }
    }

    /// Takes in the columns of an embedded struct that differ.
    public mutating func _insertEmbedded<Value: Embeddable>(_ first: Int, from old: Value, to new: Value) {
        formUnion(new._changes(since: old), shiftedBy: first)
    }

    /// Takes in the columns of an embedded struct that differ: all of them where it came or went.
    public mutating func _insertEmbedded<Value: Embeddable>(_ first: Int, from old: Value?, to new: Value?) {
        if let old, let new {
            formUnion(new._changes(since: old), shiftedBy: first)
        } else if (old == nil) != (new == nil) {
            formUnion(.all(Value._columnCount), shiftedBy: first)
        }
    }

    /// Gives an embedded struct the old values of its columns in this set.
    public func _restore<Value: Embeddable>(_ value: inout Value, from old: Value, at first: Int) {
        for index in 0..<Value._columnCount where contains(first + index) {
            // A value that came out of such a struct goes into one.
            try? value._set(index, old._value(index))
        }
    }

    /// Gives an embedded struct the old values of its columns in this set.
    public func _restore<Value: Embeddable>(_ value: inout Value?, from old: Value?, at first: Int) {
        guard var restored = value, let old else {
            if (0..<Value._columnCount).contains(where: { contains(first + $0) }) { value = old }
            return
        }
        _restore(&restored, from: old, at: first)
        value = restored
    }
}

extension ColumnEnum {
    /// The first case, to stand where the database's own value is not known yet.
    public static var _placeholder: Self { allCases[allCases.startIndex] }
}
