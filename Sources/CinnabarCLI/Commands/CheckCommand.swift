internal import ArgumentParser
internal import CinnabarMigrate

/// `db check`
struct CheckCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "check",
            abstract: "Says whether models, revisions and database fit together.",
            discussion:
                "Exits with 0 when they do, 2 when models and database differ, and 3 when revisions are left to run.")
    }

    @Flag(help: "Run all revisions in an empty scratch database, and compare the models with that.")
    var fromEmpty = false

    @OptionGroup var output: OutputOptions

    private struct Answer: Encodable {
        var status: String
        var changes: [String]
        var pending: [String]
    }

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        try context.checkModels()
        let terminal = context.terminal
        let changes: [String]
        if fromEmpty {
            changes = try await context.compareFromEmpty().upgrade.flatMap(\.lines)
        } else {
            let status = try await context.runner().status()
            if status.unknown.isEmpty, !status.pending.isEmpty {
                try answer(.behind, [], status.pending.map(\.id), context)
                return .behind
            }
            try await context.checkUpToDate()
            try check(status, context)
            changes = try await context.compare().upgrade.flatMap(\.lines)
        }
        try answer(changes.isEmpty ? .clean : .changesPending, changes, [], context)
        if !changes.isEmpty, !output.json { terminal.note("next: db migrate -m \"…\"") }
        context.noteUnbuilt()
        return changes.isEmpty ? .clean : .changesPending
    }

    /// Throws for what a database should not stay in.
    private func check(_ status: MigrationStatus, _ context: CommandContext<App>) throws {
        if !status.edited.isEmpty {
            throw CommandError(
                .failed, "edited since applied: \(status.edited.map(\.title).joined(separator: ", "))",
                advice: "undo the edit and write a new revision for the change; or, where the database has what the "
                    + "file says: db upgrade --accept-edited")
        }
        if let half = status.interrupted.first {
            throw CommandError(
                .failed,
                "the \(half.direction.rawValue) of \(context.graph[half.id]?.title ?? half.id) stopped after "
                    + "\(half.done) of \(half.count) steps",
                advice: "end it: db \(half.direction.rawValue)")
        }
    }

    private func answer(
        _ status: ExitStatus, _ changes: [String], _ pending: [String], _ context: CommandContext<App>
    ) throws {
        if output.json {
            try context.terminal.write(json: Answer(status: "\(status)", changes: changes, pending: pending))
            return
        }
        switch status {
        case .clean: context.terminal.write("clean: models and \(fromEmpty ? "revisions" : "database") are the same")
        case .behind:
            context.terminal.write("behind: \(pending.count.revisions) left to be run")
            for id in pending { context.terminal.write("  \(context.graph[id]?.title ?? id)") }
            context.terminal.note("next: db upgrade")
        default:
            context.terminal.write("models and \(fromEmpty ? "revisions" : "database") differ:")
            for change in changes { context.terminal.write("  \(change)") }
        }
    }
}
