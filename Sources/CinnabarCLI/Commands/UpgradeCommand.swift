internal import ArgumentParser
internal import CinnabarMigrate

/// `db upgrade [TARGET]`
struct UpgradeCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "upgrade", abstract: "Runs the revisions that the database does not have yet.",
            usage: "db upgrade [TARGET] [OPTIONS]")
    }

    // As for a downgrade: who types -1 here is told where it belongs.
    @Argument(
        parsing: .allUnrecognized, help: "How far: head, heads, +1, an identifier or its beginning, branch@head.")
    var targets: [String] = []

    @Flag(help: "Print the SQL instead of running it.")
    var sql = false

    @OptionGroup var options: RunOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try targets.checkTarget() }

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        try await context.move(.upgrade, to: targets.first ?? "head", sql: sql, options, output)
    }
}

/// `db downgrade [TARGET]`
struct DowngradeCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "downgrade", abstract: "Undoes revisions: the last one, unless said otherwise.",
            usage: "db downgrade [TARGET] [OPTIONS]")
    }

    // A list that takes what is no option of this command: `-2` is a target.
    @Argument(
        parsing: .allUnrecognized, help: "How far: -1, -2, an identifier or its beginning, base, branch@base.")
    var targets: [String] = []

    @Flag(help: "Print the SQL instead of running it.")
    var sql = false

    @OptionGroup var options: RunOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try targets.checkTarget() }

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        try await context.move(.downgrade, to: targets.first ?? "-1", sql: sql, options, output)
    }
}

extension [String] {
    /// Throws for more than one target, and for what is an option that the command does not have.
    fileprivate func checkTarget() throws {
        for target in self where target.hasPrefix("-") && Int(target) == nil {
            throw ValidationError("Unknown option '\(target)'")
        }
        guard count < 2 else { throw ValidationError("One target at most, not \(count)") }
    }
}

extension CommandContext {
    /// Runs revisions up or down, after what throws data away was agreed to.
    fileprivate func move(
        _ direction: MigrationDirection, to target: String, sql: Bool, _ options: RunOptions, _ output: OutputOptions
    ) async throws -> ExitStatus {
        let runner = runner(options.migration)
        if sql {
            printScript(try await runner.sql(direction, to: target))
            return .clean
        }
        try await agree(to: try await runner.plan(direction, to: target), direction, options)
        let printer = EventPrinter(terminal: terminal)
        let ran =
            direction == .upgrade
            ? try await runner.upgrade(to: target, report: printer.report)
            : try await runner.downgrade(to: target, report: printer.report)
        let status = try await runner.status()
        if output.json {
            try terminal.write(
                json: RunJSON(
                    direction: direction.rawValue, ran: ran.map { RevisionJSON($0) }, heads: status.heads))
        } else {
            terminal.write(place(status, nothingRan: ran.isEmpty))
            if ran.isEmpty, direction == .upgrade {
                try noteBehind(target, status)
                noteUnbuilt()
            }
            if !status.pending.isEmpty, direction == .upgrade {
                terminal.note("next: \(status.pending.count) more to run: db upgrade")
            }
        }
        return .clean
    }

    /// Says what to do where the target of an upgrade that ran nothing lies behind.
    private func noteBehind(_ target: String, _ status: MigrationStatus) throws {
        let target = try RevisionTarget(target)
        if graph.isEmpty { terminal.note("there are no revisions yet: db migrate -m \"…\" writes one") }
        guard case .revision = target.place, let id = try graph.revisions(at: target).first,
            !status.heads.contains(id)
        else { return }
        terminal.note("\(graph[id]?.title ?? id) is applied already; to go back to it: db downgrade \(id)")
    }

    /// Says which revisions the program does not know, though their files are there.
    func noteUnbuilt() {
        // Where the program runs without its sources there is nothing to look at.
        guard let missing = try? files.unbuilt(App.migrations), !missing.isEmpty else { return }
        terminal.note(
            "this program was built without: \(missing.joined(separator: ", "))\n  \(MigrationFiles.buildAgain)")
    }

    /// Writes SQL, or says that there is none.
    func printScript(_ script: String) {
        if script.isEmpty {
            terminal.note("nothing to print: no revision lies between")
        } else {
            terminal.write(script)
        }
    }

    /// `the database is at 2026…`
    func place(_ status: MigrationStatus, nothingRan: Bool = false) -> String {
        let heads = status.heads.map { graph[$0]?.title ?? $0 }
        let place = heads.isEmpty ? "base: no revision is applied" : heads.joined(separator: " and ")
        return (nothingRan ? "nothing to do: " : "") + "the database is at \(place)"
    }

    /// Asks about what throws data away, or refuses where nobody is there to answer.
    private func agree(
        to path: [Revision], _ direction: MigrationDirection, _ options: RunOptions
    ) async throws {
        let found = try await findings(in: path, direction)
        for finding in found where !finding.isDestructive { terminal.note("warning: \(finding.text)") }
        let destructive = found.filter(\.isDestructive)
        guard !destructive.isEmpty, !options.allowDestructive else { return }
        for finding in destructive { terminal.note("throws data away: \(finding.revision)  \(finding.summary)") }
        guard terminal.isInteractive else {
            throw CommandError(
                .refused, "nothing was run, since it would throw data away and nobody is here to be asked",
                advice: "read the list, keep what is needed, and run it with --allow-destructive")
        }
        guard terminal.confirm("run it?") else { throw CommandError(.refused, "nothing was run") }
    }
}
