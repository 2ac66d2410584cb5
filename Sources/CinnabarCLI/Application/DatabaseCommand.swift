public import ArgumentParser

/// The command `db` of an application: everything that is done to the schema of its database.
///
/// ```swift
/// @main struct Blog: AsyncParsableCommand {
///     static let configuration = CommandConfiguration(subcommands: [Serve.self, DatabaseCommand<Blog>.self])
/// }
/// ```
///
/// What a command exits with is in ``ExitStatus``.
public struct DatabaseCommand<App: DatabaseApplication>: AsyncParsableCommand {
    public static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "db", abstract: "Changes of the database's schema: written, run, undone and checked.",
            discussion: """
                Exits with 0 when all is well, 1 when something failed, 2 when models and database differ, 3 when the \
                database is behind the revisions, 4 when something was refused, 5 when lint found something, and 64 \
                when the command line is wrong.
                """,
            groupedSubcommands: [
                CommandGroup(
                    name: "Writing revisions",
                    subcommands: [
                        InitCommand<App>.self, MigrateCommand<App>.self, RevisionCommand<App>.self,
                        MergeCommand<App>.self, EditCommand<App>.self,
                    ]),
                CommandGroup(
                    name: "Running them",
                    subcommands: [
                        UpgradeCommand<App>.self, DowngradeCommand<App>.self, StampCommand<App>.self,
                        SQLCommand<App>.self,
                    ]),
                CommandGroup(
                    name: "Looking",
                    subcommands: [
                        CurrentCommand<App>.self, HistoryCommand<App>.self, HeadsCommand<App>.self,
                        BranchesCommand<App>.self, ShowCommand<App>.self, CheckCommand<App>.self,
                        LintCommand<App>.self,
                    ]),
                CommandGroup(
                    name: "The database as a whole",
                    subcommands: [
                        CreateCommand<App>.self, DropCommand<App>.self, SeedCommand<App>.self,
                        DumpCommand<App>.self, DiagramCommand<App>.self, ReflectCommand<App>.self,
                    ]),
            ])
    }

    /// The command without a subcommand says what there is.
    public init() {}
}
