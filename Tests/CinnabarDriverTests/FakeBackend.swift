import CinnabarSQL
import Foundation
import Synchronization

@testable import CinnabarDriver

/// A backend without a database: its statements are words that say what they do.
///
/// `WAIT` runs until it is interrupted; `FAIL` fails; `LOSE` loses the connection; `ROWS n` gives n rows; anything
/// else does nothing.
final class FakeBackend: Backend {
    struct Counts: Sendable {
        var opened = 0
        var closed = 0
        var lent = 0
        var interrupts = 0
        var openThreads: Set<Int> = []
        var log: [String] = []
    }

    let counts = Mutex(Counts())
    /// How many of the next connections fail to open.
    let failures = Mutex(0)
    let dialect: any Dialect = SQLiteDialect()
    let location = "fake"
    let poolDefaults: PoolConfiguration

    init(pool: PoolConfiguration = PoolConfiguration(size: 2, overflow: 0, timeout: .seconds(5))) {
        poolDefaults = pool
    }

    func connect() throws -> any DriverConnection {
        let mustFail = failures.withLock { failures in
            guard failures > 0 else { return false }
            failures -= 1
            return true
        }
        if mustFail { throw OperationalError(.cannotConnect, "the fake backend does not open") }
        counts.withLock { $0.opened += 1 }
        return FakeConnection(self)
    }

    func inspector(_ connection: Connection) -> any Inspector { FakeInspector() }

    func log(_ text: String) { counts.withLock { $0.log.append(text) } }
}

struct FakeInspector: Inspector {
    func tables() throws -> [String] { [] }
    func table(named name: String) throws -> ReflectedTable? { nil }
}

final class FakeInterrupter: ConnectionInterrupter {
    let isRequested = Atomic<Bool>(false)
    let isCommitting = Atomic<Bool>(false)
    let backend: FakeBackend
    init(_ backend: FakeBackend) { self.backend = backend }
    func interrupt() {
        backend.counts.withLock { $0.interrupts += 1 }
        if isCommitting.load(ordering: .acquiring) { backend.log("INTERRUPTED COMMIT") }
        isRequested.store(true, ordering: .releasing)
    }
}

final class FakeConnection: DriverConnection {
    let backend: FakeBackend
    let ownInterrupter: FakeInterrupter
    var isInTransaction = false
    let lost = Shared(false)
    var isLost: Bool {
        get { lost.value }
        set { lost.value = newValue }
    }
    var isClosed = false

    init(_ backend: FakeBackend) {
        self.backend = backend
        ownInterrupter = FakeInterrupter(backend)
    }

    var interrupter: any ConnectionInterrupter { ownInterrupter }
    func statement(_ sql: String) throws -> any DriverStatement {
        if isLost { throw OperationalError(.connectionLost, "lost") }
        return FakeStatement(sql, self)
    }
    func execute(script: String) throws { backend.log(script) }
    func begin(_ mode: TransactionMode) throws {
        isInTransaction = true
        backend.log("BEGIN")
    }
    func commit() throws {
        ownInterrupter.isCommitting.store(true, ordering: .releasing)
        usleep(200)
        ownInterrupter.isCommitting.store(false, ordering: .releasing)
        isInTransaction = false
        backend.log("COMMIT")
    }
    func rollback() throws {
        if isLost { throw OperationalError(.connectionLost, "lost") }
        isInTransaction = false
        backend.log("ROLLBACK")
    }
    func isAlive() -> Bool { !isLost }
    func reset() throws { if isLost { throw OperationalError(.connectionLost, "lost") } }
    func close() {
        isClosed = true
        backend.counts.withLock { $0.closed += 1 }
    }
}

final class FakeStatement: DriverStatement {
    let sql: String
    let connection: FakeConnection
    let writer = FakeParameters()
    var left: Int
    init(_ sql: String, _ connection: FakeConnection) {
        self.sql = sql
        self.connection = connection
        left = sql.hasPrefix("ROWS ") ? Int(sql.dropFirst(5)) ?? 0 : 0
    }
    var parameters: ParameterWriter { writer }
    let row = RowReader()
    var changes: Int { 1 }
    var lastInsertID: Int64 { 0 }
    var isReadOnly: Bool { !sql.hasPrefix("INSERT") }
    func step() throws -> Bool {
        switch sql {
        case "WAIT":
            let deadline = ContinuousClock.now + .seconds(20)
            while !connection.ownInterrupter.isRequested.exchange(false, ordering: .acquiringAndReleasing) {
                if ContinuousClock.now > deadline { throw OperationalError(.timeout, "nobody interrupted") }
                usleep(100)
            }
            throw OperationalError(.interrupted, "interrupted")
        case "FAIL":
            throw QueryError(.syntax, "wrong", context: ErrorContext(answer: "near FAIL", detail: "Key (x)=(secret)"))
        case "LOSE":
            connection.isLost = true
            throw OperationalError(.connectionLost, "lost")
        default:
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }
    func reset() {}
}

final class FakeParameters: ParameterWriter {
    override func write(_ value: Int64) throws {}
    override func write(_ value: String) throws {
        if value.contains("\0") { throw ValueError("NUL", value: value) }
    }
}

/// A flag that several threads use.
final class Shared<Value: Sendable>: Sendable {
    private let state: Mutex<Value>
    init(_ value: Value) { state = Mutex(value) }
    var value: Value {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
    func update(_ change: @Sendable (inout Value) -> Void) { state.withLock { change(&$0) } }
}
