import CinnabarDriver
import CinnabarSQL
import CinnabarSQLite
import Foundation
import Testing

@testable import CinnabarMigrate

@Suite("A rebuild in a process of its own", .serialized)
struct OperationsProcessTests {
    /// The steps of a table built again.
    private static func plan(_ connection: Connection, _ backend: any Backend) throws -> MigrationPlan {
        let editor = SchemaEditor()
        try editor.alter("users") { $0.check("name_there", "name <> ''") }
        var state = SchemaState(try backend.inspector(connection).schema())
        try connection.rollback()
        return try MigrationCompiler(dialect: connection.dialect).plan(for: editor.operations, from: &state)
    }

    @Test("a process that is killed in the middle leaves the file as it was", arguments: [3, 5, 7, 9])
    func killed(step: Int) async throws {
        let file = try await OperationsRebuildTests.file()
        let before = try await file.dump()
        await file.engine.close()
        let path = file.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, step = step as Int] in
            let backend = try SQLiteBackend(.path(path))
            let engine = Engine(backend: backend)
            try await engine.withConnection { connection in
                let plan = try OperationsProcessTests.plan(connection, backend)
                try MigrationExecutor().run(
                    plan, on: connection,
                    progress: { if $0.index == step, $0.isDone { kill(getpid(), SIGKILL) } })
            }
            await engine.close()
        }
        let engine = Engine(backend: try SQLiteBackend(.path(path)))
        #expect(try await engine.rows("PRAGMA integrity_check") == [["ok"]])
        let schema = try await engine.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")
        #expect(schema.map { $0.joined(separator: "|") } == Array(before.prefix(schema.count)))
        #expect(try await engine.rows("SELECT count(*) FROM posts") == [["3"]])
        await engine.close()
        #expect(FileManager.default.fileExists(atPath: file.path))
    }

    @Test("a million rows are built again within 100 MB of memory")
    func memory() async throws {
        await #expect(processExitsWith: .success) {
            let file = try OperationsFile()
            try await file.script(
                """
                CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER);
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
                INSERT INTO users SELECT i, 'somebody whose number is ' || i, i % 100 FROM n;
                CREATE INDEX ix_users_age ON users (age);
                """)
            await file.engine.close()
            // The high-water mark begins anew, so that making the rows does not count.
            try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
            let backend = try SQLiteBackend(.path(file.path))
            let engine = Engine(backend: backend)
            try await engine.withConnection { connection in
                let plan = try OperationsProcessTests.plan(connection, backend)
                var copied = 0
                try MigrationExecutor().run(
                    plan, on: connection,
                    progress: { if $0.isDone, let rows = $0.rows { copied = max(copied, rows) } })
                guard copied == 1_000_000 else { exit(3) }
            }
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
            let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? .max
            FileHandle.standardError.write(Data("peak \(kilobytes) kB\n".utf8))
            exit(kilobytes < 100 * 1024 ? 0 : 4)
        }
    }
}
