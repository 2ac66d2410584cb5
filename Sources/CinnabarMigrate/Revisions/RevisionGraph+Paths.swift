extension RevisionGraph {
    /// The revisions to run, in order, from where a database is (its current heads) to a target.
    ///
    /// - Throws: ``MigrationError`` for a target that is not there, is ambiguous, or lies behind.
    public func upgradePath(from current: [String], to target: String) throws -> [Revision] {
        try upgradePath(applied: ancestors(of: current), to: RevisionTarget(target))
    }

    /// The revisions to undo, in order, from where a database is (its current heads) to a target.
    ///
    /// - Throws: ``MigrationError`` for a target that is not there, is ambiguous, or lies ahead.
    public func downgradePath(from current: [String], to target: String) throws -> [Revision] {
        try downgradePath(applied: ancestors(of: current), to: RevisionTarget(target))
    }

    /// The revisions to run, in order, for a database that has run some: what the target needs and they are not.
    public func upgradePath(applied: Set<String>, to target: RevisionTarget) throws -> [Revision] {
        let wanted: Set<String>
        switch target.place {
        case .base:
            throw MigrationError("base lies behind every revision", advice: "to go there: db downgrade base")
        case .relative(let count) where count <= 0:
            throw MigrationError(
                "an upgrade by \(target.text) is none", advice: "write +1, or go back: db downgrade \(target.text)")
        case .relative(let count):
            wanted = try ahead(of: applied, by: count, target)
        case .head, .heads, .revision:
            wanted = ancestors(of: try revisions(at: target))
        }
        return sorted(wanted.subtracting(applied)).compactMap { self[$0] }
    }

    /// The revisions to undo, the last one first, for a database that has run some: those that stand on the target.
    ///
    /// Right after a merge `-1` undoes the merge and leaves its parents: the database is at several heads again.
    public func downgradePath(applied: Set<String>, to target: RevisionTarget) throws -> [Revision] {
        let undone: Set<String>
        switch target.place {
        case .head, .heads:
            throw MigrationError("\(target.text) lies ahead of every revision", advice: "to go there: db upgrade")
        case .relative(let count) where count >= 0:
            throw MigrationError(
                "a downgrade by \(target.text) is none", advice: "write -1, or go on: db upgrade \(target.text)")
        case .base:
            undone = descendants(of: try members(of: target.branch) ?? applied)
        case .relative(let count):
            undone = try behind(applied, by: -count, target)
        case .revision:
            let targets = try revisions(at: target)
            for id in targets where !applied.contains(id) {
                throw MigrationError(
                    "\(self[id]?.title ?? id) is not applied, so there is no way back to it",
                    advice: "the database is at: \(applied.isEmpty ? "base" : list(heads(of: applied)))")
            }
            undone = descendants(of: targets).subtracting(targets)
        }
        return sorted(undone.intersection(applied)).reversed().compactMap { self[$0] }
    }

    /// `+n`: each step is the one revision whose parents are all there, with what it depends on.
    private func ahead(of applied: Set<String>, by count: Int, _ target: RevisionTarget) throws -> Set<String> {
        let members = try members(of: target.branch)
        var there = applied
        for step in 0..<count {
            let next = revisions.filter { revision in
                !there.contains(revision.id) && members?.contains(revision.id) ?? true
                    && revision.parents.allSatisfy { there.contains($0) || !(members?.contains($0) ?? true) }
            }
            guard next.count == 1 else {
                throw MigrationError(
                    next.isEmpty
                        ? "\(target.text) goes too far: \(Self.many(step)) left to run"
                        : "\(target.text) is not clear: it could go on with any of \(list(next.map(\.id)))",
                    advice: next.isEmpty
                        ? step == 0 ? "there is nothing to do" : "to run all that are left: db upgrade"
                        : "name one of them")
            }
            there.formUnion(ancestors(of: [next[0].id]))
        }
        return there
    }

    /// `-n`: each step is the one revision that no other applied one needs.
    private func behind(_ applied: Set<String>, by count: Int, _ target: RevisionTarget) throws -> Set<String> {
        let members = try members(of: target.branch)
        var left = applied
        for step in 0..<count {
            let last = last(of: left).filter { members?.contains($0) ?? true }
            guard last.count == 1 else {
                throw MigrationError(
                    last.isEmpty
                        ? "\(target.text) goes too far: \(Self.many(step)) applied"
                        : "\(target.text) is not clear: the database is at several heads, \(list(last))",
                    advice: last.isEmpty
                        ? step == 0 ? "there is nothing to undo" : "to undo all that are: db downgrade base"
                        : "name the revision to go back to, or the branch: branch@-1")
            }
            left.remove(last[0])
        }
        return applied.subtracting(left)
    }

    /// `no revision is`, `only 1 is`, `only 2 are`
    private static func many(_ count: Int) -> String {
        count == 0 ? "no revision is" : count == 1 ? "only 1 is" : "only \(count) are"
    }
}
