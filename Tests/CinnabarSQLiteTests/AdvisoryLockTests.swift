import CinnabarDriver
import Foundation
import Testing

@testable import CinnabarSQLite

@Suite("Locks among those who use a file")
struct AdvisoryLockTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/locks-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    @Test("one connection has it until it gives it up, whatever the file is called, and nothing is left beside it")
    func oneAtATime() async throws {
        try await withFolder { folder in
            let path = folder + "/app.db"
            let one = EngineConfiguration(pool: PoolConfiguration(size: 1, overflow: 0))
            let first = Engine(backend: try SQLiteBackend(.path(path)), configuration: one)
            try await first.withConnection { connection throws in
                #expect(try first.backend.tryLock("upgrade", connection) == true)
                #expect(try first.backend.tryLock("other", connection) == true)
            }
            try FileManager.default.createSymbolicLink(atPath: folder + "/link.db", withDestinationPath: path)
            let second = Engine(backend: try SQLiteBackend(.path(folder + "/link.db")), configuration: one)
            try await second.withConnection { connection throws in
                #expect(try second.backend.tryLock("upgrade", connection) == false)
                // Who does not have it cannot give it up.
                try second.backend.unlock("upgrade", connection)
                #expect(try second.backend.tryLock("upgrade", connection) == false)
            }
            try await first.withConnection { connection throws in
                #expect(try first.backend.tryLock("upgrade", connection) == false)
                try first.backend.unlock("upgrade", connection)
                try first.backend.unlock("other", connection)
            }
            try await second.withConnection { connection throws in
                #expect(try second.backend.tryLock("upgrade", connection) == true)
                try second.backend.unlock("upgrade", connection)
            }
            await first.close()
            await second.close()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["app.db", "link.db"])
        }
    }

    @Test("threads that hurry never have it at once")
    func hurry() async throws {
        try await withFolder { folder in
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let locks = AdvisoryLocks()
                        let owner = ObjectIdentifier(locks)
                        var count = 0
                        for _ in 0..<300 where locks.tryLock(folder + "/lock", for: owner) == true {
                            // Whoever else had it would find the file there.
                            let mark = open(folder + "/mark", O_CREAT | O_EXCL, 0o600)
                            #expect(mark >= 0)
                            close(mark)
                            unlink(folder + "/mark")
                            locks.unlock(folder + "/lock", of: owner)
                            count += 1
                        }
                        return count
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.reduce(0, +) > 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }

    @Test("there is none where nothing can be written")
    func none() async throws {
        try await withFolder { folder in
            let path = folder + "/app.db"
            let writer = Engine(backend: try SQLiteBackend(.path(path)))
            try await writer.withConnection { try $0.execute(script: "CREATE TABLE t (n)") }
            await writer.close()
            let reader = Engine(
                backend: try SQLiteBackend(.path(path), configuration: .init(access: .readOnly)))
            let lock = try await reader.withConnection { try reader.backend.tryLock("upgrade", $0) }
            #expect(lock == nil)
            await reader.close()
            #expect(AdvisoryLocks().tryLock("/nowhere/at/all", for: ObjectIdentifier(Self.self)) == nil)
        }
    }
}
