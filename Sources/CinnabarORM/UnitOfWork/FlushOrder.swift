/// The order in which tables are written: parents before children by foreign key. Pure.
enum FlushOrder {
    /// One foreign key from `child` to `parent`, as indexes into a list of tables.
    struct Edge: Hashable {
        let child: Int
        let parent: Int
        /// Whether the key may be NULL, so that a cycle can be cut here and closed by an UPDATE.
        let isOptional: Bool
    }

    /// A rank for each of `count` tables. In a cycle, an optional key is disregarded first; where none is, the
    /// order within the cycle is that of the list, and rows decide whether it can be written.
    static func ranks(count: Int, edges: [Edge]) -> [Int] {
        var parents = Array(repeating: [Edge](), count: count)
        for edge in edges where edge.child != edge.parent { parents[edge.child].append(edge) }
        var ranks = Array(repeating: -1, count: count)
        var next = 0
        while next < count {
            let waiting = (0..<count).filter { ranks[$0] < 0 }
            let free = waiting.filter { parents[$0].allSatisfy { ranks[$0.parent] >= 0 } }
            let chosen: [Int]
            if !free.isEmpty {
                chosen = free
            } else if let cut = waiting.first(where: {
                parents[$0].allSatisfy { ranks[$0.parent] >= 0 || $0.isOptional }
            }) {
                chosen = [cut]
            } else {
                chosen = [waiting[0]]
            }
            for table in chosen {
                ranks[table] = next
                next += 1
            }
        }
        return ranks
    }

    /// Sorts rows of one table so that parents come first, in levels that can each be written at once; `parent`
    /// gives the index of a row's parent among the rows. Rows in a cycle come last, all in one level.
    static func levels(count: Int, parents: (Int) -> [Int]) -> [[Int]] {
        var remaining = Array(repeating: 0, count: count)
        var children = Array(repeating: [Int](), count: count)
        for row in 0..<count {
            for parent in parents(row) where parent != row {
                remaining[row] += 1
                children[parent].append(row)
            }
        }
        var level = (0..<count).filter { remaining[$0] == 0 }
        var done = 0
        var result: [[Int]] = []
        while !level.isEmpty {
            result.append(level)
            done += level.count
            var next: [Int] = []
            for row in level {
                for child in children[row] {
                    remaining[child] -= 1
                    if remaining[child] == 0 { next.append(child) }
                }
            }
            level = next.sorted()
        }
        if done < count { result.append((0..<count).filter { remaining[$0] > 0 }) }
        return result
    }
}
