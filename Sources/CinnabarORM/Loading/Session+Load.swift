import CinnabarDriver
import CinnabarSQL

extension Session {
    /// Runs a statement whose first columns are those of a model, and hands out the objects.
    func load<M: Model>(
        _ type: M.Type, _ statement: SelectStatement, strict: Bool = false, _ body: (M, RowReader) throws -> Void
    ) throws {
        try ensureReading()
        let compiled = try database.plans.compiled(.select(statement))
        let context = context(type)
        let home = Home(context)
        home.isStrict = strict
        try connection.run(compiled.sql) { parameters in
            for parameter in compiled.parameters { try parameters.write(bound: parameter) }
        } body: { running in
            let row = running.row
            while try running.step() {
                let object: M
                do {
                    object = try context.object(from: row, at: 0, home: home, session: self)
                } catch {
                    throw context.decodingError(error, row, 0)
                }
                try body(object, row)
            }
        }
    }

    func load<M: Model>(_ type: M.Type, _ statement: SelectStatement, _ body: (M) throws -> Void) throws {
        try load(type, statement) { object, _ in try body(object) }
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
