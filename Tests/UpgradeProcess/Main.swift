import CinnabarDriver
import CinnabarMigrate
import CinnabarMySQL
import CinnabarPostgres
import CinnabarSQLite
import Foundation

/// Upgrades the database of its first argument in a process of its own; says what it ran.
///
/// The other arguments: `revisions=large` for those of a large table, `target=l1`, `unfinished=again` for a step that
/// nobody knows the end of, and `dies=2`, to be killed when the second step of the last revision has been run and
/// nobody was told yet.
@main
enum UpgradeProcess {
    static func main() async {
        do {
            let arguments = Arguments(CommandLine.arguments)
            let backend = try DatabaseDriver.backend(for: arguments.url, drivers: [.sqlite, .postgres, .mysql])
            let engine = Engine(backend: backend)
            let runner = MigrationRunner(
                engine: engine, migrations: try MigrationSet(arguments.revisions),
                options: MigrationOptions(unfinishedStep: arguments.unfinished))
            let last = arguments.revisions.last?.revision.id
            let ran = try await runner.upgrade(to: arguments.target) { event in
                switch event {
                case .progress(let revision, let progress):
                    let isDeadly = revision.id == last && progress.isDone && progress.index + 1 == arguments.dies
                    if isDeadly { kill(getpid(), SIGKILL) }
                case .settled(let revision, _, let step, let tookEffect):
                    print("settled \(revision.id) \(step) \(tookEffect)")
                case .resumed(let revision, _, let done, let count): print("resumed \(revision.id) \(done)/\(count)")
                default: break
                }
            }
            await engine.close()
            print(ran.map(\.id).joined(separator: " "))
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }
}

private struct Arguments: Sendable {
    var url: String
    var revisions: [any Migration.Type] = [Runs.self, First.self, Wider.self, Second.self]
    var target = "head"
    var unfinished = UnfinishedStep.refuse
    var dies = 0

    init(_ words: [String]) {
        url = words.dropFirst().first ?? ""
        for word in words.dropFirst(2) {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            switch (parts.first, parts.last) {
            case ("revisions", "large"): revisions = [Large.self, ChangeLarge.self]
            case ("revisions", "scripts"): revisions = [Large.self, Scripts.self]
            case ("target", let value?): target = value
            case ("unfinished", let value?): unfinished = UnfinishedStep(rawValue: value) ?? .refuse
            case ("dies", let value?): dies = Int(value) ?? 0
            default: break
            }
        }
    }
}
