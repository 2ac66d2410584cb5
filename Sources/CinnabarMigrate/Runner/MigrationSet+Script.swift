public import CinnabarSQL

extension MigrationSet {
    /// The SQL of revisions, one after the other, with the statements that note them: what `--sql` prints.
    ///
    /// ```sql
    /// -- 20261122101500 (Add profile picture to users)
    /// BEGIN;
    /// ALTER TABLE "users" ADD COLUMN "profile_picture" VARCHAR(255);
    /// INSERT INTO "cinnabar_versions" ("revision", "checksum", "applied_at", "description") VALUES (…);
    /// COMMIT;
    /// ```
    ///
    /// Where DDL commits by itself there is no BEGIN: a script that stops is to be looked through.
    ///
    /// - Parameter state: The tables that there are before; becomes what they are after it.
    /// - Throws: `MigrationError` and `UnsupportedSQLError` for what cannot be lowered.
    public func script(
        _ direction: MigrationDirection, _ path: [Revision], dialect: any Dialect, state: inout SchemaState
    ) throws -> String {
        let compiler = MigrationCompiler(dialect: dialect)
        let statements = StatementCompiler(dialect: dialect)
        var lines: [String] = []
        func add(_ sql: String) { lines.append(sql.hasPrefix("--") || sql.hasSuffix(";") ? sql : sql + ";") }
        if direction == .upgrade, !path.isEmpty {
            for sql in try SchemaCompiler(dialect: dialect).create(VersionTable.table, ifNotExists: true) { add(sql) }
            lines.append("")
        }
        for revision in path {
            let plan = try compiler.plan(for: try operations(of: revision.id, direction), from: &state)
            let note =
                direction == .upgrade
                ? VersionTable.insert(revision, checksum: try checksum(of: revision.id))
                : VersionTable.delete(revision.id)
            let isTransactional = dialect.features.transactionalDDL
            lines.append("-- \(direction == .upgrade ? "" : "back from ")\(revision.title)".oneLine)
            plan.prologue.flatMap(\.sql).forEach(add)
            let sections = plan.sections.isEmpty ? [.init(isTransactional: true, steps: [])] : plan.sections
            for (index, section) in sections.enumerated() {
                let isLast = index == sections.count - 1
                let begins = isTransactional && section.isTransactional
                if begins { add("BEGIN") }
                section.steps.flatMap(\.sql).forEach(add)
                if isLast { add(try statements.script(note)) }
                if begins { add("COMMIT") }
            }
            plan.epilogue.flatMap(\.sql).forEach(add)
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    /// The SQL between two places in the graph, without a database.
    ///
    /// - Parameters:
    ///   - from: Where the database is: targets that are not relative. None is the base.
    ///   - to: Where it is to go.
    /// - Throws: as ``script(_:_:dialect:state:)``, and for targets that cannot be.
    public func script(
        _ direction: MigrationDirection, from: [String], to target: String, dialect: any Dialect
    ) throws -> String {
        let start = graph.ancestors(of: try from.flatMap { try graph.revisions(at: RevisionTarget($0)) })
        let target = try RevisionTarget(target)
        let path =
            direction == .upgrade
            ? try graph.upgradePath(applied: start, to: target) : try graph.downgradePath(applied: start, to: target)
        var state = SchemaState()
        for id in graph.sorted(start) {
            for operation in try operations(of: id, .upgrade) { try state.apply(operation) }
        }
        return try script(direction, path, dialect: dialect, state: &state)
    }
}

extension String {
    /// A comment must not end before its line does.
    fileprivate var oneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
