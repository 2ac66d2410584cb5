import Cinnabar
import CinnabarCLI
import CinnabarMySQL
import CinnabarPostgres
import Foundation

#if ReflectedSQLite
    import ReflectedSQLite
#endif
#if ReflectedPostgres
    import ReflectedPostgres
#endif
#if ReflectedMySQL
    import ReflectedMySQL
#endif

/// What scripts/test-reflection runs: it fills a database with tables that nobody here has models of, has models of
/// them written, and, built with these, checks and asks them.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ReflectionCheck",
        subcommands: [Load.self, Collate.self, Remove.self, DatabaseCommand<Main>.self] + reflected)

    private static var reflected: [any ParsableCommand.Type] {
        var commands: [any ParsableCommand.Type] = []
        #if ReflectedSQLite
            commands.append(ReflectedSQLite.Commands.self)
        #endif
        #if ReflectedPostgres
            commands.append(ReflectedPostgres.Commands.self)
        #endif
        #if ReflectedMySQL
            commands.append(ReflectedMySQL.Commands.self)
        #endif
        return commands
    }
}

extension Main: DatabaseApplication {
    /// The database that `REFLECTION_DATABASE` names, without a model.
    static func database() throws -> Database {
        let url = ProcessInfo.processInfo.environment["REFLECTION_DATABASE"] ?? "sqlite:///reflection.db"
        return try Database(url: url, drivers: [.sqlite, .postgres, .mysql], models: [])
    }
}
