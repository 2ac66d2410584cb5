internal import ArgumentParser
internal import CinnabarMigrate
internal import Foundation

/// `db current`
struct CurrentCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "current", abstract: "Says which revisions the database is at.")
    }

    @Flag(help: "Exit with 3 where revisions are left to be run.")
    var check = false

    @OptionGroup var output: OutputOptions

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let status = try await context.runner().status()
        let terminal = context.terminal
        if output.json {
            try terminal.write(json: StatusJSON(status, context.graph))
        } else {
            if status.heads.isEmpty, status.unknown.isEmpty { terminal.write("base: no revision is applied") }
            for id in status.heads {
                let isHead = context.graph.heads.contains(id)
                terminal.write((context.graph[id]?.title ?? id) + (isHead ? "  head" : ""))
            }
            for row in status.unknown { terminal.write("\(row.id) (\(row.message))  in no file") }
            for revision in status.edited { terminal.note("edited since it was applied: \(revision.title)") }
            for half in status.interrupted {
                terminal.note(
                    "the \(half.direction.rawValue) of \(half.id) stopped after \(half.done) of \(half.count) steps")
                if let begun = half.begun {
                    terminal.note(
                        "  step \(half.done + 1) had begun at \(begun.formatted(.iso8601)), and nothing says how it "
                            + "ended: \(half.step ?? "")")
                }
            }
            if !status.pending.isEmpty { terminal.note("next: \(status.pending.count) to run: db upgrade") }
        }
        return check && !status.isUpToDate ? .behind : .clean
    }
}
