import Cinnabar
import CinnabarTesting
import Testing

@Suite("Loading relationships with a query")
struct QueryLoadTests {
    /// The statements that `body` runs on the fixture.
    private func statements(_ body: @Sendable (Session) throws -> Void) async throws -> [String] {
        let db = try await QueryFixture.filled()
        let recorder = StatementRecorder()
        try await recorder.record { try await db.session { try body($0) } }
        await db.close()
        return recorder.statements
    }

    @Test("one statement for each relationship, up front")
    func selectIn() async throws {
        let run = try await statements { (session) throws in
            let articles = try session.query(Article.self).load { ($0.author, $0.labels) }.strict().order { $0.id }
                .all()
            #expect(try articles.map { try $0.author.name } == ["ann", "ann", "ann", "bob"])
            #expect(try articles.map { try $0.labels.count } == [2, 1, 0, 0])
        }
        #expect(run.count == 3)
    }

    @Test("a path goes deep, also over to-many relationships")
    func deep() async throws {
        let run = try await statements { (session) throws in
            let studios = try session.query(Studio.self).load { $0.writers.articles.labels }.order { $0.id }.all()
            #expect(
                try studios.map { try $0.writers.map { try $0.articles.map { try $0.labels.count } } } == [
                    [[2, 1, 0]], [[0]],
                ])
        }
        #expect(run.count == 4)
    }

    @Test("a joined parent comes with the same statement, an absent one is nil")
    func joinedParents() async throws {
        let run = try await statements { (session) throws in
            let articles = try session.query(Article.self).load(.joined) { ($0.author.studio, $0.editor) }.strict()
                .order { $0.id }.all()
            #expect(try articles.map { try $0.author.name } == ["ann", "ann", "ann", "bob"])
            #expect(try articles.map { try $0.editor?.name } == ["bob", nil, "ann", "ann"])
            #expect(try articles.map { try $0.author.studio?.name } == ["north", "north", "north", "south"])
            #expect(try articles[0].author === articles[2].editor)
        }
        #expect(run.count == 1)
        #expect(
            run[0].afterFrom
                == #""articles" JOIN "writers" AS "author" ON "author"."id" = "articles"."author_id" LEFT JOIN "studios" AS "author.studio" ON "author.studio"."id" = "author"."studio_id" LEFT JOIN "writers" AS "editor" ON "editor"."id" = "articles"."editor_id" ORDER BY "articles"."id""#
        )
    }

    @Test("a joined parent shares the join of a filter")
    func sharedJoin() async throws {
        let run = try await statements { (session) throws in
            let articles = try session.query(Article.self).load(.joined) { $0.author }.filter {
                $0.author.name == "bob"
            }.all()
            #expect(try articles.map { try $0.author.name } == ["bob"])
        }
        #expect(
            run.map(\.afterFrom) == [
                #""articles" JOIN "writers" AS "author" ON "author"."id" = "articles"."author_id" WHERE "author"."name" = ?"#
            ])
    }

    @Test("joined members are put together by their owner")
    func joinedMembers() async throws {
        let run = try await statements { (session) throws in
            let writers = try session.query(Writer.self).load(.joined) { $0.articles.labels }.strict().order {
                $0.name.desc()
            }.all()
            #expect(writers.map(\.name) == ["cid", "bob", "ann"])
            #expect(
                try writers.map { try $0.articles.map(\.title) } == [[], ["fourth"], ["first", "second", "third"]])
            #expect(try writers[2].articles.map { try $0.labels.map(\.name) } == [["swift", "sql"], ["swift"], []])
        }
        #expect(run.count == 1)
    }

    @Test("two joined collections do not multiply each other")
    func product() async throws {
        let run = try await statements { (session) throws in
            let writers = try session.query(Writer.self).load(.joined) { ($0.articles, $0.edited) }.order { $0.id }
                .all()
            #expect(try writers.map { try $0.articles.count } == [3, 1, 0])
            #expect(try writers.map { try $0.edited.map(\.title) } == [["third", "fourth"], ["first"], []])
        }
        #expect(run.count == 1)
    }

    @Test("a limit counts objects, not joined rows")
    func limited() async throws {
        let run = try await statements { (session) throws in
            let writers = try session.query(Writer.self).load(.joined) { $0.articles }.order {
                ($0.studio.name.desc(), $0.id)
            }.limit(2).all()
            #expect(writers.map(\.name) == ["bob", "ann"])
            #expect(try writers[1].articles.count == 3)
            #expect(
                try session.query(Writer.self).load(.joined) { $0.articles }.order { $0.id }.first()?.articles.count
                    == 3)
        }
        #expect(run.count == 2)
    }

    @Test("a grouped or distinct query loads with statements of their own")
    func fallback() async throws {
        let run = try await statements { (session) throws in
            let a = Article.alias()
            let writers = try session.query(Writer.self).join(a) { $0.id == a.authorID }.load(.joined) { $0.articles }
                .order { $0.id }.all()
            #expect(try writers.map { try $0.articles.count } == [3, 1])
            #expect(
                try session.query(Article.self).distinct().load(.joined) { $0.author }.all().map { try $0.author.name }
                    .count == 4)
        }
        #expect(run.count == 3 || run.count == 4)
    }

    @Test("strict makes reading what was not planned an error that says what to add")
    func strict() async throws {
        try await QueryFixture.read { (session) throws in
            let article = try #require(try session.query(Article.self).strict().load { $0.author }.first())
            #expect(try article.author.name == "ann")
            let error = #expect(throws: MappingError.self) { _ = try article.labels }
            #expect(error?.summary.contains(".load { $0.labels }") == true)
            // What was loaded along is as strict.
            let author = try article.author
            #expect(throws: MappingError.self) { _ = try author.articles }
            // Other results are not strict.
            let other = try #require(try session.query(Article.self).filter { $0.id == 2 }.first())
            #expect(try other.labels.count == 1)
        }
    }

    @Test("a query without load reads a relationship of all its objects with one statement")
    func batched() async throws {
        let run = try await statements { (session) throws in
            for article in try session.query(Article.self).all() {
                _ = try article.author.name
                _ = try article.labels.count
            }
        }
        #expect(run.count == 3)
    }

    @Test("load belongs to queries of whole objects")
    func misuse() async throws {
        try await QueryFixture.read { (session) throws in
            #expect(throws: QueryError.self) {
                try session.query(Article.self).load { $0.author }.select { $0.id }.all()
            }
            // A path of another model's alias would load relationships that the objects do not have.
            let article = Article.alias()
            for strategy in [LoadingStrategy.selectIn, .joined] {
                #expect(throws: QueryError.self) {
                    try session.query(Writer.self).join(article) { $0.id == article.authorID }
                        .load(strategy) { _ in article.labels }.all()
                }
            }
        }
    }
}
