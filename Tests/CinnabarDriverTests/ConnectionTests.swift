import CinnabarSQL
import Foundation
import Logging
import Synchronization
import Testing

@testable import CinnabarDriver

@Suite struct ConnectionTests {
    private func connection(_ backend: FakeBackend = FakeBackend()) -> Connection {
        Connection(FakeConnection(backend), dialect: SQLiteDialect(), location: "fake")
    }

    @Test("an error names the statement, and its values only when debugging")
    func errorText() throws {
        let connection = connection()
        let statement = CompiledStatement(
            sql: "FAIL",
            parameters: [
                BoundValue(.text("visible"), type: .text), BoundValue(.integer(5), type: .bigInteger),
            ])
        let error = try #require(throws: QueryError.self) { try connection.execute(statement) }
        #expect(error.context.statement?.sql == "FAIL")
        #expect(!error.description.contains("visible") && !error.description.contains("secret"))
        #expect(error.debugDescription.contains("'visible', 5"))
        #expect(error.debugDescription.contains("secret"))
    }

    @Test("a redacted value is in no form of an error, nor is the database's detail")
    func redaction() throws {
        let statement = CompiledStatement(
            sql: "FAIL",
            parameters: [
                BoundValue(.text("password"), type: .text, isRedacted: true),
                BoundValue(.integer(5), type: .bigInteger),
            ])
        let connection = connection()
        let error = try #require(throws: QueryError.self) { try connection.execute(statement) }
        #expect(!"\(String(reflecting: error)) \(error)".contains("password"))
        #expect(!error.debugDescription.contains("secret"))
        #expect(error.debugDescription.contains("<redacted>, 5"))
    }

    @Test("a value that cannot be bound is a DataError and leaves the transaction as it was")
    func dataError() throws {
        let connection = connection()
        try connection.begin(.write(nil))
        #expect(throws: DataError.self) {
            try connection.execute(CompiledStatement(sql: "X", parameters: [BoundValue(.text("\0"), type: .text)]))
        }
        #expect(!connection.isFailed)
    }

    @Test("a failed statement fails the transaction until it is rolled back")
    func failed() throws {
        let connection = connection()
        try connection.begin(.write(nil))
        #expect(throws: QueryError.self) { try connection.execute(CompiledStatement(sql: "FAIL")) }
        let error = try #require(throws: TransactionError.self) {
            try connection.execute(CompiledStatement(sql: "ROWS 1"))
        }
        #expect(error.kind == .failed)
        #expect(throws: TransactionError.self) { try connection.commit() }
        try connection.rollback()
        try connection.execute(CompiledStatement(sql: "ROWS 1"))
    }

    @Test("a savepoint around a failed statement saves the transaction")
    func savepoint() throws {
        let connection = connection()
        try connection.begin(.write(nil))
        try connection.savepoint("a1")
        #expect(throws: QueryError.self) { try connection.execute(CompiledStatement(sql: "FAIL")) }
        #expect(throws: TransactionError.self) { try connection.releaseSavepoint("a1") }
        try connection.rollback(toSavepoint: "a1")
        try connection.releaseSavepoint("a1")
        try connection.commit()
    }

    @Test("a savepoint's name cannot carry SQL", arguments: ["", "a b", "a;DROP", "1a", "a\"", "ä"])
    func savepointName(name: String) {
        let connection = connection()
        #expect(throws: TransactionError.self) { try connection.savepoint(name) }
    }

    @Test("a connection that only reads refuses writes, and goes on")
    func readOnly() throws {
        let connection = connection()
        connection.isReadOnly = true
        try connection.begin(.read)
        let error = try #require(throws: TransactionError.self) {
            try connection.execute(CompiledStatement(sql: "INSERT"))
        }
        #expect(error.kind == .readOnly)
        #expect(throws: TransactionError.self) { try connection.execute(script: "DROP TABLE x") }
        try connection.execute(CompiledStatement(sql: "ROWS 1"))
    }

    @Test("a write in a transaction that was begun for reading makes it one that writes")
    func upgrade() throws {
        let backend = FakeBackend()
        let connection = connection(backend)
        try connection.begin(.read)
        try connection.execute(CompiledStatement(sql: "INSERT"))
        #expect(connection.mode == .write(nil))
        #expect(backend.counts.withLock(\.log) == ["BEGIN", "BEGIN"])
    }

    @Test("a transaction is begun once")
    func once() throws {
        let backend = FakeBackend()
        let connection = connection(backend)
        try connection.begin(.write(nil))
        try connection.begin(.write(.serializable))
        try connection.begin(.read)
        #expect(backend.counts.withLock(\.log) == ["BEGIN"])
    }
}

@Suite struct ObservationTests {
    private final class Observer: StatementObserver {
        let events = Mutex<[StatementEvent]>([])
        func observed(_ event: StatementEvent) { events.withLock { $0.append(event) } }
    }

    @Test("an observer hears of statements, transactions and failures, with rows and parameters")
    func observer() async throws {
        let observer = Observer()
        let engine = Engine(backend: FakeBackend(), configuration: EngineConfiguration(observer: observer))
        try await engine.withConnection(label: "test") { connection in
            try connection.begin(.write(nil))
            try connection.execute(
                CompiledStatement(
                    sql: "ROWS 3",
                    parameters: [
                        BoundValue(.integer(1), type: .bigInteger),
                        BoundValue(.text("x"), type: .text, isRedacted: true),
                    ]))
            _ = try? connection.execute(CompiledStatement(sql: "FAIL"))
            try connection.rollback()
        }
        let events = observer.events.withLock(\.self)
        #expect(events.map(\.sql) == ["BEGIN", "ROWS 3", "FAIL", "ROLLBACK"])
        #expect(events.map(\.kind) == [.transaction, .statement, .statement, .transaction])
        #expect(events[1].parameters == [.value(.integer(1)), .redacted])
        #expect(events[1].rows == 3 && events[1].label == "test")
        #expect(events[2].error is QueryError)
        await engine.close()
    }

    @Test("many runs of one statement are observed as one, which says how many they are")
    func runs() async throws {
        let observer = Observer()
        let engine = Engine(backend: FakeBackend(), configuration: EngineConfiguration(observer: observer))
        try await engine.withConnection { connection in
            _ = try connection.runEach("INSERT", 3) { index, writer in try writer.write(Int64(index)) }
            _ = try connection.runEach("ROWS 2", 1) { _, _ in }
        }
        let events = observer.events.withLock { $0.filter { $0.kind == .statement } }
        #expect(events.map(\.runs) == [3, 1])
        #expect(events.map(\.changes) == [3, 1])
        #expect(events.map(\.rows) == [0, 2])
        #expect(events[0].parameters == [.value(.integer(0))])
        await engine.close()
    }

    @Test("an observer of one task hears of that task's statements only")
    func taskLocal() async throws {
        let observer = Observer()
        let engine = Engine(backend: FakeBackend())
        try await engine.withConnection { _ = try $0.execute(CompiledStatement(sql: "ROWS 1")) }
        try await StatementObservation.$current.withValue(observer) {
            try await engine.withConnection { _ = try $0.execute(CompiledStatement(sql: "ROWS 2")) }
        }
        try await engine.withConnection { _ = try $0.execute(CompiledStatement(sql: "ROWS 3")) }
        #expect(observer.events.withLock { $0.map(\.sql) } == ["ROWS 2"])
        await engine.close()
    }

    @Test("a statement is logged at debug with its values, and without the redacted ones")
    func log() async throws {
        let lines = LogLines()
        var logger = Logger(label: "test") { _ in lines }
        logger.logLevel = .debug
        let engine = Engine(backend: FakeBackend(), configuration: EngineConfiguration(logger: logger))
        try await engine.withConnection { connection in
            _ = try connection.execute(
                CompiledStatement(
                    sql: "ROWS 1",
                    parameters: [
                        BoundValue(.text("shown"), type: .text),
                        BoundValue(.text("hidden"), type: .text, isRedacted: true),
                    ]))
        }
        let text = lines.text.withLock { $0.joined(separator: "\n") }
        #expect(text.contains("ROWS 1") && text.contains("shown") && text.contains("<redacted>"))
        #expect(!text.contains("hidden"))
        await engine.close()
    }

    @Test("uncommitted work and slow statements are warned of")
    func warnings() async throws {
        let lines = LogLines()
        var logger = Logger(label: "test") { _ in lines }
        logger.logLevel = .warning
        let engine = Engine(
            backend: FakeBackend(), configuration: EngineConfiguration(logger: logger, slowStatement: .zero))
        try await engine.withConnection { connection in
            try connection.begin(.write(nil))
            try connection.execute(CompiledStatement(sql: "ROWS 1"))
        }
        let text = lines.text.withLock { $0.joined(separator: "\n") }
        #expect(text.contains("slow statement") && text.contains("without commit"))
        await engine.close()
    }
}

/// Keeps what is logged.
final class LogLines: LogHandler, @unchecked Sendable {
    let text = Mutex<[String]>([])
    private let state = Mutex<(Logger.Level, Logger.Metadata)>((.trace, [:]))
    var logLevel: Logger.Level {
        get { state.withLock { $0.0 } }
        set { state.withLock { $0.0 = newValue } }
    }
    var metadata: Logger.Metadata {
        get { state.withLock { $0.1 } }
        set { state.withLock { $0.1 = newValue } }
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
    func log(event: LogEvent) {
        text.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
    }
}
