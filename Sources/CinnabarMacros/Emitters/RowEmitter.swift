/// What stands between an object's storage and the columns of rows and statements.
struct RowEmitter {
    let model: ModelDeclaration
    private var access: String { model.access.modifier }

    var members: [String] { [rowInitializer, write, value, set] }

    private var rowInitializer: String {
        let reads = model.columns.map { "\($0.storage) = \(ValueAccess(column: $0).read)" }
        return """
            \(access)nonisolated init(
                _row row: CinnabarSQL.RowReader, at offset: Swift.Int, state: CinnabarORM._ModelState<\(model.name)>
            ) throws {
                _state = state
            \(reads.indented)
            }
            """
    }

    private var write: String {
        let choice = ColumnSwitch(columns: model.columns) { column in
            if column.form == .embedded { return ["try \(Self.embedded(column.storage, column))._write(index, to: parameters)"] }
            return ValueAccess(column: column).write(column.storage)
        }
        return """
            \(access)nonisolated func _write(_ columns: [Swift.Int], to parameters: CinnabarSQL.ParameterWriter) throws {
                for column in columns {
            \([choice.text].indented.indentedOnce)
                }
            }
            """
    }

    private var value: String {
        let choice = ColumnSwitch(
            columns: model.columns,
            body: { column in
                if column.form == .embedded { return ["return \(Self.embedded(column.storage, column))._value(index)"] }
                return ["return \(ValueAccess(column: column).sqlValue(column.storage))"]
            }, otherwise: ["return .null"])
        return """
            \(access)nonisolated func _value(_ column: Swift.Int) -> CinnabarSQL.SQLValue {
            \([choice.text].indented)
            }
            """
    }

    private var set: String {
        let choice = ColumnSwitch(columns: model.columns) { column in
            if column.form == .embedded { return ["try \(Self.embedded(column.storage, column))._set(index, value)"] }
            return ["\(column.storage) = \(ValueAccess(column: column).fromSQLValue)"]
        }
        return """
            \(access)nonisolated func _set(_ column: Swift.Int, _ value: CinnabarSQL.SQLValue) throws {
            \([choice.text].indented)
            }
            """
    }

    /// The embedded struct that an index is handed on to.
    static func embedded(_ source: String, _ column: ColumnProperty) -> String { source }
}

extension String {
    var indentedOnce: String { "    " + replacing("\n", with: "\n    ") }
}
