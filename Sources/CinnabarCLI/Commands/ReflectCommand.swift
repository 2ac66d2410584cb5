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
        let wanted = schema.tables.map(\.table).filter { tables?.contains($0.name) ?? true }
        let source = ModelSource(wanted, dialect: context.database.engine.dialect)
        for name in source.withoutKey {
            context.terminal.note("\(name) has no primary key, which a model needs: it is left out")
        }
        let files = try source.files()
        guard let output else {
            for file in files { context.terminal.write(file.source) }
            return .clean
        }
        let paths = files.map { "\(output)/\($0.name)" }
        let there = paths.filter(FileManager.default.fileExists(atPath:))
        guard overwrite || there.isEmpty else {
            throw CommandError(
                .refused, "nothing was written: there are already \(there.joined(separator: ", "))",
                advice: "name another folder, or say --overwrite")
        }
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        for (file, path) in zip(files, paths) {
            try Data(file.source.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            context.terminal.write("wrote \(path)")
        }
        context.terminal.note(
            "next: models: [\(source.names.map { "\($0).self" }.joined(separator: ", "))], build, and then: db check")
        return .clean
    }
}
