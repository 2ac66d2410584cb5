import Cinnabar
import CinnabarTesting
import Testing

@Suite("Bulk changes")
struct QueryBulkTests {
    @Test("update sets values and expressions, and gives how many rows there were")
    func update() async throws {
        try await QueryFixture.read { (session) throws in
            let count = try session.query(Writer.self).filter { $0.age > 30 }.update {
                $0.isActive = true
                $0.age = $0.age + 1
                $0.bio = nil
                $0.isVerified = $0.isActive
                $0.address.city = "Bern"
            }
            #expect(count == 2)
            try session.query(Writer.self).filter { $0.name == "cid" }.update {
                $0.score = $0.articles.average { $0.views } ?? 7
            }
            #expect(try session.get(Writer.self, 3)?.score == 7)
            let rows = try session.query(Writer.self).order { $0.id }.select {
                ($0.age, $0.isActive, $0.bio, $0.isVerified, $0.address.city)
            }.all()
            #expect(rows.map(\.0) == [32, 46, 20])
            #expect(rows.map(\.1) == [true, true, true])
            #expect(rows.map(\.2) == [nil, nil, ""])
            #expect(rows.map(\.3) == [true, false, true])
            #expect(rows.map(\.4) == ["Bern", "Bern", "Rome"])
            #expect(try session.query(Writer.self).filter { $0.age > 99 }.update { $0.age = 1 } == 0)
        }
    }

    @Test("relationships in conditions become EXISTS, in values subselects")
    func paths() async throws {
        let db = try await QueryFixture.filled()
        let recorder = StatementRecorder()
        try await recorder.record {
            try await db.session { (session) throws in
                #expect(
                    try session.query(Article.self).filter { $0.author.name == "ann" && $0.views > 10 }.update {
                        $0.body = "x"
                    } == 2)
                #expect(
                    try session.query(Article.self).filter { $0.editor.name == nil }.update { $0.body = $0.author.name }
                        == 1)
                #expect(try session.query(Article.self).filter { $0.labels.any { $0.name == "sql" } }.delete() == 1)
                #expect(try session.query(Article.self).filter { $0.author.studio.name == "south" }.delete() == 1)
                let bodies = try session.query(Article.self).order { $0.id }.select { $0.body }.all()
                #expect(bodies == ["ann", "x"])
            }
        }
        #expect(
            recorder.statements.filter { !$0.hasPrefix("SELECT") } == [
                #"UPDATE "articles" SET "body" = ? WHERE "articles"."views" > ? AND EXISTS (SELECT 1 FROM "writers" AS "author" WHERE "author"."id" = "articles"."author_id" AND "author"."name" = ?)"#,
                #"UPDATE "articles" SET "body" = (SELECT "author"."name" FROM "writers" AS "author" WHERE "author"."id" = "articles"."author_id") WHERE EXISTS (SELECT 1 FROM (SELECT 1) AS "one" LEFT JOIN "writers" AS "editor" ON "editor"."id" = "articles"."editor_id" WHERE "editor"."name" IS NULL)"#,
                #"DELETE FROM "articles" WHERE EXISTS (SELECT 1 FROM "article_labels" AS "labels_link" JOIN "labels" ON "labels"."id" = "labels_link"."label_id" WHERE "labels_link"."article_id" = "articles"."id" AND "labels"."name" = ?)"#,
                #"DELETE FROM "articles" WHERE EXISTS (SELECT 1 FROM "writers" AS "author" LEFT JOIN "studios" AS "author.studio" ON "author.studio"."id" = "author"."studio_id" WHERE "author"."id" = "articles"."author_id" AND "author.studio"."name" = ?)"#,
            ])
        await db.close()
    }

    @Test("objects of the session have the new values at once, and the old ones after a rollback")
    func objectsUpdated() async throws {
        try await QueryFixture.read { (session) throws in
            let writers = try session.query(Writer.self).order { $0.id }.all()
            let articles = try writers[0].articles
            #expect(articles.count == 3)
            try session.query(Writer.self).filter { $0.age < 40 }.update { $0.age = $0.age + 100 }
            #expect(writers.map(\.age) == [131, 45, 120])
            #expect(session.dirty.isEmpty)
            try session.rollback()
            #expect(writers.map(\.age) == [31, 45, 20])
            #expect(try session.query(Writer.self).order { $0.id }.all().map(\.age) == [31, 45, 20])
        }
    }

    @Test("what was set before is flushed first")
    func autoflush() async throws {
        try await QueryFixture.read { (session) throws in
            let ann = try session.query(Writer.self).order { $0.id }.first()
            ann?.age = 50
            ann?.bio = "new"
            #expect(try session.query(Writer.self).filter { $0.age == 50 }.update { $0.age = $0.age + 1 } == 1)
            #expect(ann?.age == 51 && ann?.bio == "new")
            // Without the flush, the statement's values win and the rest stays to be written.
            ann?.age = 70
            ann?.bio = "newer"
            try session.noAutoflush { _ = try session.query(Writer.self).filter { $0.id == 1 }.update { $0.age = 60 } }
            #expect(ann?.age == 60 && ann?.bio == "newer")
            try session.commit()
            #expect(
                try session.sql("SELECT age, bio FROM writers WHERE id = 1", as: (Int, String).self)[0] == (60, "newer")
            )
        }
    }

    @Test("a changed foreign key moves objects between loaded collections")
    func foreignKeys() async throws {
        try await QueryFixture.read { (session) throws in
            let writers = try session.query(Writer.self).order { $0.id }.all()
            let first = try #require(try writers[0].articles.first)
            #expect(try first.author === writers[0])
            try session.query(Article.self).filter { $0.author == writers[0] }.update {
                $0.author = writers[1]; $0.editor = nil
            }
            #expect(first.authorID == writers[1].id && first.editorID == nil)
            #expect(try first.author === writers[1])
            #expect(try writers[0].articles.isEmpty)
            #expect(try writers[1].articles.count == 4)
        }
    }

    @Test("deleted rows take their objects along, a rollback brings them back")
    func objectsDeleted() async throws {
        try await QueryFixture.read { (session) throws in
            let writers = try session.query(Writer.self).order { $0.id }.all()
            let articles = try session.query(Article.self).order { $0.id }.all()
            #expect(try writers[0].articles.count == 3)
            #expect(try session.query(Article.self).filter { $0.views > 10 }.delete() == 2)
            #expect(articles.map { session.state(of: $0) } == [.persistent, .deleted, .deleted, .persistent])
            #expect(try writers[0].articles.map(\.title) == ["first"])
            #expect(try session.get(Article.self, articles[1].id) == nil)
            try session.rollback()
            #expect(articles.map { session.state(of: $0) } == [.persistent, .persistent, .persistent, .persistent])
            #expect(try writers[0].articles.count == 3)
        }
    }

    @Test("no ghosts are left after a commit")
    func afterCommit() async throws {
        try await QueryFixture.read { (session) throws in
            let articles = try session.query(Article.self).all()
            try session.commit()
            #expect(try session.query(Article.self).delete() == 4)
            #expect(articles.allSatisfy { session.state(of: $0) == .deleted })
            try session.commit()
            #expect(try session.query(Article.self).count() == 0)
        }
    }

    @Test("what the database does to other rows happens to their objects")
    func databaseCascade() async throws {
        try await QueryFixture.read { (session) throws in
            let articles = try session.query(Article.self).order { $0.id }.all()
            let writers = try session.query(Writer.self).order { $0.id }.all()
            #expect(try session.query(Studio.self).filter { $0.name == "north" }.delete() == 1)
            #expect(writers[0].studioID == nil && writers[1].studioID != nil)
            try session.query(Article.self).update { $0.editorID = nil }
            #expect(try session.query(Writer.self).filter { $0.name == "ann" }.delete() == 1)
            #expect(session.state(of: writers[0]) == .deleted)
            #expect(articles.map { session.state(of: $0) } == [.deleted, .deleted, .deleted, .persistent])
            try session.rollback()
            #expect(session.state(of: writers[0]) == .persistent && writers[0].studioID != nil)
            #expect(articles.allSatisfy { session.state(of: $0) == .persistent } && articles[0].editorID != nil)
        }
    }

    @Test("a version is counted up, so that whoever loaded the row before finds out")
    func version() async throws {
        let db = try await QueryFixture.database()
        try await db.session { (session) throws in
            session.add(Seat(row: 1, number: 2))
            try session.commit()
            try session.query(Seat.self).filter { $0.number == 2 }.update { $0.holder = "me" }
            #expect(try session.query(Seat.self).one().version == 2)
            #expect(try session.query(Seat.self).filter { $0.holder == "me" }.delete() == 1)
        }
        await db.close()
    }

    @Test("clauses without a place in a bulk change are refused by name")
    func refusals() async throws {
        try await QueryFixture.read { (session) throws in
            let writers = session.query(Writer.self)
            let a = Article.alias()
            let queries = [
                ("order", writers.order { $0.id }), ("limit", writers.limit(1)), ("offset", writers.offset(1)),
                ("distinct", writers.distinct()), ("group", writers.group { $0.id }),
                ("having", writers.having { $0.id.count() > 1 }),
                ("join", writers.join(a) { $0.id == a.authorID }), ("union", writers.union(writers)),
            ]
            for (clause, query) in queries {
                let error = #expect(throws: QueryError.self) { try query.delete() }
                #expect(error?.summary.contains(clause) == true)
                #expect(throws: QueryError.self) { try query.update { $0.age = 1 } }
            }
            #expect(throws: QueryError.self) { try writers.update { _ in } }
            #expect(throws: QueryError.self) { try writers.update { $0.id = 7 } }
            #expect(try writers.count() == 3)
        }
    }

    @Test("a session without objects of the model does not ask for the rows")
    func lean() async throws {
        let db = try await QueryFixture.filled()
        let recorder = StatementRecorder()
        try await recorder.record {
            try await db.session { (session) throws in
                #expect(try session.query(Writer.self).update { $0.score = 1.25 } == 3)
                #expect(try session.query(Label.self).delete() == 3)
            }
        }
        #expect(recorder.statements == [#"UPDATE "writers" SET "score" = ?"#, #"DELETE FROM "labels""#])
        await db.close()
    }
}
