/// Turns metadata into DDL for one dialect.
///
/// ```swift
/// for sql in try SchemaCompiler(dialect: SQLiteDialect()).createAll(tables) { print(sql) }
/// ```
///
/// Everything gives a list of statements, each to be run by itself.
public struct SchemaCompiler: Sendable {
    /// How the database spells its DDL.
    public let dialect: any Dialect
    let features: DialectFeatures

    /// A compiler that spells DDL as `dialect` does.
    public init(dialect: any Dialect) {
        self.dialect = dialect
        features = dialect.features
    }

    /// `CREATE TABLE` of all tables in an order that foreign keys allow, with their types, indexes and comments; keys
    /// that close a circle come last, where the dialect can add them.
    ///
    /// - Throws: ``UnsupportedSQLError`` for what the dialect cannot say.
    public func createAll(_ tables: [Table], ifNotExists: Bool = false) throws -> [String] {
        let order = SchemaOrder(tables)
        let deferred = features.alterConstraints ? order.deferred : []
        var statements: [String] = []
        var types: Set<String> = []
        for table in order.tables {
            for type in try createTypes(of: table) where types.insert(type).inserted { statements.append(type) }
            let names = Set(deferred.lazy.filter { $0.table.name == table.name }.map(\.key.name))
            statements.append(try createTable(table, ifNotExists: ifNotExists, without: names))
            statements += try separateIndexes(of: table).map {
                try createIndex($0, on: table, ifNotExists: ifNotExists)
            }
            statements += try comments(on: table)
        }
        for key in deferred { statements.append(try addForeignKey(key.key, to: key.table)) }
        return statements
    }

    /// One table with its types, indexes and comments, foreign keys included.
    ///
    /// - Throws: ``UnsupportedSQLError`` for what the dialect cannot say.
    public func create(_ table: Table, ifNotExists: Bool = false) throws -> [String] {
        try createTypes(of: table) + [try createTable(table, ifNotExists: ifNotExists, without: [])]
            + separateIndexes(of: table).map { try createIndex($0, on: table, ifNotExists: ifNotExists) }
            + comments(on: table)
    }

    /// `DROP TABLE` of all tables, children first, with their types. Keys that close a circle are dropped before.
    ///
    /// SQLite has no way to drop a key: where there is a circle, drop with foreign keys switched off.
    public func dropAll(_ tables: [Table], ifExists: Bool = true) throws -> [String] {
        let order = SchemaOrder(tables)
        var statements: [String] = []
        if features.alterConstraints {
            for key in order.deferred {
                statements.append(try dropForeignKey(key.key.name, from: key.table, ifExists: ifExists))
            }
        }
        for table in order.tables.reversed() { statements.append(try drop(table, ifExists: ifExists)) }
        var types: Set<String> = []
        for table in order.tables {
            for type in try dropTypes(of: table) where types.insert(type).inserted { statements.append(type) }
        }
        return statements
    }

    /// `DROP TABLE IF EXISTS "posts"`
    public func drop(_ table: Table, ifExists: Bool = true) throws -> String {
        try text {
            $0.write(ifExists ? "DROP TABLE IF EXISTS " : "DROP TABLE ")
            try $0.write(table: table.name, schema: table.schema)
        }
    }

    /// The checks of a table with those that its columns' types bring along: the cases of an enumeration, where the
    /// database has no type for it.
    public func checks(of table: Table) -> [CheckConstraint] {
        let enumerations = table.columns.compactMap { column -> CheckConstraint? in
            guard case .enumeration(_, let cases, let native) = column.type, features.enumerations != .inline,
                !(native && features.enumerations == .checkOrType)
            else { return nil }
            let reference = SQLNode.column(ColumnReference(source: nil, name: column.name, type: column.type))
            return CheckConstraint(
                name: NamingConvention.check(table: table.name, column.name),
                condition: .inList(reference, BoundList(cases.map { .text($0) }, type: .text), negated: false))
        }
        let names = Set(table.checks.map(\.name))
        return table.checks + enumerations.filter { !names.contains($0.name) }
    }

    // MARK: Text

    /// What `body` writes: columns unqualified, values as literals.
    func text(_ body: (inout SQLWriter) throws -> Void) rethrows -> String {
        var writer = SQLWriter(dialect: dialect, features: features, mode: .literals, qualifiesColumns: false)
        try body(&writer)
        return writer.sql
    }

    /// An error about something the dialect lacks.
    func unsupported(_ feature: String, advice: String) -> UnsupportedSQLError {
        UnsupportedSQLError(feature, dialect: dialect, advice: advice)
    }
}
