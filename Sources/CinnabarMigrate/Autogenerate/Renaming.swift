internal import CinnabarDriver
internal import CinnabarSQL

/// The renames that are told or marked, and the tables of the database after them.
struct Renaming {
    private(set) var operations: [MigrationOperation] = []
    private(set) var tables: [ReflectedTable]

    init(current: ReflectedSchema, models: [Table], options: ComparisonOptions) throws {
        tables = current.tables
        var state = SchemaState(current)
        for rename in try Self.tables(current, models, options) {
            let operation = MigrationOperation.renameTable(rename.old, to: rename.new)
            try state.apply(operation)
            operations.append(operation)
        }
        for case .column(let table, _, _) in options.renames where !models.contains(where: { $0.name == table }) {
            throw Self.unknown("table \(table)", "the models have")
        }
        for model in models {
            guard let table = state[model.name] else { continue }
            let changes = try Self.columns(of: table, model, options)
            if changes.isEmpty { continue }
            let operation = MigrationOperation.alterTable(model.name, changes)
            try state.apply(operation)
            operations.append(operation)
        }
        tables = state.tables.values.sorted { $0.name < $1.name }
    }

    private static func tables(
        _ current: ReflectedSchema, _ models: [Table], _ options: ComparisonOptions
    ) throws -> [(old: String, new: String)] {
        let names = Set(models.map(\.name))
        var result: [(old: String, new: String)] = []
        for case .table(let old, let new) in options.renames {
            guard current[old] != nil else { throw unknown("table \(old)", "the database has") }
            guard names.contains(new) else { throw unknown("table \(new)", "the models have") }
            guard current[new] == nil else { throw taken("table \(old)", "table \(new)") }
            result.append((old, new))
        }
        for model in models {
            guard let old = model.renamedFrom, current[old] != nil, current[model.name] == nil, !names.contains(old),
                !result.contains(where: { $0.new == model.name || $0.old == old })
            else { continue }
            result.append((old, model.name))
        }
        return result
    }

    private static func columns(
        of table: Table, _ model: Table, _ options: ComparisonOptions
    ) throws -> [TableChange] {
        var result: [TableChange] = []
        var taken: Set<String> = []
        for case .column(let name, let old, let new) in options.renames where name == model.name {
            guard table.column(old) != nil else { throw unknown("column \(name).\(old)", "the database has") }
            guard model.column(new) != nil else { throw unknown("column \(name).\(new)", "the models have") }
            guard table.column(new) == nil else { throw Self.taken("column \(name).\(old)", "column \(name).\(new)") }
            result.append(.renameColumn(old, to: new))
            taken.formUnion([old, new])
        }
        for column in model.columns {
            guard let old = column.renamedFrom, table.column(old) != nil, table.column(column.name) == nil,
                model.column(old) == nil, taken.isDisjoint(with: [old, column.name])
            else { continue }
            result.append(.renameColumn(old, to: column.name))
        }
        return result
    }

    private static func unknown(_ what: String, _ who: String) -> MigrationError {
        MigrationError(
            "the \(what) cannot be part of a rename: \(who) none of this name",
            advice: "write the old name as the database has it, and the new one as the models do")
    }

    private static func taken(_ old: String, _ new: String) -> MigrationError {
        MigrationError(
            "the \(old) cannot become the \(new): the database has one of this name already",
            advice: "leave the rename out, or drop the other one first")
    }
}
