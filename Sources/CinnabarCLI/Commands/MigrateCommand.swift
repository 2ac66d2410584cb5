internal import ArgumentParser
internal import CinnabarMigrate
internal import CinnabarSQL

/// `db migrate -m "…"`
struct MigrateCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "migrate",
            abstract: "Compares the models with the database and writes a revision that makes up the difference.")
    }

    @Option(name: [.short, .long], help: "What it does, in a few words.")
    var message: String

    @Option(help: "A column or table that was renamed: users.name=full_name, posts=articles.", transform: Rename.init)
    var rename: [Rename] = []

    @Option(help: "What looks like a rename and is none: the old one goes, the new one comes.", transform: Rename.init)
    var separate: [Rename] = []

    @Option(
        help: "What the rows that are there get in a new column, as SQL: users.role=\"'member'\".",
        transform: NewColumnValue.init)
    var value: [NewColumnValue] = []

    @Flag(help: "Drop the tables that no model has.")
    var dropUnmanaged = false

    @Flag(help: "Write what throws data away: dropped tables and columns.")
    var allowDestructive = false

    @OptionGroup var place: RevisionPlace
    @OptionGroup var output: OutputOptions

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let terminal = context.terminal
        try context.checkModels()
        try context.files.checkBuilt(App.migrations)
        try await context.checkUpToDate()
        let parents = try place.parents(in: context.graph)
        var options = ComparisonOptions(
            renames: rename, separate: separate, values: value, dropsUnmanaged: dropUnmanaged)
        let result = try await answered(&options, context)
        for note in result.notes { terminal.note(note) }
        if !result.unmanaged.isEmpty {
            terminal.note("left alone, since no model has them: \(result.unmanaged.joined(separator: ", "))")
        }
        guard !result.isEmpty else {
            if output.json {
                try terminal.write(json: WrittenJSON(unmanaged: result.unmanaged))
            } else {
                terminal.write("nothing to write: models and database are the same")
            }
            return .clean
        }
        let changes = result.upgrade.flatMap(\.lines)
        for line in changes { terminal.note("  \(line)") }
        let state = SchemaState(try await context.reflectedSchema())
        let findings = SchemaChecks.warnings(
            for: result.upgrade, dialect: context.database.engine.dialect, state: state)
        try agree(to: findings.filter(\.isDestructive), terminal)
        let written = try context.write(
            message, parents: parents, branch: place.branch, dependsOn: place.dependsOn, upgrade: result.upgrade,
            downgrade: result.downgrade, findings: findings)
        if output.json {
            let warnings = findings.map { Finding(written.revision.id, $0) }
            try terminal.write(
                json: WrittenJSON(written, changes: changes, warnings: warnings, unmanaged: result.unmanaged))
        } else {
            terminal.write("wrote \(written.path)")
        }
        for finding in findings where !finding.isDestructive { terminal.note(Finding("warning", finding).text) }
        terminal.note("next: read it, build, and then: db upgrade")
        return .clean
    }

    /// Compares, and asks what no comparison can know, until nothing is left to ask.
    private func answered(
        _ options: inout ComparisonOptions, _ context: CommandContext<App>
    ) async throws -> SchemaComparison {
        while true {
            let result = try await context.compare(options)
            // A column that was renamed needs no value: whether it was comes first.
            let isRename: (ComparisonQuestion) -> Bool = { if case .rename = $0 { true } else { false } }
            guard let question = result.questions.first(where: isRename) ?? result.questions.first else {
                return result
            }
            guard context.terminal.isInteractive else {
                throw CommandError(
                    .refused,
                    "nothing was written, since this has to be known: "
                        + result.questions.map(\.description).joined(separator: " "),
                    advice: result.questions.map(\.advice).joined(separator: "; "))
            }
            switch question {
            case .rename(let rename):
                if context.terminal.confirm(question.description) {
                    options.renames.append(rename)
                } else {
                    options.separate.append(rename)
                }
            case .value(let table, let column):
                context.terminal.note(question.description)
                guard let sql = context.terminal.read("as SQL, for instance '' or 0:"), !sql.isEmpty else {
                    throw CommandError(.refused, "nothing was written", advice: question.advice)
                }
                options.values.append(NewColumnValue(table: table, column: column, sql: sql))
            }
        }
    }

    private func agree(to dangers: [CheckFinding], _ terminal: Terminal) throws {
        guard !dangers.isEmpty, !allowDestructive else { return }
        for danger in dangers { terminal.note("throws data away: \(danger.summary)") }
        guard terminal.isInteractive else {
            throw CommandError(
                .refused, "nothing was written, since it would throw data away",
                advice: "if something was renamed, say so: --rename table.old=new; "
                    + "if it is meant so, say --allow-destructive")
        }
        guard terminal.confirm("write it?") else { throw CommandError(.refused, "nothing was written") }
    }
}

extension CommandContext {
    /// Throws where revisions are left to be run: what they do would be taken for a difference.
    func checkUpToDate() async throws {
        let status = try await runner().status()
        if let unknown = status.unknown.first {
            throw CommandError(
                .failed, "the database has a revision that no file here has: \(unknown.id) (\(unknown.message))",
                advice: "bring its file back, or say where the database is: db stamp --purge REVISION")
        }
        guard status.pending.isEmpty else {
            throw CommandError(
                .behind, "the database is behind: \(status.pending.map(\.title).joined(separator: ", ")) not applied",
                advice: "db upgrade, and then again")
        }
    }

    /// Throws where there are no models: that never means that all tables are to go.
    func checkModels() throws {
        guard database.tables.isEmpty else { return }
        throw CommandError(
            .refused, "the application has no models",
            advice: "name them where the database is made: models: [User.self, …]; "
                + "db reflect writes models of the tables that are there")
    }
}
