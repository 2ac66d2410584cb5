/// Reads the schema that a database has.
///
/// It belongs to one connection, inside a session's body.
public protocol Inspector {
    /// The names of all tables, in order of name, without the database's own and without views.
    func tables() throws -> [String]
    /// One table, or `nil` if there is none of this name.
    func table(named name: String) throws -> ReflectedTable?
    /// The views, in order of name; none where the inspector does not read them.
    func views() throws -> [ReflectedView]
    /// The enumerations that are types of their own, in order of name; none where the database has no such types.
    func enumerations() throws -> [ReflectedEnumeration]
    /// All tables with everything in them, in a few queries where the database can.
    func schema() throws -> ReflectedSchema
}

extension Inspector {
    /// None.
    public func views() throws -> [ReflectedView] { [] }

    /// None.
    public func enumerations() throws -> [ReflectedEnumeration] { [] }

    /// All tables with everything in them, one after the other.
    public func schema() throws -> ReflectedSchema {
        ReflectedSchema(
            tables: try tables().compactMap { try table(named: $0) }, views: try views(),
            enumerations: try enumerations())
    }
}
