internal import ArgumentParser
internal import CinnabarDriver
internal import CinnabarMigrate
internal import CinnabarSQL
internal import Foundation

/// `db dump`
struct DumpCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "dump", abstract: "Prints the schema that the database has, as SQL that makes it.")
    }

    @Option(help: "Print it for another database: sqlite, postgresql, mysql or mariadb.")
    var dialect: DialectName?

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let schema = try await context.reflectedSchema()
        let dialect = dialect?.dialect ?? context.database.engine.dialect
        for sql in try SchemaCompiler(dialect: dialect).createAll(schema.tables.map(\.table)) {
            context.terminal.write(sql + ";")
        }
        return .clean
    }
}

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
        try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        context.terminal.write("wrote \(output)")
        return .clean
    }
}

extension CommandContext {
    /// The schema that the database has, without the tables that migrations keep for themselves.
    func reflectedSchema() async throws -> ReflectedSchema {
        let engine = database.engine
        var schema = try await engine.withConnection(label: "db") { try engine.backend.inspector($0).schema() }
        schema.tables.removeAll { MigrationTables.names.contains($0.name) }
        return schema
    }
}
