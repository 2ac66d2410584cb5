internal import CinnabarDriver
internal import CinnabarSQL
internal import Foundation

/// A runner at work, on its connection's thread.
struct MigrationRun {
    let connection: Connection
    let backend: any Backend
    let migrations: MigrationSet
    let options: MigrationOptions
    let report: (MigrationEvent) -> Void

    var graph: RevisionGraph { migrations.graph }
    var dialect: any Dialect { connection.dialect }
    private var statements: StatementCompiler { StatementCompiler(dialect: dialect) }

    // MARK: What the database says

    func status() throws -> MigrationStatus {
        let tables = Set(try backend.inspector(connection).tables())
        let applied = tables.contains(VersionTable.name) ? try rows() : []
        let ids = Set(applied.map(\.id))
        let needed = graph.ancestors(of: graph.heads).subtracting(ids)
        return MigrationStatus(
            applied: applied, heads: graph.heads(of: ids), pending: graph.sorted(needed).compactMap { graph[$0] },
            unknown: applied.filter { graph[$0.id] == nil },
            edited: try applied.compactMap { row in
                guard let revision = graph[row.id], try migrations.checksum(of: row.id) != row.checksum else {
                    return nil
                }
                return revision
            },
            interrupted: tables.contains(StepTable.name) ? try records().map(MigrationStatus.Interrupted.init) : [])
    }

    /// The rows of the version table, which is there.
    func rows() throws -> [AppliedRevision] {
        var rows: [AppliedRevision] = []
        try connection.query(try statements.compile(VersionTable.all)) { rows.append(try VersionTable.read($0)) }
        return rows
    }

    /// The revisions that are half applied, by the step table, which is there.
    func records() throws -> [StepTable.Row] {
        var found: [StepTable.Row] = []
        try connection.query(try statements.compile(StepTable.all)) { found.append(try StepTable.read($0)) }
        return found
    }

    func path(_ direction: MigrationDirection, to target: RevisionTarget, from status: MigrationStatus) throws
        -> [Revision]
    {
        switch direction {
        case .upgrade:
            try status.check(graph, location: connection.location, acceptsEdited: options.acceptsEdited)
            return try graph.upgradePath(applied: status.ids, to: target)
        case .downgrade:
            try status.checkKnown(graph, location: connection.location)
            return try graph.downgradePath(applied: status.ids, to: target)
        }
    }

    // MARK: Locks and transactions

    /// Runs `body` while no other process runs one on this database, where it has such locks.
    func locked<R>(_ body: () throws -> R) throws -> R {
        try backend.limit(options.limits, connection)
        let deadline = ContinuousClock.now + options.wait
        var isTold = false
        while try backend.tryLock(VersionTable.name, connection) == false {
            if .now >= deadline { throw tooLong }
            if !isTold { report(.waiting) }
            isTold = true
            Thread.sleep(forTimeInterval: 0.05)
        }
        let result = Result { try body() }
        // A transaction that failed would refuse the statement that unlocks; a lost connection has no lock.
        try? connection.rollback()
        try? backend.unlock(VersionTable.name, connection)
        return try result.get()
    }

    /// Runs `body` in a transaction that writes. On SQLite it is waited for other processes' longer than a statement
    /// waits.
    @discardableResult
    func transaction<R>(_ body: () throws -> R) throws -> R {
        try begin()
        do {
            let result = try body()
            try connection.commit()
            return result
        } catch {
            try? connection.rollback()
            throw error
        }
    }

    private func begin() throws {
        // A lock of SQLite's is that of the whole database: who upgrades it and who just uses it are not told apart.
        let deadline = ContinuousClock.now + min(options.wait, options.limits.lock ?? options.wait)
        var isTold = false
        while true {
            do {
                return try connection.begin(.write(nil))
            } catch let error as OperationalError where error.kind == .locked {
                if .now >= deadline { throw error }
                if !isTold { report(.waiting) }
                isTold = true
            }
        }
    }

    private var tooLong: OperationalError {
        OperationalError(
            .timeout, "another process has been at work on \(connection.location) for more than \(options.wait)",
            advice: "wait until it has ended, or look what it waits for")
    }

    @discardableResult
    func execute(_ statement: Statement) throws -> Int { try connection.execute(try statements.compile(statement)) }

    /// Makes a table of the runner's own where it is not there: otherwise nothing is written, and no lock is taken.
    func createMissing(_ table: Table) throws {
        if try backend.inspector(connection).tables().contains(table.name) { return }
        try transaction {
            for sql in try SchemaCompiler(dialect: dialect).create(table, ifNotExists: true) {
                try connection.execute(script: sql)
            }
        }
    }

    // MARK: Moving

    func move(_ direction: MigrationDirection, to target: RevisionTarget) throws -> [Revision] {
        let status = try status()
        let path = try path(direction, to: target, from: status)
        try check(status.interrupted, path, direction)
        report(.planned(path, direction))
        if path.isEmpty && (status.edited.isEmpty || direction == .downgrade) { return [] }
        try createMissing(VersionTable.table)
        if direction == .upgrade { try accept(status.edited) }
        return try path.filter { try run($0, direction) }
    }

    /// A revision that is half applied comes first, the way it was going.
    private func check(
        _ interrupted: [MigrationStatus.Interrupted], _ path: [Revision], _ direction: MigrationDirection
    ) throws {
        for half in interrupted where half.direction != direction || path.first?.id != half.id {
            let title = graph[half.id]?.title ?? half.id
            throw MigrationError(
                "the \(half.direction.rawValue) of \(title) stopped after \(half.done) of \(half.count) steps",
                advice: "end it first: db \(half.direction.rawValue)"
                    + (half.direction == .upgrade ? " \(half.id)" : "")
                    + "; or, when the database was put right by hand, say where it is: db stamp REVISION")
        }
    }

    /// Notes edited revisions as they are now.
    private func accept(_ edited: [Revision]) throws {
        guard !edited.isEmpty else { return }
        try transaction {
            for revision in edited {
                try execute(VersionTable.setChecksum(try migrations.checksum(of: revision.id), of: revision.id))
            }
        }
    }

    // MARK: Stamping

    func forget() throws {
        try transaction {
            for table in [VersionTable.table, StepTable.table] {
                try connection.execute(script: try SchemaCompiler(dialect: dialect).drop(table, ifExists: true))
            }
        }
    }

    func stamp(_ targets: [RevisionTarget], purge: Bool) throws {
        let status = try status()
        if !purge { try status.checkKnown(graph, location: connection.location) }
        var wanted: Set<String> = []
        for target in targets {
            wanted.formUnion(graph.ancestors(of: try graph.revisions(at: target)))
            if let members = try graph.members(of: target.branch), !purge {
                wanted.formUnion(status.ids.subtracting(members))
            }
        }
        try createMissing(VersionTable.table)
        try transaction {
            try execute(VersionTable.deleteAll)
            for id in graph.sorted(wanted) {
                guard let revision = graph[id] else { continue }
                try execute(VersionTable.insert(revision, checksum: try migrations.checksum(of: id)))
            }
            if !status.interrupted.isEmpty { try execute(StepTable.deleteAll) }
        }
    }
}

extension Date {
    /// The time, as errors show it.
    var timeText: String { formatted(.iso8601) }
}
