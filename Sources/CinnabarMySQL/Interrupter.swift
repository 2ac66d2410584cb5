internal import CMariaDB
internal import CinnabarDriver
internal import Foundation
internal import Synchronization

/// Ends what runs on one connection, with `KILL QUERY` over another one, which is opened when it is needed.
///
/// Where no other connection can be had, or the server's answer never comes, the network is gone or the server is: then
/// the socket is shut, so that the thread that waits on it goes on.
final class MySQLInterrupter: ConnectionInterrupter {
    private struct State: @unchecked Sendable {
        var isOpen = true
        var helper: MySQLHandle?
        var failures = 0
        /// When the statement that still runs was interrupted first.
        var since: ContinuousClock.Instant?
    }

    /// How many attempts may fail.
    private static let attempts = 3
    /// How long a statement may go on after it was interrupted.
    private static let patience = Duration.seconds(15)

    private let address: MySQLAddress
    private let configuration: MySQLBackend.Configuration
    private let thread: UInt
    private let socket: Int32
    private let state = Mutex(State())

    /// - Parameters:
    ///   - thread: what the server calls the connection.
    ///   - socket: the connection's own socket.
    init(_ address: MySQLAddress, _ configuration: MySQLBackend.Configuration, thread: UInt, socket: Int32) {
        self.address = address
        // A second connection has no time to lose, and nothing of the session's own is set on it.
        var configuration = configuration
        configuration.connectTimeout = min(configuration.connectTimeout, .seconds(3))
        configuration.readTimeout = .seconds(3)
        configuration.writeTimeout = .seconds(3)
        self.configuration = configuration
        self.thread = thread
        self.socket = socket
    }

    deinit { detach() }

    func interrupt() {
        state.withLock { state in
            guard state.isOpen else { return }
            let since = state.since ?? .now
            state.since = since
            state.failures = kill(&state) ? 0 : state.failures + 1
            if state.failures >= Self.attempts || .now - since > Self.patience { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    private func kill(_ state: inout State) -> Bool {
        if state.helper == nil {
            state.helper = try? MySQLDriver.open(address, configuration, location: address.location)
        }
        guard let helper = state.helper else { return false }
        do {
            try MySQLText.run("KILL QUERY \(thread)", on: helper)
            return true
        } catch {
            mysql_close(helper)
            state.helper = nil
            return false
        }
    }

    /// The lease is over: whether there were interrupts. The other connection is closed.
    func finish() -> Bool {
        state.withLock { state in
            defer { state.since = nil }
            if let helper = state.helper { mysql_close(helper) }
            state.helper = nil
            state.failures = 0
            return state.since != nil
        }
    }

    /// The connection closes: from now on there is nothing to interrupt.
    func detach() {
        state.withLock { state in
            state.isOpen = false
            if let helper = state.helper { mysql_close(helper) }
            state.helper = nil
        }
    }
}
