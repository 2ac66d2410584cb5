internal import CinnabarDriver
internal import CinnabarSQL

/// Writes model classes for tables that are there: pure.
struct ModelSource {
    /// A file of Swift.
    struct File {
        var name: String
        var source: String
    }

    /// The tables that become models, parents first.
    let tables: [Table]
    let names: ModelNames
    let dialect: any Dialect
    /// What cannot be said in models, and so is left out.
    let notes: [String]
    private let reflected: [String: ReflectedTable]
    private let enumerations: [ModelEnumeration]
    private let relationships: [String: [ModelRelationship]]
    /// The names of indexes that several tables have: they are names only where each table has its own.
    private let sharedIndexNames: Set<String>

    init(_ tables: [ReflectedTable], views: [ReflectedView] = [], dialect: any Dialect) {
        let (withKey, withoutKey) = tables.map(\.table).reduce(into: ([Table](), [Table]())) {
            if $1.primaryKey == nil { $0.1.append($1) } else { $0.0.append($1) }
        }
        self.dialect = dialect
        self.tables = SchemaOrder(withKey).tables
        reflected = Dictionary(tables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        enumerations = ModelEnumeration.all(in: self.tables)
        names = ModelNames(self.tables, enumerations: enumerations)
        relationships = ModelRelationship.all(between: self.tables, names)
        var seen: Set<String> = []
        sharedIndexNames = Set(self.tables.flatMap(\.indexes).map(\.name).filter { !seen.insert($0).inserted })
        var notes = withoutKey.map { "\($0.name) has no primary key, which a model needs: it is left out" }
        for table in self.tables {
            for key in table.foreignKeys where !names.hasType(key.table) {
                notes.append(
                    "\(table.name).\(key.columns.joined(separator: ", ")) refers to \(key.table), which gets no model: "
                        + "its foreign key is left out")
            }
        }
        if !views.isEmpty { notes.append("views are no models: \(views.map(\.name).joined(separator: ", "))") }
        self.notes = notes
    }

    /// A file for each table, and one that lists the models.
    func files(withList: Bool) throws -> [File] {
        let models = try tables.map { File(name: "\(names.type($0.name)).swift", source: try source(of: $0)) }
        return models + (withList && !models.isEmpty ? [File(name: "Models.swift", source: list)] : [])
    }

    private var list: String {
        """
        import Cinnabar

        /// All models, parents first: `Database(…, models: Models.all)`.
        enum Models {
            static let all: [any Model.Type] = [
        \(tables.map { "        \(names.type($0.name)).self," }.joined(separator: "\n"))
            ]
        }

        """
    }

    private func source(of table: Table) throws -> String {
        var body: [String] = []
        for enumeration in enumerations where enumeration.table == table.name {
            body += enumeration.source(names.type(enumeration)) + [""]
        }
        var arguments = [SwiftNames.literal(table.name)]
        if let comment = table.comment { arguments.append("comment: \(SwiftNames.literal(comment))") }
        body.append("@Model(\(arguments.joined(separator: ", ")))")
        body.append("final class \(names.type(table.name)) {")
        for column in ordered(table) { body += try property(column, of: table).map { "    " + $0 } }
        for relationship in relationships[table.name] ?? [] { body.append("    " + relationship.source) }
        body += unsayable(table).map { "    " + $0 }
        body.append("}")
        body += try constraints(of: table)
        let needsFoundation = ["Data", "Date", "Decimal", "UUID"].contains { type in
            body.contains { $0.contains(": \(type)") || $0.contains("[\(type)") }
        }
        let imports = ["import Cinnabar"] + (needsFoundation ? ["import Foundation"] : [])
        return (imports + [""] + body).joined(separator: "\n") + "\n"
    }

    /// What the database has and no model can say stays there, and is told.
    private func unsayable(_ table: Table) -> [String] {
        guard let facts = reflected[table.name] else { return [] }
        let known = Set(table.indexes.map(\.name) + table.uniques.map(\.name))
        let indexes = facts.indexStatements.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
        let lines = (indexes + facts.triggers.map(\.sql)).map {
            "// " + $0.split(whereSeparator: \.isNewline).joined(separator: " ")
        }
        return lines.isEmpty ? [] : ["// The database has this too, which no model says:"] + lines
    }

    // MARK: What the parts of a model ask for

    /// How the database spells a column's type.
    func declaredType(_ column: TableColumn, of table: Table) -> String {
        reflected[table.name]?.declaredTypes[column.name] ?? ""
    }

    /// What a column holds, where its type is a domain.
    func domainType(_ column: TableColumn, of table: Table) -> SQLType? {
        reflected[table.name]?.domainTypes[column.name]
    }

    /// The enumeration of a column.
    func enumeration(_ column: TableColumn, of table: Table) -> ModelEnumeration? {
        ModelEnumeration(column, of: table)
    }

    /// Whether an index can have the name that it has.
    func isOwnName(_ index: TableIndex) -> Bool { !sharedIndexNames.contains(index.name) }
}
