import ArgumentParser
import Cinnabar
import CinnabarCLI
import CinnabarMigrate
import CinnabarTesting
import Foundation
import Synchronization
import TestServers
import Testing

/// An application whose models, revisions and database are those of the test that runs.
enum TestApplication: DatabaseApplication {
    struct Setting: Sendable {
        var backend: any Backend
        var folder: String
        var models: [any Model.Type] = []
        var migrations: [any Migration.Type] = []
    }
    struct NoSetting: Error {}
    @TaskLocal static var setting: Setting?

    static func database() throws -> Database {
        guard let setting else { throw NoSetting() }
        return try Database(setting.backend, models: setting.models)
    }
    static var migrations: [any Migration.Type] { setting?.migrations ?? [] }
    static var migrationsFolder: String { setting?.folder ?? "" }
}

/// What a command wrote and what it exited with.
struct CommandResult: CustomStringConvertible {
    var status: Int32
    var output: String
    var notes: String
    var description: String { "exit \(status)\n\(output)\n\(notes)" }
}

/// A folder and a database for the commands of one test.
struct CommandSandbox: Sendable {
    var setting: TestApplication.Setting
    /// What time it is; each revision that is written is a second later.
    private let clock = Clock()

    private final class Clock: Sendable {
        private let seconds = Mutex(1_795_000_000)
        func next() -> Int {
            seconds.withLock { seconds in
                defer { seconds += 1 }; return seconds
            }
        }
    }

    static func with(
        _ backend: TestBackend = .sqliteFile, models: [any Model.Type] = [Note.self],
        migrations: [any Migration.Type] = [],
        _ body: (inout CommandSandbox) async throws -> Void
    ) async throws {
        let fresh = try await backend.fresh()
        let folder = FileManager.default.temporaryDirectory.path + "/cli-" + UUID().uuidString
        var sandbox = CommandSandbox(
            setting: .init(backend: fresh.backend, folder: folder, models: models, migrations: migrations))
        let result: Result<Void, any Error>
        do { result = .success(try await body(&sandbox)) } catch { result = .failure(error) }
        try? FileManager.default.removeItem(atPath: folder)
        try await fresh.remove()
        try result.get()
    }

    /// Runs `db …` in this process; `answers` are what somebody at the terminal types.
    func db(_ arguments: String..., answers: [String]? = nil) async throws -> CommandResult {
        try await db(arguments, answers: answers)
    }

    /// As `db` with the arguments one by one.
    func db(_ arguments: [String], answers: [String]? = nil) async throws -> CommandResult {
        let output = Lines()
        let notes = Lines()
        let typed = Mutex(answers ?? [])
        let terminal = Terminal(
            write: output.add, note: notes.add,
            read: { question in
                notes.add(question)
                return typed.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            }, isInteractive: answers != nil, secondsSince1970: clock.next)
        let status = try await Terminal.$current.withValue(terminal) {
            try await TestApplication.$setting.withValue(setting) { try await Self.run(arguments, notes) }
        }
        return CommandResult(status: status, output: output.text, notes: notes.text)
    }

    private static func run(_ arguments: [String], _ notes: Lines) async throws -> Int32 {
        do {
            var command = try Root.parseAsRoot(["db"] + arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return 0
        } catch {
            notes.add(Root.message(for: error))
            return Root.exitCode(for: error).rawValue
        }
    }

    struct Root: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "app", subcommands: [DatabaseCommand<TestApplication>.self])
    }

    func file(_ name: String) throws -> String {
        try String(contentsOfFile: "\(setting.folder)/\(name)", encoding: .utf8)
    }

    var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: setting.folder)) ?? []).sorted()
    }
}

private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    @Sendable func add(_ line: String) { if !line.isEmpty { lines.withLock { $0.append(line) } } }
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
}

extension TestBackend {
    /// One of each kind that another engine can open: SQLite in a file, and the servers that there are.
    static let forCommands: [TestBackend] = [.sqliteFile] + [postgres, mysql].compactMap(\.self)
}
