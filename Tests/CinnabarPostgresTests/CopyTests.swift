import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarPostgres

@Suite("COPY into PostgreSQL", .enabled(if: TestServer.isThere, TestServer.reason))
struct CopyTests {
    /// A connection of the backend itself, in a schema of its own.
    private func withConnection(_ script: String, _ body: @Sendable (PostgresConnection) throws -> Void) async throws {
        try await withServer { engine async throws in
            let path = try await engine.withConnection { connection in
                try connection.execute(script: script)
                return try connection.text("SHOW search_path")
            }
            let url = try #require(TestServer.url)
            let backend = try PostgresBackend(url, configuration: .init(settings: ["search_path": path]))
            let connection = try #require(try backend.connect() as? PostgresConnection)
            defer { connection.close() }
            try body(connection)
        }
    }

    private func rows(_ sql: String, _ connection: PostgresConnection) throws -> [[SQLValue]] {
        let statement = try connection.statement(sql)
        defer { statement.reset() }
        var rows: [[SQLValue]] = []
        while try statement.step() { rows.append(try (0..<statement.row.count).map { try statement.row.value($0) }) }
        return rows
    }

    @Test("every type of value arrives as an INSERT would write it")
    func types() async throws {
        let columns = [
            "small smallint", "whole integer", "big bigint", "float real", "double double precision", "exact numeric",
            "scaled numeric(10, 2)", "flag boolean", "name varchar(20)", "letters char(3)", "long text", "data bytea",
            "at timestamptz", "day date", "time time", "moment timestamp", "id uuid", "document jsonb", "old json",
            "mood mood",
            "numbers bigint[]", "smalls integer[]", "names text[]", "matrix bigint[][]", "exacts numeric[]",
        ]
        let names = columns.map { String($0.prefix { $0 != " " }) }
        try await withConnection(
            """
            CREATE TYPE mood AS ENUM ('sad', 'happy');
            CREATE TABLE copied (\(columns.joined(separator: ", "))); CREATE TABLE inserted (LIKE copied)
            """
        ) { connection in
            let id = UUID()
            func write(_ writer: ParameterWriter, _ round: Int64) throws {
                try writer.write(-round)
                try writer.write(round * 70_000)
                try writer.write(Int64.max - round)
                try writer.write(1.5)
                try writer.write(1.0 / 3)
                try writer.write(
                    Decimal(
                        string: [
                            "0", "-12345678901234567890.0123456789", "10000", "0.00010001", "100000000.5", "1e30",
                            "99999999", "-0.1",
                        ][Int(round % 8)])!)
                try writer.write(Decimal(string: "1234.50")!)
                try writer.write(round % 2 == 0)
                try writer.write("ü'\\\t\n")
                try writer.write("ab")
                try writer.write(String(repeating: "🚢", count: Int(round)))
                try writer.write(Data([0, 1, 255]))
                try writer.write(Date(timeIntervalSince1970: 1_700_000_000.123456 - Double(round)))
                try writer.write(LocalDate(year: 2024, month: 2, day: 29))
                try writer.write(LocalTime(hour: 23, minute: 59))
                try writer.write(LocalDateTime(year: 1, month: 1, day: 1))
                try writer.write(id)
                try writer.write(json: #"{"a": [1, 2.50]}"#)
                try writer.write(json: #"{"b":  1}"#)
                try writer.write("happy")
                try writer.write([.integer(1), .null, .integer(round)], of: .bigInteger)
                try writer.write([], of: .integer)
                try writer.write([.text("a\"b"), .text("")], of: .text)
                try writer.write(
                    [
                        .array([.integer(1), .integer(2)], of: .bigInteger),
                        .array([.integer(3), .integer(4)], of: .bigInteger),
                    ],
                    of: .array(of: .bigInteger))
                try writer.write([.decimal(Decimal(string: "1.5")!)], of: .numeric(precision: nil, scale: nil))
            }
            let statement = try connection.statement(
                "INSERT INTO inserted VALUES (\(names.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))")
            for round in 0..<20 {
                try write(statement.parameters, Int64(round))
                _ = try statement.step()
                statement.reset()
            }
            var round: Int64 = 0
            // The user-made enumeration is written as its text.
            let count = try connection.copy(into: "copied", columns: names) { writer in
                if round == 20 { return false }
                try write(writer, round)
                round += 1
                return true
            }
            #expect(count == 20)
            let copied = try rows("SELECT * FROM copied ORDER BY whole", connection)
            #expect(copied.count == 20)
            #expect(try copied == rows("SELECT * FROM inserted ORDER BY whole", connection))
        }
    }

    @Test("many rows, defaults, NULLs, and no rows at all")
    func many() async throws {
        try await withConnection(
            #"CREATE TABLE "od""d" (id bigint GENERATED ALWAYS AS IDENTITY, "na""me" text, n int DEFAULT 7)"#
        ) { connection in
            try connection.begin(.write(nil))
            var row = 0
            let count = try connection.copy(into: #""od""d""#, columns: ["na\"me"]) { writer in
                if row == 50_000 { return false }
                if row % 3 == 0 { try writer.writeNull(.text) } else { try writer.write("row \(row)") }
                row += 1
                return true
            }
            #expect(count == 50_000)
            #expect(try connection.copy(into: #""od""d""#, columns: ["n"]) { _ in false } == 0)
            try connection.commit()
            let found = try rows(#"SELECT count(*), count("na""me"), sum(n)::int8, max(id) FROM "od""d""#, connection)
            #expect(found == [[.integer(50_000), .integer(33_333), .integer(350_000), .integer(50_000)]])
        }
    }

    @Test("what cannot be stored is refused, and the connection goes on")
    func refused() async throws {
        try await withConnection("CREATE TABLE t (n smallint CHECK (n > 0), s text, i inet)") { connection in
            func copy(_ column: String, _ write: (ParameterWriter) throws -> Void) throws -> Int? {
                var isDone = false
                return try connection.copy(into: "t", columns: [column]) { writer in
                    if isDone { return false }
                    try write(writer)
                    isDone = true
                    return true
                }
            }
            #expect(throws: ValueError.self) { try copy("n") { try $0.write(Int64(70_000)) } }
            #expect(throws: ValueError.self) { try copy("n") { try $0.write("x") } }
            let hasNUL = try error(ValueError.self) { try copy("s") { try $0.write("a\0") } }
            #expect(hasNUL.reason.contains("NUL"))
            #expect(throws: ValueError.self) { try copy("s") { _ in } }
            #expect(throws: ValueError.self) {
                try copy("s") {
                    try $0.write("a")
                    try $0.write("b")
                }
            }
            let broken = try error(IntegrityError.self) { try copy("n") { try $0.write(Int64(-1)) } }
            #expect(broken.kind == .check && broken.constraint == "t_n_check")
            #expect(try error(QueryError.self) { try copy("nothing") { _ in } }.kind == .unknownColumn)
            #expect(try copy("i") { _ in } == nil)
            #expect(try copy("n") { try $0.write(Int64(1)) } == 1)
            #expect(try rows("SELECT n FROM t", connection) == [[.integer(1)]])
            #expect(!connection.isInTransaction)
        }
    }
}

@Suite("Notifications of PostgreSQL", .enabled(if: TestServer.isThere, TestServer.reason), .timeLimit(.minutes(1)))
struct NotificationTests {
    @Test("what is said on a channel arrives in order, and other channels are not heard")
    func order() async throws {
        let url = try #require(TestServer.url)
        let backend = try PostgresBackend(url)
        try await withServer { engine async throws in
            let notifications = try await backend.notifications(on: "Jobs \"1\"", "other")
            try await engine.withConnection { connection in
                for number in 0..<50 {
                    try connection.execute(
                        script: "NOTIFY \"Jobs \"\"1\"\"\", '\(number)'; NOTIFY jobs; NOTIFY unheard")
                }
                try connection.execute(script: "NOTIFY other")
            }
            var heard: [String] = []
            for try await notification in notifications {
                if notification.channel == "other" {
                    #expect(notification.payload.isEmpty && notification.processID > 0)
                    break
                }
                heard.append(notification.payload)
            }
            #expect(heard == (0..<50).map(String.init))
        }
    }

    @Test("a lost connection is told, a cancelled task and close() end it")
    func end() async throws {
        let url = try #require(TestServer.url)
        let backend = try PostgresBackend(url, configuration: .init(applicationName: "listener-\(UUID().uuidString)"))
        try await withServer { engine async throws in
            let name = try #require(backend.configuration.applicationName)
            let lost = try await backend.notifications(on: "x")
            #expect(
                try await engine.integer("SELECT count(*) FROM pg_stat_activity WHERE application_name = '\(name)'")
                    == 1)
            _ = try await engine.withConnection {
                try $0.change(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '\(name)'")
            }
            await #expect(throws: OperationalError.self) { for try await _ in lost {} }
            let closed = try await backend.notifications(on: "x")
            closed.close()
            for try await _ in closed { Issue.record("nothing was said") }
            let cancelled = Task {
                let notifications = try await backend.notifications(on: "x")
                for try await _ in notifications {}
            }
            try await Task.sleep(for: .milliseconds(50))
            cancelled.cancel()
            _ = await cancelled.result
            // Their connections are gone.
            for _ in 0..<200 {
                if try await engine.integer("SELECT count(*) FROM pg_stat_activity WHERE application_name = '\(name)'")
                    == 0
                {
                    return
                }
                try await Task.sleep(for: .milliseconds(10))
            }
            Issue.record("a connection was left open")
        }
    }

    @Test("more than there is room for is an error and not a gap")
    func overflow() async throws {
        let url = try #require(TestServer.url)
        let backend = try PostgresBackend(url)
        try await withServer { engine async throws in
            let notifications = try await backend.notifications(on: "many", limit: 3)
            try await engine.script("SELECT pg_notify('many', n::text) FROM generate_series(1, 20) n")
            try await Task.sleep(for: .milliseconds(100))
            var count = 0
            await #expect(throws: OperationalError.self) { for try await _ in notifications { count += 1 } }
            #expect(count == 3)
        }
    }

    @Test("a server that is not there is told at once")
    func unreachable() async throws {
        let backend = try PostgresBackend("postgresql://127.0.0.1:1/nothing")
        await #expect(throws: OperationalError.self) { _ = try await backend.notifications(on: "x") }
    }
}
