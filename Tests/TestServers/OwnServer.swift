public import CinnabarDriver
import CinnabarMySQL
import CinnabarPostgres
import Foundation
import Synchronization

/// A server that a test starts for itself, and may kill. It does not wait for the disk, but hands every commit to the
/// operating system before it acknowledges it: so what was acknowledged outlives the server's process.
public final class OwnServer: Sendable, CustomStringConvertible {
    /// The kinds there are.
    public enum Kind: String, Sendable, CaseIterable, CustomStringConvertible {
        case postgres = "PostgreSQL"
        case mariadb = "MariaDB"
        public var description: String { rawValue }

        fileprivate var user: String { self == .postgres ? "postgres" : "mysql" }
        fileprivate var programs: [String] {
            self == .postgres ? ["initdb", "postgres"] : ["mariadb-install-db", "mariadbd"]
        }
        /// Whether its programs are installed, and servers are wanted at all.
        public var isThere: Bool {
            TestBackendVariables.areThere && programs.allSatisfy { OwnServer.program($0) != nil }
        }
    }

    /// Those that can be started here.
    public static let kinds = Kind.allCases.filter(\.isThere)

    public let kind: Kind
    public var description: String { kind.description }
    private let folder: URL
    private let port: UInt16

    /// Makes an empty server and starts it.
    public init(_ kind: Kind) throws {
        self.kind = kind
        port = try Self.freePort()
        folder = URL(fileURLWithPath: "/tmp/cinnabar-own-\(UUID().uuidString.prefix(8).lowercased())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if geteuid() == 0 { try Self.run("chown", [kind.user, folder.path], as: nil) }
        switch kind {
        case .postgres:
            try run(
                "initdb",
                ["--pgdata", data, "--username", "cinnabar", "--auth", "trust", "--encoding", "UTF8", "--no-sync"])
        case .mariadb:
            try run("mariadb-install-db", ["--no-defaults", "--datadir=\(data)", "--skip-test-db"])
        }
        try start()
        if kind == .mariadb {
            let connection = try MySQLBackend("mariadb://root@127.0.0.1:\(port)/mysql").connect()
            try connection.execute(script: "CREATE DATABASE cinnabar CHARACTER SET utf8mb4")
            connection.close()
        }
    }

    private var data: String { folder.path + "/data" }

    /// What a `Database` is made with.
    public func backend() throws -> any Backend {
        switch kind {
        case .postgres: try PostgresBackend("postgresql://cinnabar@127.0.0.1:\(port)/postgres")
        case .mariadb: try MySQLBackend("mariadb://root@127.0.0.1:\(port)/cinnabar")
        }
    }

    /// Starts it, and waits until it takes connections. What a killed one has left behind is cleared up.
    public func start() throws {
        for attempt in 1... {
            do {
                let server: Process
                switch kind {
                case .postgres:
                    // Not by pg_ctl: Foundation takes a process for ended when its descriptors are closed, and what
                    // pg_ctl leaves running has inherited them.
                    server = try launch(
                        "postgres",
                        [
                            "-D", data, "-p", "\(port)", "-c", "listen_addresses=127.0.0.1",
                            "-c", "unix_socket_directories=\(data)", "-c", "fsync=off", "-c", "synchronous_commit=on",
                        ])
                case .mariadb:
                    server = try launch(
                        "mariadbd",
                        [
                            "--no-defaults", "--datadir=\(data)", "--socket=\(data)/socket", "--pid-file=\(data)/pid",
                            "--port=\(port)", "--bind-address=127.0.0.1", "--skip-grant-tables", "--skip-log-bin",
                            "--innodb-flush-log-at-trx-commit=2", "--log-error=\(data)/log",
                        ])
                }
                return try waitForConnections(server)
            } catch {
                // Processes of the one that was killed take a moment to go.
                if attempt == 10 { throw error }
                Thread.sleep(forTimeInterval: 0.5)
            }
        }
    }

    private func waitForConnections(_ server: Process) throws {
        let administration =
            kind == .postgres ? try backend() : try MySQLBackend("mariadb://root@127.0.0.1:\(port)/mysql")
        for attempt in 1... {
            do { return try administration.connect().close() } catch {
                if attempt == 100 || !server.isRunning { throw error }
                Thread.sleep(forTimeInterval: 0.1)
            }
        }
    }

    /// Ends its process at once, without a word to anybody.
    public func kill() throws {
        let file = kind == .postgres ? "/postmaster.pid" : "/pid"
        let text = try String(contentsOfFile: data + file, encoding: .utf8)
        guard let line = text.split(whereSeparator: \.isNewline).first, let process = pid_t(line), process > 1 else {
            throw Failure(description: "no process in \(data)\(file)")
        }
        Foundation.kill(process, SIGKILL)
        while Foundation.kill(process, 0) == 0, !Self.isZombie(process) { Thread.sleep(forTimeInterval: 0.01) }
    }

    /// Ends it and removes its files.
    public func remove() {
        try? kill()
        Thread.sleep(forTimeInterval: 0.2)
        try? FileManager.default.removeItem(at: folder)
    }

    // MARK: Programs

    private struct Failure: Error, CustomStringConvertible { let description: String }

    private func run(_ name: String, _ arguments: [String]) throws { try Self.run(name, arguments, as: kind.user) }

    private static func run(_ name: String, _ arguments: [String], as user: String?) throws {
        let process = try process(name, arguments, as: user)
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 {
            throw Failure(description: "\(name) ended with \(process.terminationStatus)")
        }
    }

    private func launch(_ name: String, _ arguments: [String]) throws -> Process {
        let process = try Self.process(name, arguments, as: kind.user)
        try process.run()
        return process
    }

    /// Neither server runs as root: there, its own user runs it.
    private static func process(_ name: String, _ arguments: [String], as user: String?) throws -> Process {
        guard let path = program(name) else { throw Failure(description: "\(name) was not found") }
        let process = Process()
        if let user, geteuid() == 0 {
            process.executableURL = URL(fileURLWithPath: program("runuser") ?? "/usr/sbin/runuser")
            process.arguments = ["-u", user, "--", path] + arguments
        } else {
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
        }
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    /// Programs that packages install beside the usual path.
    fileprivate static func program(_ name: String) -> String? {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders =
            path.split(separator: ":").map(String.init) + versions.map { "/usr/lib/postgresql/\($0)/bin" }
            + ["/usr/sbin", "/sbin"]
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// A process that has ended and that nobody has asked about: its number is not free yet.
    private static func isZombie(_ process: pid_t) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return true }
        return text[end...].dropFirst(2).first == "Z"
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw Failure(description: "no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}

/// Whether servers are wanted: `make test` names them.
private enum TestBackendVariables {
    static let areThere = ["CINNABAR_POSTGRES_URL", "CINNABAR_MYSQL_URL"].contains {
        ProcessInfo.processInfo.environment[$0].map { !$0.isEmpty } ?? false
    }
}
