/// How one column's value is read from a row, written to a statement, and turned from and into `SQLValue`.
struct ValueAccess {
    let column: ColumnProperty

    /// Reads it from `row`, the first column of the model being `offset`.
    var read: String {
        let place = "offset + \(column.position.text)"
        switch column.form {
        case .value: return "try \(column.stored).read(row, \(place))"
        case .json:
            let mark = column.type.isOptional ? "?" : ""
            return "try \(column.stored).read(row, \(place))\(mark).wrapped"
        case .embedded:
            if column.type.isOptional {
                return "try CinnabarORM._readOptional(\(column.type.base).self, row, \(place))"
            }
            return "try \(column.type.base)(_row: row, at: \(place))"
        }
    }

    /// `source` as a `ColumnValue`.
    func wrapped(_ source: String) -> String {
        guard column.form == .json else { return source }
        if column.type.isOptional { return "\(source).map { CinnabarSQL.JSON<\(column.type.base)>($0) }" }
        return "CinnabarSQL.JSON<\(column.type.base)>(\(source))"
    }

    /// Statements that bind `source`.
    func write(_ source: String) -> [String] {
        let statement = "try \(wrapped(source)).write(to: parameters)"
        guard column.isRedacted else { return [statement] }
        return ["parameters.isRedacted = true", statement, "parameters.isRedacted = false"]
    }

    func sqlValue(_ source: String) -> String { "\(wrapped(source)).sqlValue" }

    /// The value out of an `SQLValue` called `value`.
    var fromSQLValue: String {
        let made = "try \(column.stored)(sqlValue: value)"
        guard column.form == .json else { return made }
        return made + (column.type.isOptional ? "?.wrapped" : ".wrapped")
    }

    /// What `source` is stored as when it is set.
    func canonical(_ source: String) -> String {
        switch column.form {
        case .value: "\(source).canonical"
        case .json: source
        case .embedded: column.type.isOptional ? "\(source)?._canonical" : "\(source)._canonical"
        }
    }

    /// A value to stand where the database's own is not known yet.
    var placeholder: String { column.type.isOptional ? "nil" : "\(column.type.text).placeholder" }
}
