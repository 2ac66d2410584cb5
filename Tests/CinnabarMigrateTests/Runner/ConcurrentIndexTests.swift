import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import Testing

@Suite(
    "Indexes that are built while writers go on",
    .enabled(if: RunnerDatabase.Kind.postgres.isThere, "needs PostgreSQL: CINNABAR_POSTGRES_URL"))
struct ConcurrentIndexTests {
    /// The second index finds names that are there twice.
    private struct AddIndexes: Migration {
        static let revision = Revision("i2", after: "a1", message: "Add indexes")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.alter("users") {
                $0.add("picture", .string(255), nullable: true)
                $0.index("picture", concurrently: true)
                $0.index("name", unique: true, concurrently: true)
                $0.add("bio", .text, nullable: true)
            }
            try schema.create("after") { $0.id() }
        }
        func downgrade(_ schema: SchemaEditor) throws {
            try schema.drop("after")
            try schema.alter("users") {
                $0.drop("bio")
                $0.dropIndex("ix_users_name", concurrently: true)
                $0.dropIndex("ix_users_picture", concurrently: true)
                $0.drop("picture")
            }
        }
    }

    private static let types: [any Migration.Type] = [CreateUsers.self, AddIndexes.self]

    private func valid(_ database: RunnerDatabase) async throws -> [[String]] {
        try await database.engine.withConnection { connection in
            try connection.rows(
                """
                SELECT x.relname::text, i.indisvalid::text FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                WHERE i.indrelid = 'users'::regclass AND NOT i.indisprimary ORDER BY x.relname
                """)
        }
    }

    @Test("a revision that fails half-way goes on from there, and what was left of an index goes first")
    func failsHalfway() async throws {
        try await RunnerDatabase.with(.postgres) { database in
            let runner = try database.runner(Self.types)
            try await runner.upgrade(to: "a1")
            try await database.script("INSERT INTO users (name) VALUES ('ada'), ('ada')")
            let error = try await #require(throws: RevisionFailedError.self) { try await runner.upgrade() }
            #expect((error.cause as? IntegrityError)?.kind == .unique, "\(error)")
            #expect(error.progress?.done == 2, "\(error)")
            #expect(try await runner.status().heads == ["a1"])
            #expect(try await valid(database) == [["ix_users_name", "false"], ["ix_users_picture", "true"]])
            // What is not finished is no index of the table.
            let users = try await database.engine.withConnection {
                try database.engine.backend.inspector($0).table(named: "users")
            }
            #expect(users?.table.indexes.map(\.name) == ["ix_users_picture"])
            #expect(users?.invalidIndexes == ["ix_users_name"])

            try await database.script("DELETE FROM users WHERE id = (SELECT max(id) FROM users)")
            let events = Events()
            try await runner.upgrade(report: events.report)
            #expect(events.list.contains { $0.hasPrefix("resumed i2 2/") })
            #expect(try await valid(database) == [["ix_users_name", "true"], ["ix_users_picture", "true"]])
            #expect(try await database.columns(of: "users") == ["id", "name", "picture", "bio"])
            #expect(try await runner.status().isUpToDate)
            try await runner.downgrade()
            #expect(try await valid(database) == [])
            #expect(try await database.columns(of: "users") == ["id", "name"])
        }
    }

    private struct IndexPicture: Migration {
        static let revision = Revision("i3", after: "a2", message: "Index pictures")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.alter("users") { $0.index("picture", concurrently: true) }
            try schema.create("after") { $0.id() }
        }
        func downgrade(_ schema: SchemaEditor) throws {
            try schema.drop("after")
            try schema.alter("users") { $0.dropIndex("ix_users_picture", concurrently: true) }
        }
    }

    @Test("an index whose builder was killed is built anew, and one that the server finished is not")
    func killed() async throws {
        try await RunnerDatabase.with(.postgres) { database in
            let runner = try database.runner([CreateUsers.self, AddPicture.self, IndexPicture.self])
            try await runner.upgrade(to: "a2")
            let upgrade = try await interrupted(database, runner)
            #expect(upgrade.contains("lost") || upgrade.contains("ended the connection"), "\(upgrade)")
            #expect(try await valid(database) == [["ix_users_picture", "false"]])
            let half = try #require(try await runner.status().interrupted.first)
            #expect(half.done == 0)
            #expect(half.begun != nil)
            #expect(half.step?.hasPrefix("CREATE INDEX CONCURRENTLY \"ix_users_picture\"") == true)

            // Somebody finishes it by hand, or the server did it after the connection was lost.
            try await database.script("DROP INDEX ix_users_picture; CREATE INDEX ix_users_picture ON users (picture)")
            let events = Events()
            try await runner.upgrade(report: events.report)
            #expect(events.list.contains("settled i3 1 true"), "\(events.list)")
            #expect(try await runner.status().isUpToDate)
            try await runner.downgrade()

            _ = try await interrupted(database, runner)
            let again = Events()
            try await runner.upgrade(report: again.report)
            #expect(again.list.contains("settled i3 1 false"), "\(again.list)")
            #expect(try await valid(database) == [["ix_users_picture", "true"]])
            #expect(try await database.tables() == ["after", "users"])
        }
    }

    /// Upgrades while a transaction is open that the first index has to wait for, and ends the upgrade's session then.
    private func interrupted(_ database: RunnerDatabase, _ runner: MigrationRunner) async throws -> String {
        let engine = Engine(backend: database.engine.backend)
        let result = try await engine.withConnection { connection -> Task<String, Never> in
            try connection.begin(.write(nil))
            try connection.execute(script: "INSERT INTO users (name) VALUES ('open')")
            let task = Task {
                do {
                    try await runner.upgrade()
                    return "done"
                } catch { return "\(error)" }
            }
            let waiting = """
                SELECT pid FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY "ix_users_picture"%'
                AND wait_event_type = 'Lock' AND pid IN (SELECT pid FROM pg_locks WHERE relation = 'users'::regclass)
                """
            // Within a transaction it stays what it was when it was first looked at.
            func isWaiting() throws -> Bool {
                _ = try connection.rows("SELECT 1 FROM pg_stat_clear_snapshot()")
                return try connection.rows("SELECT 1 WHERE EXISTS (\(waiting))").count == 1
            }
            try eventually { try isWaiting() }
            _ = try connection.rows("SELECT pg_terminate_backend(pid) FROM (\(waiting)) w")
            try eventually { try !isWaiting() }
            try connection.rollback()
            return task
        }
        let text = await result.value
        await engine.close()
        return text
    }
}
