internal import ArgumentParser
internal import CinnabarMigrate

/// `db stamp REVISION`
struct StampCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "stamp",
            abstract: "Says that the database is at a revision, and runs nothing: for one that is so already.")
    }

    @Argument(help: "Where it is: head, heads, base, an identifier or its beginning, branch@head.")
    var targets: [String]

    @Flag(help: "Forget first what the database says, whatever it is.")
    var purge = false

    @OptionGroup var output: OutputOptions

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let runner = context.runner()
        try await runner.stamp(targets, purge: purge)
        let status = try await runner.status()
        if output.json {
            try context.terminal.write(json: StatusJSON(status, context.graph))
        } else {
            context.terminal.write(context.place(status))
        }
        return .clean
    }
}
