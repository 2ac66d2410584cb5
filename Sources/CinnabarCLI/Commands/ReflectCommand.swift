internal import ArgumentParser
internal import CinnabarMigrate
internal import Foundation

/// `db reflect`
struct ReflectCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "reflect", abstract: "Writes model classes for the tables that the database has.")
    }

    @Option(
        name: [.short, .long], help: "The folder for the files, one for each table; standard output, unless named.")
    var output: String?

    @Option(help: "Only these tables.", transform: { $0.split(separator: ",").map(String.init) })
    var tables: [String]?

    @Flag(help: "Write over files that are there.")
    var overwrite = false

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let schema = try await context.reflectedSchema()
        let names = Set(schema.tables.map(\.name))
        let missing = (tables ?? []).filter { !names.contains($0) }
        guard missing.isEmpty else {
            throw CommandError(
                .refused, "there is no table \(missing.joined(separator: ", "))",
                advice: "there are: \(names.sorted().joined(separator: ", "))")
        }
        let wanted = schema.tables.filter { tables?.contains($0.name) ?? true }
        let source = ModelSource(
            wanted, views: tables == nil ? schema.views : [], dialect: context.database.engine.dialect)
        for note in source.notes { context.terminal.note(note) }
        // A part of the tables is no list of all models.
        let files = try source.files(withList: tables == nil)
        guard !files.isEmpty else {
            context.terminal.note("nothing to write: there is no table that a model can be of")
            return .clean
        }
        guard let output else {
            context.terminal.write(files.map(\.source).joined(separator: "\n"))
            return .clean
        }
        try write(files, to: output, context.terminal)
        let models =
            tables == nil
            ? "Models.all" : "[\(source.tables.map { "\(source.names.type($0.name)).self" }.joined(separator: ", "))]"
        context.terminal.note("next: give the database models: \(models), build, and then: db check")
        return .clean
    }

    private func write(_ files: [ModelSource.File], to folder: String, _ terminal: Terminal) throws {
        let paths = files.map { "\(folder)/\($0.name)" }
        let there = paths.filter(FileManager.default.fileExists(atPath:))
        guard overwrite || there.isEmpty else {
            throw CommandError(
                .refused, "nothing was written: there are already \(there.joined(separator: ", "))",
                advice: "name another folder, or say --overwrite")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (file, path) in zip(files, paths) {
                try Data(file.source.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
                terminal.write("wrote \(path)")
            }
        } catch {
            throw CommandError(.failed, "the models cannot be written to \(folder): \(error.localizedDescription)")
        }
    }
}
