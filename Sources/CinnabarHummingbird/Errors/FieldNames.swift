import CinnabarDriver
public import CinnabarORM

/// Which property of a model each column is, so that an error of a constraint names what a client has sent.
public struct FieldNames: Sendable {
    private var names: [String: [String: String]] = [:]

    /// No names: columns are called what the database calls them.
    public init() {}

    /// The properties of all models of some databases.
    public init(_ databases: [Database]) {
        for mapper in databases.flatMap(\.mappers) { add(mapper) }
    }

    init(_ mapper: AnyMapper) { add(mapper) }

    private mutating func add(_ mapper: AnyMapper) {
        names[mapper.tableName] = Dictionary(
            mapper.columns.map { ($0.name, $0.property) }, uniquingKeysWith: { first, _ in first })
    }

    func property(_ column: String, of table: String?) -> String {
        table.flatMap { names[$0]?[column] } ?? column
    }

    func properties(_ error: IntegrityError) -> [String] { error.columns.map { property($0, of: error.table) } }
}
