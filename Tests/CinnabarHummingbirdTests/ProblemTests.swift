import Cinnabar
import CinnabarHummingbird
import CinnabarTesting
import Foundation
import Hummingbird
import Testing

@Suite("Errors as responses")
struct ProblemTests {
    @Test("a row that is not there is 404", arguments: backends)
    func notFound(_ backend: TestBackend) async throws {
        try await withApp(backend) { router, db in
            router.get("users/:id") { request, context in
                let id = try context.parameters.require("id", as: Int.self)
                return try await db.read { session in
                    EncodedResponse(try session.getOrNotFound(User.self, id).snapshot())
                }
            }
        } test: { client, _ in
            let answer = try await client.get("/users/7")
            #expect(answer.status == 404)
            #expect(answer.type == "application/problem+json")
            #expect(
                answer.json == [
                    "type": "about:blank", "title": "Not Found", "status": 404,
                    "detail": "there is no User with this key",
                ])
            #expect(try await client.get("/users/seven").status == 400)
            #expect(try await client.get("/elsewhere").status == 404)
            #expect(try await client.get("/elsewhere").type == "application/problem+json")
        }
    }

    @Test("a unique value that is taken is 409 and names its field", arguments: backends)
    func unique(_ backend: TestBackend) async throws {
        try await withApp(backend) { router, db in
            router.post("users/:name") { request, context in
                let name = try context.parameters.require("name")
                // Which constraint is told, where two are broken, is up to the database.
                let email = "\(UUID())@example.com"
                try await db.transaction { $0.add(User(userName: name, email: email)) }
                return HTTPResponse.Status.created
            }
            router.post("pairs") { _, _ in
                try await db.transaction { $0.add(Checked(amount: 1, first: "a", second: "b")) }
                return HTTPResponse.Status.created
            }
        } test: { client, _ in
            #expect(try await client.send(.post, "/users/ann").status == 201)
            let answer = try await client.send(.post, "/users/ann")
            #expect(answer.status == 409)
            #expect(answer.json["detail"] == "userName is taken")
            #expect(
                answer.json["errors"] == [
                    ["field": "userName", "code": "taken", "detail": "is taken", "pointer": "#/userName"]
                ])
            #expect(try await client.send(.post, "/pairs").status == 201)
            let pair = try await client.send(.post, "/pairs")
            #expect(pair.status == 409)
            #expect(pair.json["errors"]?[0]?["detail"] == "is taken together with second")
            #expect(pair.errors == ["first: taken", "second: taken"])
        }
    }

    @Test("other constraints are 422, and a row that others refer to is 409", arguments: backends)
    func constraints(_ backend: TestBackend) async throws {
        try await withApp(backend) { router, db in
            router.post("orphan") { _, _ in
                try await db.transaction { $0.add(Post(title: "x", userID: 99)) }
                return HTTPResponse.Status.created
            }
            router.post("negative") { _, _ in
                try await db.transaction { $0.add(Checked(amount: -1, first: "a", second: "b")) }
                return HTTPResponse.Status.created
            }
            router.post("null") { _, _ in
                try await db.transaction { session in
                    _ = try session.execute("INSERT INTO checked (amount, first, second) VALUES (NULL, 'a', 'b')")
                }
                return HTTPResponse.Status.created
            }
            router.delete("parent") { _, _ in
                try await db.transaction { try $0.execute("DELETE FROM users WHERE user_name = 'ann'") }
                return HTTPResponse.Status.noContent
            }
        } test: { client, db in
            try await db.add(users: ["ann"], posts: 1)
            #expect(try await client.send(.post, "/orphan").status == 422)
            #expect(try await client.send(.post, "/negative").status == 422)
            let missing = try await client.send(.post, "/null")
            #expect(missing.status == 422)
            #expect(missing.errors == ["amount: required"])
            #expect(try await client.send(.delete, "/parent").status == 409)
        }
    }

    @Test("a value that cannot be stored is 422, and one that cannot be read 500")
    func data() async throws {
        try await withApp { router, db in
            router.get("refused") { _, _ -> String in throw DataError("too large", table: "users", column: "user_name")
            }
            router.get("broken") { _, _ -> String in
                throw DataError("the stored value is no case of Mood", table: "samples", column: "mood", origin: .row)
            }
        } test: { client, _ in
            let refused = try await client.get("/refused")
            #expect(refused.status == 422)
            #expect(refused.errors == ["userName: invalid"])
            // What the program finds in the database is no fault of the client's.
            let broken = try await client.get("/broken")
            #expect(broken.status == 500)
            #expect(!broken.text.contains("Mood"))
        }
    }

    @Test("somebody else's change is 409, and 412 where the request had If-Match", arguments: backends)
    func stale(_ backend: TestBackend) async throws {
        try await withApp(backend) { router, db in
            router.put("posts/:id") { _, context in
                let id = try context.parameters.require("id", as: Int.self)
                try await db.session { session in
                    let post = try session.getOrNotFound(Post.self, id)
                    _ = try session.execute("UPDATE posts SET version = 9 WHERE id = \(id)")
                    post.title = "mine"
                    try session.commit()
                }
                return HTTPResponse.Status.ok
            }
        } test: { client, db in
            try await db.add(users: ["ann"], posts: 1)
            #expect(try await client.send(.put, "/posts/1").status == 409)
            #expect(try await client.send(.put, "/posts/1", headers: [.ifMatch: "\"x\""]).status == 412)
        }
    }

    @Test("a pool without a free connection is 503 and says when to try again")
    func busy() async throws {
        let configuration = DatabaseConfiguration(
            engine: EngineConfiguration(pool: PoolConfiguration(size: 1, overflow: 0, timeout: .milliseconds(20))))
        try await withApp(configuration: configuration) { router, db in
            router.get("users") { _, _ in try await db.read { try $0.query(User.self).count() }.description }
        } test: { client, db in
            let held = HeldConnection(db)
            try await held.begin()
            let answer = try await client.get("/users")
            try await held.end()
            #expect(answer.status == 503)
            #expect(answer.headers[.retryAfter] == "1")
            #expect(!answer.text.contains("held"))
            #expect(try await client.get("/users").status == 200)
        }
    }

    @Test("what nobody thought of is 500 and tells nothing")
    func unexpected() async throws {
        struct Secret: Error {}
        try await withApp { router, db in
            router.get("error") { _, _ -> String in throw Secret() }
            router.get("sql") { _, _ in
                try await db.read { try $0.scalar("SELECT secret FROM nowhere", as: Int.self) ?? 0 }.description
            }
        } test: { client, _ in
            for path in ["/error", "/sql"] {
                let answer = try await client.get(path)
                #expect(answer.status == 500)
                #expect(answer.json == ["type": "about:blank", "title": "Internal Server Error", "status": 500])
            }
        }
    }

    @Test("Hummingbird's own errors have the same form")
    func ownErrors() async throws {
        try await withApp { router, _ in
            router.get("teapot") { _, _ -> String in throw HTTPError(.init(code: 418), message: "no coffee") }
            router.get("problem") { _, _ -> String in throw Problem(.gone, "it went", type: "https://example.com/gone")
            }
        } test: { client, _ in
            let teapot = try await client.get("/teapot")
            #expect(teapot.status == 418)
            #expect(teapot.json["detail"] == "no coffee")
            let gone = try await client.get("/problem")
            #expect(gone.status == 410)
            #expect(gone.json["type"] == "https://example.com/gone")
        }
    }

    @Test("browsers get the page, and programs JSON")
    func html() async throws {
        try await withSandbox(models: models) { db in
            let router = Router(context: Context.self)
            router.add(
                middleware: ProblemMiddleware(db) { problem, request, context in
                    Response(
                        status: .ok, headers: [.contentType: "text/html"],
                        body: .init(byteBuffer: ByteBuffer(string: "<h1>\(problem.title)</h1>")))
                })
            try await Application(router: router).test(.router) { client in
                let client = Client(client)
                let browser = try await client.get(
                    "/x", headers: [.accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"])
                #expect(browser.status == 404)
                #expect(browser.text == "<h1>Not Found</h1>")
                #expect(try await client.get("/x").type == "application/problem+json")
                let program = try await client.get("/x", headers: [.accept: "text/html;q=0.5, application/json"])
                #expect(program.type == "application/problem+json")
            }
        }
    }

    @Test("without a middleware, errors are answered as what they are")
    func plain() async throws {
        try await withSandbox(models: models) { db in
            let router = Router(context: Context.self)
            router.get("users/:id") { _, context in
                let id = try context.parameters.require("id", as: Int.self)
                return try await db.read { EncodedResponse(try $0.getOrNotFound(User.self, id).snapshot()) }
            }
            try await Application(router: router).test(.router) { client in
                let answer = try await Client(client).get("/users/7")
                #expect(answer.status == 404)
                #expect(answer.type == "application/problem+json")
            }
        }
    }
}
