internal import CinnabarSQL

// Where the server keeps an index for each foreign key: it lets none go that a key needs, and makes one by itself,
// called as the key, where a key has none. That one goes without a word when another index serves the key as well.
extension Lowering {
    /// Whether an index over these columns serves a key.
    private static func serves(_ columns: [String], _ key: ForeignKeyConstraint) -> Bool {
        columns.starts(with: key.columns)
    }

    /// The keys that no index serves but one of their own.
    private static func unserved(_ table: Table) -> [ForeignKeyConstraint] {
        let lists =
            [table.primaryKey?.columns ?? []] + table.uniques.map(\.columns) + table.indexes.map(\.plainColumns)
        return table.foreignKeys.filter { key in !lists.contains { serves($0, key) } }
    }

    /// Gives an index of their own to the keys that have none any more after a change, before it is made.
    mutating func keepIndexes(of name: String, without change: (inout Table) -> Void) throws {
        guard compiler.indexesForeignKeys else { return }
        let before = table(name)
        var after = before
        change(&after)
        let keys = Self.unserved(after).filter { key in !Self.unserved(before).contains(key) }
        for key in keys where after.foreignKeys.contains(key) {
            let terms = key.columns.map {
                OrderingTerm(.column(ColumnReference(source: nil, name: $0, type: .custom(""))))
            }
            let index = TableIndex(name: key.name, terms: terms)
            add(try compiler.createIndex(index, on: before), note: "keep an index for \(key.name)")
            try advance(.alterTable(name, [.createIndex(index, .locking)]), of: name)
            standIns.insert([name, key.name])
        }
    }

    /// Drops the indexes that keys have got by ``keepIndexes(of:without:)`` and that others serve now.
    mutating func dropStandIns(of name: String) throws {
        for index in table(name).indexes.map(\.name) where standIns.contains([name, index]) {
            var after = table(name)
            after.indexes.removeAll { $0.name == index }
            guard !Self.unserved(after).contains(where: { $0.name == index }) else { continue }
            add(try compiler.dropIndex(index, on: after))
            try advance(.alterTable(name, [.dropIndex(index, .locking, was: nil)]), of: name)
            standIns.remove([name, index])
        }
    }

    /// The index that the server made for a foreign key does not go with it: nobody asked for it, and nobody would take
    /// it away. A key over the same columns that comes next goes on with it.
    mutating func dropIndex(of name: String, _ table: Table, next: TableChange?) throws {
        guard compiler.indexesForeignKeys, let key = table.foreignKeys.first(where: { $0.name == name }) else { return }
        if case .addForeignKey(let other, _)? = next, other.columns == key.columns { return }
        if table.foreignKeys.contains(where: { $0.name != name && $0.columns.starts(with: key.columns) }) { return }
        let index = table.indexes.first { $0.name == name }
        // Without a database the index is not known, but there is one where no other serves.
        guard index != nil || Self.unserved(table).contains(key) else { return }
        add(try compiler.dropIndex(name, on: table))
        if let index { try advance(.alterTable(table.name, [.dropIndex(name, .locking, was: index)]), of: table.name) }
    }
}
