internal import CinnabarDriver
internal import CinnabarMigrate
internal import CinnabarSQL

extension CommandContext {
    /// Models and database compared.
    func compare(_ options: ComparisonOptions = ComparisonOptions()) async throws -> SchemaComparison {
        let (engine, tables) = (database.engine, database.tables)
        let options = own(options)
        return try await engine.withConnection(label: "db") {
            try Autogenerate.compare(tables, backend: engine.backend, connection: $0, options: options)
        }
    }

    /// The models compared with what all revisions make in an empty database.
    func compareFromEmpty() async throws -> SchemaComparison {
        let tables = database.tables
        let options = own(ComparisonOptions())
        return try await ScratchRun.run(migrations, beside: database.engine) { engine, connection in
            try Autogenerate.compare(tables, backend: engine.backend, connection: connection, options: options)
        }
    }

    private func own(_ options: ComparisonOptions) -> ComparisonOptions {
        var options = options
        options.ignoredTables.formUnion(MigrationTables.names)
        return options
    }

    /// What of some revisions can hurt, in the database as it is.
    func findings(in path: [Revision], _ direction: MigrationDirection) async throws -> [Finding] {
        guard !path.isEmpty else { return [] }
        var state = SchemaState(try await reflectedSchema())
        return try path.flatMap { revision in
            let operations = try migrations.operations(of: revision.id, direction)
            var found = SchemaChecks.warnings(for: operations, dialect: database.engine.dialect, state: state)
            if direction == .upgrade {
                found += SchemaChecks.warnings(
                    forDowngrade: try migrations.operations(of: revision.id, .downgrade), of: operations)
            }
            // What a revision cannot do to the tables it will say itself, when it runs.
            for operation in operations { try? state.apply(operation) }
            return found.map { Finding(revision.id, $0) }
        }
    }
}

/// Something that a revision does and that can hurt, as it is shown.
struct Finding: Encodable, Sendable {
    var revision: String
    var rule: String
    var severity: String
    var isDestructive: Bool
    var summary: String
    var advice: String

    init(_ revision: String, _ finding: CheckFinding) {
        self.revision = revision
        rule = finding.rule
        severity = finding.severity.rawValue
        isDestructive = finding.isDestructive
        summary = finding.summary
        advice = finding.advice
    }

    /// The finding in two lines.
    var text: String { "\(revision)  \(rule) (\(severity)): \(summary)\n  instead: \(advice)" }
}
