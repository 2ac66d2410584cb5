internal import ArgumentParser
internal import CinnabarMigrate
internal import Foundation

/// `db edit REVISION`
struct EditCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "edit",
            abstract: "Opens a revision's file in $VISUAL or $EDITOR; without a terminal, says where it is.")
    }

    @Argument(help: "The revision; the head, unless named.")
    var revision = "head"

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        for id in try context.named(revision) {
            guard let type = context.migrations.type(of: id), let path = context.files.file(ofType: "\(type)") else {
                throw CommandError(
                    .failed, "the file of \(id) is not in \(context.files.folder)",
                    advice: "run it from the package's folder")
            }
            let environment = ProcessInfo.processInfo.environment
            guard context.terminal.isInteractive, let editor = environment["VISUAL"] ?? environment["EDITOR"] else {
                context.terminal.write(path)
                continue
            }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            // The path is an argument of its own, so that nothing in it is read as a command.
            process.arguments = ["-c", "exec \(editor) \"$1\"", "sh", path]
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw CommandError(
                    .failed, "\(editor) ended with \(process.terminationStatus)",
                    advice: "set $VISUAL or $EDITOR to an editor that is there; the file is \(path)")
            }
        }
        return .clean
    }
}
