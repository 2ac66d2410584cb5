import Cinnabar
import CinnabarTesting
import Foundation
import Testing

/// Each of the ten questions, and the same asked in plain SQL.
@Suite("Chinook", .enabled(if: Store.path != nil, Comment(rawValue: Store.whereToGetIt)))
struct ChinookTests {
    @Test("the answer is the one that plain SQL gives", arguments: Question.all.indices)
    func answer(_ number: Int) async throws {
        let (question, sql) = (Question.all[number], PlainSQL.all[number])
        let db = try Store.database(#require(Store.path))
        let answer = try await db.read { try question.ask($0) }
        let expected = try await db.engine.withConnection { try PlainSQL.rows(sql, $0) }
        #expect(answer == expected, Comment(rawValue: question.text))
        #expect(!answer.isEmpty)
        await db.close()
    }

    @Test("there are ten questions, each in plain SQL too")
    func ten() { #expect(Question.all.count == 10 && PlainSQL.all.count == 10) }

    @Test("the whole team takes one statement for the manager and one for each level")
    func team() async throws {
        let db = try Store.database(#require(Store.path))
        let recorder = StatementRecorder()
        try await recorder.record { _ = try await db.read { try Question.wholeTeam.ask($0) } }
        #expect(recorder.statements.count == 4)
        await db.close()
    }

    @Test("the file is not changed, nothing is made beside it, and writes are refused")
    func untouched() async throws {
        let path = try #require(Store.path)
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let bytes = try Data(contentsOf: URL(filePath: path))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()

        let db = try Store.database(path)
        _ = try await db.read { try Question.neverSold.ask($0) }
        await #expect(throws: OperationalError.self) {
            try await db.session { session in
                session.add(Genre(name: "Polka"))
                try session.commit()
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == names)
        await db.close()
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }
}
