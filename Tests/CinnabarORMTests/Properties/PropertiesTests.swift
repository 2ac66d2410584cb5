import Cinnabar
import CinnabarDriver
import CinnabarTesting
import Foundation
import Synchronization
import Testing

@Suite("Random histories")
struct PropertiesTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let total = 2_000 * max(1, environment["CINNABAR_CASES"].flatMap { Int($0) } ?? 1)
    private static let lanes = 4

    /// Seeds of a run: those of `CINNABAR_SEED` alone, or as many as there are cases from a random start.
    private static func seeds() -> [UInt64] {
        if let seed = environment["CINNABAR_SEED"].flatMap({ UInt64($0) }) { return [seed] }
        let start = UInt64.random(in: 0...(1 << 40))
        return (0..<UInt64(total)).map { start + $0 }
    }

    @Test("objects, rows and a plain model agree after every commit of random histories")
    func histories() async throws {
        let seeds = Self.seeds()
        let size = (seeds.count + Self.lanes - 1) / Self.lanes
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<Self.lanes {
                let own = Array(seeds.dropFirst(lane * size).prefix(size))
                if own.isEmpty { continue }
                group.addTask {
                    try await withSandbox(models: armada) { db in
                        for seed in own {
                            guard try await Self.run(seed, db) else { return }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// One history: a few sessions, one after the other, on an empty database. False when it failed. A seed that
    /// was asked for by itself is told with its statements.
    private static func run(_ seed: UInt64, _ db: Database) async throws -> Bool {
        try await db.run(
            """
            DELETE FROM sailor_medals; UPDATE sailors SET mentor_id = NULL; DELETE FROM sailors; DELETE FROM logbooks;
            DELETE FROM ships; DELETE FROM fleets; DELETE FROM medals
            """)
        var random = SeededGenerator(seed: seed)
        var state = (world: World(), mark: 0)
        let told = Story(withStatements: environment["CINNABAR_SEED"] != nil)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let ownSeed = random.next()
            let start = state
            do {
                state = try await StatementObservation.$current.withValue(told) {
                    try await db.session { session in
                        let history = History(
                            session, seed: ownSeed, world: start.world, nextMark: start.mark, story: told)
                        try history.run(steps: 14)
                        return history.outcome
                    }
                }
                told.append("-- end of a session")
            } catch {
                Issue.record("CINNABAR_SEED=\(seed): \(error)\n\(told.text)")
                return false
            }
        }
        return true
    }
}

/// What happened in a history, line by line.
final class Story: StatementObserver {
    private let lines = Mutex<[String]>([])
    private let withStatements: Bool
    init(withStatements: Bool) { self.withStatements = withStatements }

    var text: String { lines.withLock { $0.joined(separator: "\n") } }
    func append(_ line: String) { lines.withLock { $0.append(line) } }
    func observed(_ event: StatementEvent) {
        guard withStatements else { return }
        append("      \(event.sql) \(event.parameters)")
    }
}
