import Cinnabar
import HTTPTypes
import Testing

@testable import App

/// What somebody may send who means no good. All of it gets a clear answer, and never a 500.
@Suite("Hostile requests")
struct HostileTests {
    static let texts = [
        "'; DROP TABLE posts; --", "\" OR 1=1 --", "\\'", "%' OR '1'='1", "${7*7}", "{{formToken}}", "{{{body}}}",
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "javascript:alert(1)",
        "../../etc/passwd", "%2e%2e%2f", "\u{0}", "a\u{0}b", "\u{1}\u{1F}", "\u{FFFF}", "\u{202E}evil", "\u{FEFF}",
        "e\u{301}\u{301}\u{301}", "👩‍👩‍👧‍👦", "\r\nSet-Cookie: a=b", String(repeating: "A", count: 10_000), " ", "",
        "NaN", "-1", "0", "9223372036854775808", "1e400", "null", "[]", "true",
    ]

    /// Answers that say that the sender is at fault, or that all is well.
    private func isClear(_ answer: Answer) -> Bool { (200..<500).contains(answer.status) }

    @Test("in every field of every form", arguments: TestDatabase.all)
    func forms(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.member("ann")
            let path = try await ann.write("Mine")
            let forms: [(action: String, page: String, fields: [String])] = [
                ("/signup", "/signup", ["username", "email", "password"]),
                ("/signin", "/signin", ["username", "password", "next"]),
                ("/posts", "/write", ["title", "body", "tags", "draft"]),
                (path, path + "/edit", ["title", "body", "tags", "draft", "version"]),
                (path + "/comments", path, ["body"]),
            ]
            for form in forms {
                let browser = form.action.hasPrefix("/sign") ? blog.browser() : ann
                let token = try await browser.formToken(of: form.page)
                for field in form.fields {
                    for text in Self.texts {
                        let others = form.fields.filter { $0 != field && $0 != "version" && $0 != "draft" }
                        let answer = try await browser.post(
                            form.action, others.map { ($0, "word") } + [(field, text), ("formToken", token)])
                        #expect(isClear(answer), "\(form.action) \(field) \(text.debugDescription) \(answer)")
                    }
                }
            }
            for page in ["/", path, "/search?q=script", "/drafts", "/feed.atom"] {
                let text = try await ann.get(page).text
                for part in ["<script", "<img", "<svg"] { #expect(!text.contains(part), "\(page) \(part)") }
            }
            // All tables are there, and so is the post.
            #expect(try await ann.get(path).status == 200)
        }
    }

    @Test("in every parameter of every address", arguments: TestDatabase.all)
    func parameters(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.member("ann")
            let program = try await blog.program("bob")
            _ = try await ann.write("Mine", "Secret.", tags: "one", draft: true)
            let places = [
                "/posts/", "/tags/", "/authors/", "/api/posts/", "/api/users/", "/?page=", "/search?q=",
                "/search?page=",
                "/?per_page=", "/signin?next=", "/api/posts?tag=", "/api/posts?author=", "/api/posts?q=",
                "/api/users?page=",
                "/api/posts/1/comments?per_page=", "/drafts?page=", "/nothing/",
            ]
            for place in places {
                for text in Self.texts {
                    for path in [
                        place + text.encoded, place + text.filter { $0.isASCII && !$0.isWhitespace && $0 != "\0" },
                    ] {
                        guard path.utf8.count < 4_000 || path.contains("AAA") else { continue }
                        let answer =
                            place.hasPrefix("/api") ? try await program.get(path) : try await blog.browser().get(path)
                        #expect(isClear(answer), "\(path.prefix(60).debugDescription) \(answer)")
                        #expect(!answer.text.contains("Secret."))
                    }
                }
            }
            for path in ["/posts/%FF", "/tags/%C3%28", "/search?q=%FF", "/search?q=%", "/search?q=%zz", "/?%FF=1"] {
                let answer = try await blog.browser().get(path)
                #expect((400..<500).contains(answer.status), "\(path) \(answer)")
            }
        }
    }

    @Test("in every member of every JSON body", arguments: TestDatabase.all)
    func json(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.program("ann")
            _ = try await ann.send(.post, "/api/posts", #"{"title":"Mine","body":"x"}"#)
            let values =
                Self.texts.map { JSONValue.string($0) }
                + [nil, true, 7, -1.5, 1e300, [], [1], ["a": 1], [["a"]], [nil], ["a", 1]]
            let bodies: [(HTTPRequest.Method, String, [String])] = [
                (.post, "/api/users", ["username", "email", "password"]),
                (.post, "/api/tokens", ["username", "password"]),
                (.post, "/api/posts", ["title", "body", "tags", "draft"]),
                (.patch, "/api/posts/1", ["title", "body", "tags", "draft", "id", "userID", "version", "publishedAt"]),
                (.post, "/api/posts/1/comments", ["body", "postID", "userID"]),
            ]
            for (method, path, names) in bodies {
                for name in names {
                    for value in values {
                        var members: [String: JSONValue] = ["title": "word", "body": "word"]
                        members[name] = value
                        let answer = try await ann.send(method, path, JSONValue.object(members).text)
                        #expect(isClear(answer), "\(method) \(path) \(name) \(value.text.prefix(40)) \(answer)")
                    }
                }
                let broken = [
                    "", "{", "[]", "null", "7", "\"a\"", "{\"title\":}", "{\"title\":\"a\",}", #"{"title":"\ud800"}"#,
                    String(repeating: "[", count: 100_000), "{\"a\":" + String(repeating: "9", count: 100_000) + "}",
                ]
                for text in broken {
                    let answer = try await ann.send(method, path, text)
                    #expect((400..<500).contains(answer.status), "\(method) \(path) \(text.prefix(20)) \(answer)")
                }
            }
            let read = try await ann.get("/api/posts/1").json
            #expect(read["id"] == 1)
            #expect(read["author"] == "ann")
        }
    }

    @Test("as bytes that are no text, too many, or of no known type")
    func bodies() async throws {
        try await withBlog { blog in
            let token = try await blog.program("ann").token ?? ""
            let cases: [(String, [UInt8], Int)] = [
                ("application/json", Array("{\"title\":\"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8), 400),
                ("application/json", Array(repeating: UInt8(ascii: " "), count: 300_000), 413),
                ("text/plain", Array("x".utf8), 415), ("application/xml+json-no", Array("<a/>".utf8), 415),
                ("multipart/form-data; boundary=x", Array("--x--".utf8), 415), ("", Array("{}".utf8), 415),
                ("application/json; charset=utf-16", Array("{}".utf8), 415),
            ]
            for (type, body, status) in cases {
                var headers: HTTPFields = [.authorization: "Bearer \(token)"]
                headers[.contentType] = type.isEmpty ? nil : type
                let answer = try await blog.send(.post, "/api/posts", headers, body: body)
                #expect(answer.status == status, "\(type) \(answer)")
                #expect(answer.type == "application/problem+json")
            }
            let browser = try await blog.member("bob")
            let big = try await browser.post(
                "/posts", [("title", "x"), ("body", String(repeating: "b", count: 300_000))])
            #expect(big.status == 413)
            let forms: [(String, Int)] = [("formToken=%FF", 400), ("formToken=%zz", 400), ("%", 400), ("&&&=", 403)]
            for (form, status) in forms {
                #expect(try await browser.send(.post, "/posts", form: form).status == status, "\(form)")
            }
        }
    }

    @Test("with forms of another page, a forged token, or none")
    func forgedForms() async throws {
        try await withBlog { blog in
            let ann = try await blog.member("ann")
            let other = try await blog.member("bob").formToken(of: "/write")
            let own = try await ann.formToken(of: "/write")
            let tokens = [
                [], [other], [""], ["0"], [String(repeating: "0", count: 64)], [own.uppercased() + "0"], [own, own],
                [String(own.dropLast())], [await ann.cookie ?? ""], [other, own],
            ]
            for token in tokens {
                let fields = [("title", "Forged"), ("body", "x")] + token.map { ("formToken", $0) }
                let answer = try await ann.post("/posts", fields)
                #expect(answer.status == 403, "\(token)")
                #expect(answer.text.contains("this form is out of date"))
            }
            for path in ["/signup", "/signin", "/signout", "/posts/1", "/posts/1/delete", "/comments/1/delete"] {
                #expect(try await ann.post(path, []).status == 403, "\(path)")
            }
            #expect(try await ann.get("/").titles == [])
        }
    }

    @Test(
        "with a forged cookie, or many",
        arguments: [
            "session=", "session=0", "session=\(String(repeating: "0", count: 64))", "session=' OR 1=1", "session",
            "=", ";;;", "session=a; session=b", "session=%00", "other=1", String(repeating: "a=b; ", count: 500),
        ])
    func cookies(_ cookie: String) async throws {
        try await withBlog { blog in
            _ = try await blog.member("ann").write("Hers", draft: true)
            let answer = try await blog.send(.get, "/drafts", [.cookie: cookie, .accept: "text/html"])
            #expect(answer.status == 303)
            #expect(answer.location == "/signin?next=%2Fdrafts")
            #expect(try await blog.send(.get, "/", [.cookie: cookie]).status == 200)
        }
    }

    @Test(
        "with a forged token",
        arguments: [
            "", "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "Bearer \(String(repeating: "0", count: 64))", "' --",
        ])
    func bearer(_ header: String) async throws {
        try await withBlog { blog in
            let answer = try await blog.send(.get, "/api/posts", [.authorization: header])
            #expect(answer.status == 401)
            #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
        }
    }

    @Test(
        "for files that are none of theirs",
        arguments: [
            "/../Package.swift", "/style.css/../../Package.swift", "/%2e%2e/blog.db", "/..%2fblog.db", "//etc/passwd",
            "/templates/layout.mustache", "/public/openapi.json", "/blog.db", "/.env", "/style.css%00.html",
        ])
    func files(_ path: String) async throws {
        try await withBlog { blog in
            let answer = try await blog.send(.get, path)
            #expect(answer.status == 404)
        }
    }

    @Test("with methods that a route does not have")
    func methods() async throws {
        try await withBlog { blog in
            for (method, path) in [
                (HTTPRequest.Method.put, "/posts/1"), (.delete, "/"), (.patch, "/style.css"), (.post, "/feed.atom"),
                (.put, "/api/posts"), (.trace, "/"), (HTTPRequest.Method("BREW")!, "/"),
            ] {
                let answer = try await blog.send(method, path)
                #expect((400..<500).contains(answer.status), "\(method) \(path) \(answer.status)")
            }
        }
    }
}
