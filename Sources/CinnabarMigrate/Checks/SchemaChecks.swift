public import CinnabarSQL

/// Looks for what hurts, in operations that have not run yet: pure.
///
/// | Rule | What it finds |
/// |---|---|
/// | `drop-table`, `drop-column` | data that is lost |
/// | `narrow-type` | a type that not all values fit into |
/// | `not-null-on-existing` | rows that may have no value |
/// | `unique-on-existing` | rows that may be there twice |
/// | `rewrite-table` | a table that is written anew while all wait |
/// | `index-without-concurrently` | an index that writers wait for (PostgreSQL) |
/// | `foreign-key-without-not-valid`, `check-without-not-valid` | rows that are checked while writers wait (PostgreSQL) |
/// | `missing-downgrade` | a revision that cannot be taken back |
/// | `unbounded-update` | an UPDATE or DELETE of all rows at once, by hand |
/// | `enum-value-removed` | a value that rows may have |
/// | `mixed-ddl-and-dml` | a failure that leaves half of a revision (MySQL, MariaDB) |
/// | `rename-in-use` | a name that running applications still use |
public enum SchemaChecks {
    /// What the checks have against operations, in their order.
    ///
    /// - Parameters:
    ///   - operations: What is to run.
    ///   - dialect: Where it is to run.
    ///   - state: The tables before it runs, where they are known.
    public static func warnings(
        for operations: [MigrationOperation], dialect: any Dialect, state: SchemaState = SchemaState()
    ) -> [CheckFinding] {
        var checker = Checker(dialect: dialect, state: state)
        for (index, operation) in operations.enumerated() { checker.look(at: operation, index) }
        checker.lookAtAll(operations)
        return checker.findings
    }

    /// What is missing in a downgrade: it does nothing, where the upgrade does something.
    public static func warnings(
        forDowngrade downgrade: [MigrationOperation], of upgrade: [MigrationOperation]
    ) -> [CheckFinding] {
        guard downgrade.isEmpty, !upgrade.isEmpty else { return [] }
        return [
            CheckFinding(
                rule: "missing-downgrade", severity: .warning, isDestructive: false, operation: 0,
                summary: "The revision cannot be taken back: its downgrade does nothing.",
                advice: "Write what undoes the upgrade, or throw an error that says why nothing can.")
        ]
    }
}
