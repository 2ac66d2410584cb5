import Cinnabar
import Foundation
import Testing

@Suite("Clauses and ends")
struct QueryClauseTests {
    @Test("first, one, oneOrNil and their errors")
    func ends() async throws {
        try await QueryFixture.read { (session) throws in
            let writers = session.query(Writer.self)
            #expect(try writers.order { $0.age }.first()?.name == "cid")
            #expect(try writers.filter { $0.age > 99 }.first() == nil)
            #expect(try writers.filter { $0.name == "bob" }.one().age == 45)
            #expect(try writers.filter { $0.age > 99 }.oneOrNil() == nil)
            #expect(throws: MultipleResultsError.self) { try writers.one() }
            #expect(throws: MultipleResultsError.self) { try writers.oneOrNil() }
            #expect(throws: NotFoundError.self) { try writers.filter { $0.age > 99 }.one() }
            #expect(throws: NotFoundError.self) { try writers.filter { $0.age > 99 }.firstOrNotFound() }
            #expect(throws: NotFoundError.self) { try writers.filter { $0.age > 99 }.oneOrNotFound() }
            #expect(throws: NotFoundError.self) { try session.getOrNotFound(Writer.self, 77) }
            #expect(try session.getOrNotFound(Writer.self, 1).name == "ann")
            #expect(try writers.exists())
            #expect(try !writers.filter { $0.age > 99 }.exists())
            #expect(try !writers.limit(0).exists())
            #expect(try writers.limit(0).first() == nil)
        }
    }

    @Test("a NULL value is a result, not a missing one")
    func nullValue() async throws {
        try await QueryFixture.read { (session) throws in
            let bio = try session.query(Writer.self).filter { $0.name == "bob" }.select { $0.bio }.first()
            #expect(bio == .some(nil))
            #expect(try session.query(Writer.self).filter { $0.name == "zoe" }.select { $0.bio }.first() == nil)
        }
    }

    @Test("order takes one term or several, and says what comes after it")
    func order() async throws {
        try await QueryFixture.read { (session) throws in
            let query = session.query(Writer.self).order { ($0.isActive.desc(), $0.name) }.order { $0.id }
            #expect(
                try sqlite(query).afterFrom
                    == #""writers" ORDER BY "writers"."is_active" DESC, "writers"."name", "writers"."id""#)
            #expect(try query.all().map(\.name) == ["ann", "cid", "bob"])
            #expect(try query.unordered().order { $0.age.desc() }.all().map(\.name) == ["bob", "ann", "cid"])
            #expect(
                try session.query(Writer.self).order { $0.bio.nullsLast() }.all().map(\.name) == ["cid", "ann", "bob"])
            #expect(try session.query(Writer.self).order { $0.bio }.all().map(\.name) == ["bob", "cid", "ann"])
        }
    }

    @Test("limit and offset are parameters, and cannot be negative")
    func limits() async throws {
        try await QueryFixture.read { (session) throws in
            let query = session.query(Writer.self).order { $0.id }.limit(1).offset(1)
            #expect(try sqlite(query).afterFrom == #""writers" ORDER BY "writers"."id" LIMIT ? OFFSET ?"#)
            #expect(try query.all().map(\.name) == ["bob"])
            #expect(try session.query(Writer.self).order { $0.id }.offset(2).all().map(\.name) == ["cid"])
            #expect(throws: QueryError.self) { try session.query(Writer.self).limit(-1).all() }
            #expect(throws: QueryError.self) { try session.query(Writer.self).offset(-1).count() }
        }
    }

    @Test("select gives values and tuples, with the types of their columns")
    func select() async throws {
        try await QueryFixture.read { (session) throws in
            let names: [String] = try session.query(Writer.self).order { $0.id }.select { $0.name }.all()
            #expect(names == ["ann", "bob", "cid"])
            let pairs: [(Int, String?)] = try session.query(Writer.self).order { $0.id }.select { ($0.age, $0.bio) }
                .all()
            #expect(pairs.map(\.0) == [31, 45, 20])
            #expect(pairs.map(\.1) == ["likes tea", nil, ""])
            let text = try sqlite(session.query(Writer.self).select { ($0.age, $0.name.upper()) })
            #expect(text == #"SELECT "writers"."age", upper("writers"."name") FROM "writers""#)
            let sum = try session.query(Writer.self).select { $0.age.sum() }.one()
            #expect(sum == 96)
            #expect(try session.query(Writer.self).distinct().select { $0.address.city }.count() == 2)
        }
    }

    @Test("group and having")
    func groups() async throws {
        try await QueryFixture.read { (session) throws in
            let query = session.query(Article.self).group { $0.author.name }.having { $0.id.count() > 1 }
                .select { ($0.author.name, $0.id.count()) }
            #expect(
                try sqlite(query)
                    == #"SELECT "author"."name", count("articles"."id") FROM "articles" JOIN "writers" AS "author" ON "author"."id" = "articles"."author_id" GROUP BY "author"."name" HAVING count("articles"."id") > ?"#
            )
            let rows = try query.all()
            #expect(rows.count == 1 && rows[0] == ("ann", 3))
            #expect(try query.count() == 1)
            #expect(
                try session.query(Article.self).group { ($0.authorID, $0.editorID) }.select { $0.authorID }.count() == 4
            )
        }
    }

    @Test("count counts what all gives")
    func counts() async throws {
        try await QueryFixture.read { (session) throws in
            let articles = session.query(Article.self)
            #expect(try articles.count() == 4)
            #expect(try articles.limit(3).count() == 3)
            #expect(try articles.limit(3).offset(2).count() == 2)
            #expect(try articles.order { $0.author.name }.count() == 4)
            #expect(try articles.distinct().count() == 4)
            #expect(try articles.select { $0.authorID }.distinct().count() == 2)
            #expect(try articles.select { ($0.id, $0.id) }.count() == 4)
            #expect(try articles.select { $0.id.count() }.count() == 1)
            #expect(try session.query(Article.self).filter { $0.author.name == "ann" }.limit(2).count() == 2)
        }
    }

    @Test("a join gives each object once, whatever it finds for it")
    func joins() async throws {
        try await QueryFixture.read { (session) throws in
            let a = Article.alias("a")
            let query = session.query(Writer.self).join(a) { $0.id == a.authorID }.filter(a.views >= 10)
            #expect(
                try sqlite(query).afterFrom
                    == #""writers" JOIN "articles" AS "a" ON "writers"."id" = "a"."author_id" WHERE "a"."views" >= ? GROUP BY "writers"."id""#
            )
            #expect(try query.all().map(\.name) == ["ann"])
            #expect(try query.count() == 1)
            #expect(
                try session.query(Writer.self).join(a) { $0.id == a.authorID }.order(a.views.desc()).limit(2).all()
                    .map(\.name) == ["ann", "bob"])
            #expect(
                try session.query(Writer.self).join(a) { $0.id == a.authorID }.order { _ in a.views }.all().map(\.name)
                    == ["bob", "ann"])
            #expect(
                try session.query(Writer.self).join(a) { $0.id == a.authorID }.select { ($0.name, a.title) }.count()
                    == 4)
            let page = try session.query(Writer.self).join(a) { $0.id == a.authorID }.paginate(page: 1, perPage: 2)
            #expect(page.items.map(\.name) == ["ann", "bob"] && page.total == 2)
        }
    }

    @Test("a join by the other table's primary key needs no grouping")
    func singleJoin() async throws {
        try await QueryFixture.read { (session) throws in
            let w = Writer.alias("w")
            let query = session.query(Article.self).join(w) { w.id == $0.authorID }.filter(w.name == "bob")
            #expect(
                try sqlite(query).afterFrom
                    == #""articles" JOIN "writers" AS "w" ON "w"."id" = "articles"."author_id" WHERE "w"."name" = ?"#)
            #expect(try query.all().map(\.title) == ["fourth"])
        }
    }

    @Test("a left join keeps rows without a partner, whose columns may be NULL")
    func leftJoin() async throws {
        try await QueryFixture.read { (session) throws in
            let a = Article.alias()
            let rows = try session.query(Writer.self).leftJoin(a) { $0.id == a.authorID && a.views > 10 }
                .order { ($0.id, a.id) }
                .select { ($0.name, a.orNull.title, a.orNull.editor.name) }.all()
            #expect(rows.map(\.0) == ["ann", "ann", "bob", "cid"])
            #expect(rows.map(\.1) == ["second", "third", nil, nil])
            #expect(rows.map(\.2) == [nil, "ann", nil, nil])
            // Read as if it could not be NULL, the value is refused with its place.
            #expect(throws: DataError.self) {
                try session.query(Writer.self).leftJoin(a) { $0.id == a.authorID }.select(a.title).all()
            }
        }
    }

    @Test("paths go on from aliases, and a table can be joined with itself")
    func aliasPaths() async throws {
        try await QueryFixture.read { (session) throws in
            let other = Writer.alias("other")
            let older = try session.query(Writer.self).join(other) { $0.age < other.age }
                .order { ($0.name, other.name) }.select { ($0.name, other.name, other.studio.name) }.all()
            #expect(older.map(\.0) == ["ann", "cid", "cid"])
            #expect(older.map(\.1) == ["bob", "ann", "bob"])
            #expect(older.map(\.2) == ["south", "north", "south"])
            let query = session.query(Article.self).join(other) { $0.author.age > other.age }.select {
                ($0.title, other.name)
            }
            #expect(
                try sqlite(query).afterFrom
                    == #""articles" JOIN "writers" AS "author" ON "author"."id" = "articles"."author_id" JOIN "writers" AS "other" ON "author"."age" > "other"."age""#
            )
            #expect(try query.count() == 5)
        }
    }

    @Test("two tables of one name are refused with advice")
    func aliasCollision() async throws {
        try await QueryFixture.read { (session) throws in
            let a = Article.alias("a")
            let error = #expect(throws: QueryError.self) {
                try session.query(Writer.self).join(a) { $0.id == a.authorID }.join(a) { $0.id == a.editorID }.all()
            }
            #expect(error?.summary.contains("“a”") == true)
            #expect(throws: QueryError.self) {
                let author = Writer.alias("author")
                return try session.query(Article.self).join(author) { $0.authorID == author.id }.all()
            }
            #expect(throws: QueryError.self) {
                let same = Writer.alias("writers")
                return try session.query(Writer.self).join(same) { $0.id == same.id }.all()
            }
        }
    }

    @Test("a statement can be kept, sent elsewhere and run in another session")
    func statements() async throws {
        let db = try await QueryFixture.filled()
        let statement = try await db.session { (session) throws in
            let ann = try session.query(Writer.self).order { $0.id }.first()
            return try session.query(Article.self).filter { $0.author == ann! }.order { $0.id.desc() }.statement
        }
        let titles = try await db.session { (session) throws in
            #expect(try session.first(statement)?.title == "third")
            return try session.all(statement).map(\.title)
        }
        #expect(titles == ["third", "second", "first"])
        #expect(
            try statement.sql(for: PostgresDialect()).hasSuffix(
                #"WHERE "articles"."author_id" = $1 ORDER BY "articles"."id" DESC"#))
        await db.close()
    }

    @Test("snapshots are values that nobody tracks")
    func snapshots() async throws {
        let names = try await QueryFixture.read { (session) throws in
            try session.query(Writer.self).filter { $0.age > 30 }.order { $0.name }.snapshots()
        }
        #expect(names.map(\.name) == ["ann", "bob"])
    }

    @Test("forEach goes through all rows in batches, with commits inside")
    func batches() async throws {
        let db = try await QueryFixture.database()
        try await db.session { (session) throws in
            try session.insert((0..<25).map { Label.Snapshot(name: "label \($0)") })
            for row in 0..<3 { for number in 0..<3 { session.add(Seat(row: row, number: number)) } }
            try session.commit()
        }
        try await db.session { (session) throws in
            var seen: [Int] = []
            try session.query(Label.self).filter { $0.id != 7 }.forEach(batch: 4) { label in
                seen.append(label.id)
                label.name += "!"
                try session.commit()
            }
            #expect(seen == (1...25).filter { $0 != 7 })
            var limited = 0
            try session.query(Label.self).limit(10).forEach(batch: 4) { _ in limited += 1 }
            #expect(limited == 10)
            #expect(try session.query(Label.self).filter { $0.name.like("%!") }.count() == 24)
            var seats: [[Int]] = []
            try session.query(Seat.self).forEach(batch: 2) { seats.append([$0.row, $0.number]) }
            #expect(seats == (0..<3).flatMap { row in (0..<3).map { [row, $0] } })
            #expect(throws: QueryError.self) { try session.query(Label.self).forEach(batch: 0) { _ in } }
        }
        await db.close()
    }

    @Test("explain tells how the query would run")
    func explain() async throws {
        try await QueryFixture.read { (session) throws in
            let text = try session.query(Article.self).filter { $0.authorID == 1 }.explain()
            #expect(text.contains("ix_articles_author_id"))
        }
    }

    @Test("union, intersect and except go on like any query")
    func unions() async throws {
        try await QueryFixture.read { (session) throws in
            let old = session.query(Writer.self).filter { $0.age > 30 }
            let roman = session.query(Writer.self).filter { $0.address.city == "Rome" }
            #expect(try old.union(roman).order { $0.name.desc() }.all().map(\.name) == ["cid", "bob", "ann"])
            #expect(try old.intersect(roman).all().map(\.name) == ["ann"])
            #expect(try old.except(roman).all().map(\.name) == ["bob"])
            #expect(try old.union(roman).filter { $0.studio.name == "north" }.count() == 1)
            #expect(try old.union(roman).paginate(page: 2, perPage: 2).items.map(\.name) == ["cid"])
            #expect(try old.order { $0.id }.limit(1).union(roman).count() == 2)
        }
    }

    @Test("locks are taken where the database has them")
    func locks() async throws {
        try await QueryFixture.read { (session) throws in
            let query = session.query(Writer.self).filter { $0.id == 1 }.forUpdate(skipLocked: true)
            #expect(try query.all().count == 1)
            #expect(
                try query.statement.sql(for: PostgresDialect()).hasSuffix(
                    #"WHERE "writers"."id" = $1 FOR UPDATE SKIP LOCKED"#))
        }
    }

    @Test("a query flushes what is pending first, unless told not to")
    func autoflush() async throws {
        try await QueryFixture.read { (session) throws in
            session.add(Label(name: "new"))
            let before = try session.noAutoflush { try session.query(Label.self).count() }
            #expect(before == 3)
            #expect(try session.query(Label.self).count() == 4)
        }
    }

    @Test("one row is one object in a session, and its values are not overwritten")
    func identity() async throws {
        try await QueryFixture.read { (session) throws in
            let ann = try session.query(Writer.self).filter { $0.name == "ann" }.one()
            try session.execute("UPDATE writers SET age = 99 WHERE name = 'ann'")
            let again = try session.query(Writer.self).filter { $0.age == 99 }.one()
            #expect(again === ann && ann.age == 31)
            try session.refresh(ann)
            #expect(ann.age == 99)
        }
    }
}
