internal import CinnabarSQL

/// Puts what has to be changed into an order that runs, forwards and, reversed, backwards.
///
/// 1. Renames, and types of enumerations.
/// 2. Foreign keys go whose other table is changed or dropped.
/// 3. Each table that is there is changed, by one operation.
/// 4. New tables are made, parents first.
/// 5. Foreign keys come whose other table was changed or made.
/// 6. Tables are dropped, children first; then types that nobody uses any more.
struct ComparisonOrder {
    var renames: [MigrationOperation]
    /// Types that columns need.
    var newTypes: [MigrationOperation] = []
    var differences: [TableDifference] = []
    var created: [Table] = []
    var dropped: [Table] = []
    /// Types that nobody needs any more.
    var oldTypes: [MigrationOperation] = []

    init(renames: [MigrationOperation]) { self.renames = renames }

    func operations() -> [MigrationOperation] {
        let changed = Set(differences.filter(\.hasOwnChanges).map(\.table))
        let gone = Set(dropped.map(\.name))
        let new = Set(created.map(\.name))
        var early: [MigrationOperation] = []
        var main: [MigrationOperation] = []
        var late: [MigrationOperation] = []
        for difference in differences {
            let isEarly = { (key: ForeignKeyConstraint) in
                key.table != difference.table && (changed.contains(key.table) || gone.contains(key.table))
            }
            let isLate = { (key: ForeignKeyConstraint) in
                key.table != difference.table && (changed.contains(key.table) || new.contains(key.table))
            }
            let first = difference.droppedKeys.filter(isEarly)
            let last = difference.addedKeys.filter(isLate)
            if !first.isEmpty {
                early.append(.alterTable(difference.table, first.map { .dropForeignKey($0.name, was: $0) }))
            }
            main += difference.operations(
                dropping: difference.droppedKeys.filter { !isEarly($0) },
                adding: difference.addedKeys.filter { !isLate($0) })
            if !last.isEmpty { late.append(.alterTable(difference.table, last.map { .addForeignKey($0, .now) })) }
        }
        let creation = SchemaOrder(created)
        let drops = drops()
        return renames + newTypes + early + drops.keys + main + without(creation.deferred, creation.tables)
            + creation.deferred.map { .alterTable($0.table.name, [.addForeignKey($0.key, .now)]) } + late
            + drops.tables + oldTypes
    }

    /// New tables, without the keys that close a circle.
    private func without(_ deferred: [SchemaOrder.DeferredKey], _ tables: [Table]) -> [MigrationOperation] {
        tables.map { table in
            var table = table
            let keys = deferred.filter { $0.table.name == table.name }.map(\.key)
            table.foreignKeys.removeAll { keys.contains($0) }
            return .createTable(table)
        }
    }

    private func drops() -> (keys: [MigrationOperation], tables: [MigrationOperation]) {
        let order = SchemaOrder(dropped)
        let keys = order.deferred.map { key in
            MigrationOperation.alterTable(key.table.name, [.dropForeignKey(key.key.name, was: key.key)])
        }
        let tables = order.tables.reversed().map { table in
            var was = table
            let keys = order.deferred.filter { $0.table.name == table.name }.map(\.key)
            was.foreignKeys.removeAll { keys.contains($0) }
            return MigrationOperation.dropTable(table.name, was: was)
        }
        return (keys, tables)
    }
}
