import HTTPTypes

/// Writes the `Server-Timing` header, which browsers show beside a request (https://www.w3.org/TR/server-timing/).
enum ServerTiming {
    /// `db;dur=3.42;desc="5 queries", app;dur=8.10`: what the database took, and what is left of the request's time.
    static func text(queries: Int, database: Duration, total: Duration) -> String {
        let queries = "\(queries) \(queries == 1 ? "query" : "queries")"
        // Sessions that run side by side take more time than goes by.
        let app = Duration.text((total - database).milliseconds)
        return "db;dur=\(Duration.text(database.milliseconds));desc=\"\(queries)\", app;dur=\(app)"
    }
}

extension HTTPField.Name {
    /// How long the server took for what.
    static let serverTiming = HTTPField.Name("Server-Timing")!
}
