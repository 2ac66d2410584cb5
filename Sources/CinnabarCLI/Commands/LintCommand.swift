internal import ArgumentParser
internal import CinnabarMigrate

/// `db lint`
struct LintCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "lint",
            abstract: "Says what of the revisions could hurt, why, and how it is done safely.")
    }

    @Argument(help: "Revisions to look at; those that are not applied, unless named.")
    var revisions: [String] = []

    @Flag(help: "Look at all of them.")
    var all = false

    @OptionGroup var output: OutputOptions

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let graph = context.graph
        let path: [Revision]
        if all {
            path = graph.revisions
        } else if revisions.isEmpty {
            path = try await context.runner().status().pending
        } else {
            path = try graph.sorted(Set(revisions.flatMap { try graph.revisions(at: RevisionTarget($0)) }))
                .compactMap { graph[$0] }
        }
        let found = try await context.findings(in: path, .upgrade)
        if output.json {
            try context.terminal.write(json: found)
        } else if found.isEmpty {
            context.terminal.write("nothing to say about \(path.count) revision\(path.count == 1 ? "" : "s")")
        } else {
            for finding in found { context.terminal.write(finding.text) }
        }
        return found.isEmpty ? .clean : .found
    }
}
