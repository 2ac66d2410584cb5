internal import ArgumentParser
internal import CinnabarMigrate

/// `db init`
struct InitCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "init", abstract: "Makes the folder for revisions and its index, once.")
    }

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        guard try context.files.create() else {
            context.terminal.note("\(context.files.indexPath) is there already")
            return .clean
        }
        context.terminal.write("made \(context.files.indexPath)")
        context.terminal.note(
            """
            next: in the extension of \(App.self), say
              static var migrations: [any Migration.Type] { Migrations.all }
            and then: db migrate -m "Create the first tables"
            """)
        return .clean
    }
}
