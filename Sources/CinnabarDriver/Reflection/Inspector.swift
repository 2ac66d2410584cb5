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
}

extension Inspector {
    /// None.
    public func views() throws -> [ReflectedView] { [] }

    /// All tables with everything in them.
    public func schema() throws -> ReflectedSchema {
        ReflectedSchema(tables: try tables().compactMap { try table(named: $0) }, views: try views())
    }
}
