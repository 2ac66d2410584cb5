internal import ArgumentParser
internal import CinnabarDriver
internal import CinnabarMigrate
internal import CinnabarORM

/// One of the commands under `db`: it says what it does, and errors and exit codes are seen to here.
protocol Subcommand: AsyncParsableCommand {
    associatedtype App: DatabaseApplication
    /// Does it, and says what to exit with.
    func perform(_ context: CommandContext<App>) async throws -> ExitStatus
}

extension Subcommand {
    mutating func run() async throws {
        let terminal = Terminal.current
        let status: ExitStatus
        do {
            let context = try CommandContext<App>(terminal)
            let result: Result<ExitStatus, any Error>
            do { result = .success(try await perform(context)) } catch { result = .failure(error) }
            await context.close()
            status = try result.get()
        } catch let error as ExitCode {
            throw error
        } catch let error as CleanExit {
            throw error
        } catch let error as ValidationError {
            throw error
        } catch {
            terminal.status(nil)
            terminal.note(Self.text(error))
            status = (error as? CommandError)?.status ?? .failed
        }
        if status != .clean { throw ExitCode(status.rawValue) }
    }

    /// An error as people read it: what, what the database said, what to do.
    private static func text(_ error: any Error) -> String {
        if let error = error as? any DatabaseError {
            // The name of Swift's type says nothing to who sits at the terminal.
            return "error: " + error.description.dropFirst("\(type(of: error)): ".count)
        }
        return "error: \(error)"
    }
}

/// What a command works with.
struct CommandContext<App: DatabaseApplication>: Sendable {
    let terminal: Terminal
    let database: Database
    let migrations: MigrationSet
    let files: MigrationFiles

    init(_ terminal: Terminal) throws {
        self.terminal = terminal
        database = try App.database()
        migrations = try MigrationSet(App.migrations)
        files = MigrationFiles(folder: App.migrationsFolder)
    }

    var graph: RevisionGraph { migrations.graph }

    func runner(_ options: MigrationOptions = MigrationOptions()) -> MigrationRunner {
        MigrationRunner(engine: database.engine, migrations: migrations, options: options)
    }

    func close() async { await database.engine.close() }
}
