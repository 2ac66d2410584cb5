internal import ArgumentParser
internal import CinnabarDriver
internal import CinnabarMigrate

/// A time as it is typed: `500ms`, `5s`, `2m`; a number alone is seconds.
struct TimeLimit: ExpressibleByArgument, Sendable {
    let duration: Duration

    static let tenMinutes = TimeLimit(.seconds(600))

    private init(_ duration: Duration) { self.duration = duration }

    var defaultValueDescription: String { "\(duration.components.seconds)s" }

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number < 1_000_000_000 else { return nil }
        switch argument.dropFirst(digits.count) {
        case "ms": duration = .milliseconds(number)
        case "s", "": duration = .seconds(number)
        case "m": duration = .seconds(number * 60)
        case "h": duration = .seconds(number * 3_600)
        default: return nil
        }
    }
}

/// How revisions are run.
struct RunOptions: ParsableArguments {
    @Option(help: "How long to wait for another process that upgrades the same database (500ms, 5s, 10m).")
    var wait = TimeLimit.tenMinutes

    @Option(help: "How long a statement may wait for a lock (500ms, 5s, 10m); on SQLite, for other writers.")
    var lockTimeout: TimeLimit?

    @Option(help: "How long a statement may take; PostgreSQL, MySQL and MariaDB.")
    var statementTimeout: TimeLimit?

    @Flag(help: "Take revisions that were edited after they were applied for what the database has.")
    var acceptEdited = false

    @Option(
        help: """
            What becomes of a step that had begun when its process ended, where nothing tells whether it took effect: \
            refuse, again or skip.
            """,
        transform: {
            guard let choice = UnfinishedStep(rawValue: $0) else {
                throw ValidationError("'\($0)' is none of refuse, again and skip")
            }
            return choice
        })
    var unfinishedStep = UnfinishedStep.refuse

    @Flag(help: "Run what throws data away without asking.")
    var allowDestructive = false

    var migration: MigrationOptions {
        MigrationOptions(
            wait: wait.duration,
            limits: StatementLimits(lock: lockTimeout?.duration, statement: statementTimeout?.duration),
            acceptsEdited: acceptEdited, unfinishedStep: unfinishedStep)
    }
}

/// How answers are given.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Answer with JSON.")
    var json = false
}
