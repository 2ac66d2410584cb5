extension MigrationOperation {
    /// The operation in pieces: each index that is built or dropped outside of a transaction is one by itself, so that
    /// it is planned from what the database has then, and what an interrupted build has left of it is seen.
    var apart: [MigrationOperation] {
        guard case .alterTable(let name, let changes) = self, changes.contains(where: \.isConcurrent) else {
            return [self]
        }
        var pieces: [[TableChange]] = []
        var isOpen = false
        for change in changes {
            if isOpen, !change.isConcurrent {
                pieces[pieces.count - 1].append(change)
            } else {
                pieces.append([change])
            }
            isOpen = !change.isConcurrent
        }
        return pieces.map { .alterTable(name, $0) }
    }
}

extension TableChange {
    /// Whether it is an index that is built or dropped while writers go on.
    fileprivate var isConcurrent: Bool {
        switch self {
        case .createIndex(_, .concurrently), .dropIndex(_, .concurrently, was: _): true
        default: false
        }
    }
}
