internal import ArgumentParser
internal import CinnabarDriver
internal import CinnabarMigrate
internal import CinnabarSQL

/// `db dump`
struct DumpCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "dump", abstract: "Prints the schema that the database has, as SQL that makes it.",
            discussion: """
                For a database of the same kind it is all that is there: tables with their constraints and indexes, \
                types, views, triggers, and on PostgreSQL sequences, domains and functions. For one of another kind it \
                is the tables, and a note says what is left out.
                """)
    }

    @Option(help: "Print it for another database: sqlite, postgresql, mysql or mariadb.")
    var dialect: DialectName?

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        var schema = try await context.reflectedSchema()
        let engine = context.database.engine
        schema.definitions = try await engine.withConnection(label: "db") {
            try engine.backend.inspector($0).definitions()
        }
        let dialect = dialect?.dialect ?? engine.dialect
        let isOwn = dialect.features.columnChanges == engine.dialect.features.columnChanges
        let statements =
            isOwn
            ? try SchemaDump(schema: schema, dialect: dialect).statements()
            : try SchemaCompiler(dialect: dialect).createAll(schema.tables.map(\.table))
        for sql in statements { context.terminal.write(sql + ";") }
        if statements.isEmpty { context.terminal.note("there is nothing in \(engine.backend.location)") }
        if !isOwn, !schema.untranslatable.isEmpty {
            context.terminal.note(
                "left out, since only \(engine.dialect.name) can say it: "
                    + schema.untranslatable.joined(separator: ", "))
        }
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
