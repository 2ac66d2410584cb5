import Cinnabar
import CinnabarHummingbird
import CinnabarTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization

/// A context that tells where a connection comes from: what a test says it does.
struct PeerContext: RequestContext, RemoteAddressRequestContext {
    var coreContext: CoreRequestContextStorage
    var remoteAddress: SocketAddress?

    init(source: Source) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}

/// Takes the address of the peer from a header, as no application may.
struct PeerMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: PeerContext, next: (Request, PeerContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let name = HTTPField.Name("Test-Peer"), let address = request.headers[name] {
            context.remoteAddress = try SocketAddress(ipAddress: address, port: 1)
        }
        return try await next(request, context)
    }
}

let local: HTTPFields = HTTPField.Name("Test-Peer").map { [$0: "127.0.0.1"] } ?? [:]

/// What was logged, a line each: the message, and the metadata by its names.
final class Log: Sendable {
    private let written = Mutex<[String]>([])
    var lines: [String] { written.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: Log
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) {
            let own = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let line = ([event.level.rawValue, event.message.description] + own).joined(separator: " ")
            log.written.withLock { $0.append(line) }
        }
    }
}

/// Runs a test on an application that a monitor watches.
func withMonitor(
    _ backend: TestBackend = .sqliteMemory, _ configuration: QueryMonitorConfiguration = QueryMonitorConfiguration(),
    database: DatabaseConfiguration = DatabaseConfiguration(),
    routes: (Router<PeerContext>, Database, QueryMonitor) throws -> Void,
    test: @escaping @Sendable (Client, Database, QueryMonitor, Log) async throws -> Void
) async throws {
    try await withSandbox(backend, models: models, configuration: database) { db in
        let monitor = QueryMonitor(db, configuration: configuration)
        let router = Router(context: PeerContext.self)
        router.add(middleware: PeerMiddleware())
        router.add(middleware: QueryMonitorMiddleware(monitor))
        router.add(middleware: ProblemMiddleware(db))
        try routes(router, db, monitor)
        let log = Log()
        let app = Application(router: router, logger: log.logger)
        try await app.test(.router) { client in try await test(Client(client), db, monitor, log) }
    }
}
