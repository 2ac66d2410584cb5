import CinnabarSQL

/// Makes the metadata of a model's table, with names by convention.
struct MappedTable {
    let table: Table

    init(_ mapper: AnyMapper) {
        let name = mapper.tableName
        func column(_ index: Int) -> String { mapper.columns[index].name }
        var table = Table(
            name: name, columns: mapper.columns.map(\.tableColumn), comment: mapper.comment,
            renamedFrom: mapper.renamedFrom)
        if !mapper.keyColumns.isEmpty {
            table.primaryKey = PrimaryKeyConstraint(
                name: NamingConvention.primaryKey(table: name), columns: mapper.keyColumns.map(column))
        }
        for key in mapper.foreignKeys {
            let target = key.target()
            let columns = key.columns(of: mapper).map(column)
            table.foreignKeys.append(
                ForeignKeyConstraint(
                    name: NamingConvention.foreignKey(table: name, columns: columns, target: target.tableName),
                    columns: columns,
                    table: target.tableName, targetColumns: key.targetColumns().map { target.columns[$0].name },
                    onDelete: key.onDelete, onUpdate: key.onUpdate))
        }
        for mapped in mapper.columns {
            if mapped.isUnique {
                table.uniques.append(
                    UniqueConstraint(
                        name: NamingConvention.unique(table: name, columns: [mapped.name]), columns: [mapped.name]))
            }
            if mapped.isIndexed {
                table.indexes.append(
                    TableIndex(
                        name: NamingConvention.index(table: name, columns: [mapped.name]),
                        terms: [OrderingTerm(.column(mapped.reference(nil)))]))
            }
            for case .check(let label, let sql) in mapped.options.map(\.kind) {
                table.checks.append(
                    CheckConstraint(
                        name: NamingConvention.check(table: name, label ?? mapped.name), condition: .raw([.text(sql)])))
            }
        }
        for constraint in mapper.declaredConstraints() {
            switch constraint {
            case .unique(let label, let nodes):
                let columns = nodes.compactMap(\.columnName)
                table.uniques.append(
                    UniqueConstraint(
                        name: label ?? NamingConvention.unique(table: name, columns: columns), columns: columns))
            case .check(let label, let condition):
                table.checks.append(
                    CheckConstraint(name: NamingConvention.check(table: name, label), condition: condition))
            case .index(let label, let isUnique, let terms, let condition):
                let columns = terms.map { $0.node.columnName ?? $0.node.firstColumnName ?? "expression" }
                table.indexes.append(
                    TableIndex(
                        name: label ?? NamingConvention.index(table: name, columns: columns), isUnique: isUnique,
                        terms: terms,
                        condition: condition))
            }
        }
        self.table = table
    }

    /// The table of a many-to-many relationship: the keys of both ends, each row once, gone with either end.
    static func association(_ relationship: AnyRelationship, _ association: Association) -> Table {
        let name = association.table.table
        func side(_ references: [ColumnReference], _ mapper: AnyMapper) -> ForeignKeyConstraint {
            ForeignKeyConstraint(
                name: NamingConvention.foreignKey(
                    table: name, columns: references.map(\.name), target: mapper.tableName),
                columns: references.map(\.name), table: mapper.tableName,
                targetColumns: mapper.keyColumns.map { mapper.columns[$0].name }, onDelete: .cascade)
        }
        let both = association.ownerColumns + association.targetColumns
        var table = Table(name: name, columns: both.map { TableColumn(name: $0.name, type: $0.type) })
        table.primaryKey = PrimaryKeyConstraint(
            name: NamingConvention.primaryKey(table: name), columns: both.map(\.name))
        table.foreignKeys = [
            side(association.ownerColumns, relationship.owner), side(association.targetColumns, relationship.target),
        ]
        let second = association.targetColumns.map(\.name)
        table.indexes = [
            TableIndex(
                name: NamingConvention.index(table: name, columns: second),
                terms: association.targetColumns.map {
                    OrderingTerm(.column(ColumnReference(source: nil, name: $0.name, type: $0.type)))
                })
        ]
        return table
    }
}

extension SQLNode {
    var columnName: String? {
        if case .column(let reference) = self { reference.name } else { nil }
    }

    /// The first column a simple expression is over, for the name of its index.
    var firstColumnName: String? {
        switch self {
        case .column(let reference): reference.name
        case .function(_, let arguments), .namedFunction(_, let arguments):
            arguments.lazy.compactMap(\.firstColumnName).first
        case .collate(let node, _), .cast(let node, _), .unary(_, let node): node.firstColumnName
        case .binary(_, let left, let right): left.firstColumnName ?? right.firstColumnName
        default: nil
        }
    }
}
