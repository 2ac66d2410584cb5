import Cinnabar
import HTTPTypes
import Testing

@testable import App

@Suite("API")
struct APITests {
    @Test("posts are written, read, changed and deleted", arguments: TestDatabase.all)
    func posts(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.program("ann")
            let made = try await ann.send(
                .post, "/api/posts", #"{"title":"One","body":"Text","tags":["swift","sql"],"ignored":1}"#)
            #expect(made.status == 201)
            #expect(made.location == "/api/posts/1")
            #expect(made.json["tags"] == ["sql", "swift"])
            #expect(made.json["author"] == "ann")
            #expect(made.json["draft"] == false)

            let read = try await Program(blog: blog).get("/api/posts/1")
            let tag = read.headers[.eTag] ?? ""
            #expect(read.json == made.json)
            let held = try await blog.send(.get, "/api/posts/1", [.ifNoneMatch: tag])
            #expect(held.status == 304)

            let changed = try await ann.send(.patch, "/api/posts/1", #"{"title":"Two"}"#, headers: [.ifMatch: tag])
            #expect(changed.json["title"] == "Two")
            #expect(changed.json["body"] == "Text")
            #expect(changed.json["tags"] == ["sql", "swift"])
            let late = try await ann.send(.patch, "/api/posts/1", #"{"title":"Three"}"#, headers: [.ifMatch: tag])
            #expect(late.status == 412)
            #expect(try await ann.send(.delete, "/api/posts/1", headers: [.ifMatch: tag]).status == 412)
            #expect(try await ann.send(.patch, "/api/posts/1", #"{"tags":[],"draft":true}"#).json["draft"] == true)
            #expect(try await Program(blog: blog).get("/api/posts/1").status == 404)
            #expect(try await ann.get("/api/posts/1").json["tags"] == [])
            #expect(try await ann.send(.delete, "/api/posts/1").status == 204)
            #expect(try await ann.get("/api/posts/1").status == 404)
        }
    }

    @Test("a member that is there is as the description says", arguments: TestDatabase.all)
    func types(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.program("ann")
            let made = try await ann.send(.post, "/api/posts", #"{"title":"One","body":"Text","tags":["sql"]}"#)
            // Characters are counted as JSON Schema does: this one is seven.
            let family = "👨‍👩‍👧‍👦"
            let wrong: [String: [JSONValue]] = [
                "title": [nil, 7, true, [], .string(String(repeating: family, count: 29))],
                "body": [nil, 7, true, []],
                "tags": [
                    nil, 7, true, "sql", [nil], [7], [""], ["sql", " "], ["SQL"], ["a,b"],
                    .array(Array(repeating: "sql", count: 9)),
                ],
                "draft": [nil, 1, "true", [true]],
            ]
            for (name, values) in wrong {
                for value in values {
                    var members: [String: JSONValue] = ["title": "Two", "body": "Text", "tags": [], "draft": false]
                    members[name] = value
                    let new = try await ann.send(.post, "/api/posts", JSONValue.object(members).text)
                    let changed = try await ann.send(.patch, "/api/posts/1", JSONValue.object([name: value]).text)
                    for answer in [new, changed] {
                        #expect(answer.status == 422, "\(name) \(value.text) \(answer)")
                        #expect(answer.json["errors"]?.array?.first?["field"]?.string == name, "\(answer)")
                    }
                }
            }
            #expect(try await ann.get("/api/posts").json["total"] == 1)
            #expect(try await ann.get("/api/posts/1").json == made.json)
        }
    }

    @Test("lists have pages, and are narrowed by tag, author and text", arguments: TestDatabase.all)
    func lists(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.program("ann")
            let bob = try await blog.program("bob")
            for number in 1...3 {
                _ = try await ann.send(.post, "/api/posts", #"{"title":"A\#(number)","body":"x","tags":["one"]}"#)
            }
            _ = try await bob.send(.post, "/api/posts", #"{"title":"B","body":"find me","tags":["two"]}"#)
            let page = try await ann.get("/api/posts?per_page=2&page=2")
            #expect(page.json["items"]?.array?.compactMap { $0["title"]?.string } == ["A2", "A1"])
            #expect(page.json["total"] == 4)
            #expect(
                page.headers[HTTPField.Name("Link")!]?.contains(#"</api/posts?per_page=2&page=1>; rel="prev""#) == true)
            for (query, total) in [("tag=one", 3), ("author=bob", 1), ("q=FIND", 1), ("tag=one&author=bob", 0)] {
                #expect(try await ann.get("/api/posts?" + query).json["total"]?.text == "\(total)", "\(query)")
            }
            #expect(try await ann.get("/api/tags").json == ["one", "two"])
            #expect(try await ann.get("/api/users").json["total"] == 2)
            #expect(try await ann.get("/api/posts?page=9").status == 404)
            #expect(try await ann.get("/api/posts?per_page=x").status == 400)
            #expect(try await ann.get("/api/posts?tag=a&tag=b").status == 400)
        }
    }

    @Test("users sign up, without a word of what others must not know", arguments: TestDatabase.all)
    func users(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let anyone = Program(blog: blog)
            let json = #"{"username":"ann","email":"ann@example.com","password":"long enough"}"#
            let made = try await anyone.send(.post, "/api/users", json)
            #expect(made.status == 201)
            #expect(made.location == "/api/users/1")
            let read = try await anyone.get("/api/users/1")
            #expect(read.json == made.json)
            #expect(!read.text.contains("example.com"))
            #expect(!read.text.contains("scrypt"))
            let again = try await anyone.send(.post, "/api/users", json)
            #expect(again.status == 409)
            #expect(again.type == "application/problem+json")
            #expect(again.errors.count == 1)
            #expect(again.errors.first?.hasSuffix(": taken") == true)
            let wrong = try await anyone.send(.post, "/api/users", #"{"username":7,"password":1234567890}"#)
            #expect(wrong.status == 422)
            #expect(wrong.errors == ["email: required", "password: required", "username: invalid"])
            #expect(try await anyone.get("/api/users/9").status == 404)
            #expect(try await anyone.get("/api/users/x").status == 404)
        }
    }

    @Test("tokens are given for a password, and needed to write")
    func tokens() async throws {
        try await withBlog { blog in
            let ann = try await blog.program("ann")
            _ = try await ann.send(.post, "/api/posts", #"{"title":"Hers","body":"x"}"#)
            let anyone = Program(blog: blog)
            let wrong = try await anyone.send(.post, "/api/tokens", #"{"username":"ann","password":"wrong one"}"#)
            #expect(wrong.status == 401)
            #expect(wrong.headers[.wwwAuthenticate] == "Bearer")
            #expect(
                try await anyone.send(.post, "/api/tokens", "{}").errors == [
                    "password: required", "username: required",
                ])
            for (method, path) in [
                (HTTPRequest.Method.post, "/api/posts"), (.patch, "/api/posts/1"), (.delete, "/api/posts/1"),
                (.post, "/api/posts/1/comments"), (.delete, "/api/comments/1"), (.delete, "/api/tokens"),
            ] {
                let answer = try await anyone.send(method, path, #"{"title":"x","body":"y"}"#)
                #expect(answer.status == 401, "\(method) \(path)")
                #expect(answer.type == "application/problem+json")
            }
            let bob = try await blog.program("bob")
            #expect(try await bob.send(.patch, "/api/posts/1", #"{"title":"x"}"#).status == 403)
            #expect(try await bob.send(.delete, "/api/posts/1").status == 403)
        }
    }

    @Test("comments are written, listed and deleted", arguments: TestDatabase.all)
    func comments(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.program("ann")
            let bob = try await blog.program("bob")
            _ = try await ann.send(.post, "/api/posts", #"{"title":"Hers","body":"x"}"#)
            let made = try await bob.send(.post, "/api/posts/1/comments", #"{"body":"Yes"}"#)
            #expect(made.status == 201)
            #expect(made.json["author"] == "bob")
            #expect(try await ann.get("/api/posts/1/comments").json["items"] == .array([made.json]))
            #expect(try await bob.send(.post, "/api/posts/1/comments", "{}").errors == ["body: required"])
            #expect(try await bob.send(.post, "/api/posts/9/comments", #"{"body":"x"}"#).status == 404)
            #expect(try await ann.send(.delete, "/api/comments/1").status == 204)
            #expect(try await ann.send(.delete, "/api/comments/1").status == 404)
        }
    }

    @Test("a cookie does nothing in the API, and a form neither")
    func cookies() async throws {
        try await withBlog { blog in
            let cookie = try await blog.member("ann").cookie ?? ""
            let headers: HTTPFields = [.cookie: "session=\(cookie)", .contentType: "application/json"]
            let answer = try await blog.send(
                .post, "/api/posts", headers, body: Array(#"{"title":"x","body":"y"}"#.utf8))
            #expect(answer.status == 401)
            let token = try await blog.program("bob").token ?? ""
            let form: HTTPFields = [
                .authorization: "Bearer \(token)", .contentType: "application/x-www-form-urlencoded",
            ]
            #expect(try await blog.send(.post, "/api/posts", form, body: Array("title=x&body=y".utf8)).status == 415)
        }
    }

    @Test("every route that the description names is there")
    func description() async throws {
        try await withBlog { blog in
            let description = try await Program(blog: blog).get("/api/openapi.json").json
            let paths = description["paths"]?.object ?? [:]
            #expect(paths.count == 9)
            for (path, item) in paths {
                for name in (item.object ?? [:]).keys where name != "parameters" {
                    guard let method = HTTPRequest.Method(name.uppercased()) else { continue }
                    let answer = try await blog.send(method, "/api" + path.replacing("{id}", with: "1"))
                    // A route that is not there is a 404 without a reason.
                    #expect(answer.status != 404 || answer.json["detail"] != nil, "\(name) \(path)")
                    let described = item[name]?["responses"]?.object ?? [:]
                    #expect(described["\(answer.status)"] != nil, "\(name) \(path) \(answer.status)")
                }
            }
        }
    }
}
