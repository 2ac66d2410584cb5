internal import CinnabarDriver
internal import CinnabarSQL

/// What has to be changed of one table.
struct TableDifference {
    let table: String
    /// Foreign keys that go and that come: where they stand among the operations depends on other tables.
    var droppedKeys: [ForeignKeyConstraint] = []
    var addedKeys: [ForeignKeyConstraint] = []
    /// Checks, unique constraints and indexes that go, before the columns they are over.
    var removals: [TableChange] = []
    /// Columns that are made again, that are new and that change.
    var columns: [TableChange] = []
    /// What rows get in new columns, and what makes those columns `NOT NULL` then.
    var fills: [Backfill] = []
    var tightenings: [TableChange] = []
    var primaryKey: TableChange?
    var columnDrops: [TableChange] = []
    var additions: [TableChange] = []
    var comment: TableChange?
    /// The columns of an enumeration that are to have other values, where it is a type of its own on other databases.
    var enumerations: [EnumerationUse] = []
    var questions: [ComparisonQuestion] = []
    /// Columns that are new or of another type.
    var changedColumns: Set<String> = []

    init(table: String) { self.table = table }

    /// Whether something beside foreign keys changes.
    var hasOwnChanges: Bool {
        !(removals + columns + columnDrops + additions).isEmpty || primaryKey != nil || comment != nil
    }

    /// Whether a key to these columns could not be made before the table is changed.
    func isNeeded(for key: ForeignKeyConstraint) -> Bool {
        if key.targetColumns.contains(where: changedColumns.contains) || primaryKey != nil { return true }
        return additions.contains { change in
            switch change {
            case .addUnique(let unique): Set(unique.columns) == Set(key.targetColumns)
            case .createIndex(let index, _): index.isUnique
            default: false
            }
        }
    }

    /// The operations of the table itself, with foreign keys that need nothing of other tables.
    func operations(dropping dropped: [ForeignKeyConstraint], adding added: [ForeignKeyConstraint])
        -> [MigrationOperation]
    {
        let first = dropped.map { TableChange.dropForeignKey($0.name, was: $0) } + removals + columns
        let last =
            tightenings + [primaryKey].compactMap { $0 } + columnDrops + additions
            + added.map { .addForeignKey($0, .now) } + [comment].compactMap { $0 }
        guard !fills.isEmpty else { return first + last == [] ? [] : [.alterTable(table, first + last)] }
        return [.alterTable(table, first)] + fills.map { .backfill($0) } + [.alterTable(table, last)]
    }
}
