internal import ArgumentParser
internal import CinnabarMigrate
internal import CinnabarSQL

/// `db sql [FROM:]TO`
struct SQLCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "sql",
            abstract: "Prints the SQL between two revisions, up or down, without asking the database.")
    }

    @Argument(
        help: "The range: base:head, 2026:+1, head:base; either may be left out. A target alone begins at the base.")
    var range = "heads"

    @Option(help: "sqlite, postgresql, mysql or mariadb; that of the application's database, unless said otherwise.")
    var dialect: DialectName?

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        let parts = range.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count < 3, parts != [""] else {
            throw CommandError(.refused, "\"\(range)\" is no range", advice: "write FROM:TO, or TO alone")
        }
        let from = parts.count == 1 || parts[0].isEmpty ? "base" : parts[0]
        let to = parts.last.flatMap { $0.isEmpty ? nil : $0 } ?? "heads"
        let graph = context.graph
        let start = graph.ancestors(of: try graph.revisions(at: RevisionTarget(from)))
        let end = try RevisionTarget(to)
        let isBack =
            switch end.place {
            case .base: true
            case .relative(let count): count < 0
            // What the database would have by then already is gone back to.
            case .head, .heads, .revision:
                try parts.count == 2 && graph.ancestors(of: graph.revisions(at: end)).isStrictSubset(of: start)
            }
        context.printScript(
            try context.migrations.script(
                isBack ? .downgrade : .upgrade, from: [from], to: to,
                dialect: dialect?.dialect ?? context.database.engine.dialect))
        return .clean
    }
}

/// A dialect by the name it is called at the command line.
enum DialectName: String, ExpressibleByArgument, CaseIterable {
    case sqlite, postgresql, mysql, mariadb

    var dialect: any Dialect {
        switch self {
        case .sqlite: SQLiteDialect()
        case .postgresql: PostgresDialect()
        case .mysql: MySQLDialect(.mySQL)
        case .mariadb: MySQLDialect(.mariaDB)
        }
    }
}
