import Cinnabar
import Testing

@Suite("SQL by hand and subqueries")
struct QuerySQLTests {
    @Test("objects come out of SQL by the names of the columns")
    func objects() async throws {
        try await QueryFixture.read { (session) throws in
            let id = 1
            let ann = try #require(try session.sql("SELECT * FROM writers WHERE id = \(id)", as: Writer.self).first)
            #expect(ann.name == "ann" && ann.address.city == "Rome")
            #expect(try session.get(Writer.self, 1) === ann)
            let reversed = try session.sql("SELECT 1 AS extra, name, id FROM labels ORDER BY id", as: Label.self)
            #expect(reversed.map(\.name).sorted() == ["sql", "swift", "unused"])
            #expect(try session.get(Label.self, reversed[0].id) === reversed[0])
        }
    }

    @Test("missing columns are named")
    func missing() async throws {
        try await QueryFixture.read { (session) throws in
            let error = #expect(throws: QueryError.self) {
                try session.sql("SELECT id, name FROM studios UNION SELECT id, name FROM labels", as: Writer.self)
            }
            #expect(error?.summary.contains("“bio”") == true && error?.summary.contains("“name”") == false)
        }
    }

    @Test("values, tuples, rows and single values")
    func values() async throws {
        try await QueryFixture.read { (session) throws in
            let pairs = try session.sql("SELECT name, bio FROM writers ORDER BY id", as: (String, String?).self)
            #expect(pairs.map(\.0) == ["ann", "bob", "cid"] && pairs.map(\.1) == ["likes tea", nil, ""])
            #expect(try session.sql("SELECT age FROM writers ORDER BY id", as: Int.self) == [31, 45, 20])
            #expect(try session.scalar("SELECT count(*) FROM writers") == 3)
            #expect(try session.scalar("SELECT name FROM writers WHERE id = \(99)", as: String.self) == nil)
            let rows = try session.sql("SELECT name, age FROM writers WHERE age > \(30) ORDER BY age")
            #expect(try rows.map { try $0["age", as: Int.self] } == [31, 45])
            let error = #expect(throws: DataError.self) {
                try session.sql("SELECT name, bio FROM writers", as: (String, Int).self)
            }
            #expect(error?.column == "bio")
            #expect(throws: QueryError.self) { try session.sql("SELEKT") }
        }
    }

    @Test("execute gives how many rows were changed, and takes part in the transaction")
    func execute() async throws {
        let db = try await QueryFixture.filled()
        try await db.session { (session) throws in
            let name = "x'; --"
            #expect(try session.execute("UPDATE writers SET name = \(name) WHERE id = \(1)") == 1)
            #expect(try session.scalar("SELECT name FROM writers WHERE id = 1", as: String.self) == name)
            try session.rollback()
            #expect(try session.scalar("SELECT name FROM writers WHERE id = 1", as: String.self) == "ann")
            #expect(try session.sql("UPDATE writers SET age = 1 RETURNING id", as: Int.self).count == 3)
            try session.commit()
        }
        try await db.read { (session) throws in
            #expect(try session.scalar("SELECT sum(age) FROM writers", as: Int.self) == 3)
            #expect(throws: (any Error).self) { try session.execute("DELETE FROM writers") }
        }
        await db.close()
    }

    @Test("a query inside a filter has an alias of its own and sees the rows around it")
    func correlated() async throws {
        try await QueryFixture.read { (session) throws in
            let query = session.query(Writer.self).filter { writer in
                exists(session.query(Writer.self).filter { $0.age > writer.age && $0.studio.name != nil })
            }
            #expect(
                try sqlite(query).afterFrom
                    == #""writers" WHERE EXISTS (SELECT 1 FROM "writers" AS "writers_2" LEFT JOIN "studios" AS "writers_2.studio" ON "writers_2.studio"."id" = "writers_2"."studio_id" WHERE "writers_2"."age" > "writers"."age" AND "writers_2.studio"."name" IS NOT NULL)"#
            )
            #expect(try query.order { $0.id }.all().map(\.name) == ["ann", "cid"])
        }
    }

    @Test("isIn takes a query, made inside or outside")
    func inQuery() async throws {
        try await QueryFixture.read { (session) throws in
            let busy = session.query(Article.self).filter { $0.views >= 10 }.select { $0.authorID }
            #expect(try session.query(Writer.self).filter { $0.id.isIn(busy) }.all().map(\.name) == ["ann"])
            #expect(try session.query(Writer.self).filter { $0.id.notIn(busy) }.count() == 2)
            let editors = session.query(Article.self).select { $0.editorID }
            #expect(try session.query(Writer.self).filter { $0.id.isIn(editors) }.count() == 2)
            #expect(try session.query(Article.self).filter { $0.editorID.isIn(busy) }.count() == 2)
            let oldest = try session.query(Writer.self).filter {
                $0.age == session.query(Writer.self).select { $0.age.max() }.scalar()
            }.one()
            #expect(oldest.name == "bob")
        }
    }

    @Test("what is wrong with a subquery is thrown by the query around it")
    func brokenSubquery() async throws {
        try await QueryFixture.read { (session) throws in
            let broken = session.query(Article.self).limit(-1).select { $0.authorID }
            #expect(throws: (any Error).self) { try session.query(Writer.self).filter { $0.id.isIn(broken) }.all() }
        }
    }

    @Test("redacted values are in no error")
    func redacted() async throws {
        let db = try await QueryFixture.database()
        try await db.session { (session) throws in
            session.add(Seat(row: 1, number: 1, holder: "secret"))
            try session.commit()
            do {
                _ = try session.query(Seat.self).filter {
                    $0.holder == "secret" && SQL.text("nonsense(1)", as: Bool.self)
                }.all()
                Issue.record("nonsense() is no function")
            } catch {
                #expect(!"\(error)".contains("secret") && !String(reflecting: error).contains("secret"))
            }
        }
        await db.close()
    }
}
