import CinnabarDriver
import CinnabarSQL

extension Session {
    /// Runs a statement whose first columns are those of a model, and gives the objects, one for each row.
    ///
    /// - Parameter each: What else is read out of each row.
    func load<M: Model>(
        _ type: M.Type, _ statement: SelectStatement, strict: Bool = false, each: ((RowReader) throws -> Void)? = nil
    ) throws -> [M] {
        let context = context(type)
        let connection = try reading(context)
        let compiled = try plans(context).compiled(.select(statement))
        let home = _Home(context)
        if strict { home.isStrict = true }
        return try connection.run(compiled.sql) { parameters in
            for parameter in compiled.parameters { try parameters.write(bound: parameter) }
        } body: { running in
            try _ObjectRows(running, home: home, session: self, each: each).all(type)
        }
    }
}

extension ParameterWriter {
    /// Binds a statement's parameter, kept out of logs where its column is.
    @inline(__always)
    func write(bound parameter: BoundValue) throws {
        if parameter.isRedacted {
            isRedacted = true
            defer { isRedacted = false }
            try write(parameter.value, as: parameter.type)
        } else {
            try write(parameter.value, as: parameter.type)
        }
    }
}
