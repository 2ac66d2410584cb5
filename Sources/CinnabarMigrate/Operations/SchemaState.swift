public import CinnabarDriver
public import CinnabarSQL

/// The tables that operations have led to: pure, without a database.
public struct SchemaState: Sendable, Hashable {
    /// The tables by name.
    public private(set) var tables: [String: ReflectedTable] = [:]
    /// The enumerations that are types of the database's own, by name.
    public private(set) var enumerations: [String: NativeEnumeration] = [:]
    /// The views, which matter to a table that is built again.
    public var views: [ReflectedView] = []

    /// No tables.
    public init() {}
    /// The tables that a database has.
    public init(_ schema: ReflectedSchema) {
        for table in schema.tables { tables[table.name] = table }
        views = schema.views
    }
    /// Tables as models describe them.
    public init(tables: [Table], enumerations: [NativeEnumeration] = []) {
        for table in tables { self.tables[table.name] = ReflectedTable(table) }
        for type in enumerations { self.enumerations[type.name] = type }
    }

    /// The table of a name.
    public subscript(name: String) -> Table? { tables[name]?.table }

    /// Does to the tables what an operation does to those of a database.
    ///
    /// - Throws: ``MigrationError`` for a table that is not there, or is there already, and the like.
    public mutating func apply(_ operation: MigrationOperation) throws {}
}
