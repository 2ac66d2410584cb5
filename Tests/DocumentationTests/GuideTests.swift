import Cinnabar
import Testing

/// The guides' examples do not only compile: they run.
@Suite("Guides")
struct GuideTests {
    @Test("the tutorial's steps run") func tutorial() async throws {
        let db = try await tutorialDatabase()
        try await createObjects(in: db)
        try await tag(in: db)
        try await db.session { session in
            try byKey(in: session)
            try byConditions(in: session)
            try byPages(in: session)
            try overRelationships(in: session)
            try follow(in: session)
            try updateMany(in: session)
            try deleteMany(in: session)
        }
        try await refused(in: db)
        try await update(in: db)
        try await delete(in: db)
        await #expect(throws: NotEnough.self) { try await move(5, from: 1, to: 2, in: db) }
        try await drop(db)
    }

    @Test("models") func models() async throws {
        try await trying { john, session in
            use(try membership(of: john, in: session), try newcomers(in: session))
            try making(in: session)
        }
        try await trying(on: snapshots)
    }

    @Test("relationships") func relationships() async throws {
        try await trying { john, session in
            try handles(of: john)
            try session.rollback()
            try batched(in: session)
            try planned(in: session)
        }
    }

    @Test("sessions") func sessions() async throws {
        try await trying { _, session in try rename(1, to: "jack", in: session) }
        try await trying(on: addOne)
        try await trying(on: names)
        try await trying(on: promises)
        try await trying(on: manyRows)
    }

    @Test("queries") func queries() async throws {
        try await trying { john, session in
            try grow(in: session)
            try conditions(in: session)
            try paths(from: john, in: session)
            try columns(in: session)
            try groups(in: session)
            try joins(in: session)
            try nested(in: session)
            try pages(in: session)
            try kept(in: session)
            try byHand("john", in: session)
            use(try newestActive(in: session))
            try bulk(in: session)
        }
    }

    @Test("transactions and errors") func transactions() async throws {
        try await trying(on: visit)
        try await trying(on: savepoints)
        try await trying(on: optimistic)
        try await trying { _, session in
            let answers = [try register("bob", in: session), try register("bob", in: session)]
            #expect(answers == [true, false])
        }
    }

    @Test("several databases") func severalDatabases() async throws {
        let db = try Database(
            .sqlite(.memory), binds: ["analytics": .sqlite(.memory)],
            models: [User.self, Post.self, Tag.self, PageView.self])
        try await db.createAll()
        try await db.session { session in
            session.add(User(username: "john", email: "john@example.com"))
            try session.commit()
        }
        try await views(in: db)
        try await db.session { session in
            session.add(PageView(path: "/new", userID: nil))
            try commitParts(in: session)
            #expect(try session.query(PageView.self).count() == 2)
        }
        await db.close()
    }

    @Test("testing") func testing() async throws {
        try await testSomething()
        try await trying(on: noExtraStatements)
        try await trying { _, session in try text(in: session) }
    }

    @Test("coming from SQLAlchemy") func comingFromSQLAlchemy() async throws {
        try await trying { john, session in
            try get(in: session)
            try find(since: .distantPast, in: session)
            try shape(in: session)
            try handleErrors(john, in: session)
            try sql(in: session)
            try change(john, in: session)
        }
    }
}
