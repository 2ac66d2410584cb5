internal import ArgumentParser
internal import CinnabarMigrate
internal import Foundation

/// `db diagram`
struct DiagramCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "diagram", abstract: "Draws the models' tables, as Mermaid or SVG.")
    }

    enum Format: String, ExpressibleByArgument, CaseIterable { case mermaid, svg }

    @Option(help: "mermaid or svg; by the file's name, where there is one, else mermaid.")
    var format: Format?

    @Option(name: [.short, .long], help: "The file to write; standard output, unless named.")
    var output: String?

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        try context.checkModels()
        let diagram = SchemaDiagram(context.database.tables)
        let format = format ?? (output?.hasSuffix(".svg") == true ? .svg : .mermaid)
        let text = format == .svg ? diagram.svg() : diagram.mermaid()
        guard let output else {
            context.terminal.write(text)
            return .clean
        }
        do {
            try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw CommandError(
                .failed, "\(output) cannot be written: \(error.localizedDescription)",
                advice: "name a file in a folder that is there and may be written to")
        }
        context.terminal.write("wrote \(output)")
        return .clean
    }
}
