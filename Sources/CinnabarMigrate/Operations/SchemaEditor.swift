/// What a revision is given: it collects operations, in order, and runs nothing.
public final class SchemaEditor {
    /// What was asked for by now.
    public private(set) var operations: [MigrationOperation] = []

    /// An editor that has collected nothing yet.
    public init() {}

    /// Adds an operation as it is.
    public func add(_ operation: MigrationOperation) { operations.append(operation) }
}
