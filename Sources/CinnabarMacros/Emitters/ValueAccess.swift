/// How one column's value is read from a row, written to a statement, and turned from and into `SQLValue`.
struct ValueAccess {
    let column: ColumnProperty

    /// Reads it from `row`, the first column of the model being `offset`.
    var read: String {
        let place = column.position.offset(from: "offset")
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

    /// Statements that bind `source`; of an embedded struct, the column `index`.
    func write(_ source: String) -> [String] {
        if column.form == .embedded {
            if column.type.isOptional { return ["try CinnabarORM._writeOptional(\(source), index, to: parameters)"] }
            return ["try \(source)._write(index, to: parameters)"]
        }
        let statement = "try \(wrapped(source)).write(to: parameters)"
        guard column.isRedacted else { return [statement] }
        return ["parameters.isRedacted = true", statement, "parameters.isRedacted = false"]
    }

    func sqlValue(_ source: String) -> String {
        if column.form == .embedded {
            return column.type.isOptional ? "\(source)?._value(index) ?? .null" : "\(source)._value(index)"
        }
        return "\(wrapped(source)).sqlValue"
    }

    /// The statement that gives `target` the value of an `SQLValue` called `value`.
    func set(_ target: String) -> String {
        switch column.form {
        case .value: return "try CinnabarORM._assign(&\(target), value)"
        case .json:
            return "\(target) = try \(column.stored)(sqlValue: value)\(column.type.isOptional ? "?" : "").wrapped"
        case .embedded:
            if column.type.isOptional { return "try CinnabarORM._setOptional(&\(target), index, value)" }
            return "try \(target)._set(index, value)"
        }
    }

    /// The statement that takes the column into `mask` if the two values differ.
    func comparison(old: String, new: String) -> String {
        let method = column.form == .embedded ? "_insertEmbedded" : "_insert"
        return "mask.\(method)(\(column.position.text), from: \(old), to: \(new))"
    }

    /// What `source` is stored as when it is set.
    func canonical(_ source: String) -> String {
        switch column.form {
        case .value: column.isPlain ? source : "\(source).canonical"
        case .json: source
        case .embedded: column.type.isOptional ? "\(source)?._canonical" : "\(source)._canonical"
        }
    }

    /// A value to stand where the database's own is not known yet.
    var placeholder: String { column.type.isOptional ? "nil" : "\(column.type.text)._placeholder" }
}
