public import CinnabarDriver

extension Backend where Self == PostgresBackend {
    /// PostgreSQL, by the URL of the database.
    ///
    /// ```swift
    /// let db = try Database(.postgres("postgresql://user:password@host/name"), models: [User.self])
    /// ```
    ///
    /// - Throws: `OperationalError` when the URL cannot be read.
    public static func postgres(
        _ url: String, configuration: PostgresBackend.Configuration = PostgresBackend.Configuration()
    ) throws -> PostgresBackend {
        try PostgresBackend(url, configuration: configuration)
    }
}
