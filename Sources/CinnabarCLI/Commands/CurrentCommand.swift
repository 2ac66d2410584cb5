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

    private struct Answer: Encodable {
        var heads: [RevisionJSON]
        var pending: [RevisionJSON]
        var unknown: [String]
        var edited: [String]
        var interrupted: [String]
    }

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let status = try await context.runner().status()
        let terminal = context.terminal
        if output.json {
            try terminal.write(
                json: Answer(
                    heads: status.heads.compactMap { context.graph[$0].map { RevisionJSON($0, status) } },
                    pending: status.pending.map { RevisionJSON($0, status) }, unknown: status.unknown.map(\.id),
                    edited: status.edited.map(\.id), interrupted: status.interrupted.map(\.id)))
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
            }
            if !status.pending.isEmpty { terminal.note("next: \(status.pending.count) to run: db upgrade") }
        }
        return check && !status.isUpToDate ? .behind : .clean
    }
}
