internal import ArgumentParser
internal import CinnabarMigrate

/// `db merge`
struct MergeCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "merge",
            abstract: "Writes a revision that brings branches together: all heads, or those named.")
    }

    @Option(name: [.short, .long], help: "What it says of itself.")
    var message: String?

    @Argument(help: "The heads to bring together; all, unless named.")
    var revisions: [String] = []

    @OptionGroup var output: OutputOptions

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        try context.files.checkBuilt(App.migrations)
        let graph = context.graph
        let named = try revisions.flatMap { try graph.revisions(at: RevisionTarget($0)) }
        let parents = graph.sorted(Set(revisions.isEmpty ? graph.heads : named))
        guard parents.count > 1 else {
            throw CommandError(
                .refused, "there is nothing to bring together: \(parents.isEmpty ? "no revisions" : parents[0])",
                advice: "db heads shows where branches end")
        }
        let written = try context.write(message ?? "Merge \(parents.joined(separator: " and "))", parents: parents)
        if output.json {
            try context.terminal.write(json: WrittenJSON(written))
        } else {
            context.terminal.write("wrote \(written.path)")
        }
        context.terminal.note("next: build, and then: db upgrade")
        return .clean
    }
}
