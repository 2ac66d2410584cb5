internal import ArgumentParser
internal import CinnabarMigrate

/// `db revision -m "…"`
struct RevisionCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "revision", abstract: "Writes a revision that does nothing yet, to be filled in by hand.")
    }

    @Option(name: [.short, .long], help: "What it does, in a few words.")
    var message: String

    @OptionGroup var place: RevisionPlace
    @OptionGroup var output: OutputOptions

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        try context.files.checkBuilt(App.migrations)
        let parents = try place.parents(in: context.graph)
        let written = try context.write(
            message, parents: parents, branch: place.branch, dependsOn: place.dependsOn)
        if output.json {
            try context.terminal.write(json: WrittenJSON(written))
        } else {
            context.terminal.write("wrote \(written.path)")
        }
        context.terminal.note("next: fill it in, build, and then: db upgrade")
        return .clean
    }
}

/// Where a new revision goes.
struct RevisionPlace: ParsableArguments {
    @Option(help: "The revision, or branch@head, that it comes after; the only head, unless said otherwise.")
    var after: String?

    @Flag(help: "It comes after none: a tree of its own begins.")
    var base = false

    @Option(help: "The name of the branch that begins with it.")
    var branch: String?

    @Option(help: "Revisions of other branches that have to be there before it.")
    var dependsOn: [String] = []

    func parents(in graph: RevisionGraph) throws -> [String] {
        if base {
            guard after == nil else {
                throw CommandError(
                    .refused, "--base and --after say two different things", advice: "leave one of them out")
            }
            return []
        }
        guard let after else { return try graph.revisions(at: RevisionTarget("head")) }
        let found = try graph.revisions(at: RevisionTarget(after))
        guard !found.isEmpty else {
            throw CommandError(
                .refused, "\(after) is before the first revision",
                advice: "leave --after out; to begin a tree of its own beside what is there: --base")
        }
        guard found.count == 1 else {
            throw CommandError(
                .refused, "\(after) means \(found.count) revisions, and this one comes after one",
                advice: "name one; or bring branches together: db merge")
        }
        return found
    }
}

extension CommandContext {
    /// The revisions that somebody has named.
    ///
    /// - Throws: ``CommandError`` where that is none.
    func named(_ text: String) throws -> [String] {
        let found = try graph.revisions(at: RevisionTarget(text))
        guard found.isEmpty else { return found }
        throw graph.isEmpty
            ? CommandError(.refused, "there are no revisions yet", advice: "db migrate -m \"…\" writes one")
            : CommandError(.refused, "\(text) is before the first revision", advice: "name one: db history lists them")
    }

    /// Writes a new revision with what it does.
    func write(
        _ message: String, parents: [String], branch: String? = nil, dependsOn: [String] = [],
        upgrade: [MigrationOperation] = [], downgrade: [MigrationOperation] = [], findings: [CheckFinding] = []
    ) throws -> WrittenRevision {
        guard message.contains(where: { $0.isLetter || $0.isNumber }) else {
            throw CommandError(.refused, "a revision needs a message", advice: "say what it does: -m \"Add users\"")
        }
        let name = RevisionName(message, secondsSince1970: terminal.secondsSince1970(), taken: graph)
        let dependencies = try dependsOn.map { name in
            graph.branches.contains(name) ? name : try graph.revision(matching: name).id
        }
        let revision = Revision(
            name.id, merging: parents, message: message, branch: branch, dependsOn: dependencies)
        // What does not fit is told before anything is written.
        _ = try RevisionGraph(graph.revisions + [revision])
        let source = try MigrationRenderer(dialect: database.engine.dialect).render(
            revision, name: name.type, upgrade: upgrade, downgrade: downgrade, findings: findings)
        return WrittenRevision(path: try files.add(type: name.type, source: source), revision: revision)
    }
}
