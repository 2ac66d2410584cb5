import Cinnabar
import CinnabarTesting
import Foundation
import Testing

/// Where events say that statements come from.
@Suite("The place a statement comes from")
struct CodeLocationTests {
    /// The places of the SELECTs, INSERTs, UPDATEs and transactions' ends that a body runs, as `WORD line`.
    private func places(
        _ kinds: Set<String>, _ body: @Sendable (Database) async throws -> Void
    ) async throws -> [String] {
        let db = try Database(.sqlite(.memory), models: [Studio.self, Writer.self, Article.self, Label.self])
        try await db.createAll()
        let recorder = StatementRecorder()
        try await recorder.record { try await body(db) }
        await db.close()
        return recorder.events.compactMap { event in
            let word = String(event.sql.prefix { $0.isLetter })
            guard kinds.contains(word) else { return nil }
            #expect(event.location?.fileID == "CinnabarORMTests/CodeLocationTests.swift")
            #expect(event.database == db.engine.backend.location)
            return "\(word) \(event.location?.line ?? 0)"
        }
    }

    @Test("a query has the place where it was begun, wherever it runs")
    func queries() async throws {
        let line = #line
        let found = try await places(["SELECT"]) { db in
            try await db.read { session in
                let first = session.query(Writer.self)
                let second = session.query(Studio.self).filter { $0.name == "x" }
                _ = try second.all()
                _ = try first.all()
                _ = try first.select { $0.name }.all()
                _ = try first.first()
                _ = try first.count()
                _ = try first.exists()
                _ = try first.snapshots()
                _ = try second.paginate(page: 1)
                _ = try session.get(Studio.self, 7)
                _ = try session.sql("SELECT 1", as: Int.self)
                _ = try session.sql("SELECT 1")
                _ = try session.scalar("SELECT 1", as: Int.self)
                _ = try session.all(second.statement)
                _ = try session.first(second.statement)
                try first.forEach(batch: 10) { _ in }
            }
        }
        let (first, second) = (line + 3, line + 4)
        #expect(
            found.map { Int($0.dropFirst(7)) ?? 0 } == [second] + Array(repeating: first, count: 6) + [second]
                + [13, 14, 15, 16, 17, 18].map { line + $0 } + [first])
    }

    @Test("what a flush writes has the place of the call that flushes, or of the query before which it runs")
    func flushes() async throws {
        let line = #line
        let found = try await places(["INSERT", "COMMIT", "UPDATE", "DELETE"]) { db in
            try await db.session { session in
                session.add(Studio(name: "a"))
                try session.flush()
                session.add(Studio(name: "b"))
                _ = try session.query(Studio.self).count()
                session.add(Studio(name: "c"))
                try session.commit()
                try session.query(Studio.self).update { $0.name = "d" }
                try session.query(Studio.self).filter { $0.id == 1 }.delete()
                try session.commit()
            }
            try await db.transaction { session in
                session.add(Studio(name: "e"))
            }
        }
        #expect(
            found == [
                "INSERT \(line + 4)", "INSERT \(line + 6)", "INSERT \(line + 8)", "COMMIT \(line + 8)",
                "UPDATE \(line + 9)", "DELETE \(line + 10)", "COMMIT \(line + 11)", "INSERT \(line + 13)",
                "COMMIT \(line + 13)",
            ])
    }

    @Test("where nothing else is known it is the place that opened the session")
    func sessions() async throws {
        let line = #line
        let found = try await places(["BEGIN", "ROLLBACK"]) { db in
            try await db.transaction { session in
                _ = try session.query(Studio.self).count()
            }
            do {
                try await db.session { session in
                    session.add(Studio(name: "a"))
                    try session.flush()
                    throw NotFoundError(entity: "x")
                }
            } catch is NotFoundError {}
        }
        #expect(found == ["BEGIN \(line + 2)", "BEGIN \(line + 8)", "ROLLBACK \(line + 8)"])
    }

    @Test("a statement on another database has the place of its session")
    func binds() async throws {
        let db = try Database(
            .sqlite(.memory), binds: ["far": .sqlite(.memory)],
            models: [Studio.self, FarEvent.self, Writer.self, Article.self, Label.self])
        try await db.createAll()
        let recorder = StatementRecorder()
        let line = #line + 2
        try await recorder.record {
            try await db.read { session in _ = try session.query(FarEvent.self).count() }
        }
        let event = try #require(recorder.events.first { $0.sql.contains("far_events") })
        #expect(event.location?.line == line)
        await db.close()
    }

    @Test("what is bound is only written down where somebody wants it")
    func parameters() async throws {
        final class Counter: StatementObserver {
            let recorder = StatementRecorder()
            var needsParameters: Bool { false }
            func observed(_ event: StatementEvent) { recorder.observed(event) }
        }
        let db = try Database(.sqlite(.memory), models: [Studio.self, Writer.self, Article.self, Label.self])
        try await db.createAll()
        let (counter, recorder) = (Counter(), StatementRecorder())
        for observer in [counter, recorder] as [any StatementObserver] {
            try await StatementObservation.$current.withValue(observer) {
                try await db.read { _ = try $0.query(Studio.self).filter { $0.name == "x" }.count() }
            }
        }
        let counted = counter.recorder.events.filter { $0.kind == .statement }
        #expect(counted.map(\.parameters) == [[]])
        #expect(recorder.events.filter { $0.kind == .statement }.map(\.parameters) == [[.value(.text("x"))]])
        #expect(counted.map(\.sql) == recorder.statements)
        await db.close()
    }

    @Test("places are equal when they name the same line")
    func equality() {
        let places = [1, 1, 2].map { CodeLocation(fileID: "App/Main.swift", line: $0) }
        #expect(Set(places).count == 2)
        #expect(places[2].description == "App/Main.swift:2")
        #expect(places[0] != CodeLocation(fileID: "App/Other.swift", line: 1))
    }
}

@Model("far_events", bind: "far")
final class FarEvent {
    var id: Int
    var name: String
}
