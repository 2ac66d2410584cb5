import CinnabarDriver
import CinnabarSQL
import Synchronization

/// A backend whose connections fail when they are told to: before the n-th statement from now, once.
final class FaultyBackend: Backend {
    private let real: any Backend
    let faults = Faults()

    init(_ real: any Backend) { self.real = real }

    var dialect: any Dialect { real.dialect }
    var location: String { real.location }
    var poolDefaults: PoolConfiguration { PoolConfiguration(size: 1, overflow: 1) }
    func connect() throws -> any DriverConnection { FaultyConnection(try real.connect(), faults) }
    func inspector(_ connection: Connection) -> any Inspector { real.inspector(connection) }
    func close() { real.close() }
}

/// When the next fault happens.
final class Faults: Sendable {
    enum Moment: Sendable { case prepare, step, commit, afterCommit }
    private struct State {
        var countdown: Int?
        var error: (any Error & Sendable)?
        var isLost = false
        var happened = 0
        var counted = 0
    }
    private let state = Mutex(State())

    /// The `number`-th statement or control of the connection from now on (from 0) throws `error`. A connection that
    /// is lost throws from then on.
    func arm(_ number: Int, _ error: any DatabaseError & Sendable) {
        state.withLock {
            $0.countdown = number
            $0.error = error
            $0.happened = 0
        }
    }

    func disarm() { state.withLock { $0.countdown = nil } }
    /// Whether the fault that was armed has come.
    var hasHappened: Bool { state.withLock { $0.happened > 0 } }

    func pass() throws {
        let error = state.withLock { state -> (any Error & Sendable)? in
            guard let left = state.countdown else { return nil }
            if left > 0 {
                state.countdown = left - 1
                return nil
            }
            state.countdown = nil
            state.happened += 1
            return state.error
        }
        if let error { throw error }
    }
}

private final class FaultyConnection: DriverConnection {
    private let real: any DriverConnection
    private let faults: Faults
    private var isLost = false

    init(_ real: any DriverConnection, _ faults: Faults) {
        self.real = real
        self.faults = faults
    }

    private func pass() throws {
        if isLost { throw OperationalError(.connectionLost, "the connection is gone") }
        do { try faults.pass() } catch {
            if let error = error as? OperationalError, error.kind == .connectionLost {
                isLost = true
                real.close()
            }
            throw error
        }
    }

    func statement(_ sql: String) throws -> any DriverStatement {
        try pass()
        return try real.statement(sql)
    }
    func execute(script: String) throws {
        try pass()
        try real.execute(script: script)
    }
    func begin(_ mode: TransactionMode) throws {
        try pass()
        try real.begin(mode)
    }
    func commit() throws {
        try pass()
        try real.commit()
    }
    func rollback() throws {
        if isLost { throw OperationalError(.connectionLost, "the connection is gone") }
        try real.rollback()
    }
    var isInTransaction: Bool { !isLost && real.isInTransaction }
    var interrupter: any ConnectionInterrupter { real.interrupter }
    func isAlive() -> Bool { !isLost && real.isAlive() }
    func reset() throws {
        if isLost { throw OperationalError(.connectionLost, "the connection is gone") }
        try real.reset()
    }
    func close() { if !isLost { real.close() } }
}
