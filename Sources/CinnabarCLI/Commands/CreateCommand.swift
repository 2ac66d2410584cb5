internal import ArgumentParser
internal import CinnabarMigrate
internal import CinnabarORM

/// `db create`
struct CreateCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "create",
            abstract: "Makes all tables of the models in an empty database, and says that it is at the heads.")
    }

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        try context.checkModels()
        let database = context.database
        let there = try await context.tables()
        let wanted = Set(database.tables.map(\.name))
        guard there.isDisjoint(with: wanted.union(MigrationTables.names)) else {
            throw CommandError(
                .refused,
                "\(database.engine.backend.location) is not empty: it has "
                    + there.intersection(wanted.union(MigrationTables.names)).sorted().joined(separator: ", "),
                advice: "bring it up to date with db upgrade; or begin anew: db drop")
        }
        try await database.createAll()
        context.terminal.write("made \(wanted.sorted().joined(separator: ", "))")
        guard !context.graph.isEmpty else { return .clean }
        let runner = context.runner()
        try await runner.stamp(["heads"])
        context.terminal.write(context.place(try await runner.status()))
        return .clean
    }
}

/// `db drop`
struct DropCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "drop",
            abstract: "Drops the tables of the models and what is known of revisions. All their rows are lost.")
    }

    @Flag(name: [.short, .long], help: "Do not ask.")
    var yes = false

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let there = try await context.tables()
        let own = Set(context.database.tables.map(\.name)).union(MigrationTables.names)
        let dropped = there.intersection(own).sorted()
        guard !dropped.isEmpty else {
            context.terminal.write("nothing to do: none of the tables is there")
            return .clean
        }
        let location = context.database.engine.backend.location
        if !yes {
            guard context.terminal.isInteractive else {
                throw CommandError(
                    .refused, "nothing was dropped, since nobody is here to be asked", advice: "say it with --yes")
            }
            context.terminal.note(
                "this drops, with all their rows, from \(location): \(dropped.joined(separator: ", "))")
            guard context.terminal.confirm("drop them?") else { throw CommandError(.refused, "nothing was dropped") }
        }
        try await context.database.dropAll()
        try await context.runner().forget()
        context.terminal.write("dropped \(dropped.joined(separator: ", "))")
        return .clean
    }
}

/// `db seed`
struct SeedCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "seed", abstract: "Puts in what every database of the application begins with.")
    }

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let status = try await context.runner().status()
        guard status.pending.isEmpty else {
            throw CommandError(
                .behind, "the database is behind: \(status.pending.count.revisions) left to be run",
                advice: "db upgrade, and then again")
        }
        try await App.seed(context.database)
        context.terminal.write("seeded \(context.database.engine.backend.location)")
        return .clean
    }
}

extension CommandContext {
    /// The names of the tables that the database has.
    func tables() async throws -> Set<String> {
        let engine = database.engine
        return try await engine.withConnection(label: "db") { Set(try engine.backend.inspector($0).tables()) }
    }
}
