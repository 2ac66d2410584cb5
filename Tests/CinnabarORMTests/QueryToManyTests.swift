import Cinnabar
import Testing

@Suite("To-many paths")
struct QueryToManyTests {
    @Test("any, none, all and isEmpty are EXISTS")
    func questions() async throws {
        try await QueryFixture.read { (session) throws in
            let any = session.query(Writer.self).filter { $0.articles.any { $0.title == "first" } }
            #expect(
                try sqlite(any).afterFrom
                    == #""writers" WHERE EXISTS (SELECT 1 FROM "articles" WHERE "articles"."author_id" = "writers"."id" AND "articles"."title" = ?)"#
            )
            #expect(try any.all().map(\.name) == ["ann"])
            #expect(try session.query(Writer.self).filter { $0.articles.isEmpty }.all().map(\.name) == ["cid"])
            #expect(try session.query(Writer.self).filter { $0.articles.any() }.count() == 2)
            #expect(try session.query(Writer.self).filter { $0.articles.none { $0.views > 20 } }.count() == 2)
            #expect(
                try session.query(Writer.self).filter { $0.articles.all { $0.views > 6 } }.order { $0.name }.all().map(
                    \.name) == ["ann", "cid"])
            // A body that is NULL is not a body that is "text".
            #expect(
                try session.query(Writer.self).filter { $0.articles.all { $0.body == "text" } }.all().map(\.name) == [
                    "cid"
                ])
            #expect(try session.query(Writer.self).filter { !$0.articles.any() }.count() == 1)
        }
    }

    @Test("an association is walked through its table, which is left alone where the target is not asked about")
    func association() async throws {
        try await QueryFixture.read { (session) throws in
            let any = session.query(Article.self).filter { $0.labels.any { $0.name == "swift" } }
            #expect(
                try sqlite(any).afterFrom
                    == #""articles" WHERE EXISTS (SELECT 1 FROM "article_labels" AS "labels_link" JOIN "labels" ON "labels"."id" = "labels_link"."label_id" WHERE "labels_link"."article_id" = "articles"."id" AND "labels"."name" = ?)"#
            )
            #expect(try any.count() == 2)
            let empty = session.query(Article.self).filter { $0.labels.isEmpty }
            #expect(
                try sqlite(empty).afterFrom
                    == #""articles" WHERE NOT EXISTS (SELECT 1 FROM "article_labels" AS "labels_link" WHERE "labels_link"."article_id" = "articles"."id")"#
            )
            #expect(try empty.count() == 2)
        }
    }

    @Test("aggregates over the rows of a relationship")
    func aggregates() async throws {
        try await QueryFixture.read { (session) throws in
            let rows = try session.query(Writer.self).order { $0.id }
                .select {
                    (
                        $0.name, $0.articles.count(), $0.articles.sum { $0.views }, $0.articles.max { $0.title },
                        $0.articles.average { $0.views }
                    )
                }
                .all()
            #expect(rows.map(\.1) == [3, 1, 0])
            #expect(rows.map(\.2) == [60, 5, nil])
            #expect(rows.map(\.3) == ["third", "fourth", nil])
            #expect(rows.map(\.4) == [20, 5, nil])
            let labels = try session.query(Article.self).order { ($0.labels.count().desc(), $0.id) }.select {
                $0.labels.count()
            }.all()
            #expect(labels == [2, 1, 0, 0])
            #expect(
                try session.query(Writer.self).filter { $0.articles.count(where: { $0.views >= 20 }) == 2 }.count() == 1
            )
            #expect(
                try session.query(Writer.self).order { $0.id }.select { $0.articles.min { $0.body } }.all() == [
                    "text", nil, nil,
                ])
        }
    }

    @Test("nested questions over one table do not mix their rows up")
    func nested() async throws {
        try await QueryFixture.read { (session) throws in
            // Writers with an article whose editor has written an article called "third".
            let query = session.query(Writer.self).filter {
                $0.articles.any { $0.editor.articles.any { $0.title == "third" } }
            }
            #expect(
                try sqlite(query).afterFrom
                    == #""writers" WHERE EXISTS (SELECT 1 FROM "articles" LEFT JOIN "writers" AS "articles.editor" ON "articles.editor"."id" = "articles"."editor_id" WHERE "articles"."author_id" = "writers"."id" AND EXISTS (SELECT 1 FROM "articles" AS "articles.editor.articles" WHERE "articles.editor.articles"."author_id" = "articles.editor"."id" AND "articles.editor.articles"."title" = ?))"#
            )
            #expect(try query.order { $0.name }.all().map(\.name) == ["ann", "bob"])
        }
    }

    @Test("inner closures can use the columns of outer ones, paths among them")
    func captures() async throws {
        try await QueryFixture.read { (session) throws in
            let own = session.query(Writer.self).filter { writer in
                writer.articles.any { $0.editor.name == writer.name }
            }
            #expect(try own.all().map(\.name) == ["ann"])
            let studio = session.query(Writer.self).filter { writer in
                writer.articles.any { $0.editor.studio.name == writer.studio.name }
            }
            #expect(try studio.all().map(\.name) == ["ann"])
            #expect(
                try sqlite(studio).afterFrom.hasPrefix(
                    #""writers" LEFT JOIN "studios" AS "studio" ON "studio"."id" = "writers"."studio_id" WHERE EXISTS (SELECT 1 FROM "articles" LEFT JOIN"#
                ))
        }
    }

    @Test("a model related to itself is told apart from itself")
    func selfRelation() async throws {
        let db = try await QueryFixture.database()
        try await db.session { (session) throws in
            let root = Section(name: "root")
            let child = Section(name: "child", parent: root)
            let leaf = Section(name: "leaf", parent: child)
            session.add(leaf)
            #expect(try session.query(Section.self).filter { $0.parent.name == "root" }.all().map(\.name) == ["child"])
            #expect(
                try session.query(Section.self).filter { $0.parent.parent.name == "root" }.all().map(\.name) == ["leaf"]
            )
            #expect(
                try session.query(Section.self).filter { $0.children.any { $0.name == "leaf" } }.all().map(\.name) == [
                    "child"
                ])
            #expect(
                try session.query(Section.self).filter { $0.children.any { $0.children.any { $0.name == "leaf" } } }
                    .all().map(\.name) == ["root"])
            #expect(
                try session.query(Section.self).filter { s in s.children.any { $0.parent.name == s.name } }.count() == 2
            )
            #expect(try session.query(Section.self).filter { $0.parent == nil }.all().map(\.name) == ["root"])
        }
        await db.close()
    }

    @Test("contains asks for the object's key")
    func contains() async throws {
        try await QueryFixture.read { (session) throws in
            let swift = try session.query(Label.self).filter { $0.name == "swift" }.one()
            #expect(try session.query(Article.self).filter { $0.labels.contains(swift) }.count() == 2)
            let first = try session.query(Article.self).filter { $0.title == "first" }.one()
            #expect(try session.query(Writer.self).filter { $0.articles.contains(first) }.all().map(\.name) == ["ann"])
        }
    }

    @Test("an object's members as a query inside another query's closure")
    func membersInside() async throws {
        try await QueryFixture.read { (session) throws in
            let ann = try session.query(Writer.self).filter { $0.name == "ann" }.one()
            let first = try session.query(Article.self).filter { $0.title == "first" }.one()
            let own = try ann.articles.map(\.id).sorted()
            let inside = session.query(Article.self).order { $0.id }.filter { article in
                guard let mine = try? ann.$articles.query else { return article.id == 0 }
                return exists(mine.filter { $0.id == article.id })
            }
            #expect(try inside.all().map(\.id) == own)
            let labelled = session.query(Label.self).order { $0.id }.filter { label in
                guard let its = try? first.$labels.query else { return label.id == 0 }
                return exists(its.filter { $0.id == label.id })
            }
            #expect(try labelled.all().map(\.id) == first.labels.map(\.id))
        }
    }
}
