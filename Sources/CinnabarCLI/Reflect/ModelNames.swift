internal import CinnabarSQL

/// What the tables, columns and enumerations of a schema are called in Swift.
///
/// Names depend on the schema alone, so that the same tables get the same names on every database.
struct ModelNames {
    private var types: [String: String] = [:]
    private var properties: [String: [String: String]] = [:]
    private var enumerations: [String: String] = [:]

    /// - Parameters:
    ///   - tables: Those that become models.
    ///   - enumerations: The enumerations of their columns, each with the table and the column that has it first.
    init(_ tables: [Table], enumerations: [ModelEnumeration]) {
        var taken: Set<String> = []
        for table in tables { types[table.name] = SwiftNames.unique(SwiftNames.type(table.name), &taken) }
        for enumeration in enumerations {
            let name = enumeration.name ?? type(enumeration.table) + "_" + enumeration.column
            self.enumerations[enumeration.key] = SwiftNames.unique(SwiftNames.type(name), &taken)
        }
        for table in tables {
            var names: Set<String> = []
            var columns: [String: String] = [:]
            for column in table.columns {
                columns[column.name] = SwiftNames.unique(SwiftNames.property(column.name), &names)
            }
            // `ArtistId` of the table `Artist` is its `id`.
            if let key = table.primaryKey?.columns, key.count == 1, !names.contains("id"),
                columns[key[0]] == SwiftNames.lowerFirst(type(table.name)) + "ID"
            {
                columns[key[0]] = "id"
            }
            properties[table.name] = columns
        }
    }

    /// Whether a table has a class.
    func hasType(_ table: String) -> Bool { types[table] != nil }

    /// The class of a table.
    func type(_ table: String) -> String { types[table] ?? SwiftNames.type(table) }

    /// The property of a column.
    func property(_ column: String, of table: String) -> String {
        properties[table]?[column] ?? SwiftNames.property(column)
    }

    /// The properties of a table's columns.
    func properties(of table: String) -> Set<String> { Set(properties[table]?.values.map(\.self) ?? []) }

    /// The type of an enumeration.
    func type(_ enumeration: ModelEnumeration) -> String { enumerations[enumeration.key] ?? "String" }
}
