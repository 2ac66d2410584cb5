import Cinnabar
import Foundation
import Testing

@Suite("Filters and paths")
struct QueryFilterTests {
    @Test("conditions become WHERE, several filters are joined by AND")
    func filters() async throws {
        try await QueryFixture.read { (session) throws in
            let query = session.query(Writer.self).filter { $0.isActive && $0.age > 18 }.filter { $0.name.like("a%") }
            #expect(
                try sqlite(query).afterFrom
                    == #""writers" WHERE "writers"."is_active" AND "writers"."age" > ? AND "writers"."name" GLOB ?"#)
            #expect(try query.all().map(\.name) == ["ann"])
        }
    }

    @Test("scopes and hybrid properties are extensions")
    func scopes() async throws {
        try await QueryFixture.read { (session) throws in
            #expect(try session.query(Writer.self).active().filter { $0.isPromising }.count() == 2)
        }
    }

    @Test("an optional condition is met where it is true, not where it is NULL")
    func optionalCondition() async throws {
        try await QueryFixture.read { (session) throws in
            #expect(try session.query(Writer.self).filter { $0.isVerified }.all().map(\.name) == ["cid"])
            #expect(try session.query(Writer.self).filter { $0.bio == nil }.all().map(\.name) == ["bob"])
            #expect(try session.query(Writer.self).filter { $0.bio != "likes tea" }.count() == 2)
            let nothing: String? = nil
            #expect(try session.query(Writer.self).filter { $0.bio == nothing }.count() == 1)
        }
    }

    @Test("columns of embedded structs are members")
    func embedded() async throws {
        try await QueryFixture.read { (session) throws in
            #expect(try session.query(Writer.self).filter { $0.address.city == "Rome" }.count() == 2)
            #expect(
                try session.query(Article.self).filter { $0.author.address.city == "Oslo" }.all().map(\.title) == [
                    "fourth"
                ])
            let cities = try session.query(Article.self).order { $0.id }.select { $0.editor.address.city }.all()
            #expect(cities == ["Oslo", nil, "Rome", "Rome"])
        }
    }

    @Test("a required parent is joined with JOIN, once")
    func requiredParent() async throws {
        try await QueryFixture.read { (session) throws in
            let query = session.query(Article.self).filter { $0.author.name == "ann" }.order { $0.author.age }
            #expect(
                try sqlite(query).afterFrom
                    == #""articles" JOIN "writers" AS "author" ON "author"."id" = "articles"."author_id" WHERE "author"."name" = ? ORDER BY "author"."age""#
            )
            #expect(try query.count() == 3)
        }
    }

    @Test("an optional parent is joined with LEFT JOIN, and so is what lies beyond it")
    func optionalParent() async throws {
        try await QueryFixture.read { (session) throws in
            let query = session.query(Article.self).order { $0.id }.select {
                ($0.title, $0.editor.name, $0.editor.studio.name, $0.author.studio.name)
            }
            let rows = try query.all()
            #expect(rows.map(\.1) == ["bob", nil, "ann", "ann"])
            #expect(rows.map(\.2) == ["south", nil, "north", "north"])
            #expect(rows.map(\.3) == ["north", "north", "north", "south"])
            #expect(
                try sqlite(query).afterFrom
                    == #""articles" LEFT JOIN "writers" AS "editor" ON "editor"."id" = "articles"."editor_id" LEFT JOIN "studios" AS "editor.studio" ON "editor.studio"."id" = "editor"."studio_id" JOIN "writers" AS "author" ON "author"."id" = "articles"."author_id" LEFT JOIN "studios" AS "author.studio" ON "author.studio"."id" = "author"."studio_id" ORDER BY "articles"."id""#
            )
        }
    }

    @Test("comparing with an object compares the foreign key")
    func objects() async throws {
        try await QueryFixture.read { (session) throws in
            let ann = try session.query(Writer.self).filter { $0.name == "ann" }.one()
            let bob = try session.query(Writer.self).filter { $0.name == "bob" }.one()
            let query = session.query(Article.self).filter { $0.author == ann }
            #expect(try sqlite(query).afterFrom == #""articles" WHERE "articles"."author_id" = ?"#)
            #expect(try query.count() == 3)
            #expect(try session.query(Article.self).filter { $0.author != ann }.count() == 1)
            #expect(try session.query(Article.self).filter { $0.editor == nil }.count() == 1)
            #expect(try session.query(Article.self).filter { $0.editor != nil }.count() == 3)
            #expect(try session.query(Article.self).filter { $0.editor != bob }.count() == 3)
            #expect(try session.query(Article.self).filter { $0.author == $0.editor }.all().map(\.title) == ["third"])
            #expect(try session.query(Article.self).filter { $0.editor.isIn([ann, bob]) }.count() == 3)
            let none: [Writer] = []
            #expect(try session.query(Article.self).filter { $0.author.isIn(none) }.count() == 0)
            let nobody: Writer? = nil
            #expect(try session.query(Article.self).filter { $0.editor == nobody }.count() == 1)
            #expect(try session.query(Article.self).filter { $0.author.studio == nil }.count() == 0)
        }
    }

    @Test("a new object's key is bound after the autoflush")
    func pendingObject() async throws {
        try await QueryFixture.read { (session) throws in
            let dan = Writer(name: "dan", address: QueryAddress(street: "", city: ""))
            let query = session.query(Article.self).filter { $0.author == dan }
            let any = session.query(Writer.self).filter { $0.articles.any { $0.editor == dan } }
            #expect(throws: QueryError.self) { try query.all() }
            session.add(dan)
            session.add(Article(title: "fifth", author: dan, editor: dan))
            #expect(try query.all().map(\.title) == ["fifth"])
            #expect(try any.all().map(\.name) == ["dan"])
            let unsaved = Article(title: "sixth", authorID: 1)
            #expect(throws: QueryError.self) {
                try session.query(Label.self).filter { $0.articles.contains(unsaved) }.all()
            }
        }
    }

    @Test("isIn takes no values, a few, and a hundred thousand")
    func lists() async throws {
        try await QueryFixture.read { (session) throws in
            #expect(try session.query(Writer.self).filter { $0.id.isIn([Int]()) }.all().isEmpty)
            #expect(try session.query(Writer.self).filter { $0.id.notIn([Int]()) }.count() == 3)
            #expect(try session.query(Writer.self).filter { $0.id.isIn([1, 3]) }.count() == 2)
            #expect(try session.query(Writer.self).filter { $0.id.isIn(2...100_000) }.count() == 2)
            #expect(
                try session.query(Writer.self).filter { $0.name.isIn((0..<100_000).map { "n\($0)" } + ["bob"]) }.count()
                    == 1)
        }
    }

    @Test("text that looks like SQL is only text")
    func injection() async throws {
        try await QueryFixture.read { (session) throws in
            let evil = "'; DROP TABLE writers; --"
            #expect(try session.query(Writer.self).filter { $0.name == evil }.count() == 0)
            #expect(try session.sql("SELECT id FROM writers WHERE name = \(evil)", as: Int.self).isEmpty)
            #expect(try session.query(Writer.self).count() == 3)
        }
    }
}
