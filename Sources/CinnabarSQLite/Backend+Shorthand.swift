public import CinnabarDriver

extension Backend where Self == SQLiteBackend {
    /// SQLite in a file, which is made if it is not there.
    ///
    /// ```swift
    /// let db = try Database(.sqlite("app.db"), models: [User.self])
    /// ```
    ///
    /// Foreign keys are enforced, the journal is a write-ahead log, and writers of this process wait for each other
    /// in order.
    public static func sqlite(
        _ path: String, configuration: SQLiteBackend.Configuration = SQLiteBackend.Configuration()
    ) throws -> SQLiteBackend {
        try SQLiteBackend(.path(path), configuration: configuration)
    }

    /// SQLite in a private file that goes with the database: `.sqlite(.memory)`.
    public static func sqlite(
        _ location: SQLiteLocation, configuration: SQLiteBackend.Configuration = SQLiteBackend.Configuration()
    ) throws -> SQLiteBackend {
        try SQLiteBackend(location, configuration: configuration)
    }
}
