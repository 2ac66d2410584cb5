import Cinnabar
import CinnabarCLI
import CinnabarHummingbird
import Hummingbird
import Logging

/// `blog serve` answers requests until it is told to stop.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serves the blog.")

    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port to listen on.") var port = 8080
    @Option(help: "Where readers find the blog, for links in its feed; http://HOST:PORT unless given.")
    var url: String?
    @Flag(help: "Send cookies over HTTPS only: for a blog behind a proxy that speaks it.") var secureCookies = false
    @Flag(help: "Show the last requests and their statements at /_cinnabar, to this machine alone.")
    var development = false

    func run() async throws {
        let db = try Blog.database()
        let site = try await Site(db, url: url ?? "http://\(host):\(port)", secureCookies: secureCookies)
        let app = Application(
            router: site.router(development: development),
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            services: [db.service(migrations: Blog.migrations)], logger: Logger(label: "blog"))
        try await app.runService()
    }
}
