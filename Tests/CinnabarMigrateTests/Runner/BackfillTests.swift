import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import Synchronization
import Testing

/// Rows are counted up, so that one that is visited twice, or never, shows.
@Suite("Backfills")
struct BackfillTests {
    private struct Grid: Migration {
        static let revision = Revision("g1", message: "Create the grid")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.create("grid") {
                $0.add("region", .string(20))
                $0.add("day", .localDate)
                $0.add("number", .integer)
                $0.add("visits", .integer, default: .value(.integer(0)))
                $0.primaryKey("region", "day", "number")
            }
            for region in ["a", "b", "c d"] {
                for day in ["2026-01-01", "2026-01-02"] {
                    let rows = (0..<43).map { "('\(region)', '\(day)', \($0))" }.joined(separator: ", ")
                    schema.execute("INSERT INTO grid (region, day, number) VALUES \(rows)")
                }
            }
        }
        func downgrade(_ schema: SchemaEditor) throws { try schema.drop("grid") }
    }

    private struct Visit: Migration {
        static let revision = Revision("g2", after: "g1")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.backfill("grid", set: "visits = visits + 1", batch: 7)
        }
        func downgrade(_ schema: SchemaEditor) throws {}
    }

    private struct VisitSome: Migration {
        static let revision = Revision("g3", after: "g2")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.backfill(
                "grid", set: "visits = visits + 1", where: "number <> 5 OR region = 'b'", batch: 10,
                commitsEachBatch: true)
        }
        func downgrade(_ schema: SchemaEditor) throws {}
    }

    @Test(
        "batches over a key of several columns meet each row once, in one transaction and in many",
        arguments: RunnerDatabase.Kind.there)
    func compositeKey(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            let runner = try database.runner([Grid.self, Visit.self, VisitSome.self])
            let counts = Mutex<[String: [Int]]>([:])
            try await runner.upgrade {
                guard case .progress(let revision, let progress) = $0, !progress.isDone, let rows = progress.rows
                else { return }
                counts.withLock { $0[revision.id, default: []].append(rows) }
            }
            let total = 3 * 2 * 43
            let some = total - 4
            #expect(counts.withLock { $0["g2"] } == Array(stride(from: 7, through: total, by: 7)) + [total])
            #expect(counts.withLock { $0["g3"] } == Array(stride(from: 10, through: some, by: 10)) + [some])
            #expect(try await database.integer("SELECT count(*) FROM grid WHERE visits = 2") == Int64(some))
            #expect(try await database.integer("SELECT count(*) FROM grid WHERE visits = 1") == 4)
            #expect(
                try await database.integer(
                    "SELECT count(*) FROM grid WHERE visits = 1 AND number = 5 AND region <> 'b'") == 4)
        }
    }

    @Test("the batches of a key of several columns are ranges of its index")
    func statements() throws {
        let table = Table(
            name: "t", columns: ["a", "b", "c"].map { TableColumn(name: $0, type: .integer) },
            primaryKey: PrimaryKeyConstraint(name: "pk", columns: ["a", "b", "c"]))
        func next(_ dialect: any Dialect) throws -> String? {
            let backfill = MigrationOperation.backfill(Backfill(table: "t", assignments: "n = 1", batch: 5))
            let steps = try MigrationCompiler(dialect: dialect).steps(
                for: [backfill], from: SchemaState(tables: [table]))
            guard case .backfill(let statements)? = steps.first?.action else { return nil }
            return statements.updateNext
        }
        #expect(
            try next(PostgresDialect()) == #"""
                UPDATE "t" SET n = 1 WHERE ("a", "b", "c") > ($1, $2, $3) AND ("a", "b", "c") <= ($4, $5, $6)
                """#)
        #expect(
            try next(MySQLDialect()) == """
                UPDATE `t` SET n = 1 WHERE (`a` > ? OR (`a` = ? AND (`b` > ? OR (`b` = ? AND `c` > ?)))) \
                AND (`a` < ? OR (`a` = ? AND (`b` < ? OR (`b` = ? AND `c` <= ?))))
                """)
        #expect(
            try next(SQLiteDialect()) == #"""
                UPDATE "t" SET n = 1 WHERE ("a" IS NOT NULL AND "b" IS NOT NULL AND "c" IS NOT NULL) AND \#
                ("a", "b", "c") > (?, ?, ?) AND ("a", "b", "c") <= (?, ?, ?)
                """#)
    }

    // MARK: Transactions

    private struct Counters: Migration {
        static let revision = Revision("c1", message: "Create counters")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.create("counters") {
                $0.id()
                $0.add("visits", .integer, default: .value(.integer(0)))
            }
            try schema.create("amounts") {
                $0.add("id", .bigInteger)
                $0.add("amount", .integer)
                $0.primaryKey("id")
            }
            let ids = (1...50).map { "(\($0))" }.joined(separator: ", ")
            schema.execute("INSERT INTO counters (id) VALUES \(ids)")
            let amounts = (1...50).filter { $0 != 35 }.map { "(\($0), 1)" }.joined(separator: ", ")
            schema.execute("INSERT INTO amounts (id, amount) VALUES \(amounts)")
        }
        func downgrade(_ schema: SchemaEditor) throws {
            try schema.drop("amounts")
            try schema.drop("counters")
        }
    }

    /// Fails in the fourth batch as long as there is no amount for 35.
    private static let addition = "visits = visits + (SELECT amount FROM amounts WHERE amounts.id = counters.id)"

    private struct AddCommitting: Migration {
        static let revision = Revision("c2", after: "c1", message: "Add amounts")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.create("before") { $0.id() }
            try schema.backfill("counters", set: BackfillTests.addition, batch: 10, commitsEachBatch: true)
            try schema.create("after") { $0.id() }
        }
        func downgrade(_ schema: SchemaEditor) throws {}
    }

    private struct AddAtOnce: Migration {
        static let revision = Revision("c2", after: "c1", message: "Add amounts")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.backfill("counters", set: BackfillTests.addition, batch: 10)
        }
        func downgrade(_ schema: SchemaEditor) throws {}
    }

    @Test(
        "one that commits each batch keeps those before a failure, and goes on behind them",
        arguments: RunnerDatabase.Kind.there)
    func committing(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            let runner = try database.runner([Counters.self, AddCommitting.self])
            let error = try await #require(throws: RevisionFailedError.self) { try await runner.upgrade() }
            #expect(error.progress?.done == 1, "\(error)")
            #expect(error.progress?.count == 3)
            #expect(try await database.integer("SELECT count(*) FROM counters WHERE visits = 1 AND id <= 30") == 30)
            #expect(try await database.integer("SELECT count(*) FROM counters WHERE visits = 0") == 20)
            #expect(try await runner.status().heads == ["c1"])
            #expect(try await runner.status().interrupted.map(\.begun) == [nil])
            #expect(try await database.tables() == ["amounts", "before", "counters"])

            try await database.script("INSERT INTO amounts (id, amount) VALUES (35, 1)")
            let events = Events()
            try await runner.upgrade(report: events.report)
            #expect(events.list.contains("resumed c2 1/3"))
            #expect(try await database.integer("SELECT count(*) FROM counters WHERE visits = 1") == 50)
            #expect(try await database.tables() == ["after", "amounts", "before", "counters"])
            #expect(try await runner.status().isUpToDate)
            #expect(try await database.integer("SELECT count(*) FROM cinnabar_steps") == 0)
        }
    }

    @Test("one in the revision's transaction keeps nothing of a failure", arguments: RunnerDatabase.Kind.there)
    func atOnce(_ kind: RunnerDatabase.Kind) async throws {
        try await RunnerDatabase.with(kind) { database in
            let runner = try database.runner([Counters.self, AddAtOnce.self])
            await #expect(throws: RevisionFailedError.self) { try await runner.upgrade() }
            #expect(try await database.integer("SELECT count(*) FROM counters WHERE visits = 0") == 50)
            try await database.script("INSERT INTO amounts (id, amount) VALUES (35, 1)")
            try await runner.upgrade()
            #expect(try await database.integer("SELECT count(*) FROM counters WHERE visits = 1") == 50)
        }
    }

    // MARK: SQLite

    private struct Nulls: Migration {
        static let revision = Revision("n1")
        func upgrade(_ schema: SchemaEditor) throws {
            schema.execute(
                """
                CREATE TABLE loose (a TEXT, b INTEGER, visits INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (a, b));
                INSERT INTO loose (a, b) VALUES (NULL, 1), (NULL, 1), ('x', NULL), ('x', 1), ('x', 2), ('y', NULL),
                    ('y', 3), ('z', 1), (NULL, NULL);
                """)
        }
        func downgrade(_ schema: SchemaEditor) throws {}
    }

    private struct VisitNulls: Migration {
        static let revision = Revision("n2", after: "n1")
        func upgrade(_ schema: SchemaEditor) throws {
            try schema.backfill("loose", set: "visits = visits + 1", batch: 2, commitsEachBatch: true)
        }
        func downgrade(_ schema: SchemaEditor) throws {}
    }

    @Test("rows with NULL in their key, which SQLite lets be there, are met once too")
    func nulls() async throws {
        try await RunnerDatabase.with(.sqlite) { database in
            try await database.runner([Nulls.self, VisitNulls.self]).upgrade()
            #expect(try await database.integer("SELECT count(*) FROM loose WHERE visits = 1") == 9)
        }
    }
}
