import Cinnabar
import CinnabarHummingbird
import CinnabarMigrate
import CinnabarTesting
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import ServiceLifecycle
import Synchronization
import Testing

private struct FirstRevision: Migration {
    static let revision = Revision("20260101000000")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("things") { $0.add("id", .bigInteger) }
    }
    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("things") }
}

@Suite("The database as a service")
struct ServiceTests {
    @Test(
        "a stop under load answers every request that was accepted, and then closes the database", arguments: backends)
    func gracefulStop(_ backend: TestBackend) async throws {
        let sandbox = try await Sandbox(backend, models: models)
        let db = sandbox.database
        try await db.add(users: ["ann"])
        let count = 6
        let (gate, started) = (Gate(), Arrivals(count))
        let router = Router(context: Context.self)
        router.add(middleware: ProblemMiddleware(db))
        router.get("slow") { _, _ in
            await started.arrive()
            // Half of them have a connection while the stop begins, the others ask for one afterwards.
            await gate.wait()
            return try await db.read { try $0.query(User.self).count() }.description
        }
        let (ports, port) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)), services: [db],
            onServerRunning: { channel in
                port.yield(channel.localAddress?.port ?? 0)
                port.finish()
            }, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [app], logger: logger))
        async let running: Void = group.run()
        var number = 0
        for await one in ports { number = one }
        let answers = try await withThrowingTaskGroup(of: String.self) { [number] tasks in
            for _ in 0..<count {
                tasks.addTask {
                    try await TestClient.withClient(host: "127.0.0.1", port: number) { client in
                        let response = try await client.get("/slow")
                        return "\(response.status.code) \(response.body.map { String(buffer: $0) } ?? "")"
                    }
                }
            }
            await started.wait()
            await group.triggerGracefulShutdown()
            await gate.open()
            var answers: [String] = []
            for try await answer in tasks { answers.append(answer) }
            return answers
        }
        try await running
        #expect(answers == Array(repeating: "200 1", count: count))
        await #expect(throws: OperationalError.self) { try await db.read { _ in } }
        try await sandbox.close()
    }

    @Test("an application does not start on a database that cannot be reached")
    func unreachable() async throws {
        let db = try Database(.sqlite("/nowhere/at/all.db"), models: models)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let group = ServiceGroup(configuration: .init(services: [db], logger: logger))
        await #expect(throws: OperationalError.self) { try await group.run() }
    }

    @Test("it does not start either while revisions are not applied, if told so", arguments: backends)
    func schema(_ backend: TestBackend) async throws {
        try await withSandbox(backend, models: models) { db in
            try await db.check()
            await #expect {
                try await db.check(migrations: [FirstRevision.self])
            } throws: { error in
                (error as? SchemaNotCurrentError)?.summary.hasSuffix(
                    "is not at the head of its revisions: not applied: 20260101000000") == true
            }
            let runner = MigrationRunner(engine: db.engine, migrations: try MigrationSet([FirstRevision.self]))
            try await runner.upgrade()
            try await db.check(migrations: [FirstRevision.self])
            await #expect(throws: SchemaNotCurrentError.self) { try await db.check(migrations: []) }
            try await runner.downgrade(to: "base")
            try await runner.forget()
        }
    }

    @Test("health routes tell whether it answers, and whether it can serve", arguments: backends)
    func health(_ backend: TestBackend) async throws {
        let configuration = DatabaseConfiguration(
            engine: EngineConfiguration(pool: PoolConfiguration(size: 1, overflow: 0)))
        try await withApp(backend, configuration: configuration) { router, db in
            router.addHealthRoutes(for: db, timeout: .seconds(3))
            router.addHealthRoutes(for: db, migrations: [FirstRevision.self], at: "schema")
        } test: { client, db in
            let live = try await client.get("/health/live")
            #expect(live.status == 200)
            #expect(live.text == #"{"status":"ok"}"#)
            let ready = try await client.get("/health/ready")
            #expect(ready.status == 200)
            #expect(ready.json == ["status": "ok", "checks": ["database": "ok"]])
            let schema = try await client.get("/schema/ready")
            #expect(schema.status == 503)
            #expect(schema.json == ["status": "unavailable", "checks": ["database": "ok", "schema": "unavailable"]])

            let held = HeldConnection(db)
            try await held.begin()
            let busy = try await client.get("/health/ready")
            #expect(try await client.get("/health/live").status == 200)
            try await held.end()
            #expect(busy.status == 503)
            #expect(busy.json == ["status": "unavailable", "checks": ["database": "unavailable"]])
            #expect(try await client.get("/health/ready").status == 200)
        }
    }
}

/// Lets those who wait go on once it is opened.
private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    func wait() async {
        if !isOpen { await withCheckedContinuation { waiting.append($0) } }
    }
    func open() {
        isOpen = true
        for one in waiting { one.resume() }
        waiting = []
    }
}

/// Tells when as many as expected have arrived.
private actor Arrivals {
    private var missing: Int
    private var waiting: CheckedContinuation<Void, Never>?
    init(_ count: Int) { missing = count }
    func arrive() {
        missing -= 1
        if missing == 0 { waiting?.resume() }
    }
    func wait() async {
        if missing > 0 { await withCheckedContinuation { waiting = $0 } }
    }
}
