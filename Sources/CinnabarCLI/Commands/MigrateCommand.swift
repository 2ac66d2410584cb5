internal import ArgumentParser
internal import CinnabarMigrate
internal import CinnabarSQL

/// `db migrate -m "…"`
struct MigrateCommand<App: DatabaseApplication>: Subcommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "migrate",
            abstract: "Compares the models with the database and writes a revision that makes up the difference.")
    }

    @Option(name: [.short, .long], help: "What it does, in a few words.")
    var message: String

    @Option(help: "A column or table that was renamed: users.name=full_name, posts=articles.")
    var rename: [Assigned] = []

    @Option(help: "The default that a new column keeps, as SQL: users.role=\"'member'\".")
    var `default`: [Assigned] = []

    @Option(help: "What the rows that are there get in a new column, as SQL: users.role=\"'member'\".")
    var fill: [Assigned] = []

    @Flag(help: "Write what throws data away: dropped tables and columns.")
    var allowDestructive = false

    @OptionGroup var place: RevisionPlace

    func perform(_ context: CommandContext<App>) async throws -> ExitStatus {
        try context.files.checkBuilt(App.migrations)
        try await context.checkUpToDate()
        let parents = try place.parents(in: context.graph)
        var answers = Answers(renames: rename, defaults: `default`, fills: fill)
        let difference = try await context.difference(&answers)
        guard !difference.upgrade.isEmpty else {
            context.terminal.write("nothing to write: models and database are the same")
            return .clean
        }
        let lines = difference.upgrade.flatMap(\.lines)
        for line in lines { context.terminal.note("  \(line)") }
        try agree(to: lines.filter { $0.hasPrefix("drop table") || $0.hasPrefix("drop column") }, context.terminal)
        let path = try context.write(
            message, parents: parents, place, upgrade: difference.upgrade, downgrade: difference.downgrade)
        context.terminal.write("wrote \(path)")
        for finding in try context.findings(in: difference.upgrade, revision: "warning", state: difference.state) {
            context.terminal.note(finding.text)
        }
        context.terminal.note("next: read it, build, and then: db upgrade")
        return .clean
    }

    private func agree(to drops: [String], _ terminal: Terminal) throws {
        guard !drops.isEmpty, !allowDestructive else { return }
        guard terminal.isInteractive else {
            throw CommandError(
                .refused, "nothing was written, since it would throw data away: \(drops.joined(separator: ", "))",
                advice: "if something was renamed, say so: --rename table.old=new; "
                    + "if it is meant so, say --allow-destructive")
        }
        guard terminal.confirm("this throws data away: \(drops.joined(separator: ", ")). write it?") else {
            throw CommandError(.refused, "nothing was written")
        }
    }
}

/// `users.name=full_name`, as it is typed.
struct Assigned: ExpressibleByArgument, Sendable, Hashable {
    /// The table.
    var table: String
    /// The column; `nil` for the table itself.
    var column: String?
    /// What stands behind the sign.
    var value: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "=") else { return nil }
        let name = argument[..<sign].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        value = String(argument[argument.index(after: sign)...])
        guard (1...2).contains(name.count), !name.contains(""), !value.isEmpty else { return nil }
        table = name[0]
        column = name.count == 2 ? name[1] : nil
    }

    init(table: String, column: String?, value: String) {
        self.table = table
        self.column = column
        self.value = value
    }
}

/// What was said of what no comparison can know.
struct Answers {
    var renames: [Assigned]
    var required: [RequiredColumns.Place: RequiredColumns.Answer] = [:]

    init(renames: [Assigned], defaults: [Assigned], fills: [Assigned]) {
        self.renames = renames
        for one in defaults {
            required[.init(table: one.table, column: one.column ?? "")] = .serverDefault(one.value)
        }
        for one in fills { required[.init(table: one.table, column: one.column ?? "")] = .fill(one.value) }
    }
}

extension CommandContext {
    /// Throws where revisions are left to be run: what they do would be taken for a difference.
    func checkUpToDate() async throws {
        let status = try await runner().status()
        if let unknown = status.unknown.first {
            throw CommandError(
                .failed, "the database has a revision that no file here has: \(unknown.id) (\(unknown.message))",
                advice: "bring its file back, or say where the database is: db stamp --purge REVISION")
        }
        guard status.pending.isEmpty else {
            throw CommandError(
                .behind, "the database is behind: \(status.pending.map(\.title).joined(separator: ", ")) not applied",
                advice: "db upgrade, and then again")
        }
        guard !database.tables.isEmpty else {
            throw CommandError(
                .refused, "the application has no models, so there is nothing to compare with",
                advice: "name them where the database is made: models: [User.self, …]")
        }
    }

    /// What is to be done about new columns that need a value: asked for on a terminal, refused elsewhere.
    func answer(_ operations: [MigrationOperation], _ answers: inout Answers) throws -> [MigrationOperation] {
        let columns = RequiredColumns(dialect: database.engine.dialect)
        for place in columns.open(in: operations, answers.required) {
            guard terminal.isInteractive else {
                throw CommandError(
                    .refused,
                    "\(place) is new, cannot be NULL and has no default: what do the rows that are there get?",
                    advice: "say --fill \(place)=\"'…'\" (added, filled, made NOT NULL) or --default \(place)=\"'…'\", "
                        + "make the property optional, or give it a .serverDefault")
            }
            let choice = terminal.choose(
                "\(place) is new, cannot be NULL and has no default. What do the rows that are there get?",
                ["a value: it is added, filled, and made NOT NULL", "a default, which the column keeps"])
            guard let choice, let sql = terminal.read("as SQL, for instance '' or 0:"), !sql.isEmpty else {
                throw CommandError(.refused, "nothing was written")
            }
            answers.required[place] = choice == 0 ? .fill(sql) : .serverDefault(sql)
        }
        return try columns.applying(answers.required, to: operations)
    }
}
