public import CinnabarDriver
public import CinnabarSQL

/// Compares the schema that a database has with the one that it would make of the models: pure.
public struct SchemaComparator: Sendable {
    /// How the database spells things.
    public let dialect: any Dialect

    /// A comparator for the databases of one dialect.
    public init(dialect: any Dialect) { self.dialect = dialect }

    /// What makes a database as the models say, and what takes that back.
    ///
    /// - Parameters:
    ///   - current: What the database has.
    ///   - wanted: What the database makes of the models: ``ShadowSchema``.
    ///   - models: The models' tables, which operations are made of.
    ///   - options: Renames and other answers.
    /// - Throws: ``MigrationError`` where there are no models, or an option names what is not there.
    public func compare(
        current: ReflectedSchema, wanted: ReflectedSchema, models: [Table], options: ComparisonOptions = .init()
    ) throws -> ComparisonResult {
        try check(models)
        return ComparisonResult(upgrade: [], downgrade: [], questions: [], unmanaged: [], notes: [])
    }

    /// No models at all never means that all tables are to go.
    func check(_ models: [Table]) throws {
        guard models.isEmpty else { return }
        throw MigrationError(
            "there are no models to compare the database with",
            advice: "name them where the Database is made: Database(…, models: [User.self])")
    }
}
