import Cinnabar
import CinnabarHummingbird
import CinnabarTesting
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@Suite("The development page")
struct DevelopmentPageTests {
    /// An application with a page, and routes that ask the database.
    private static func routes(
        _ access: DevelopmentPageAccess = .loopback
    ) -> (Router<PeerContext>, Database, QueryMonitor) throws -> Void {
        { router, db, monitor in
            router.addDevelopmentPage(monitor, for: access)
            router.get("users/:name") { _, context in
                let name = try context.parameters.require("name")
                return try await db.read { session in
                    "\(try session.query(User.self).filter { $0.userName == name && $0.age > 3 }.limit(2).all().count)"
                }
            }
            router.get("adults") { _, _ in
                try await db.read { session in
                    "\(try session.query(User.self).filter { $0.age > 3 }.limit(2).offset(1).all().count)"
                }
            }
            router.get("names") { _, _ in
                try await db.read { session in
                    for id in 1...9 { _ = try session.query(User.self).filter { $0.id == id }.first() }
                    return "names"
                }
            }
            router.post("users") { _, _ in
                try await db.transaction { $0.add(User(userName: "ann", email: "secret@example.com")) }
                return HTTPResponse.Status.created
            }
            router.get("by-hand") { _, _ in
                try await db.read { "\(try $0.sql("SELECT '<b>&' AS x", as: String.self).count)" }
            }
        }
    }

    private func page(_ client: Client, _ path: String, _ headers: HTTPFields = local) async throws -> String {
        let answer = try await client.get(path, headers: headers)
        #expect(answer.status == 200, "\(path): \(answer.text)")
        #expect(answer.type == "text/html; charset=utf-8")
        let policy = try #require(answer.headers[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
        #expect(!policy.contains("unsafe") && !policy.contains("script-src"))
        #expect(answer.headers[.cacheControl] == "no-store")
        let text = answer.text.replacing("http://www.w3.org/2000/svg", with: "")
        for part in ["<script", "<img", "<link", "<iframe", "style=", "\"onload", " onload", "http:", "https:"] {
            let isThere = text.contains(part)
            #expect(!isThere, "\(path): \(part)")
        }
        return answer.text
    }

    @Test("there is none unless somebody is named who may read it")
    func closed() async throws {
        try await withMonitor(routes: Self.routes(.nobody)) { client, _, monitor, _ in
            #expect(try await client.get("/_cinnabar", headers: local).status == 404)
            _ = try await client.get("/users/ann")
            #expect(monitor.recentRequests.isEmpty)
        }
    }

    @Test("it is for requests from this machine alone")
    func loopback() async throws {
        try await withMonitor(routes: Self.routes()) { client, _, _, _ in
            let paths = ["/_cinnabar", "/_cinnabar/requests/1", "/_cinnabar/requests/1/plans/1", "/_cinnabar/schema"]
            _ = try await client.get("/users/ann")
            let peer = try #require(HTTPField.Name("Test-Peer"))
            for path in paths {
                #expect(try await client.get(path).status == 403, "\(path) without an address")
                for address in ["10.0.0.1", "192.168.1.1", "8.8.8.8", "fe80::1", "2001:db8::1", "128.0.0.1"] {
                    #expect(try await client.get(path, headers: [peer: address]).status == 403, "\(path) \(address)")
                }
                for header in ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"] {
                    let name = try #require(HTTPField.Name(header))
                    #expect(
                        try await client.get(path, headers: local.with(name, "127.0.0.1")).status == 403, "\(header)")
                }
                for address in ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"] {
                    #expect(try await client.get(path, headers: [peer: address]).status != 403, "\(path) \(address)")
                }
            }
        }
    }

    @Test("addresses and hosts are read strictly")
    func addresses() {
        for address in ["127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1", "::FFFF:127.0.0.1"] {
            #expect(DevelopmentPageAccess.isLoopback(address), "\(address)")
        }
        for address in [
            "", "127", "127.1", "127.0.0.1.evil.com", "0127.0.0.1.", "128.0.0.1", "::2", "1.127.0.0", "::ffff:8.8.8.8",
        ] {
            #expect(!DevelopmentPageAccess.isLoopback(address), "\(address)")
        }
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:80", "[::1]:8080", "[::1]"] {
            #expect(DevelopmentPageAccess.namesLoopback(host), "\(host)")
        }
        for host in ["", "evil.com", "localhost.evil.com", "127.0.0.1.evil.com:80", "[::2]", "evil.com:127", "::1"] {
            #expect(!DevelopmentPageAccess.namesLoopback(host), "\(host)")
        }
    }

    @Test("a context that tells no address is refused, and said why; a real connection from here is let in")
    func contexts() async throws {
        try await withSandbox(models: models) { db in
            let monitor = QueryMonitor(db)
            let plain = Router(context: Context.self)
            plain.add(middleware: QueryMonitorMiddleware(monitor))
            plain.addDevelopmentPage(monitor, for: .loopback)
            try await Application(router: plain, logger: Log().logger).test(.router) { base in
                let answer = try await Client(base).get("/_cinnabar")
                #expect(answer.status == 403)
                #expect(answer.json["detail"]?.string?.contains("RemoteAddressRequestContext") == true)
            }
            let router = Router(context: PeerContext.self)
            router.addDevelopmentPage(monitor, for: .loopback)
            try await Application(router: router, logger: Log().logger).test(.live) { base in
                let answer = try await Client(base).get("/_cinnabar")
                #expect(answer.status == 200)
            }
        }
    }

    @Test("it shows the last requests, and the statements of each", arguments: backends)
    func requests(_ backend: TestBackend) async throws {
        try await withMonitor(backend, routes: Self.routes()) { client, _, monitor, _ in
            #expect(try await page(client, "/_cinnabar").contains("None yet"))
            #expect(try await client.send(.post, "/users").status == 201)
            #expect(try await client.get("/users/ann?token=hidden").status == 200)
            _ = try await client.get("/names")
            _ = try await client.get("/nowhere")
            // Its own requests are not among them.
            #expect(monitor.recentRequests.map(\.path) == ["/nowhere", "/names", "/users/ann", "/users"])
            let list = try await page(client, "/_cinnabar")
            #expect(list.contains(#"<a href="/_cinnabar/requests/2">GET <code>/users/ann</code></a>"#))
            #expect(list.contains(#"<td class="number">404</td>"#) && list.contains(#"<td class="number">9</td>"#))
            #expect(list.count(of: "N+1") == 1)
            #expect(list.contains("<th class=\"number\">Lent</th>"))
            let one = try await page(client, "/_cinnabar/requests/2")
            #expect(one.contains("1 query") && one.contains("SELECT") && one.contains("FROM"))
            #expect(one.contains("from <code>CinnabarHummingbirdTests/DevelopmentPageTests.swift:"))
            let many = try await page(client, "/_cinnabar/requests/3")
            #expect(many.contains("The same statement was run 9 times"))
            #expect(many.contains("1 row") && !one.contains("1 row"))
            let added = try await page(client, "/_cinnabar/requests/1")
            #expect(added.contains("INSERT INTO") && added.contains("COMMIT"))
            for text in [list, one, many, added] { #expect(!text.contains("secret@") && !text.contains("hidden")) }
            for path in ["requests/99", "requests/x", "requests/-1", "requests/2/plans/99", "requests/2/plans/x"] {
                #expect(try await client.get("/_cinnabar/\(path)", headers: local).status == 404, "\(path)")
            }
        }
    }

    @Test("nothing that a client or a statement says is markup")
    func escaped() async throws {
        try await withMonitor(routes: Self.routes()) { client, _, _, _ in
            for path in [
                "/%3Cscript%3Ealert(1)%3C/script%3E", "/a\"onload=alert(1)", "/<script>alert(1)</script>", "/by-hand",
            ] {
                _ = try await client.get(path)
            }
            let list = try await page(client, "/_cinnabar")
            #expect(list.contains("&lt;script&gt;alert(1)&lt;/script&gt;") || list.contains("%3Cscript%3E"))
            for id in 1...4 { _ = try await page(client, "/_cinnabar/requests/\(id)") }
            let text = try await page(client, "/_cinnabar/requests/4")
            #expect(text.contains("SELECT &#39;&lt;b&gt;&amp;&#39; AS x"))
        }
        let markup: Markup = "<p>\("<b>&\"'\u{0}\u{202E}")</p>\([Markup]())\("<i>" as Markup)"
        #expect(markup.text == "<p>&lt;b&gt;&amp;&quot;&#39;\u{FFFD}\u{FFFD}</p><i>")
    }

    @Test("a SELECT has a plan, without its values and without being run", arguments: backends)
    func plans(_ backend: TestBackend) async throws {
        try await withMonitor(backend, routes: Self.routes()) { client, db, monitor, _ in
            _ = try await client.get("/adults")
            _ = try await client.send(.post, "/users")
            let statements = try #require(monitor.request(1)).statements.list
            let number = try #require(statements.firstIndex { $0.sql.hasPrefix("SELECT") }) + 1
            let details = try await page(client, "/_cinnabar/requests/1")
            #expect(details.contains("/_cinnabar/requests/1/plans/\(number)"))
            for _ in 0..<2 {
                let plan = try await page(client, "/_cinnabar/requests/1/plans/\(number)")
                #expect(plan.contains("How the database would run it"))
                #expect(!plan.contains("There is no plan"), "\(plan)")
                let lines = plan.components(separatedBy: "How the database would run it").last ?? ""
                #expect(lines.contains("users"), "\(lines)")
            }
            // No other statement has one.
            let changed = try await page(client, "/_cinnabar/requests/2")
            #expect(!changed.contains("/plans/"))
            let insert = try #require(monitor.request(2)).statements.list.firstIndex { $0.sql.hasPrefix("INSERT") }
            let refused = try await page(client, "/_cinnabar/requests/2/plans/\(try #require(insert) + 1)")
            #expect(refused.contains("There is no plan of it: only a SELECT is explained."))
            #expect(try await db.value("SELECT count(*) FROM users") == "1")
        }
    }

    @Test("what cannot be explained is said, and leaves the connection as it was", arguments: backends)
    func noPlan(_ backend: TestBackend) async throws {
        let pool = PoolConfiguration(size: 1, overflow: 0)
        try await withMonitor(
            backend, database: DatabaseConfiguration(engine: EngineConfiguration(pool: pool))
        ) { router, db, monitor in
            router.addDevelopmentPage(monitor, for: .loopback)
            router.get("gone") { _, _ in
                try await db.session { session in
                    "\(try session.sql("SELECT count(*) FROM passing", as: Int.self))"
                }
            }
            router.get("several") { _, _ in
                try await db.read { "\(try $0.sql("SELECT 1 AS one;", as: Int.self))" }
            }
        } test: { client, db, monitor, _ in
            try await db.run("CREATE TABLE passing (id INTEGER)")
            #expect(try await client.get("/gone").status == 200)
            try await db.run("DROP TABLE passing")
            _ = try await client.get("/several")
            for id in [1, 2] {
                let list = try #require(monitor.request(id)).statements.list
                let number = try #require(list.firstIndex { $0.sql.hasPrefix("SELECT") }) + 1
                for _ in 0..<3 {
                    let text = try await page(client, "/_cinnabar/requests/\(id)/plans/\(number)")
                    #expect(text.contains("There is no plan of it: "), "\(text)")
                }
            }
            #expect(try await db.read { try $0.query(User.self).count() } == 0)
        }
    }

    @Test(
        "a plan leaves nothing prepared behind, also after it failed",
        arguments: backends.filter { $0.name.hasPrefix("PostgreSQL") })
    func nothingLeft(_ backend: TestBackend) async throws {
        let pool = PoolConfiguration(size: 1, overflow: 0)
        try await withMonitor(
            backend, database: DatabaseConfiguration(engine: EngineConfiguration(pool: pool)), routes: Self.routes()
        ) { client, db, monitor, _ in
            _ = try await client.get("/users/ann")
            let list = try #require(monitor.request(1)).statements.list
            let number = try #require(list.firstIndex { $0.sql.hasPrefix("SELECT") }) + 1
            _ = try await page(client, "/_cinnabar/requests/1/plans/\(number)")
            let left = "SELECT count(*) FROM pg_prepared_statements WHERE name = 'cinnabar_plan'"
            #expect(try await db.value(left) == "0")
            #expect(try await db.value("SHOW plan_cache_mode") == "auto")
        }
    }

    @Test("it shows the schema, and is where it was put")
    func schema() async throws {
        try await withMonitor { router, _, monitor in
            router.group("inside").addDevelopmentPage(monitor, for: .loopback, at: "page")
            router.get("nothing") { _, _ in "nothing" }
        } test: { client, _, _, _ in
            _ = try await client.get("/nothing")
            let text = try await page(client, "/inside/page/schema")
            #expect(text.contains("<svg") && text.contains(">posts</text>") && text.contains(">users</text>"))
            #expect(text.contains(#"<a href="/inside/page">Requests</a>"#))
            #expect(try await page(client, "/inside/page").contains(#"href="/inside/page/requests/1""#))
            #expect(try await page(client, "/inside/page/requests/1").contains(#"<a href="/inside/page/schema">"#))
            #expect(try await client.get("/_cinnabar", headers: local).status == 404)
        }
    }

    @Test("a placeholder is replaced where it is one")
    func placeholders() {
        let sql = """
            SELECT '?', "a?", `b?` -- ?
            FROM t /* ? */ WHERE x = ? AND y IN (?, ?) AND z = 'it''s ?' LIMIT ? OFFSET ?
            """
        #expect(
            PlaceholderText.replacing(sql, with: .nulls) == """
                SELECT '?', "a?", `b?` -- ?
                FROM t /* ? */ WHERE x = NULL AND y IN (NULL, NULL) AND z = 'it''s ?' LIMIT NULL OFFSET NULL
                """)
        #expect(
            PlaceholderText.replacing(sql, with: .constants) == """
                SELECT '?', "a?", `b?` -- ?
                FROM t /* ? */ WHERE x = '1' AND y IN ('1', '1') AND z = 'it''s ?' LIMIT 20 OFFSET 20
                """)
        #expect(
            PlaceholderText.replacing(#"SELECT '\' ?', ? LIMIT ?, ?"#, with: .constants)
                == #"SELECT '\' ?', '1' LIMIT 20, 20"#)
        for broken in ["SELECT 'a ?", "SELECT /* ?", "SELECT -- ?", #"SELECT '\"#, "SELECT \"?"] {
            #expect(PlaceholderText.replacing(broken, with: .constants) == broken)
        }
    }
}

extension String {
    fileprivate func count(of text: String) -> Int { components(separatedBy: text).count - 1 }
}
