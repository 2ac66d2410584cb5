internal import ArgumentParser
internal import CinnabarMigrate
internal import Foundation

/// `db history`
struct HistoryCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "history", abstract: "Lists the revisions, the last one first, and which are applied.")
    }

    @Argument(help: "A part of it: FROM:TO, where either may be left out.")
    var range: String?

    @Flag(help: "Look only at the files, not at the database.")
    var offline = false

    @OptionGroup var output: OutputOptions

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let graph = context.graph
        let status = offline ? nil : try await context.runner().status()
        let ids = try wanted(graph)
        let revisions = graph.revisions.filter { ids.contains($0.id) }.reversed()
        if output.json {
            try context.terminal.write(json: revisions.map { RevisionJSON($0, status) })
            return .clean
        }
        if revisions.isEmpty {
            context.terminal.note(
                graph.isEmpty
                    ? "there are no revisions yet: db migrate -m \"…\" writes one"
                    : "no revision lies in this range: the earlier one comes first, FROM:TO")
        }
        for revision in revisions { context.terminal.write(line(revision, graph, status)) }
        return .clean
    }

    private func wanted(_ graph: RevisionGraph) throws -> Set<String> {
        guard let range else { return Set(graph.revisions.map(\.id)) }
        let parts = range.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            throw CommandError(.refused, "\"\(range)\" is no range", advice: "write FROM:TO; either may be left out")
        }
        let end = try graph.revisions(at: RevisionTarget(parts[1].isEmpty ? "heads" : parts[1]))
        let start = try graph.revisions(at: RevisionTarget(parts[0].isEmpty ? "base" : parts[0]))
        // The first one is shown too.
        let reached = graph.ancestors(of: end)
        return reached.subtracting(graph.ancestors(of: start)).union(reached.intersection(start))
    }

    private func line(_ revision: Revision, _ graph: RevisionGraph, _ status: MigrationStatus?) -> String {
        var words: [String] = []
        if graph.heads.contains(revision.id) { words.append("head") }
        if status?.heads.contains(revision.id) == true { words.append("current") }
        if revision.parents.count > 1 { words.append("merge of \(revision.parents.joined(separator: ", "))") }
        if graph.children(of: revision.id).count > 1 { words.append("branch point") }
        if let branch = revision.branch { words.append("branch \(branch)") }
        if !revision.dependencies.isEmpty {
            words.append("depends on \(revision.dependencies.joined(separator: ", "))")
        }
        let mark = status.map { $0.ids.contains(revision.id) ? "* " : "  " } ?? ""
        let note = words.isEmpty ? "" : "  [\(words.joined(separator: "; "))]"
        return mark + revision.id + (revision.message.isEmpty ? "" : "  \(revision.message)") + note
    }
}

/// `db heads`
struct HeadsCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "heads", abstract: "Lists the revisions that none comes after.")
    }

    @OptionGroup var output: OutputOptions

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let heads = context.graph.heads.compactMap { context.graph[$0] }
        if output.json {
            try context.terminal.write(json: heads.map { RevisionJSON($0) })
            return .clean
        }
        if heads.isEmpty { context.terminal.note("there are no revisions yet: db migrate -m \"…\" writes one") }
        for head in heads { context.terminal.write(head.title) }
        if heads.count > 1 { context.terminal.note("next: bring them together: db merge -m \"…\"") }
        return .clean
    }
}

/// `db branches`
struct BranchesCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "branches", abstract: "Lists where branches part, and their names.")
    }

    @OptionGroup var output: OutputOptions

    private struct Answer: Encodable {
        struct Point: Encodable {
            var revision: RevisionJSON
            var children: [RevisionJSON]
        }
        struct Branch: Encodable {
            var name: String
            var heads: [String]
        }
        var points: [Point]
        var branches: [Branch]

        init(_ graph: RevisionGraph) {
            points = graph.branchPoints.compactMap { graph[$0] }.map { revision in
                Point(
                    revision: RevisionJSON(revision),
                    children: graph.children(of: revision.id).compactMap { graph[$0].map { RevisionJSON($0) } })
            }
            branches = graph.branches.map { name in
                Branch(name: name, heads: graph.heads.filter { graph.branch(name)?.contains($0) ?? false })
            }
        }
    }

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let graph = context.graph
        if output.json {
            try context.terminal.write(json: Answer(graph))
            return .clean
        }
        if graph.branchPoints.isEmpty, graph.branches.isEmpty { context.terminal.note("there are no branches") }
        for id in graph.branchPoints {
            context.terminal.write("\(graph[id]?.title ?? id) parts into:")
            for child in graph.children(of: id) { context.terminal.write("  \(graph[child]?.title ?? child)") }
        }
        for label in graph.branches {
            let heads = graph.heads.filter { graph.branch(label)?.contains($0) ?? false }
            context.terminal.write("branch \(label) ends with \(heads.joined(separator: ", "))")
        }
        return .clean
    }
}

/// `db show REVISION`
struct ShowCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: "Shows a revision: where it stands, its file and its SQL.")
    }

    @Argument(help: "The revision; the head, unless named.")
    var revision = "head"

    @OptionGroup var output: OutputOptions

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let graph = context.graph
        let shown = try context.named(revision).compactMap { graph[$0] }
        if output.json {
            try context.terminal.write(json: shown.map { RevisionJSON($0) })
            return .clean
        }
        for revision in shown {
            var lines = ["revision    \(revision.id)", "message     \(revision.message)"]
            lines.append("after       \(revision.parents.isEmpty ? "base" : revision.parents.joined(separator: ", "))")
            if let branch = revision.branch { lines.append("branch      \(branch)") }
            if !revision.dependencies.isEmpty {
                lines.append("depends on  \(revision.dependencies.joined(separator: ", "))")
            }
            if let type = context.migrations.type(of: revision.id), let path = context.files.file(ofType: "\(type)") {
                lines.append("file        \(path)")
            }
            context.terminal.write(lines.joined(separator: "\n"))
            if let sql = try? context.migrations.script(
                .upgrade, from: revision.parents, to: revision.id, dialect: context.database.engine.dialect)
            {
                context.terminal.write("\n" + sql)
            }
        }
        return .clean
    }
}
