internal import CinnabarDriver
internal import CinnabarSQL

/// Reads the schema of the connection's database from `information_schema`.
struct MySQLInspector: Inspector {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    func tables() throws -> [String] {
        try query(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name",
            []
        ) { try $0.string(0) }
    }

    func table(named name: String) throws -> ReflectedTable? { nil }

    private func query<T>(_ sql: String, _ parameters: [String], _ row: (RowReader) throws -> T) throws -> [T] {
        try connection.run(sql, bind: { writer in for parameter in parameters { try writer.write(parameter) } }) {
            statement in
            var result: [T] = []
            while try statement.step() { result.append(try row(statement.row)) }
            return result
        }
    }
}
