import CinnabarDriver
import CinnabarORM
import Foundation

private struct Undo: Error {}

extension BackendConformance {
    static let transactions: [Check] = [
        Check("a rollback undoes, a commit keeps") { db in
            try await db.session { session in
                session.add(Probe(label: "kept", given: 1))
                try session.commit()
                session.add(Probe(label: "undone", given: 1))
                try session.flush()
                try session.rollback()
                session.add(Probe(label: "kept too", given: 1))
                try session.commit()
            }
            try require(
                "labels", try await db.rows("SELECT label FROM cinnabar_probes ORDER BY id"), [["kept"], ["kept too"]])
        },
        Check("what a session leaves open is undone before its connection is lent again") { db in
            for _ in 0..<3 {
                try await db.session { session in
                    session.add(Probe(label: "a", given: 1))
                    try session.flush()
                }
            }
            try require("rows", try await db.value("SELECT count(*) FROM cinnabar_probes"), "0")
        },
        Check("savepoints undo what was done in them alone") { db in
            try await db.session { session in
                session.add(Probe(label: "outer", given: 1))
                do {
                    try session.savepoint {
                        session.add(Probe(label: "inner", given: 1))
                        try session.savepoint { session.add(Probe(label: "innermost", given: 1)) }
                        throw Undo()
                    }
                } catch is Undo {}
                try session.savepoint { session.add(Probe(label: "released", given: 1)) }
                try session.commit()
            }
            try require(
                "labels", try await db.rows("SELECT label FROM cinnabar_probes ORDER BY id"), [["outer"], ["released"]])
        },
        Check("rows that are not committed are not seen elsewhere") { db in
            try await db.engine.withConnection { connection in
                try connection.begin(.write(nil))
                try connection.execute(script: "INSERT INTO cinnabar_probes (label, amount, given) VALUES ('a', 0, 1)")
                let seen = try blockingRows(db)
                try require("rows seen before the commit", seen, "0")
                try connection.commit()
                try require("rows seen after the commit", try blockingRows(db), "1")
            }
        },
        Check("a read sees one snapshot") { db in
            try await db.read { session in
                _ = try session.query(Probe.self).count()
                try inOtherThread {
                    try db.blocking.transaction { $0.add(Probe(label: "later", given: 1)) }
                }
                try require("rows in the snapshot", try session.query(Probe.self).count(), 0)
            }
            try require("rows after it", try await db.value("SELECT count(*) FROM cinnabar_probes"), "1")
        },
        Check("transactions that read and write the same row lose no update") { db in
            try await db.session { session in
                session.add(Probe(label: "counter", given: 1))
                try session.commit()
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        for _ in 0..<4 {
                            try await db.transaction(retries: 50) { session in
                                try session.query(Probe.self).one().amount += 1
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            try require("the counter", try await db.value("SELECT amount FROM cinnabar_probes"), "64")
        },
        Check("a cancelled task ends with CancellationError and leaves nothing") { db in
            let task = Task {
                try await db.session { session in
                    session.add(Probe(label: "a", given: 1))
                    try session.flush()
                    while !Task.isCancelled { Thread.sleep(forTimeInterval: 0.001) }
                    _ = try session.query(Probe.self).count()
                    try session.commit()
                }
            }
            try await Task.sleep(for: .milliseconds(30))
            task.cancel()
            switch await task.result {
            case .success: throw ConformanceFailure(description: "the cancelled session was committed")
            case .failure(let error):
                if !(error is CancellationError) {
                    throw ConformanceFailure(description: "threw \(error) instead of a CancellationError")
                }
            }
            try require("rows", try await db.value("SELECT count(*) FROM cinnabar_probes"), "0")
            try require("connections in use", db.engine.connectionCounts.used, 0)
        },
    ]
}

private func blockingRows(_ db: Database) throws -> String? {
    try inOtherThread {
        try db.blocking.read { session in "\(try session.query(Probe.self).count())" }
    }
}

/// Runs `body` on a thread of its own and waits for it.
private func inOtherThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) throws -> R {
    let outcome = Outcome<R>()
    let thread = Thread { outcome.store(Result { try body() }) }
    thread.start()
    return try outcome.wait()
}

private final class Outcome<R: Sendable>: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var result: Result<R, any Error>?
    func store(_ result: Result<R, any Error>) {
        self.result = result
        done.signal()
    }
    func wait() throws -> R {
        done.wait()
        guard let result else { throw ConformanceFailure(description: "the other thread gave nothing") }
        return try result.get()
    }
}
