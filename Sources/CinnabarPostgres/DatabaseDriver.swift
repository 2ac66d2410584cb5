public import CinnabarDriver

extension DatabaseDriver {
    /// PostgreSQL, by `postgresql:` and `postgres:` URLs; ``PostgresBackend/init(_:configuration:)`` says what they hold.
    public static let postgres = DatabaseDriver(schemes: ["postgresql", "postgres"]) { try PostgresBackend($0) }
}
