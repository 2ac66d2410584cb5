public import CinnabarDriver
public import CinnabarSQL

/// Looks for what hurts, in operations that have not run yet: pure.
public enum SchemaChecks {
    /// What the checks have against operations, in their order.
    ///
    /// - Parameters:
    ///   - operations: What is to run.
    ///   - dialect: Where it is to run.
    ///   - state: The tables before it runs, where they are known.
    public static func warnings(
        for operations: [MigrationOperation], dialect: any Dialect, state: SchemaState = SchemaState()
    ) -> [CheckFinding] { [] }

    /// What is missing in a downgrade that does nothing, or that cannot be.
    public static func warnings(forDowngrade downgrade: [MigrationOperation], of upgrade: [MigrationOperation])
        -> [CheckFinding]
    { [] }
}
