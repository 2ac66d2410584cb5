/// Reads the schema that a database has.
///
/// It belongs to one connection, inside a session's body.
public protocol Inspector {
    /// The names of all tables, in order of name, without the database's own and without views.
    func tables() throws -> [String]
    /// One table, or `nil` if there is none of this name.
    func table(named name: String) throws -> ReflectedTable?
    /// All tables, as ``table(named:)`` tells each; in a few queries for all of them, where the database can.
    func allTables() throws -> [ReflectedTable]
    /// The views, in order of name; none where the inspector does not read them.
    func views() throws -> [ReflectedView]
    /// The enumerations that are types of their own, in order of name; none where the database has no such types.
    func enumerations() throws -> [ReflectedEnumeration]
    /// What else has to be there before the tables: sequences, domains and functions. None where the inspector does not
    /// read them.
    func definitions() throws -> [ReflectedDefinition]
    /// All tables with everything in them, and what there is beside them.
    func schema() throws -> ReflectedSchema
}

extension Inspector {
    /// One after the other.
    public func allTables() throws -> [ReflectedTable] { try tables().compactMap { try table(named: $0) } }

    /// None.
    public func views() throws -> [ReflectedView] { [] }

    /// None.
    public func enumerations() throws -> [ReflectedEnumeration] { [] }

    /// None.
    public func definitions() throws -> [ReflectedDefinition] { [] }

    /// Tables, views and types; without ``definitions()``, which models and revisions say nothing of.
    public func schema() throws -> ReflectedSchema {
        ReflectedSchema(tables: try allTables(), views: try views(), enumerations: try enumerations())
    }
}
