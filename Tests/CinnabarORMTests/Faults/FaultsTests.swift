import Cinnabar
import CinnabarDriver
import CinnabarTesting
import Foundation
import Testing

@Model("parcels")
final class Parcel {
    var id: Int
    @Column(.string(40), .unique) var label: String
    var weight: Int = 0
    @Relationship(deleteRule: .cascade) var items: [Item]
    @Relationship(through: "parcel_stamps") var stamps: [Stamp]
}

@Model("items")
final class Item {
    var id: Int
    @Column(.check("length(text) > 0")) var text: String
    @ForeignKey(\Parcel.id) var parcelID: Int
    @Relationship var parcel: Parcel
}

@Model("stamps")
final class Stamp {
    var id: Int
    var face: String
    @Relationship(through: "parcel_stamps") var parcels: [Parcel]
}

private let post: [any Model.Type] = [Parcel.self, Item.self, Stamp.self]

/// Everything that is stored, as text.
private func contents(_ db: Database) async throws -> [[String?]] {
    try await db.rows("SELECT 'p', id, label, weight FROM parcels ORDER BY id")
        + db.rows("SELECT 'i', id, text, parcel_id FROM items ORDER BY id")
        + db.rows("SELECT 's', id, face FROM stamps ORDER BY id")
        + db.rows("SELECT 'l', parcel_id, stamp_id FROM parcel_stamps ORDER BY 2, 3")
}

@Suite("Faults")
struct FaultsTests {
    /// What a unit of work does: inserts, updates, links, deletions, on what `seed` left.
    @Sendable private static func work(_ session: Session) throws {
        let old = try session.query(Parcel.self).order { $0.id }.all()
        let new = Parcel(label: "new", weight: 3)
        session.add(new)
        for index in 0..<3 { new.$items.append(Item(text: "n\(index)", parcel: new)) }
        new.$stamps.append(Stamp(face: "queen"))
        (old[0].label, old[1].label) = (old[1].label, old[0].label)
        try #require(try old[0].items.first).$parcel.set(old[1])
        old[0].$stamps.remove(try #require(try old[0].stamps.first))
        session.delete(old[2])
        try session.commit()
    }

    private static func seed(_ db: Database) async throws {
        try await db.session { session in
            for label in ["a", "b", "c"] {
                let parcel = Parcel(label: label)
                for index in 0..<2 { parcel.$items.append(Item(text: "\(label)\(index)", parcel: parcel)) }
                parcel.$stamps.append(Stamp(face: label))
                session.add(parcel)
            }
            try session.commit()
        }
    }

    @Test(
        "a statement that fails anywhere leaves nothing half-written, and the work can be done again in the session",
        arguments: [OperationalError.Kind.diskFull, .locked, .inputOutput])
    func everyStatement(kind: OperationalError.Kind) async throws {
        var number = 0
        while true {
            let backend = FaultyBackend(try .sqlite(.memory))
            let db = try Database(backend, models: post)
            try await db.createAll()
            try await Self.seed(db)
            let before = try await contents(db)
            let fault = number
            let happened = try await db.session { session in
                backend.faults.arm(fault, OperationalError(kind, "made to fail"))
                do {
                    try Self.work(session)
                } catch let error as OperationalError {
                    #expect(error.kind == kind)
                    try session.rollback()
                    #expect(session.new.isEmpty && session.dirty.isEmpty && session.deleted.isEmpty)
                    let labels = try session.query(Parcel.self).order { $0.id }.all().map(\.label)
                    #expect(labels == ["a", "b", "c"])
                    let stored = try db.elsewhereContents()
                    #expect(stored == before.count, "after fault \(fault)")
                    try Self.work(session)
                }
                return backend.faults.hasHappened
            }
            backend.faults.disarm()
            #expect(
                try await db.rows("SELECT label FROM parcels ORDER BY id") == [["b"], ["a"], ["new"]],
                "after fault \(fault)")
            #expect(try await db.value("SELECT count(*) FROM items") == "7")
            #expect(try await db.value("SELECT count(*) FROM parcel_stamps") == "2")
            #expect(db.engine.connectionCounts.used == 0)
            await db.close()
            number += 1
            if !happened { break }
        }
        #expect(number > 12)
    }

    @Test("a connection that is lost anywhere ends the session with an error, and the next one works")
    func lostConnection() async throws {
        var number = 0
        while true {
            let folder = try TemporaryFolder()
            let backend = FaultyBackend(try .sqlite(folder.file("a.db")))
            let db = try Database(backend, models: post)
            try await db.createAll()
            try await Self.seed(db)
            let before = try await contents(db)
            backend.faults.arm(number, OperationalError(.connectionLost, "made to fail"))
            do {
                try await db.session { try Self.work($0) }
            } catch let error as OperationalError {
                #expect(error.kind == .connectionLost)
            }
            let happened = backend.faults.hasHappened
            if happened {
                #expect(try await contents(db) == before, "after fault \(number)")
                try await db.session { try Self.work($0) }
            }
            backend.faults.disarm()
            #expect(try await db.value("SELECT count(*) FROM items") == "7")
            #expect(db.engine.connectionCounts.used == 0)
            await db.close()
            folder.remove()
            number += 1
            if !happened { break }
        }
        #expect(number > 12)
    }

    @Test("a flush that fails half-way is undone as a whole")
    func halfWay() async throws {
        try await withSandbox(models: post) { db in
            try await Self.seed(db)
            let before = try await contents(db)
            try await db.session { session in
                let parcel = Parcel(label: "d")
                session.add(parcel)
                session.add(Item(text: "fine", parcel: parcel))
                session.add(Item(text: "", parcel: parcel))
                let error = #expect(throws: IntegrityError.self) { try session.commit() }
                #expect(error?.kind == .check)
                #expect(error?.table == "items")
                try session.rollback()
                #expect(parcel.id == 0)
                #expect(try session.query(Parcel.self).count() == 3)
            }
            #expect(try await contents(db) == before)
        }
    }

    @Test("a disk that is full: the session is rolled back and goes on with less")
    func diskFull() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let configuration = EngineConfiguration(pool: PoolConfiguration(size: 1, overflow: 0))
        let db = try Database(
            .sqlite(folder.file("full.db")), models: post, configuration: DatabaseConfiguration(engine: configuration))
        try await db.createAll()
        try await Self.seed(db)
        try await db.engine.withConnection { connection in
            _ = try connection.texts(
                "PRAGMA max_page_count = \(try Int(connection.texts("PRAGMA page_count")[0][0] ?? "0")! + 4)")
        }
        try await db.session { session in
            for index in 0..<2_000 { session.add(Parcel(label: "label \(index)")) }
            let error = #expect(throws: OperationalError.self) { try session.commit() }
            #expect(error?.kind == .diskFull)
            #expect(error?.advice != nil)
            #expect(throws: TransactionError.self) { try session.commit() }
            try session.rollback()
            #expect(try session.query(Parcel.self).count() == 3)
            session.add(Parcel(label: "small"))
            try session.commit()
        }
        #expect(try await db.rows("PRAGMA integrity_check") == [["ok"]])
        #expect(try await db.value("SELECT count(*) FROM parcels") == "4")
        await db.close()
    }

    @Test("a file that somebody else has locked: an error in time, and the work succeeds when it is free")
    func locked() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.file("locked.db")
        let db = try Database(
            .sqlite(path, configuration: .init(busyTimeout: .milliseconds(50))), models: post)
        try await db.createAll()
        try await Self.seed(db)
        let other = try RawConnection(path)
        try other.execute("BEGIN IMMEDIATE; UPDATE parcels SET weight = 9 WHERE id = 1")
        try await db.session { session in
            let parcel = try #require(try session.get(Parcel.self, 1))
            #expect(parcel.weight == 0)
            parcel.weight = 1
            let error = #expect(throws: OperationalError.self) { try session.commit() }
            #expect(error?.kind == .locked)
            try session.rollback()
            #expect(parcel.weight == 0)
            try other.execute("COMMIT")
            #expect(try session.get(Parcel.self, 1)?.weight == 9)
            parcel.weight = 2
            try session.commit()
        }
        #expect(try await db.value("SELECT weight FROM parcels WHERE id = 1") == "2")
        other.close()
        await db.close()
    }

    @Test("what cannot be opened says so, and leaves no connection behind")
    func cannotOpen() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let text = folder.file("text.db")
        try String(repeating: "no database\n", count: 500).write(toFile: text, atomically: true, encoding: .utf8)
        let cases: [(String, OperationalError.Kind)] = [
            (folder.file("missing/folder/a.db"), .cannotOpen), (text, .notADatabase), (folder.url.path, .cannotOpen),
        ]
        for (path, kind) in cases {
            let db = try Database(.sqlite(path), models: post)
            for _ in 0..<3 {
                let error = await #expect(throws: OperationalError.self) {
                    try await db.session { _ = try $0.query(Parcel.self).all() }
                }
                #expect(error?.kind == kind, "\(path)")
                #expect(error?.description.contains("what to do") == true)
            }
            #expect(db.engine.connectionCounts.used == 0)
            await db.close()
        }
        #expect(try String(contentsOfFile: text, encoding: .utf8).hasPrefix("no database"))
    }

    @Test("a database that cannot be written is read, and writing says why it cannot")
    func readOnly() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let configuration = EngineConfiguration(pool: PoolConfiguration(size: 1, overflow: 0))
        let db = try Database(
            .sqlite(folder.file("a.db")), models: post, configuration: DatabaseConfiguration(engine: configuration))
        try await db.createAll()
        try await Self.seed(db)
        try await db.session { session in
            _ = try session.query(Parcel.self).count()
            try session.rollback()
        }
        try await db.engine.withConnection { _ = try $0.texts("PRAGMA query_only = 1") }
        try await db.session { session in
            #expect(try session.query(Parcel.self).count() == 3)
            session.add(Parcel(label: "d"))
            let error = #expect(throws: OperationalError.self) { try session.commit() }
            #expect(error?.kind == .readOnly)
            try session.rollback()
            #expect(try session.query(Parcel.self).count() == 3)
        }
        await db.close()
    }

    @Test("a damaged page is an error of the session that reads it, not a trap")
    func corrupted() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.file("a.db")
        let db = try Database(.sqlite(path), models: post)
        try await db.createAll()
        try await db.session { session in
            for index in 0..<3_000 { session.add(Parcel(label: "label \(index)")) }
            try session.commit()
        }
        await db.close()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.count > 20 * 4096)
        // The first pages hold the schema; all after them become noise.
        for index in (12 * 4096)..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 31 &+ 7) }
        try bytes.write(to: URL(fileURLWithPath: path))
        let damaged = try Database(.sqlite(path), models: post)
        let error = await #expect(throws: OperationalError.self) {
            try await damaged.session { _ = try $0.query(Parcel.self).all() }
        }
        #expect(error?.kind == .corrupt)
        #expect(damaged.engine.connectionCounts.used == 0)
        await damaged.close()
    }

    @Test("a table or column that is missing is named")
    func missingSchema() async throws {
        try await withSandbox(models: post) { db in
            try await db.run("ALTER TABLE items RENAME COLUMN text TO words")
            let column = await #expect(throws: QueryError.self) {
                try await db.session { _ = try $0.query(Item.self).all() }
            }
            #expect(column?.kind == .unknownColumn)
            #expect(column?.description.contains("text") == true)
            try await db.run("DROP TABLE items")
            let table = await #expect(throws: QueryError.self) {
                try await db.session { _ = try $0.query(Item.self).all() }
            }
            #expect(table?.kind == .unknownTable)
            #expect(table?.description.contains("items") == true)
        }
    }

    @Test(
        "five hundred tasks on four connections, cancelled at random, leave no connection missing and nothing half-written"
    )
    func storm() async throws {
        let configuration = EngineConfiguration(pool: PoolConfiguration(size: 4, overflow: 0))
        try await withSandbox(models: post, configuration: DatabaseConfiguration(engine: configuration)) { db in
            var random = SeededGenerator(seed: 11)
            let plans = (0..<500).map { _ in
                (delay: Int.random(in: 0..<20_000, using: &random), cancels: Int.random(in: 0..<3, using: &random) == 0)
            }
            let done = try await withThrowingTaskGroup(of: Bool.self) { group in
                for (number, plan) in plans.enumerated() {
                    group.addTask {
                        let task = Task {
                            try await db.transaction { session in
                                let parcel = Parcel(label: "p\(number)")
                                session.add(parcel)
                                for index in 0..<3 { parcel.$items.append(Item(text: "\(index)", parcel: parcel)) }
                                try session.flush()
                                _ = try session.query(Item.self).count()
                            }
                        }
                        if plan.cancels {
                            try? await Task.sleep(for: .microseconds(plan.delay))
                            task.cancel()
                        }
                        switch await task.result {
                        case .success: return true
                        case .failure(let error):
                            #expect(error is CancellationError, "\(error)")
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(db.engine.connectionCounts.used == 0)
            #expect(db.engine.connectionCounts.waiting == 0)
            #expect(try await db.value("SELECT count(*) FROM parcels") == "\(done)")
            #expect(try await db.value("SELECT count(*) FROM items") == "\(done * 3)")
            // All four are still lent.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await db.session { session in _ = try session.query(Parcel.self).count() } }
                }
                try await group.waitForAll()
            }
        }
    }
}

extension Database {
    /// How many rows there are, seen by another connection.
    fileprivate func elsewhereContents() throws -> Int {
        let box = CountBox()
        let thread = Thread {
            box.store(
                Result {
                    try self.blocking.read { session in
                        try session.query(Parcel.self).count() + session.query(Item.self).count() + session.query(
                            Stamp.self
                        ).count() * 2
                    }
                })
        }
        thread.start()
        return try box.wait()
    }
}

private final class CountBox: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var result: Result<Int, any Error> = .success(-1)
    func store(_ result: Result<Int, any Error>) {
        self.result = result
        done.signal()
    }
    func wait() throws -> Int {
        done.wait()
        return try result.get()
    }
}
