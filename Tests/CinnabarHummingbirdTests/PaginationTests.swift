import Cinnabar
import CinnabarHummingbird
import CinnabarTesting
import Hummingbird
import Testing

@Suite("Pages")
struct PaginationTests {
    private func routes(_ router: Router<Context>, _ db: Database) {
        router.get("posts") { request, _ in
            let pagination = try Pagination(from: request, perPage: 2, maxPerPage: 5)
            return try await db.read { session in
                try session.query(Post.self).order { $0.id }.paginate(pagination).map { $0.title }
            }
        }
    }

    @Test("a page is JSON with its numbers, and links to the others", arguments: backends)
    func page(_ backend: TestBackend) async throws {
        try await withApp(backend, routes: routes) { client, db in
            try await db.add(users: ["ann"], posts: 7)
            let answer = try await client.get("/posts?tag=a%20b&page=2")
            #expect(answer.status == 200)
            #expect(answer.json["items"] == ["ann 2", "ann 3"])
            #expect(answer.json["page"] == 2)
            #expect(answer.json["pages"] == 4)
            #expect(answer.json["total"] == 7)
            #expect(
                answer.link
                    == #"</posts?tag=a%20b&page=1>; rel="first", </posts?tag=a%20b&page=1>; rel="prev", "#
                    + #"</posts?tag=a%20b&page=3>; rel="next", </posts?tag=a%20b&page=4>; rel="last""#)
            let last = try await client.get("/posts?page=4")
            #expect(last.json["items"] == ["ann 6"])
            #expect(last.link?.contains("next") == false)
            #expect(try await client.get("/posts?per_page=3").json["items"]?.array?.count == 3)
            #expect(try await client.get("/posts?per_page=99999999999999999999").json["items"]?.array?.count == 5)
        }
    }

    @Test("the first page of nothing is there, and has no links")
    func empty() async throws {
        try await withApp(routes: routes) { client, _ in
            let answer = try await client.get("/posts")
            #expect(answer.status == 200)
            #expect(answer.json["total"] == 0)
            #expect(answer.link == nil)
            #expect(try await client.get("/posts?page=2").status == 404)
        }
    }

    @Test(
        "nonsense is a clear 4xx",
        arguments: [
            ("page=0", 404), ("page=-1", 404), ("page=two", 404), ("page=", 404), ("page=1.5", 404), ("page=+1", 404),
            ("page=999999999999999999999999", 404), ("page=3", 404), ("page=%D9%A1", 404), ("per_page=0", 400),
            ("per_page=x", 400), ("per_page=-5", 400), ("page=1&page=2", 400), ("page=%zz", 400), ("page=%ff", 400),
            ("page=1&x=%c3%28", 400), ("%ff=1", 400),
        ])
    func nonsense(_ query: String, _ status: Int) async throws {
        try await withApp(routes: routes) { client, db in
            try await db.add(users: ["ann"], posts: 3)
            let answer = try await client.get("/posts?\(query)")
            #expect(answer.status == status)
            #expect(answer.type == "application/problem+json")
        }
    }

    @Test("what stands in a URL cannot break out of a link")
    func links() async throws {
        try await withApp { router, db in
            router.get("**") { request, _ in
                PageLinks(Page(items: [1], page: 1, perPage: 1, total: 3), for: request).header ?? ""
            }
        } test: { client, _ in
            let answer = try await client.get("//evil.example/a%3E;x?q=%3E%0A%22&p=<b>")
            #expect(
                answer.text.hasPrefix(#"</evil.example/a%3E;x?q=%3E%0A%22&p=%3Cb%3E&page=1>; rel="first", "#))
            #expect(!answer.text.contains("\n"))
        }
    }
}
