import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import Testing

@Suite("Rows that a table built again does not take")
struct RebuildErrorTests {
    private struct UniqueNames: Migration {
        static let revision = Revision("u2", after: "a1", message: "Make names unique")
        func upgrade(_ schema: SchemaEditor) throws { try schema.alter("users") { $0.unique("name") } }
        func downgrade(_ schema: SchemaEditor) throws {}
    }

    private struct LongNames: Migration {
        static let revision = Revision("u2", after: "a1", message: "Ask for long names")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.alter("users") { $0.check("name_long", "length(name) > 5") }
        }
        func downgrade(_ schema: SchemaEditor) throws {}
    }

    private struct NamesWithDefault: Migration {
        static let revision = Revision("u2", after: "a1", message: "Add titles")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.alter("users") { $0.add("title", .string(20), default: .sql("nullif('a', 'a')")) }
        }
        func downgrade(_ schema: SchemaEditor) throws {}
    }

    /// The error of a revision on users that are called alike, on SQLite.
    private func failure(_ type: any Migration.Type) async throws -> (RevisionFailedError, IntegrityError) {
        var result: RevisionFailedError?
        try await RunnerDatabase.with(.sqlite) { database in
            try await database.runner([CreateUsers.self]).upgrade()
            try await database.script("INSERT INTO users (name) VALUES ('ada'), ('ada')")
            let runner = try database.runner([CreateUsers.self, type])
            result = try await #require(throws: RevisionFailedError.self) { try await runner.upgrade() }
            #expect(try await database.rows("SELECT name FROM users") == [["ada"], ["ada"]])
            #expect(try await database.tables() == ["users"])
            #expect(try await database.rows("PRAGMA foreign_keys") == [["1"]])
        }
        let failure = try #require(result)
        return (failure, try #require(failure.cause as? IntegrityError))
    }

    @Test("a unique constraint is told by the table's own name")
    func unique() async throws {
        let (failure, error) = try await failure(UniqueNames.self)
        #expect(error.kind == .unique)
        #expect(error.table == "users")
        #expect(error.columns == ["name"])
        #expect(error.constraint == "uq_users_name")
        #expect(failure.summary.contains("unique constraint uq_users_name of users (name)"), "\(failure)")
        #expect(failure.context.answer == "UNIQUE constraint failed: users.name")
        #expect(failure.advice?.contains("find the rows that are alike") == true)
    }

    @Test("a check is told by the table's own name")
    func check() async throws {
        let (failure, error) = try await failure(LongNames.self)
        #expect(error.kind == .check)
        #expect(error.table == "users")
        #expect(error.constraint == "ck_users_name_long")
        #expect(!failure.summary.contains("cinnabar_new"), "\(failure)")
    }

    @Test("a value that is missing is told by the table's own name and the column")
    func notNull() async throws {
        let (failure, error) = try await failure(NamesWithDefault.self)
        #expect(error.kind == .notNull)
        #expect(error.table == "users")
        #expect(error.columns == ["title"])
        #expect(failure.context.answer == "NOT NULL constraint failed: users.title")
        #expect(failure.advice?.contains("fill the rows that have no value") == true)
    }
}
