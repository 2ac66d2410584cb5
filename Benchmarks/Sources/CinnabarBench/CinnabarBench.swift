import Cinnabar
import CinnabarMySQL
import CinnabarPostgres
import Workload

/// The workloads on Cinnabar's public API, as an application would write them.
@main
struct CinnabarBench {
    static func main() { waiting(for: run) }

    @Sendable static func run() async throws {
        let arguments = try Arguments()
        let db = try database(arguments.database)
        try await db.read { _ in }  // the first connection is opened before the clock starts
        try await arguments.workload(in: workloads(db)).run(count: arguments.count)
        await db.close()
    }

    /// A SQLite file, or the server of a URL. A pool keeps as many connections as the other participants' have.
    static func database(_ place: String) throws -> Database {
        let models: [any Model.Type] = [User.self, Post.self, Tag.self]
        guard place.contains("://") else { return try Database(.sqlite(place), models: models) }
        let pool = PoolConfiguration(size: connections, overflow: 0)
        return try Database(
            url: place, drivers: [.postgres, .mysql], models: models,
            configuration: DatabaseConfiguration(engine: EngineConfiguration(pool: pool)))
    }

    static func workloads(_ db: Database) -> [String: Workload] {
        [
            "W1": Workload(inserting: { try await insertObjects($0, db) }),
            "W2": Workload(inserting: { try await insertRows($0, db) }),
            "W3": Workload { try await fetchAll($0, db) },
            "W3s": Workload { try await fetchSnapshots($0, db) },
            "W4": Workload { try await lookups($0, db) },
            "W5": Workload { try await filtered($0, db) },
            "W6": Workload { try await graph($0, db) },
            "W7": Workload { try await changeObjects($0, db) },
            "W8": Workload { try await changeRows($0, db) },
            "W9": Workload { try await pages($0, db) },
            "W10": Workload { try await concurrentReads($0, db) },
            "stream": Workload { try await stream($0, db) },
            "session-empty": Workload { try await emptySessions($0, db) },
            "session-read": Workload { try await readingSessions($0, db) },
        ]
    }

    static func insertObjects(_ input: [Input], _ db: Database) async throws -> Int {
        try await db.session { session in
            let users = input.map {
                User(username: $0.username, email: $0.email, createdAt: $0.createdAt, isActive: $0.isActive)
            }
            session.add(contentsOf: users)
            try session.commit()
            return users.reduce(0) { $0 + $1.id }
        }
    }

    static func insertRows(_ input: [Input], _ db: Database) async throws -> Int {
        try await db.session { session in
            try session.insert(
                input.map {
                    User.Snapshot(
                        username: $0.username, email: $0.email, createdAt: $0.createdAt, isActive: $0.isActive)
                })
            try session.commit()
        }
        return input.count
    }

    static func fetchAll(_ count: Int, _ db: Database) async throws -> Int {
        try await db.read { session in
            try session.query(User.self).limit(count).all().reduce(0) { $0 + $1.sum }
        }
    }

    static func fetchSnapshots(_ count: Int, _ db: Database) async throws -> Int {
        try await db.read { session in
            try session.query(User.self).limit(count).snapshots().reduce(0) { $0 + $1.sum }
        }
    }

    static func stream(_ count: Int, _ db: Database) async throws -> Int {
        try await db.read { session in
            var sum = 0
            try session.query(User.self).limit(count).forEach(batch: 1000) { sum += $0.sum }
            return sum
        }
    }

    static func lookups(_ count: Int, _ db: Database) async throws -> Int {
        try await db.read { session in
            var sum = 0
            for i in 0..<count { sum += try session.getOrNotFound(User.self, lookupKey(i)).sum }
            return sum
        }
    }

    static func filtered(_ count: Int, _ db: Database) async throws -> Int {
        try await db.read { session in
            var sum = 0
            for i in 0..<count {
                let (low, high) = prefixRange(i)
                let users = try session.query(User.self)
                    .filter { $0.isActive && $0.username >= low && $0.username < high }
                    .order { $0.createdAt.desc() }
                    .limit(20)
                    .all()
                for user in users { sum += user.sum }
            }
            return sum
        }
    }

    static func graph(_ count: Int, _ db: Database) async throws -> Int {
        try await db.read { session in
            var sum = 0
            let users = try session.query(User.self).order { $0.id }.limit(count).load { $0.posts.tags }.all()
            for user in users {
                sum += user.username.utf8.count
                for post in try user.posts {
                    sum += post.title.utf8.count + post.body.utf8.count
                    for tag in try post.tags { sum += tag.id + tag.name.utf8.count }
                }
            }
            return sum
        }
    }

    static func changeObjects(_ count: Int, _ db: Database) async throws -> Int {
        try await db.session { session in
            let users = try session.query(User.self).filter { $0.id <= count }.all()
            for user in users { user.email = "new_" + user.email }
            try session.commit()
            return users.count
        }
    }

    static func changeRows(_ count: Int, _ db: Database) async throws -> Int {
        try await db.session { session in
            let updated = try session.query(User.self).filter { $0.id <= count }.update { $0.isActive = false }
            let deleted = try session.query(User.self).filter { $0.id > count + count / 2 }.delete()
            try session.commit()
            return updated + deleted
        }
    }

    static func pages(_ count: Int, _ db: Database) async throws -> Int {
        try await db.read { session in
            var sum = 0
            for i in 0..<count {
                let page = try session.query(User.self).order { $0.id }.paginate(page: i % 100 + 1, perPage: 20)
                sum += page.total
                for user in page.items { sum += user.sum }
            }
            return sum
        }
    }

    static func concurrentReads(_ count: Int, _ db: Database) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<clients {
                group.addTask {
                    var sum = 0
                    for i in (client * count)..<((client + 1) * count) {
                        sum += try await db.session { session in try session.getOrNotFound(User.self, lookupKey(i)).sum
                        }
                    }
                    return sum
                }
            }
            return try await group.reduce(0, +)
        }
    }

    static func emptySessions(_ count: Int, _ db: Database) async throws -> Int {
        var sum = 0
        for _ in 0..<count { sum += try await db.session { _ in 1 } }
        return sum
    }

    static func readingSessions(_ count: Int, _ db: Database) async throws -> Int {
        var sum = 0
        for i in 0..<count {
            sum += try await db.session { session in try session.getOrNotFound(User.self, lookupKey(i)).sum }
        }
        return sum
    }
}
