import Cinnabar
import CinnabarTesting
import Testing

@Suite("Hooks of models")
struct HookTests {
    private func withArticles(_ backend: TestBackend, _ body: (Database, HookLog) async throws -> Void) async throws {
        let log = HookLog()
        try await HookLog.$current.withValue(log) {
            try await withSandbox(backend, models: [Article.self, Change.self]) { db in try await body(db, log) }
        }
    }

    @Test("hooks run in order, and what they change is stored", arguments: backends)
    func order(backend: TestBackend) async throws {
        try await withArticles(backend) { db, log in
            try await db.session { session throws in
                let article = Article(title: "One Two")
                session.add(article)
                try session.flush()
                #expect(log.all == ["willInsert One Two", "validate One Two", "didInsert One Two true"])
                #expect(article.slug == "one-two")
                log.reset()
                article.title = "Three"
                try session.flush()
                #expect(log.all == ["willUpdate Three", "validate Three", "didUpdate Three"])
                #expect(article.revisions == 1)
                log.reset()
                try session.flush()
                article.title = "Three"
                try session.flush()
                #expect(log.all == [])
                session.delete(article)
                try session.commit()
                #expect(log.all == ["willDelete Three", "didDelete Three"])
            }
        }
    }

    @Test("values changed by hooks are in the row", arguments: backends)
    func stored(backend: TestBackend) async throws {
        try await withArticles(backend) { db, log in
            try await db.session { session throws in
                session.add(Article(title: "A B"))
                try session.commit()
            }
            log.reset()
            try await db.session { session throws in
                let article = try session.query(Article.self).one()
                article.title = "C"
                try session.commit()
                _ = try session.query(Article.self).one()
            }
            #expect(log.all == ["didLoad A B", "willUpdate C", "validate C", "didUpdate C"])
            #expect(try await db.rows("SELECT title, slug, revisions FROM articles") == [["C", "a-b", "1"]])
        }
    }

    @Test("validate refuses before anything is written", arguments: backends)
    func validate(backend: TestBackend) async throws {
        try await withArticles(backend) { db, _ async throws in
            let recorder = StatementRecorder()
            try await recorder.record {
                try await db.session { session throws in
                    session.add(Article(title: "fine"))
                    let empty = Article(title: "")
                    session.add(empty)
                    #expect(throws: Refused.self) { try session.flush() }
                    #expect(recorder.takeShort() == [])
                    empty.title = "better"
                    try session.commit()
                    empty.title = ""
                    #expect(throws: Refused.self) { try session.commit() }
                    try session.rollback()
                    #expect(empty.title == "better")
                }
            }
            #expect(try await db.rows("SELECT title FROM articles ORDER BY id") == [["fine"], ["better"]])
        }
    }

    @Test("a hook that refuses a deletion leaves everything as it is", arguments: backends)
    func refuseDelete(backend: TestBackend) async throws {
        try await withArticles(backend) { db, _ async throws in
            try await db.session { session throws in
                let article = Article(title: "precious")
                session.add(article)
                try session.commit()
                session.delete(article)
                #expect(throws: Refused.self) { try session.commit() }
                try session.rollback()
                #expect(session.state(of: article) == .persistent)
            }
            #expect(try await db.value("SELECT count(*) FROM articles") == "1")
        }
    }

    @Test("objects that hooks add are stored in the same flush", arguments: backends)
    func hooksAdd(backend: TestBackend) async throws {
        try await withArticles(backend) { db, _ async throws in
            try await db.session { session throws in
                let article = Article(title: "with a change")
                session.add(article)
                try session.flush()
                #expect(try article.changes.map(\.what) == ["made"])
                article.title = "spread"
                try session.commit()
            }
            #expect(
                try await db.rows("SELECT what, article_id FROM changes ORDER BY id") == [
                    ["made", "1"], ["from willUpdate", "1"],
                ])
        }
    }

    @Test("hooks that never come to rest end in an error", arguments: backends)
    func restless(backend: TestBackend) async throws {
        try await withSandbox(backend, models: [Restless.self]) { db in
            try await db.session { session throws in
                session.add(Restless())
                let error = #expect(throws: TransactionError.self) { try session.flush() }
                #expect(error?.summary.contains("100 rounds") == true)
                try session.rollback()
            }
            #expect(try await db.value("SELECT count(*) FROM restless") == "0")
        }
    }
}
