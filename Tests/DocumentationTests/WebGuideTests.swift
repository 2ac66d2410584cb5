import Cinnabar
import CinnabarCLI
import CinnabarHummingbird
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

/// What the guides "A web service with Hummingbird" and "Deployment" say.
@Suite("The web guides")
struct WebGuideTests {
    private func answer(
        _ client: any TestClientProtocol, _ method: HTTPRequest.Method, _ uri: String, json: String? = nil,
        form: String? = nil
    ) async throws -> (status: Int, text: String, headers: HTTPFields) {
        var headers = HTTPFields()
        if json != nil { headers[.contentType] = "application/json" }
        if form != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let body = (json ?? form).map { ByteBuffer(string: $0) }
        let response = try await client.executeRequest(uri: uri, method: method, headers: headers, body: body)
        return (response.status.code, String(buffer: response.body), response.headers)
    }

    @Test("the service answers as the guide says")
    func service() async throws {
        let db = try await guideDatabase()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let router = webRouter(db, cursors: CursorSigner(), isDevelopment: true)
        try await Application(router: router, logger: logger).test(.live) { client in
            let post = try await answer(client, .get, "/posts/1")
            #expect(post.status == 200 && post.text.contains(#""title":"First Post""#))
            #expect(post.headers[.eTag] != nil)
            #expect(try await answer(client, .get, "/posts/99").status == 404)
            #expect(try await answer(client, .get, "/posts?q=Second").text.contains(#""total":1"#))
            #expect(try await answer(client, .get, "/posts?page=9").status == 404)
            #expect(try await answer(client, .get, "/timeline?per_page=1").text.contains(#""next":""#))
            #expect(try await answer(client, .get, "/regulars?visits=2").text.contains("john"))
            #expect(try await answer(client, .get, "/regulars?visits=x").text.contains("visits must be a whole number"))
            #expect(try await answer(client, .get, "/regulars?visits=-1").status == 400)

            let refused = try await answer(client, .post, "/users", json: #"{"username":"jo","email":"j@example.com"}"#)
            #expect(refused.status == 422)
            // The guide's answer, without its line breaks.
            let shown = try Self.page("Web").firstMatch(of: /```json\n([^`]+)```/)?.1.replacing("\n ", with: "")
            #expect(refused.text == shown.map { $0.replacing("\n", with: "") }.map(String.init))
            let made = try await answer(client, .post, "/users", json: #"{"username":"joan","email":"j@example.com"}"#)
            #expect(made.status == 201 && made.headers[.location] == "/users/3")
            #expect(try await answer(client, .patch, "/posts/1", json: #"{"title":"New"}"#).text.contains("\"New\""))
            let taken = try await answer(client, .post, "/signup", form: "username=john&email=x")
            #expect(taken.status == 422 && taken.text == "is taken")
            #expect(try await answer(client, .post, "/signup", form: "username=max&email=x").status == 303)

            #expect(try await answer(client, .get, "/health/live").status == 200)
            #expect(post.headers[try #require(HTTPField.Name("Server-Timing"))]?.contains("1 query") == true)
            let page = try await answer(client, .get, "/_cinnabar")
            #expect(page.status == 200 && page.text.contains("/posts/1"))
        }
        monitorSettings(db)
        await db.close()
        try await testTheService()
    }

    @Test("a program's database and pool are as the guide makes them")
    func database() async throws {
        let db = try production()
        #expect(db.engine.configuration.pool?.size == 10)
        await db.close()
        #expect(throws: WeakSecretError.self) { try cursorSigner() }
    }

    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func page(_ name: String) throws -> String {
        try String(contentsOf: root.appending(path: "Sources/Cinnabar/Cinnabar.docc/\(name).md"), encoding: .utf8)
    }

    @Test("the container file has the libraries that the build needs, and what they need at run time")
    func container() throws {
        let file = try #require(try Self.page("Deployment").firstMatch(of: /```dockerfile\n([^`]+)```/)).1
        let stages = file.components(separatedBy: "FROM swift:6.3-slim")
        #expect(stages.count == 2)
        func libraries(_ text: String) -> Set<String> {
            Set(text.split { $0.isWhitespace }.map(String.init).filter { $0.hasPrefix("lib") })
        }
        let script = try String(contentsOf: Self.root.appending(path: "scripts/install-dependencies"), encoding: .utf8)
        let needed = Set(script.matches(of: /need (lib[a-z0-9]+-dev)/).map { String($0.1) })
        #expect(needed.count == 3)
        #expect(libraries(stages[0]) == needed)
        let runtime = libraries(stages[1])
        #expect(runtime == ["libsqlite3-0", "libpq5", "libmariadb3"])
        for package in runtime {
            let name = package.prefix { $0.isLetter }
            #expect(needed.contains { $0.hasPrefix(name) }, "\(package)")
        }
    }

    @Test("every command of `db` in the pages is one")
    func commands() throws {
        let known = Set(DatabaseCommand<Blog>.configuration.subcommands.compactMap { $0.configuration.commandName })
        var count = 0
        for name in ["Web", "Deployment"] {
            for match in try Self.page(name).matches(of: /(?:blog |`)db ([a-z]+)/) {
                count += 1
                #expect(known.contains(String(match.1)), "\(name): db \(match.1)")
            }
        }
        #expect(count > 5)
    }
}
