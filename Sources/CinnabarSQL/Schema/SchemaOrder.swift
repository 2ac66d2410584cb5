/// The order in which tables are created, so that a foreign key finds its table: parents first.
///
/// Where foreign keys go in a circle there is no such order. The keys that close a circle are then added after all
/// tables are there.
public struct SchemaOrder: Sendable, Hashable {
    /// A foreign key that comes after the tables.
    public struct DeferredKey: Sendable, Hashable {
        /// The table that has the key.
        public var table: Table
        /// The key that closes a circle.
        public var key: ForeignKeyConstraint
    }

    /// The tables, parents first; otherwise in the order they were given in.
    public let tables: [Table]
    /// The keys that refer to a table that comes later.
    public let deferred: [DeferredKey]

    /// Puts tables into an order for `CREATE TABLE`. Foreign keys are matched by the name of the table alone; one to a
    /// table that is not among them asks for nothing.
    public init(_ tables: [Table]) {
        var positions: [String: Int] = [:]
        for (index, table) in tables.enumerated() where positions[table.name] == nil { positions[table.name] = index }
        // A key to its own table, or to one that is not among these, asks for nothing.
        let parents = tables.enumerated().map { index, table in
            table.foreignKeys.compactMap { positions[$0.table] }.filter { $0 != index }
        }
        let order = Self.sorted(parents)
        var places = Array(repeating: 0, count: tables.count)
        for (place, index) in order.enumerated() { places[index] = place }
        self.tables = order.map { tables[$0] }
        deferred = order.flatMap { index in
            tables[index].foreignKeys.compactMap { key in
                guard let parent = positions[key.table], parent != index, places[parent] > places[index] else {
                    return nil
                }
                return DeferredKey(table: tables[index], key: key)
            }
        }
    }

    /// Takes the first table whose parents are all taken; in a circle, the one that misses the fewest.
    private static func sorted(_ parents: [[Int]]) -> [Int] {
        var missing = parents.map { Set($0) }
        var children: [[Int]] = Array(repeating: [], count: parents.count)
        for (child, parents) in missing.enumerated() {
            for parent in parents { children[parent].append(child) }
        }
        var isTaken = Array(repeating: false, count: parents.count)
        var result: [Int] = []
        while result.count < parents.count {
            var next: Int?
            for index in parents.indices where !isTaken[index] {
                guard let best = next else {
                    next = index
                    continue
                }
                if missing[best].isEmpty { break }
                if missing[index].count < missing[best].count { next = index }
            }
            guard let taken = next else { break }
            isTaken[taken] = true
            result.append(taken)
            for child in children[taken] { missing[child].remove(taken) }
        }
        return result
    }
}
