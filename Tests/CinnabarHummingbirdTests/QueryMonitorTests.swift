import Cinnabar
import CinnabarHummingbird
import CinnabarTesting
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@Suite("The query monitor")
struct QueryMonitorTests {
    private static let timing = HTTPField.Name("Server-Timing")!

    /// Loads users one by one.
    private static func names(_ session: Session, _ ids: ClosedRange<Int>) throws -> [String] {
        try ids.map { id in
            try session.query(User.self).filter { $0.id == id }.first()?.userName ?? "nobody"  // the place
        }
    }
    private static let place = "CinnabarHummingbirdTests/QueryMonitorTests.swift:\(line(of: "// the place\n"))"

    /// The line of this file that ends like this.
    static func line(of end: String, in file: String = #filePath) -> Int {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        guard let range = text.range(of: end) else { return 0 }
        return text[..<range.lowerBound].count { $0 == "\n" } + 1
    }

    @Test("a response tells how many queries there were and how long they took", arguments: backends)
    func serverTiming(_ backend: TestBackend) async throws {
        try await withMonitor(backend) { router, db, _ in
            router.get("users") { _, _ in
                try await db.read { session in
                    _ = try session.query(User.self).all()
                    _ = try session.query(Post.self).count()
                    return try session.scalar("SELECT count(*) FROM users", as: Int.self).map { "\($0)" } ?? ""
                }
            }
            router.get("nothing") { _, _ in "nothing" }
            router.post("users") { _, _ in
                try await db.transaction { $0.add(User(userName: "ann", email: "a@example.com")) }
                return HTTPResponse.Status.created
            }
        } test: { client, _, _, _ in
            let answer = try await client.get("/users")
            #expect(answer.text == "0")
            let header = try #require(answer.headers[Self.timing])
            let match = try #require(
                header.wholeMatch(of: /db;dur=([0-9]+\.[0-9]{2});desc="3 queries", app;dur=[0-9]+\.[0-9]{2}/))
            #expect(Double(match.1) ?? 0 > 0)
            let other = try #require(try await client.get("/nothing").headers[Self.timing])
            #expect(other.hasPrefix("db;dur=0.00;desc=\"0 queries\", app;dur="))
            let made = try #require(try await client.send(.post, "/users").headers[Self.timing])
            #expect(made.contains("desc=\"1 query\""))
            // A problem has it too.
            #expect(try await client.send(.post, "/users").headers[Self.timing] != nil)
        }
    }

    @Test("it is not sent where it is not wanted")
    func silent() async throws {
        let limits = QueryMonitorConfiguration(slowStatement: nil, slowRequest: nil, sendsServerTiming: false)
        try await withMonitor(.sqliteMemory, limits) { router, _, _ in
            router.get("nothing") { _, _ in "nothing" }
        } test: { client, _, _, log in
            let answer = try await client.get("/nothing")
            #expect(answer.headers[Self.timing] == nil)
            #expect(log.lines.filter { $0.hasPrefix("warning") } == [])
        }
    }

    @Test("a statement that is run again and again is logged with its place, and without values", arguments: backends)
    func repeated(_ backend: TestBackend) async throws {
        let limits = QueryMonitorConfiguration(slowStatement: nil, slowRequest: nil)
        try await withMonitor(backend, limits) { router, db, _ in
            router.get("names/:count") { _, context in
                let count = try context.parameters.require("count", as: Int.self)
                return try await db.read { try Self.names($0, 1...count).joined(separator: ",") }
            }
        } test: { client, db, _, log in
            try await db.add(users: (1...7).map { "user\($0)" })
            #expect(try await client.get("/names/5?token=hidden").text == "user1,user2,user3,user4,user5")
            #expect(log.lines.filter { $0.hasPrefix("warning") } == [])
            #expect(try await client.get("/names/7?token=hidden").status == 200)
            let warnings = log.lines.filter { $0.hasPrefix("warning") }
            #expect(warnings.count == 1)
            let line = try #require(warnings.first)
            #expect(line.contains("the same statement was run 7 times in one request"))
            #expect(line.contains("location=\(Self.place) method=GET path=/names/7 "))
            #expect(line.contains("SELECT"))
            #expect(!line.contains("hidden") && !line.contains("user1"))
        }
    }

    @Test("slow statements and slow requests are logged")
    func slow() async throws {
        let limits = QueryMonitorConfiguration(slowStatement: .zero, slowRequest: .zero)
        try await withMonitor(.sqliteMemory, limits) { router, db, _ in
            router.get("users/:name") { _, context in
                let name = try context.parameters.require("name")
                return try await db.read { session in
                    "\(try session.sql("SELECT id FROM users WHERE user_name = \(name)", as: Int.self).count)"
                }
            }
        } test: { client, _, _, log in
            #expect(try await client.get("/users/secret").text == "0")
            let statement = try #require(log.lines.first { $0.contains("slow statement") && $0.contains("user_name") })
            #expect(statement.contains("sql=SELECT id FROM users WHERE user_name = ?"))
            #expect(statement.contains("location=CinnabarHummingbirdTests/QueryMonitorTests.swift:"))
            #expect(statement.contains("rows=0"))
            let request = try #require(log.lines.first { $0.contains("slow request") })
            #expect(request.contains("queries=1"))
            // The path is told, as it is in every log of requests; what was bound is not.
            #expect(!statement.replacing("path=/users/secret", with: "").contains("secret"))
        }
    }

    @Test("what a response runs while it is written counts too")
    func streamed() async throws {
        try await withMonitor { router, db, monitor in
            router.addDevelopmentPage(monitor, for: .loopback)
            router.get("stream") { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        let count = try await db.read { try $0.query(User.self).count() }
                        try await writer.write(ByteBuffer(string: "\(count)"))
                        try await writer.finish(nil)
                    })
            }
        } test: { client, _, monitor, _ in
            let answer = try await client.get("/stream")
            #expect(answer.text == "0")
            #expect(monitor.recentRequests.map(\.statements.count) == [1])
        }
    }

    @Test("what fails is kept with its status and its error")
    func failures() async throws {
        try await withMonitor { router, db, monitor in
            router.addDevelopmentPage(monitor, for: .loopback)
            router.get("missing") { _, _ in
                try await db.read { "\(try $0.getOrNotFound(User.self, 7).id)" }
            }
            router.get("broken") { _, _ in
                try await db.read { "\(try $0.sql("SELECT nothing FROM nowhere", as: Int.self).count)" }
            }
        } test: { client, _, monitor, _ in
            let missing = try await client.get("/missing")
            #expect(missing.status == 404)
            #expect(try await client.get("/broken").status == 500)
            #expect(try await client.get("/elsewhere").status == 404)
            #expect(monitor.recentRequests.map(\.status) == [404, 500, 404])
            let failed = monitor.recentRequests[1].statements.list.compactMap(\.error)
            #expect(failed.count == 1)
            #expect(failed.first?.contains("nowhere") == true)
        }
    }

    @Test("without the problems' middleware errors go on, and are kept with their status")
    func thrown() async throws {
        try await withSandbox(models: models) { db in
            let monitor = QueryMonitor(db)
            let router = Router(context: Context.self)
            router.add(middleware: QueryMonitorMiddleware(monitor))
            router.addDevelopmentPage(monitor, for: .everybody)
            router.get("missing") { _, _ in try await db.read { "\(try $0.getOrNotFound(User.self, 7).id)" } }
            let app = Application(router: router, logger: Log().logger)
            try await app.test(.router) { client in
                let missing = try await Client(client).get("/missing")
                #expect(missing.status == 404)
            }
            #expect(monitor.recentRequests.map(\.status) == [404])
        }
    }

    @Test("what is kept has limits, and nothing is kept where nobody looks")
    func bounded() async throws {
        let limits = QueryMonitorConfiguration(slowStatement: nil, recentRequests: 10, statementsPerRequest: 4)
        func routes(_ router: Router<PeerContext>, _ db: Database) {
            router.get("many") { _, _ in
                try await db.read { session in
                    for number in 0..<200 {
                        _ = try session.sql("SELECT \(raw: "\(number) /* \(filler) */")")
                    }
                    return "done"
                }
            }
        }
        try await withMonitor(.sqliteMemory, limits) { router, db, monitor in
            routes(router, db)
            router.addDevelopmentPage(monitor, for: .loopback)
        } test: { client, _, monitor, _ in
            for _ in 0..<25 {
                let answer = try await client.get("/many")
                #expect(answer.status == 200)
            }
            let kept = monitor.recentRequests
            #expect(kept.map(\.id) == Array((16...25).reversed()))
            for request in kept {
                #expect(request.statements.count == 200)
                #expect(request.statements.list.count == 4)
                #expect(request.statements.omitted >= 196)
            }
        }
        try await withMonitor(.sqliteMemory, limits) { router, db, _ in
            routes(router, db)
        } test: { client, _, monitor, _ in
            let answer = try await client.get("/many")
            #expect(answer.status == 200)
            #expect(monitor.recentRequests.isEmpty)
        }
    }

    private var filler: String { String(repeating: "long ", count: 400) }

    @Test("of very many long statements only the beginnings are kept")
    func longTexts() {
        var statements = RequestStatements()
        for number in 0..<1_000 {
            let sql = "SELECT \(number) -- " + String(repeating: "x", count: 1_000)
            statements.add(StatementEvent(sql: sql), keeping: 1_000, slow: nil)
            statements.add(StatementEvent(sql: sql), keeping: 1_000, slow: nil)
        }
        #expect(statements.count == 2_000)
        #expect(statements.omitted == 1_000)
        #expect(statements.list.reduce(0) { $0 + $1.sql.utf8.count } < 1 << 19)
        #expect(statements.list.first?.isCut == false)
        #expect(statements.list.last?.isCut == true)
        #expect(statements.repeated(moreThan: 1).count == 10)
        #expect(statements.repeated(moreThan: nil).isEmpty)
    }

    @Test("whoever watched before still does")
    func chained() async throws {
        try await withMonitor { router, db, _ in
            router.get("users") { _, _ in "\(try await db.read { try $0.query(User.self).count() })" }
        } test: { client, _, _, _ in
            let recorder = StatementRecorder()
            try await recorder.record { _ = try await client.get("/users") }
            #expect(recorder.statements.count == 1)
        }
    }
}
