public import CinnabarDriver
public import CinnabarSQL

/// The tables that operations have led to: pure, without a database.
///
/// It is what MySQL's MODIFY and SQLite's rebuild need to know, and what `--sql` works from where there is no database.
public struct SchemaState: Sendable, Hashable {
    /// The tables by name.
    public internal(set) var tables: [String: ReflectedTable] = [:]
    /// The enumerations that are types of the database's own, by name.
    public private(set) var enumerations: [String: NativeEnumeration] = [:]
    /// The views, which matter to a table that is built again.
    public internal(set) var views: [ReflectedView] = []

    /// No tables.
    public init() {}

    /// The tables that a database has.
    public init(_ schema: ReflectedSchema) {
        for table in schema.tables { tables[table.name] = table }
        views = schema.views
        for table in schema.tables { addTypes(of: table.table.columns) }
    }

    /// Tables as models describe them.
    public init(tables: [Table], enumerations: [NativeEnumeration] = []) {
        for type in enumerations { self.enumerations[type.name] = type }
        for table in tables {
            self.tables[table.name] = ReflectedTable(table)
            addTypes(of: table.columns)
        }
    }

    /// The table of a name.
    public subscript(name: String) -> Table? { tables[name]?.table }

    /// Does to the tables what an operation does to those of a database. SQL and code by hand are not looked into.
    ///
    /// - Throws: ``MigrationError`` for a table, column or constraint that is not there, or is there already. What
    ///   was done before it stays.
    public mutating func apply(_ operation: MigrationOperation) throws {
        switch operation {
        case .createTable(let table):
            try free(table.name, "creating table \(table.name)")
            tables[table.name] = ReflectedTable(table)
            addTypes(of: table.columns)
        case .dropTable(let name, _):
            _ = try known(name, "dropping table \(name)")
            tables[name] = nil
        case .renameTable(let name, let newName):
            var table = try known(name, "renaming table \(name)")
            try free(newName, "renaming table \(name) to \(newName)")
            tables[name] = nil
            table.table.name = newName
            table.sql = nil
            table.indexStatements = table.indexStatements.mapValues {
                IndexStatementText.renaming(table: name, to: newName, in: $0)
            }
            tables[newName] = table
            changeKeys(to: name) { $0.table = newName }
        case .alterTable(let name, let changes):
            for change in changes {
                var table = try known(name, "altering table \(name)")
                table.sql = nil
                try apply(change, to: &table)
                tables[name] = table
            }
        case .createEnumeration(let type):
            guard enumerations[type.name] == nil else {
                throw MigrationError(
                    "the enumeration \(type.name) cannot be created: it is there already",
                    advice: "leave it out, or give it another name")
            }
            enumerations[type.name] = type
        case .dropEnumeration(let name, _): enumerations[name] = nil
        case .addEnumerationValue(let name, let value, let after):
            changeCases(of: name) { cases in
                let place = after.flatMap { cases.firstIndex(of: $0) }.map { $0 + 1 } ?? cases.count
                if !cases.contains(value) { cases.insert(value, at: place) }
            }
        case .renameEnumerationValue(let name, let value, let newValue):
            changeCases(of: name) { cases in cases = cases.map { $0 == value ? newValue : $0 } }
        case .execute, .backfill, .run: break
        }
    }

    /// The state after some operations.
    ///
    /// - Throws: ``MigrationError``, as ``apply(_:)`` does.
    public func applying(_ operations: [MigrationOperation]) throws -> SchemaState {
        var state = self
        for operation in operations { try state.apply(operation) }
        return state
    }

    // MARK: Tables

    func known(_ name: String, _ what: String) throws -> ReflectedTable {
        guard let table = tables[name] else {
            throw MigrationError(
                "\(what) cannot be: there is no table of this name",
                advice: "check the name; where SQL by hand made the table, do this in a revision of its own after it")
        }
        return table
    }

    private func free(_ name: String, _ what: String) throws {
        guard tables[name] == nil else {
            throw MigrationError(
                "\(what) cannot be: a table of this name is there already",
                advice: "drop or rename the other one first, or take another name")
        }
    }

    /// Changes all foreign keys to a table.
    mutating func changeKeys(to target: String, _ change: (inout ForeignKeyConstraint) -> Void) {
        for name in tables.keys {
            guard var table = tables[name], table.table.foreignKeys.contains(where: { $0.table == target }) else {
                continue
            }
            for index in table.table.foreignKeys.indices where table.table.foreignKeys[index].table == target {
                change(&table.table.foreignKeys[index])
            }
            tables[name] = table
        }
    }

    /// The names of the tables with a foreign key to one, without itself, in order.
    func children(of name: String) -> [String] {
        tables.values.filter { $0.name != name && $0.table.foreignKeys.contains { $0.table == name } }
            .map(\.name).sorted()
    }

    // MARK: Enumerations

    mutating func addTypes(of columns: [TableColumn]) {
        for column in columns {
            if let type = column.type.nativeEnumeration, enumerations[type.name] == nil {
                enumerations[type.name] = type
            }
        }
    }

    private mutating func changeCases(of name: String, _ change: (inout [String]) -> Void) {
        if var type = enumerations[name] {
            change(&type.cases)
            enumerations[name] = type
        }
        for (table, column) in columns(of: name) {
            guard let index = tables[table]?.table.columns.firstIndex(where: { $0.name == column.name }) else {
                continue
            }
            tables[table]?.table.columns[index].type = column.type.changingCases(change)
        }
    }

    /// The columns of an enumeration, table by table.
    func columns(of enumeration: String) -> [(table: String, column: TableColumn)] {
        tables.values.sorted { $0.name < $1.name }.flatMap { table in
            table.table.columns.filter { $0.type.nativeEnumeration?.name == enumeration }.map { (table.name, $0) }
        }
    }
}

extension SQLType {
    /// The enumeration of a column, or of the elements of one, that asks for a type of the database's own.
    var nativeEnumeration: NativeEnumeration? {
        switch self {
        case .enumeration(let name, let cases, native: true): NativeEnumeration(name: name, cases: cases)
        case .array(let element): element.nativeEnumeration
        default: nil
        }
    }

    /// Whether it is an enumeration.
    var isEnumeration: Bool { if case .enumeration = self { true } else { false } }

    /// The same enumeration with other cases.
    func changingCases(_ change: (inout [String]) -> Void) -> SQLType {
        switch self {
        case .enumeration(let name, var cases, let native):
            change(&cases)
            return .enumeration(name: name, cases: cases, native: native)
        case .array(let element): return .array(of: element.changingCases(change))
        default: return self
        }
    }
}
