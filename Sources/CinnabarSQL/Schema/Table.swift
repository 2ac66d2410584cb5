/// The metadata of one table: everything that `CREATE TABLE` and its indexes say.
public struct Table: Sendable, Hashable {
    public var name: String
    public var schema: String?
    public var columns: [TableColumn]
    public var primaryKey: PrimaryKeyConstraint?
    public var foreignKeys: [ForeignKeyConstraint]
    public var uniques: [UniqueConstraint]
    public var checks: [CheckConstraint]
    public var indexes: [TableIndex]
    public var comment: String?

    public init(
        name: String, schema: String? = nil, columns: [TableColumn], primaryKey: PrimaryKeyConstraint? = nil,
        foreignKeys: [ForeignKeyConstraint] = [], uniques: [UniqueConstraint] = [],
        checks: [CheckConstraint] = [], indexes: [TableIndex] = [], comment: String? = nil
    ) {
        self.name = name
        self.schema = schema
        self.columns = columns
        self.primaryKey = primaryKey
        self.foreignKeys = foreignKeys
        self.uniques = uniques
        self.checks = checks
        self.indexes = indexes
        self.comment = comment
    }
}

/// The metadata of one column.
public struct TableColumn: Sendable, Hashable {
    public var name: String
    public var type: SQLType
    public var isNullable: Bool
    /// A default that the database fills in.
    public var serverDefault: ServerDefault?
    /// Whether the database generates the value (`INTEGER PRIMARY KEY`, `IDENTITY`, `AUTO_INCREMENT`).
    public var isGeneratedKey: Bool
    /// The expression of a generated column.
    public var computed: ComputedColumn?
    public var collation: String?
    public var comment: String?
    /// Whether its values are kept out of logs and descriptions.
    public var isRedacted: Bool

    public init(
        name: String, type: SQLType, isNullable: Bool = false, serverDefault: ServerDefault? = nil,
        isGeneratedKey: Bool = false, computed: ComputedColumn? = nil, collation: String? = nil,
        comment: String? = nil, isRedacted: Bool = false
    ) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
        self.serverDefault = serverDefault
        self.isGeneratedKey = isGeneratedKey
        self.computed = computed
        self.collation = collation
        self.comment = comment
        self.isRedacted = isRedacted
    }
}

/// `DEFAULT` of a column.
public enum ServerDefault: Sendable, Hashable {
    /// A constant, rendered as a literal.
    case value(SQLValue)
    /// SQL text, taken as it is.
    case sql(String)
}

/// `GENERATED ALWAYS AS (sql)`.
public struct ComputedColumn: Sendable, Hashable {
    public var sql: String
    /// Kept in the row, or computed when read (`VIRTUAL`, which PostgreSQL before 18 has not).
    public var isStored: Bool
    public init(sql: String, isStored: Bool) {
        self.sql = sql
        self.isStored = isStored
    }
}

public struct PrimaryKeyConstraint: Sendable, Hashable {
    public var name: String
    public var columns: [String]
    public init(name: String, columns: [String]) {
        self.name = name
        self.columns = columns
    }
}

public struct ForeignKeyConstraint: Sendable, Hashable {
    public var name: String
    public var columns: [String]
    public var table: String
    public var targetColumns: [String]
    public var onDelete: ForeignKeyAction
    public var onUpdate: ForeignKeyAction
    public init(
        name: String, columns: [String], table: String, targetColumns: [String],
        onDelete: ForeignKeyAction = .noAction, onUpdate: ForeignKeyAction = .noAction
    ) {
        self.name = name
        self.columns = columns
        self.table = table
        self.targetColumns = targetColumns
        self.onDelete = onDelete
        self.onUpdate = onUpdate
    }
}

/// What the database does with a row whose parent is deleted or gets another key.
public enum ForeignKeyAction: String, Sendable, Hashable, CaseIterable {
    case noAction = "NO ACTION"
    case restrict = "RESTRICT"
    case cascade = "CASCADE"
    case setNull = "SET NULL"
    case setDefault = "SET DEFAULT"
}

public struct UniqueConstraint: Sendable, Hashable {
    public var name: String
    public var columns: [String]
    public init(name: String, columns: [String]) {
        self.name = name
        self.columns = columns
    }
}

public struct CheckConstraint: Sendable, Hashable {
    public var name: String
    /// The condition. It holds no parameters: values in it are rendered as literals.
    public var condition: SQLNode
    public init(name: String, condition: SQLNode) {
        self.name = name
        self.condition = condition
    }
}

public struct TableIndex: Sendable, Hashable {
    public var name: String
    public var isUnique: Bool
    /// Columns or expressions, each with its direction.
    public var terms: [OrderingTerm]
    /// The predicate of a partial index.
    public var condition: SQLNode?
    public init(name: String, isUnique: Bool = false, terms: [OrderingTerm], condition: SQLNode? = nil) {
        self.name = name
        self.isUnique = isUnique
        self.terms = terms
        self.condition = condition
    }
}
