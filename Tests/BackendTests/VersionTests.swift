import Cinnabar
import CinnabarTesting
import Testing

@Suite("Optimistic locking")
struct VersionTests {
    @Test("an update raises the version, in the row and in the object", arguments: backends)
    func raises(backend: TestBackend) async throws {
        try await withModels(backend, [Document.self]) { db, _ async throws in
            try await db.session { session throws in
                let document = Document(text: "a")
                session.add(document)
                try session.commit()
                #expect(document.version == 1)
                document.text = "b"
                try session.commit()
                #expect(document.version == 2)
                try session.commit()
                #expect(document.version == 2)
                document.text = "c"
                try session.flush()
                try session.rollback()
                #expect(document.version == 2)
            }
            #expect(try await db.rows("SELECT text, version FROM documents") == [["b", "2"]])
        }
    }

    @Test("of two sessions that change a row the second loses, and can go on after a rollback", arguments: backends)
    func conflict(backend: TestBackend) async throws {
        try await withModels(backend, [Document.self]) { db, _ async throws in
            try await db.session { session throws in
                session.add(contentsOf: [Document(text: "a"), Document(text: "x")])
                try session.commit()
            }
            try await db.session { session throws in
                let mine = try #require(try session.get(Document.self, 1))
                let other = try #require(try session.get(Document.self, 2))
                try session.commit()
                try db.elsewhere { theirs in
                    try #require(try theirs.get(Document.self, 1)).text = "theirs"
                    try theirs.commit()
                }
                other.text = "y"
                mine.text = "mine"
                let error = #expect(throws: StaleObjectError.self) { try session.commit() }
                #expect(error?.entity == "Document")
                #expect(error?.table == "documents")
                #expect(error?.key == "1")
                #expect(throws: TransactionError.self) { try session.commit() }
                try session.rollback()
                #expect(other.text == "x")
                #expect(try session.get(Document.self, 1) === mine)
                #expect(mine.text == "theirs")
                mine.text = "mine after all"
                try session.commit()
            }
            #expect(
                try await db.rows("SELECT text, version FROM documents ORDER BY id") == [
                    ["mine after all", "3"], ["x", "1"],
                ])
        }
    }

    @Test("a deletion checks the version too", arguments: backends)
    func deletion(backend: TestBackend) async throws {
        try await withModels(backend, [Document.self]) { db, _ async throws in
            try await db.session { session throws in
                session.add(Document(text: "a"))
                try session.commit()
            }
            try await db.session { session throws in
                let mine = try #require(try session.get(Document.self, 1))
                try session.commit()
                try db.elsewhere { theirs in
                    try #require(try theirs.get(Document.self, 1)).text = "theirs"
                    try theirs.commit()
                }
                session.delete(mine)
                #expect(throws: StaleObjectError.self) { try session.commit() }
                try session.rollback()
                session.delete(try #require(try session.get(Document.self, 1)))
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM documents") == "0")
        }
    }
}
