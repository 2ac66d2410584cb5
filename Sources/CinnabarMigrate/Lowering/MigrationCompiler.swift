public import CinnabarDriver
public import CinnabarSQL

/// Lowers operations to the statements of one dialect: pure.
public struct MigrationCompiler: Sendable {
    /// How the database spells its DDL.
    public let dialect: any Dialect

    /// A compiler for one dialect.
    public init(dialect: any Dialect) { self.dialect = dialect }

    /// The steps of operations, from a schema that was read from a database.
    public func steps(for operations: [MigrationOperation], from schema: ReflectedSchema) throws -> [MigrationStep] {
        try steps(for: operations, from: SchemaState(schema))
    }

    /// The steps of operations, from a schema that is known without a database.
    public func steps(for operations: [MigrationOperation], from state: SchemaState) throws -> [MigrationStep] {
        var state = state
        return try plan(for: operations, from: &state).steps
    }

    /// The steps of operations in the sections that they run in; `state` becomes what it is after them.
    public func plan(for operations: [MigrationOperation], from state: inout SchemaState) throws -> MigrationPlan {
        MigrationPlan()
    }
}

extension MigrationStep {
    /// The statements as `--sql` prints them, without semicolons; a comment for what has none.
    public func sql() -> [String] { [] }
}
