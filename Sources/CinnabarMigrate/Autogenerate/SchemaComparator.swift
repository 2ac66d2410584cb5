public import CinnabarDriver
public import CinnabarSQL

/// Compares the schema that a database has with the one that it would make of the models: pure.
///
/// 1. Renames come first, told or marked in the models; what follows is compared under the new names.
/// 2. Tables are compared one by one, like with like: both sides are in the database's own words, and what operations
///    are made of is the model's own, which is no database's.
/// 3. Operations are put into an order that runs, forwards and, reversed, backwards: ``ComparisonOrder``.
public struct SchemaComparator: Sendable {
    /// How the database spells things.
    public let dialect: any Dialect

    /// A comparator for the databases of one dialect.
    public init(dialect: any Dialect) { self.dialect = dialect }

    /// What makes a database as the models say, and what takes that back.
    ///
    /// - Parameters:
    ///   - current: What the database has.
    ///   - wanted: What the database makes of the models: ``ShadowSchema``.
    ///   - models: The models' tables, which operations are made of.
    ///   - options: Renames and other answers.
    /// - Throws: ``MigrationError`` where there are no models, or an option names what is not there.
    public func compare(
        current: ReflectedSchema, wanted: ReflectedSchema, models: [Table], options: ComparisonOptions = .init()
    ) throws -> SchemaComparison {
        try check(models)
        var result = SchemaComparison(upgrade: [], downgrade: [], questions: [], unmanaged: [], notes: [])
        let own = models.filter { $0.schema == nil }.map(\.unmarked)
        for table in models where table.schema != nil {
            result.notes.append(
                "The table \(table.schema ?? "").\(table.name) was not compared: only those of the connection's own "
                    + "schema are.")
        }
        var current = current
        current.tables.removeAll { isIgnored($0.name, options) }
        let renaming = try Renaming(current: current, models: models.filter { $0.schema == nil }, options: options)
        current.tables = renaming.tables

        var order = ComparisonOrder(renames: renaming.operations)
        let names = Set(own.map(\.name))
        let others = current.tables.filter { !names.contains($0.name) }
        for model in own where !isIgnored(model.name, options) {
            guard let wanted = wanted[model.name] else {
                result.notes.append("The table \(model.name) was not compared: the database did not make it.")
                continue
            }
            guard let table = current[model.name] else {
                order.created.append(model)
                result.questions += questions(about: model, wanted, others, options)
                continue
            }
            let comparison = try TableComparison(
                current: table, wanted: wanted, model: model, dialect: dialect, options: options)
            let difference = try comparison.difference()
            result.questions += difference.questions
            order.differences.append(difference)
        }
        if options.dropsUnmanaged { order.dropped = others.map(\.table) } else { result.unmanaged = others.map(\.name) }
        let types =
            SchemaCompiler(dialect: dialect).hasEnumerationTypes
            ? EnumerationTypes(current: current, wanted: wanted, others: options.dropsUnmanaged ? [] : others)
            : EnumerationTypes(changed: order.differences.flatMap(\.enumerations), models: own)
        types.put(into: &order)
        result.upgrade = order.operations()
        try takeBack(&result)
        return result
    }

    /// No models at all never means that all tables are to go.
    func check(_ models: [Table]) throws {
        guard models.isEmpty else { return }
        throw MigrationError(
            "there are no models to compare the database with",
            advice: "name them where the Database is made: Database(…, models: [User.self])")
    }

    private func isIgnored(_ table: String, _ options: ComparisonOptions) -> Bool {
        table.hasPrefix("cinnabar_") || options.ignoredTables.contains(table)
    }

    /// Tables that no model has and of which a new one may be the continuation: most of their columns are the same.
    private func questions(
        about model: Table, _ wanted: ReflectedTable, _ others: [ReflectedTable], _ options: ComparisonOptions
    ) -> [ComparisonQuestion] {
        others.compactMap { other in
            let same = wanted.table.columns.filter { column in
                other.table.column(column.name).map { $0.type.isLike(column.type) } ?? false
            }
            let most = max(wanted.table.columns.count, other.table.columns.count)
            let rename = Rename.table(other.name, to: model.name)
            guard same.count * 2 >= most, same.count > 1 || most == 1, !options.separate.contains(rename) else {
                return nil
            }
            return .rename(rename)
        }
    }

    /// The downgrade: every operation reversed, the last one first.
    private func takeBack(_ result: inout SchemaComparison) throws {
        let added = Set(
            result.upgrade.flatMap { operation -> [String] in
                guard case .alterTable(let table, let changes) = operation else { return [] }
                return changes.compactMap { if case .addColumn(let new) = $0 { "\(table).\(new.name)" } else { nil } }
            })
        for operation in result.upgrade.reversed() as ReversedCollection {
            switch operation {
            case .backfill: break
            case .alterTable(let table, let changes):
                // A column that goes again does not have to become what it was in between.
                let rest = changes.filter { change in
                    if case .alterColumn(let name, _, _) = change { !added.contains("\(table).\(name)") } else { true }
                }
                if rest.isEmpty { continue }
                for case .dropColumn(let name, let was?) in rest where was.needsValue {
                    result.notes.append(
                        "The downgrade adds \(table).\(name) again, which cannot be NULL: where rows are there, give it a "
                            + "default in the file, or fill it.")
                }
                result.downgrade.append(try MigrationOperation.alterTable(table, rest).reversed())
            case .addEnumerationValue(let name, let value, _):
                result.notes.append(
                    "The downgrade leaves the value \(value) in the enumeration \(name) where that is a type of its own: "
                        + "it cannot be taken away again."
                )
            default: result.downgrade.append(try operation.reversed())
            }
        }
    }
}

extension TableColumn {
    /// Whether rows have no value in it when it is added.
    var needsValue: Bool { !isNullable && serverDefault == nil && computed == nil && !isGeneratedKey }
}

extension Table {
    /// Without the marks of renames, which are nothing that a table of the database has.
    fileprivate var unmarked: Table {
        var table = self
        table.renamedFrom = nil
        for index in table.columns.indices {
            table.columns[index].renamedFrom = nil
            table.columns[index].isRedacted = false
        }
        return table
    }
}
