import CinnabarDriver
import CoreMetrics
import Foundation
import InMemoryTracing
import Instrumentation
import MetricsTestKit
import Testing

@testable import CinnabarSQLite

/// Metrics and spans. Their systems are bootstrapped once in a process, so each test has a process of its own.
@Suite("Metrics and spans")
struct ObservabilityTests {
    @Test("statements are timed and the pool is gauged, under OpenTelemetry's names")
    func metrics() async {
        await #expect(processExitsWith: .success) {
            let metrics = TestMetrics()
            MetricsSystem.bootstrap(metrics)
            let database = try TestDatabase(pool: PoolConfiguration(size: 1, overflow: 0, timeout: .milliseconds(50)))
            try await database.script("CREATE TABLE t (id INTEGER PRIMARY KEY)")
            try await database.engine.withConnection { connection in
                for _ in 0..<3 { _ = try connection.integer("SELECT count(*) FROM t") }
            }
            let timer = try metrics.expectTimer(
                "db.client.operation.duration", [("db.system.name", "sqlite"), ("db.operation.name", "SELECT")])
            #expect(timer.values.count == 3 && timer.values.allSatisfy { $0 > 0 })
            let name = ("db.client.connection.pool.name", database.engine.backend.location)
            let used = try metrics.expectRecorder(
                "db.client.connection.count", [name, ("db.client.connection.state", "used")])
            let idle = try metrics.expectRecorder(
                "db.client.connection.count", [name, ("db.client.connection.state", "idle")])
            #expect(used.values.contains(1) && used.lastValue == 0 && idle.lastValue == 1)

            // One who waits in vain is counted.
            let engine = database.engine
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask { _ = try? await engine.withConnection { _ in Thread.sleep(forTimeInterval: 0.3) } }
                }
            }
            #expect(try metrics.expectCounter("db.client.connection.timeouts", [name]).totalValue == 1)
            #expect(try metrics.expectTimer("db.client.connection.wait_time", [name]).values.count == 1)
            await engine.close()
        }
    }

    @Test("each statement has a span with OpenTelemetry's attributes, and a failed one its error")
    func spans() async {
        await #expect(processExitsWith: .success) {
            let tracer = InMemoryTracer()
            InstrumentationSystem.bootstrap(tracer)
            let database = try TestDatabase()
            try await database.script("CREATE TABLE t (id INTEGER PRIMARY KEY)")
            try await database.engine.withConnection { connection in
                _ = try connection.integer("SELECT count(*) FROM t")
                #expect(throws: QueryError.self) { try connection.integer("SELECT missing FROM t") }
            }
            let location = database.engine.backend.location
            let selects = tracer.finishedSpans.filter { $0.operationName == "SELECT \(location)" }
            #expect(selects.count == 2)
            let first = try #require(selects.first)
            #expect(first.kind == .client)
            #expect(first.attributes.get("db.system.name") == .string("sqlite"))
            #expect(first.attributes.get("db.namespace") == .string(location))
            #expect(first.attributes.get("db.operation.name") == .string("SELECT"))
            #expect(first.attributes.get("db.query.text") == .string("SELECT count(*) FROM t"))
            #expect(first.attributes.get("db.response.returned_rows") == .int64(1))
            let last = try #require(selects.last)
            #expect(last.attributes.get("error.type") == .string("QueryError"))
            #expect(last.status?.code == .error)
            await database.engine.close()
        }
    }
}
