import GRDB
import Workload

/// The workloads on GRDB, with its query interface and records written by hand.
@main
struct GRDBBench {
    static func main() { waiting(for: run) }

    @Sendable static func run() async throws {
        let arguments = try Arguments()
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        let queue = try DatabaseQueue(path: arguments.database, configuration: configuration)
        try await arguments.workload(in: workloads(queue)).run(count: arguments.count)
    }

    static func workloads(_ queue: DatabaseQueue) -> [String: Workload] {
        [
            "W1": Workload(inserting: { try insertObjects($0, queue) }),
            "W2": Workload(inserting: { try insertRows($0, queue) }),
            "W3": Workload { try fetchAll($0, queue) },
            "W3s": Workload { try fetchAll($0, queue) },  // its records are values already
            "W4": Workload { try lookups($0, queue) },
            "W5": Workload { try filtered($0, queue) },
            "W6": Workload { try graph($0, queue) },
            "W7": Workload { try changeObjects($0, queue) },
            "W8": Workload { try changeRows($0, queue) },
            "W9": Workload { try pages($0, queue) },
            "stream": Workload { try stream($0, queue) },
            "session-empty": Workload { try await emptySessions($0, queue) },
            "session-read": Workload { try await readingSessions($0, queue) },
        ]
    }

    static func insertObjects(_ input: [Input], _ queue: DatabaseQueue) throws -> Int {
        try queue.write { db in
            var users = input.map { User($0) }
            for i in users.indices { try users[i].insert(db) }
            return users.reduce(0) { $0 + Int($1.id ?? 0) }
        }
    }

    static func insertRows(_ input: [Input], _ queue: DatabaseQueue) throws -> Int {
        try queue.write { db in
            let insert = try db.makeStatement(
                sql: "INSERT INTO users (username, email, created_at, is_active) VALUES (?, ?, ?, ?)")
            for user in input {
                insert.setUncheckedArguments([user.username, user.email, user.createdAt, user.isActive])
                try insert.execute()
            }
        }
        return input.count
    }

    static func fetchAll(_ count: Int, _ queue: DatabaseQueue) throws -> Int {
        let users = try queue.read { db in try User.limit(count).fetchAll(db) }
        return users.reduce(0) { $0 + $1.sum }
    }

    static func stream(_ count: Int, _ queue: DatabaseQueue) throws -> Int {
        try queue.read { db in
            var sum = 0
            let users = try User.order(User.Columns.id).limit(count).fetchCursor(db)
            while let user = try users.next() { sum += user.sum }
            return sum
        }
    }

    static func lookups(_ count: Int, _ queue: DatabaseQueue) throws -> Int {
        try queue.read { db in
            var sum = 0
            for i in 0..<count { sum += try User.find(db, key: lookupKey(i)).sum }
            return sum
        }
    }

    static func filtered(_ count: Int, _ queue: DatabaseQueue) throws -> Int {
        try queue.read { db in
            var sum = 0
            for i in 0..<count {
                let (low, high) = prefixRange(i)
                let users =
                    try User
                    .filter(User.Columns.isActive && User.Columns.username >= low && User.Columns.username < high)
                    .order(User.Columns.createdAt.desc)
                    .limit(20)
                    .fetchAll(db)
                for user in users { sum += user.sum }
            }
            return sum
        }
    }

    static func graph(_ count: Int, _ queue: DatabaseQueue) throws -> Int {
        let authors = try queue.read { db in
            let request = User.order(User.Columns.id).limit(count).including(all: User.posts.including(all: Post.tags))
            return try Author.fetchAll(db, request)
        }
        var sum = 0
        for author in authors {
            sum += author.user.username.utf8.count
            for post in author.posts {
                sum += post.title.utf8.count + post.body.utf8.count
                for tag in post.tags { sum += Int(tag.id) + tag.name.utf8.count }
            }
        }
        return sum
    }

    static func changeObjects(_ count: Int, _ queue: DatabaseQueue) throws -> Int {
        try queue.write { db in
            var users = try User.filter(User.Columns.id <= count).fetchAll(db)
            var changed = 0
            for i in users.indices where try users[i].updateChanges(db, modify: { $0.email = "new_" + $0.email }) {
                changed += 1
            }
            return changed
        }
    }

    static func changeRows(_ count: Int, _ queue: DatabaseQueue) throws -> Int {
        try queue.write { db in
            let updated = try User.filter(User.Columns.id <= count).updateAll(db, User.Columns.isActive.set(to: false))
            return try updated + User.filter(User.Columns.id > count + count / 2).deleteAll(db)
        }
    }

    static func pages(_ count: Int, _ queue: DatabaseQueue) throws -> Int {
        try queue.read { db in
            var sum = 0
            for i in 0..<count {
                sum += try User.fetchCount(db)
                let users = try User.order(User.Columns.id).limit(20, offset: i % 100 * 20).fetchAll(db)
                for user in users { sum += user.sum }
            }
            return sum
        }
    }

    static func emptySessions(_ count: Int, _ queue: DatabaseQueue) async throws -> Int {
        var sum = 0
        for _ in 0..<count { sum += try await queue.read { _ in 1 } }
        return sum
    }

    static func readingSessions(_ count: Int, _ queue: DatabaseQueue) async throws -> Int {
        var sum = 0
        for i in 0..<count { sum += try await queue.read { db in try User.find(db, key: lookupKey(i)).sum } }
        return sum
    }
}
