import Cinnabar
import CinnabarHummingbird
import CinnabarPostgres
import Foundation
import Hummingbird
import Logging

/// The small requests that web frameworks are compared by, each on a database and without one.
///
///     WebBench DATABASE-URL PORT TEMPLATES
@main
struct WebBench {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 4, let port = Int(words[2]) else {
            FileHandle.standardError.write(Data("usage: \(words[0]) DATABASE-URL PORT TEMPLATES\n".utf8))
            exit(2)
        }
        let db = try Database(url: words[1], drivers: [.postgres], models: [World.self])
        let counter = RequestCounter()
        let router = Router()
        router.add(middleware: CountRequests(counter: counter))
        WorldRoutes(db: db).addRoutes(to: router)
        ConstantRoutes(page: try await ConstantPage(templates: words[3])).addRoutes(to: router.group("constant"))
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            services: [db], logger: Logger(label: "bench"))
        try await app.runService()
        // Compared with the answers that clients got: see load.py.
        print("accepted \(counter.count)")
    }
}
