internal import CinnabarSQL

/// Makes constraints and indexes of a table out of what editors are told, with names by the convention.
struct ConstraintMaker {
    let table: String

    func foreignKey(
        _ columns: [String], _ target: String, _ targetColumns: [String], _ onDelete: ForeignKeyAction,
        _ onUpdate: ForeignKeyAction, _ name: String?
    ) -> ForeignKeyConstraint {
        ForeignKeyConstraint(
            name: name ?? NamingConvention.foreignKey(table: table, columns: columns, target: target),
            columns: columns, table: target, targetColumns: targetColumns, onDelete: onDelete, onUpdate: onUpdate)
    }

    func unique(_ columns: [String], _ name: String?) -> UniqueConstraint {
        UniqueConstraint(name: name ?? NamingConvention.unique(table: table, columns: columns), columns: columns)
    }

    func check(_ what: String, _ condition: String, _ name: String?) -> CheckConstraint {
        CheckConstraint(
            name: name ?? NamingConvention.check(table: table, what), condition: .raw([.text(condition)]))
    }

    func index(
        _ columns: [String], unique: Bool, descending: [String], _ condition: String?, _ name: String?
    ) -> TableIndex {
        TableIndex(
            name: name ?? NamingConvention.index(table: table, columns: columns), isUnique: unique,
            terms: columns.map {
                OrderingTerm(
                    .column(ColumnReference(source: nil, name: $0, type: .custom(""))),
                    isDescending: descending.contains($0))
            }, condition: condition.map { .raw([.text($0)]) })
    }

    func index(expressions: [String], unique: Bool, _ condition: String?, _ name: String?) -> TableIndex {
        TableIndex(
            name: name ?? NamingConvention.index(table: table, columns: expressions.map(Self.word)), isUnique: unique,
            terms: expressions.map { OrderingTerm(.raw([.text($0)])) }, condition: condition.map { .raw([.text($0)]) })
    }

    /// An expression as a part of a name: `lower(email)` is `lower_email`.
    private static func word(_ expression: String) -> String {
        expression.split { !($0.isLetter || $0.isNumber || $0 == "_") }.joined(separator: "_")
    }
}
