public import CinnabarSQL

/// The tables that a database has.
public struct ReflectedSchema: Sendable, Hashable {
    /// The tables, in the order they were read: that of their names.
    public var tables: [ReflectedTable]
    /// The views, with the statements that make them, where the inspector reads them.
    public var views: [ReflectedView]
    /// The enumerations that are types of their own, in order of name, where the database has such types.
    public var enumerations: [ReflectedEnumeration]
    /// What else has to be there before the tables, in an order that makes it, where the inspector reads it.
    public var definitions: [ReflectedDefinition]

    /// A schema of these tables, views and types.
    public init(
        tables: [ReflectedTable], views: [ReflectedView] = [], enumerations: [ReflectedEnumeration] = [],
        definitions: [ReflectedDefinition] = []
    ) {
        self.tables = tables
        self.views = views
        self.enumerations = enumerations
        self.definitions = definitions
    }

    /// The table of a name.
    public subscript(name: String) -> ReflectedTable? { tables.first { $0.name == name } }
}

/// A table as the database has it.
///
/// `table` is what the metadata of a model would be: conditions and expressions are the database's own text in
/// `SQLNode.raw`, a constraint without a name has an empty one, and a type that Cinnabar has no word for is
/// `SQLType.custom`. What no model can say stands beside it.
public struct ReflectedTable: Sendable, Hashable {
    /// What the metadata of a model would be.
    public var table: Table
    /// The types of the columns as the database spells them, by column.
    public var declaredTypes: [String: String]
    /// What columns hold whose type is a domain of the user's, by column.
    public var domainTypes: [String: SQLType]
    /// The statement that made the table, where the database keeps it.
    public var sql: String?
    /// The statements that made the indexes, by the index's name, where the database keeps them.
    public var indexStatements: [String: String]
    /// Indexes that `CREATE INDEX CONCURRENTLY` or `DROP INDEX CONCURRENTLY` left behind when it did not come to its
    /// end: no query uses them, and they are not among the table's indexes.
    public var invalidIndexes: Set<String>
    /// The triggers of the table.
    public var triggers: [ReflectedTrigger]
    /// What stands behind the closing parenthesis: `WITHOUT ROWID`, `STRICT`.
    public var options: [String]
    /// Whether keys are never used twice (SQLite's `AUTOINCREMENT`).
    public var isAutoincrement: Bool

    /// A table as an inspector reads it.
    public init(
        _ table: Table, declaredTypes: [String: String] = [:], domainTypes: [String: SQLType] = [:],
        sql: String? = nil, indexStatements: [String: String] = [:], triggers: [ReflectedTrigger] = [],
        options: [String] = [], isAutoincrement: Bool = false, invalidIndexes: Set<String> = []
    ) {
        self.table = table
        self.declaredTypes = declaredTypes
        self.domainTypes = domainTypes
        self.sql = sql
        self.indexStatements = indexStatements
        self.triggers = triggers
        self.options = options
        self.isAutoincrement = isAutoincrement
        self.invalidIndexes = invalidIndexes
    }

    /// The table's name.
    public var name: String { table.name }
}

/// A view, with the statement that makes it.
public struct ReflectedView: Sendable, Hashable {
    /// The view's name.
    public var name: String
    /// The `CREATE VIEW` statement.
    public var sql: String
    /// The triggers of the view.
    public var triggers: [ReflectedTrigger]
    /// A view as an inspector reads it.
    public init(name: String, sql: String, triggers: [ReflectedTrigger] = []) {
        self.name = name
        self.sql = sql
        self.triggers = triggers
    }
}

/// Something that tables, views or triggers use, with the statement that makes it.
public struct ReflectedDefinition: Sendable, Hashable {
    /// What it is.
    public enum Kind: String, Sendable, Hashable {
        /// A sequence that belongs to no column.
        case sequence
        /// A domain: a type with constraints.
        case domain
        /// A function or a procedure.
        case function
    }

    /// What it is.
    public var kind: Kind
    /// Its name.
    public var name: String
    /// The `CREATE` statement.
    public var sql: String
    /// A definition as an inspector reads it.
    public init(_ kind: Kind, name: String, sql: String) {
        self.kind = kind
        self.name = name
        self.sql = sql
    }
}

/// A trigger, with the statement that makes it.
public struct ReflectedTrigger: Sendable, Hashable {
    /// The trigger's name.
    public var name: String
    /// The `CREATE TRIGGER` statement.
    public var sql: String
    /// A trigger as an inspector reads it.
    public init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}

/// An enumeration that is a type of the database's own.
public struct ReflectedEnumeration: Sendable, Hashable {
    /// The type's name.
    public var name: String
    /// Its values, in order.
    public var cases: [String]
    /// An enumeration as an inspector reads it.
    public init(name: String, cases: [String]) {
        self.name = name
        self.cases = cases
    }
}
