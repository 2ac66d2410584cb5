import CinnabarDriver
import CinnabarMigrate
import Foundation
import Testing

private let needsMySQL = ConditionTrait.enabled(
    if: RunnerDatabase.Kind.mysql.isThere, "needs a server whose DDL commits by itself: CINNABAR_MYSQL_URL")

/// What a process leaves behind that was killed in the middle of a revision. Its revisions are those of UpgradeProcess.
@Suite("Processes that are killed", .serialized)
struct KilledProcessTests {
    private func child(_ database: RunnerDatabase, _ arguments: String..., settings: String = "") throws -> ChildProcess
    {
        let url = settings.isEmpty ? database.url : database.url + (database.url.contains("?") ? "&" : "?") + settings
        return try ChildProcess("UpgradeProcess", [url] + arguments)
    }

    /// What the database says of itself; which revisions there are does not matter to it.
    private func status(_ database: RunnerDatabase) async throws -> MigrationStatus {
        try await database.runner([]).status()
    }

    // MARK: SQLite

    @Test("in the middle of a rebuild: file, rows and version are as they were")
    func rebuild() async throws {
        try await RunnerDatabase.with(.sqlite) { database in
            let first = try child(database, "revisions=large", "target=l1").wait()
            #expect(first.status == 0, "\(first.output)")
            try await database.script(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
                INSERT INTO large SELECT i, 'somebody whose number is ' || i, i % 100 FROM n;
                CREATE TRIGGER tr AFTER DELETE ON large BEGIN SELECT 1; END;
                PRAGMA wal_checkpoint(TRUNCATE);
                """)
            let schema = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"
            let rows = "SELECT count(*), sum(id), sum(length(name)), sum(number), typeof(min(number)) FROM large"
            let before = try await (database.rows(schema), database.rows(rows))

            let killed = try child(database, "revisions=large")
            let log = database.url.dropFirst("sqlite:///".count) + "-wal"
            try eventually { Self.size(of: String(log)) > 4_000_000 }
            killed.kill()
            #expect(try killed.wait().status == -1)

            #expect(try await database.rows("PRAGMA integrity_check") == [["ok"]])
            let after = try await (database.rows(schema), database.rows(rows))
            #expect(after.0 == before.0)
            #expect(after.1 == before.1)
            #expect(try await status(database).applied.map(\.id) == ["l1"])

            let last = try child(database, "revisions=large").wait()
            #expect(last.output.split(whereSeparator: \.isWhitespace) == ["l2"], "\(last.output)")
            #expect(try await database.rows("SELECT count(*), typeof(min(number)) FROM large") == [["300000", "text"]])
            #expect(try await database.tables() == ["after", "before", "large"])
        }
    }

    private static func size(of path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    // MARK: PostgreSQL

    @Test(
        "in the middle of a transaction: nothing of the revision is there",
        .enabled(if: RunnerDatabase.Kind.postgres.isThere, "needs PostgreSQL: CINNABAR_POSTGRES_URL"))
    func transaction() async throws {
        try await RunnerDatabase.with(.postgres) { database in
            let first = try child(database, "revisions=large", "target=l1").wait()
            #expect(first.status == 0, "\(first.output)")
            try await database.script(
                "INSERT INTO large (name, number) SELECT 'x' || n, n FROM generate_series(1, 100) n")
            let name = "killed_" + UUID().uuidString.prefix(8)
            let killed = try child(database, "revisions=large", settings: "application_name=\(name)")
            try await database.engine.withConnection { connection in
                let sql = """
                    SELECT 1 FROM pg_stat_activity WHERE application_name = '\(name)' AND state = 'active'
                    AND query LIKE '%pg_sleep%'
                    """
                try eventually { try connection.rows(sql).count == 1 }
            }
            killed.kill()
            #expect(try killed.wait().status == -1)
            // Its session goes on at the server for a while, and the next run waits for it.
            #expect(try await database.tables() == ["large"])
            #expect(try await status(database).applied.map(\.id) == ["l1"])

            let last = try child(database, "revisions=large").wait()
            #expect(last.output.split(whereSeparator: \.isWhitespace) == ["l2"], "\(last.output)")
            #expect(try await database.tables() == ["after", "before", "large"])
            #expect(try await database.integer("SELECT count(*) FROM large WHERE number = '7'") == 1)
        }
    }

    @Test(
        "behind a step, before its transaction ends: nothing is kept",
        arguments: RunnerDatabase.Kind.there.filter(\.isTransactional))
    func behindStep(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database async throws in
            #expect(try child(database, "revisions=large", "dies=2").wait().status == -1)
            #expect(try await database.tables() == ["large"])
            #expect(try await status(database).applied.map(\.id) == ["l1"])
            #expect(try child(database, "revisions=large").wait().status == 0)
            #expect(try await database.tables() == ["after", "before", "large"])
        }
    }

    // MARK: MySQL and MariaDB

    @Test(
        "where DDL commits by itself: a step that took effect and was not noted is seen, and not run again", needsMySQL)
    func stepTookEffect() async throws {
        try await RunnerDatabase.with(.mysql) { database in
            #expect(try child(database, "revisions=large", "dies=1").wait().status == -1)
            let half = try #require(try await status(database).interrupted.first)
            #expect(half.done == 0 && half.count == 4)
            #expect(half.begun != nil)
            #expect(half.step?.hasPrefix("CREATE TABLE `before`") == true, "\(half)")
            #expect(try await database.tables() == ["before", "large"])

            let last = try child(database, "revisions=large").wait()
            #expect(last.status == 0)
            #expect(last.output == "resumed l2 0/4\nsettled l2 1 true\nl2\n")
            #expect(try await database.tables() == ["after", "before", "large"])
            #expect(try await database.integer("SELECT count(*) FROM cinnabar_steps") == 0)
        }
    }

    @Test("where DDL commits by itself: a step that was running is told, looked for and finished", needsMySQL)
    func stepWasRunning() async throws {
        try await RunnerDatabase.with(.mysql) { database in
            #expect(try child(database, "revisions=large", "target=l1").wait().status == 0)
            try await database.script("INSERT INTO large (name, number) VALUES ('a', 1), ('b', 2)")
            try await database.engine.withConnection { connection in
                // The index waits for who reads the table.
                try connection.begin(.write(nil))
                _ = try connection.rows("SELECT * FROM large")
                let killed = try child(database, "revisions=large")
                let sql = """
                    SELECT 1 FROM information_schema.processlist
                    WHERE db = DATABASE() AND state LIKE 'Waiting for table metadata lock%'
                    """
                try eventually { try connection.rows(sql).count == 1 }
                killed.kill()
                #expect(try killed.wait().status == -1)
                try connection.rollback()
            }
            let half = try #require(try await status(database).interrupted.first)
            #expect(half.done == 1 && half.begun != nil)
            #expect(half.step?.hasPrefix("CREATE INDEX `ix_large_name`") == true, "\(half)")

            // The server may have finished what its client did not live to see.
            let last = try child(database, "revisions=large").wait()
            #expect(last.status == 0, "\(last.output)")
            #expect(last.output.hasPrefix("resumed l2 1/4\nsettled l2 2 "))
            let indexes = """
                SELECT count(*) FROM information_schema.statistics
                WHERE table_schema = DATABASE() AND index_name = 'ix_large_name'
                """
            #expect(try await database.integer(indexes) == 1)
            #expect(try await database.tables() == ["after", "before", "large"])
        }
    }

    @Test("where nothing tells whether a step took effect, the run is refused until somebody says", needsMySQL)
    func unknown() async throws {
        try await RunnerDatabase.with(.mysql) { database in
            #expect(try child(database, "revisions=scripts", "dies=2").wait().status == -1)
            let refused = try child(database, "revisions=scripts").wait()
            #expect(refused.status == 1)
            #expect(refused.output.contains("step 2 of 3 had begun at "), "\(refused.output)")
            #expect(refused.output.contains("CREATE TABLE one"))
            #expect(refused.output.contains("--unfinished-step skip"))
            #expect(try await status(database).interrupted.map(\.done) == [1])

            let skipped = try child(database, "revisions=scripts", "unfinished=skip").wait()
            #expect(skipped.status == 0, "\(skipped.output)")
            #expect(skipped.output == "resumed l2 1/3\nsettled l2 2 true\nl2\n")
            #expect(try await database.tables() == ["after", "before", "large", "one", "two"])
        }
        try await RunnerDatabase.with(.mysql) { database in
            #expect(try child(database, "revisions=scripts", "dies=2").wait().status == -1)
            try await database.script("DROP TABLE one, two")
            let again = try child(database, "revisions=scripts", "unfinished=again").wait()
            #expect(again.status == 0, "\(again.output)")
            #expect(try await database.tables() == ["after", "before", "large", "one", "two"])
        }
    }
}
