import CinnabarDriver
import CinnabarSQLite
import Foundation
import Testing

@Suite("Files that are only read")
struct AccessTests {
    private static let readers = [SQLiteBackend.Access.readOnly, .immutable]

    /// A folder with a database of one table of one row, in the journal mode that other tools leave.
    private static func withFile(
        named name: String = "archive.db", _ body: (_ path: String, _ folder: URL) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cinnabar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path + "/" + name
        let engine = Engine(backend: try SQLiteBackend(.path(path)))
        try await engine.withConnection {
            try $0.execute(
                script: "CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (7); PRAGMA journal_mode = DELETE")
        }
        await engine.close()
        try await body(path, folder)
    }

    private static func engine(_ path: String, _ access: SQLiteBackend.Access) throws -> Engine {
        Engine(backend: try SQLiteBackend(.path(path), configuration: .init(access: access)))
    }

    private static func value(_ engine: Engine) async throws -> Int64 {
        try await engine.withConnection { connection in
            try connection.run("SELECT x FROM t") { statement in
                _ = try statement.step()
                return try statement.row.int64(0)
            }
        }
    }

    @Test("it is read and left as it is, with nothing beside it", arguments: readers)
    func unchanged(_ access: SQLiteBackend.Access) async throws {
        try await Self.withFile { path, folder in
            let before = try Data(contentsOf: URL(filePath: path))
            let engine = try Self.engine(path, access)
            #expect(try await Self.value(engine) == 7)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["archive.db"])
            await engine.close()
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test("a write throws and says that the file is read-only", arguments: readers)
    func writes(_ access: SQLiteBackend.Access) async throws {
        try await Self.withFile { path, _ in
            let engine = try Self.engine(path, access)
            let error = await #expect(throws: OperationalError.self) {
                try await engine.withConnection { connection in
                    try connection.begin(.write(nil))
                    try connection.execute(script: "INSERT INTO t VALUES (8)")
                }
            }
            #expect(error?.kind == .readOnly)
            #expect(try await Self.value(engine) == 7)
            await engine.close()
        }
    }

    @Test("a file that is not there is not made", arguments: readers)
    func missing(_ access: SQLiteBackend.Access) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/cinnabar-\(UUID().uuidString).db"
        let engine = try Self.engine(path, access)
        let error = await #expect(throws: OperationalError.self) { _ = try await Self.value(engine) }
        #expect(error?.kind == .cannotOpen)
        #expect(!FileManager.default.fileExists(atPath: path))
        await engine.close()
    }

    @Test(
        "a name may have any character that means something in a URI",
        arguments: ["a b.db", "a?mode=memory.db", "a#b.db", "100%.db", "%41.db", "é.db", "a&b=c;d.db"])
    func names(_ name: String) async throws {
        try await Self.withFile(named: name) { path, _ in
            let engine = try Self.engine(path, .immutable)
            #expect(try await Self.value(engine) == 7)
            await engine.close()
        }
    }
}
