/// What stands between an object's storage and the columns of rows and statements.
struct RowEmitter {
    let model: ModelDeclaration
    private var access: String { model.access.modifier }

    var members: [String] { [rowInitializer, write, value, set] }

    private var rowInitializer: String {
        """
        \(access)nonisolated init(
            _row row: __shared CinnabarSQL.RowReader, at offset: Swift.Int, home: __shared CinnabarORM._Home,
            place: Swift.Int32, generation: Swift.UInt32
        ) throws {
            _state = CinnabarORM._ModelState(home: home, place: place, generation: generation)
            _values = try Snapshot(_row: row, at: offset)
        }
        """
    }

    private var write: String {
        """
        \(access)nonisolated func _write(_ columns: [Swift.Int], to parameters: CinnabarSQL.ParameterWriter) throws {
            try _values._write(columns, to: parameters)
        }
        """
    }

    private var value: String {
        "\(access)nonisolated func _value(_ column: Swift.Int) -> CinnabarSQL.SQLValue { _values._value(column) }"
    }

    private var set: String {
        let choice = ColumnSwitch(columns: model.columns) { [ValueAccess(column: $0).set($0.storage)] }
        return """
            \(access)nonisolated func _set(_ column: Swift.Int, _ value: CinnabarSQL.SQLValue) throws {
            \([choice.text].indented)
            }
            """
    }
}

extension String {
    var indentedOnce: String { "    " + replacing("\n", with: "\n    ") }
}
