import CinnabarSQL

/// The values of a few columns, to look rows up by.
struct KeyValues: Hashable {
    let first: SQLValue
    let rest: [SQLValue]

    var values: [SQLValue] { rest.isEmpty ? [first] : [first] + rest }

    /// The object's values in these columns; nil if one of them is NULL.
    @inline(__always)
    init?(_ object: some Model, _ columns: [Int]) {
        first = object._value(columns[0])
        if first == .null { return nil }
        if columns.count == 1 {
            rest = []
        } else {
            rest = columns.dropFirst().map { object._value($0) }
            if rest.contains(.null) { return nil }
        }
    }

    /// Columns of the current row; nil if one of them is NULL.
    init?(_ row: RowReader, at offset: Int, _ types: [SQLType]) throws {
        first = try row.value(offset, as: types[0])
        if first == .null { return nil }
        rest = try types.indices.dropFirst().map { try row.value(offset + $0, as: types[$0]) }
        if rest.contains(.null) { return nil }
    }
}

extension [ColumnReference] {
    /// `column IN (…)`, or for several columns `(a = ? AND b = ?) OR …`.
    func among(_ keys: [KeyValues]) -> SQLNode {
        if count == 1 {
            let type = self[0].type
            return .inList(.column(self[0]), BoundList(keys.map(\.first), type: type), negated: false)
        }
        let rows = keys.map { key in
            zip(self, key.values).map { column, value in
                SQLNode.binary(.equal, .column(column), .bind(BoundValue(value, type: column.type)))
            }.conjunction
        }
        return rows.balanced(.or)
    }
}

extension [SQLNode] {
    /// The terms joined by AND.
    var conjunction: SQLNode { balanced(.and) }

    /// The terms joined as a balanced tree, so that a long list does not make a deep one.
    func balanced(_ operation: BinaryOperator) -> SQLNode {
        switch count {
        case 0: return .literal(.bool(operation == .and))
        case 1: return self[0]
        default:
            let half = count / 2
            return .binary(
                operation, Array(self[..<half]).balanced(operation), Array(self[half...]).balanced(operation))
        }
    }
}

/// `SELECT … FROM t WHERE columns IN (keys)`
struct KeyedSelect {
    let statement: SelectStatement
    init(_ mapper: AnyMapper, _ columns: [Int], _ keys: [KeyValues]) {
        var select = SelectStatement(columns: mapper.selection(nil), from: .table(mapper.source))
        select.conditions = [columns.map { mapper.columns[$0].reference(mapper.source) }.among(keys)]
        statement = select
    }
}
