internal import CinnabarDriver
internal import CinnabarSQL

/// Reads the schema of a PostgreSQL database from its catalogs.
struct PostgresInspector: Inspector {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    func tables() throws -> [String] { [] }
    func table(named name: String) throws -> ReflectedTable? { nil }
}
