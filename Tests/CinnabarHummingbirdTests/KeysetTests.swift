import Cinnabar
import CinnabarHummingbird
import CinnabarTesting
import Crypto
import Foundation
import Hummingbird
import Testing

@Suite("Pages by keys")
struct KeysetTests {
    private static let secret = "a secret of at least thirty-two bytes"

    /// Posts in an order whose first column has repeated values, and none.
    private func routes(_ router: Router<Context>, _ db: Database) throws {
        let cursors = try CursorSigner(secret: Self.secret)
        func add(_ path: RouterPath, _ order: @escaping @Sendable (Query<Post, Post>) -> Query<Post, Post>) {
            router.get(path) { request, _ in
                let keyset = try cursors.keyset(from: request, perPage: 3, maxPerPage: 10)
                return try await db.read { session in
                    try order(session.query(Post.self)).paginate(keyset).map { $0.id }
                }
            }
        }
        add("rating") { $0.order { $0.rating } }
        add("best") { $0.order { $0.rating.desc() } }
        add("last") { $0.order { ($0.rating.desc().nullsFirst(), $0.title) } }
        add("first") { $0.order { ($0.rating.asc().nullsLast(), $0.title.desc()) } }
        add("title") { $0.order { $0.title } }
        add("body") { $0.order { ($0.body.desc(), $0.createdAt, $0.id.desc()) } }
        add("plain") { $0 }
        add("author") { $0.order { $0.author.userName } }
        add("limited") { $0.limit(2) }
        router.get("users") { request, _ in
            let keyset = try cursors.keyset(from: request)
            return try await db.read { session in
                try session.query(User.self).order { $0.password }.paginate(keyset).map { $0.id }
            }
        }
        router.get("all/:order") { _, context in
            let order = context.parameters.get("order")
            return try await db.read { session in
                let query = session.query(Post.self)
                let ordered =
                    switch order {
                    case "rating": query.order { ($0.rating, $0.id) }
                    case "best": query.order { ($0.rating.desc(), $0.id.desc()) }
                    case "last": query.order { ($0.rating.desc().nullsFirst(), $0.title, $0.id) }
                    case "first": query.order { ($0.rating.asc().nullsLast(), $0.title.desc(), $0.id.desc()) }
                    case "title": query.order { ($0.title, $0.id) }
                    case "body": query.order { ($0.body.desc(), $0.createdAt, $0.id.desc()) }
                    default: query.order { $0.id }
                    }
                return try ordered.all().map { $0.id }
            }
        }
    }

    private func fill(_ db: Database) async throws {
        try await db.transaction { session in
            let user = User(userName: "ann", email: "a")
            session.add(user)
            let ratings: [Double?] = [1, nil, 2.5, 1, nil, 3, 1, 2.5, nil, 0.1, 1]
            let titles = ["b", "a", "B", "ä", "A", "b", "é", "e\u{301}", "z", "", "b"]
            for (index, (rating, title)) in zip(ratings, titles).enumerated() {
                session.add(
                    Post(
                        title: title, body: index % 3 == 0 ? nil : title, rating: rating,
                        createdAt: Date(timeIntervalSince1970: 1_000_000_000 + Double(index % 4) / 1_000_000),
                        author: user))
            }
        }
    }

    @Test(
        "going through all pages meets every row once, forwards and backwards",
        arguments: backends, ["rating", "best", "last", "first", "title", "body", "plain"])
    func complete(_ backend: TestBackend, _ order: String) async throws {
        try await withApp(backend, routes: routes) { client, db in
            try await fill(db)
            let all = try await client.get("/all/\(order)").json.array ?? []
            #expect(all.count == 11)
            var last = try await client.get("/\(order)?x=1")
            var seen = [last.json["items"]?.array ?? []]
            while let next = last.json["next"]?.string, seen.count < 10 {
                last = try await client.get("/\(order)?after=\(next)")
                #expect(last.status == 200)
                seen.append(last.json["items"]?.array ?? [])
            }
            #expect(seen.map(\.count) == [3, 3, 3, 2])
            #expect(seen.flatMap(\.self) == all)
            var back = [last.json["items"]?.array ?? []]
            var path = last.json["previous"]?.string.map { "/\(order)?before=\($0)" }
            while let previous = path, back.count < 10 {
                let answer = try await client.get(previous)
                back.insert(answer.json["items"]?.array ?? [], at: 0)
                path = answer.json["previous"]?.string.map { "/\(order)?before=\($0)" }
            }
            #expect(back.flatMap(\.self) == all)
        }
    }

    @Test("rows that come and go meanwhile make no row appear twice")
    func stable() async throws {
        try await withApp(routes: routes) { client, db in
            try await fill(db)
            let first = try await client.get("/plain")
            #expect(first.json["items"] == [1, 2, 3])
            try await db.transaction { session in
                for id in [2, 3, 4] { session.delete(try session.getOrNotFound(Post.self, id)) }
            }
            let cursor = try #require(first.json["next"]?.string)
            #expect(try await client.get("/plain?after=\(cursor)").json["items"] == [5, 6, 7])
        }
    }

    @Test("links lead to the pages around")
    func links() async throws {
        try await withApp(routes: routes) { client, db in
            try await fill(db)
            let first = try await client.get("/plain?tag=a+b")
            let next = try #require(first.json["next"]?.string)
            #expect(first.link == "</plain?tag=a%20b>; rel=\"first\", </plain?tag=a%20b&after=\(next)>; rel=\"next\"")
            let second = try await client.get("/plain?tag=a+b&after=\(next)")
            #expect(second.link?.contains("rel=\"prev\"") == true)
            #expect(try await client.get("/plain?per_page=99").json["items"]?.array?.count == 10)
        }
    }

    @Test("a cursor that was not given is 400, and tells nothing")
    func forged() async throws {
        try await withApp(routes: routes) { client, db in
            try await fill(db)
            let cursor = try #require(try await client.get("/rating").json["next"]?.string)
            let parts = cursor.split(separator: ".").map(String.init)
            let other = try CursorSigner(secret: String(repeating: "x", count: 32))
            let router = Router(context: Context.self)
            router.get("rating") { request, _ in
                let keyset = try other.keyset(from: request)
                return try await db.read { try $0.query(Post.self).order { $0.rating }.paginate(keyset).map { $0.id } }
            }
            let changed = Data("[1,2]".utf8).base64EncodedString().replacing("=", with: "")
            var forged = [
                "", "x", ".", "..", parts[0], parts[0] + ".", "." + parts[1], "\(changed).\(parts[1])", cursor + "A",
                String(cursor.dropLast()), "\(parts[0]).\(parts[1]).x", "%00", "%2E%2E%2F", "null", "💥",
                String(repeating: "A", count: 5_000), parts[0] + "." + String(repeating: "A", count: 43),
            ]
            // A bit anywhere.
            for index in cursor.indices where cursor[index] != "." && forged.count < 60 {
                var copy = Array(cursor)
                let place = cursor.distance(from: cursor.startIndex, to: index)
                copy[place] = copy[place] == "A" ? "B" : "A"
                forged.append(String(copy))
            }
            for text in forged {
                let path = "/rating?after=" + (text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
                let answer = try await client.get(path)
                #expect(answer.status == 400, "\(text)")
                #expect(answer.json["detail"] == "the cursor is none of this list")
            }
            // The cursor of another order, and of another application.
            #expect(try await client.get("/best?after=\(cursor)").status == 400)
            #expect(try await client.get("/title?before=\(cursor)").status == 400)
            #expect(try await client.get("/rating?after=\(cursor)&before=\(cursor)").status == 400)
            #expect(try await client.get("/rating?after=\(cursor)&after=\(cursor)").status == 400)
            #expect(try await client.get("/rating?after=\(cursor)").status == 200)
        }
    }

    @Test("a secret can be replaced by another one")
    func rotation() async throws {
        try await withSandbox(models: models) { db in
            try await fill(db)
            let old = CursorSigner(key: SymmetricKey(data: Data(repeating: 1, count: 32)))
            let new = CursorSigner(
                key: SymmetricKey(data: Data(repeating: 2, count: 32)),
                previous: [SymmetricKey(data: Data(repeating: 1, count: 32))])
            func page(_ signer: CursorSigner, _ query: String) async throws -> KeysetPage<Int> {
                let request = Request(
                    head: .init(method: .get, scheme: nil, authority: nil, path: "/?per_page=2\(query)"),
                    body: .init(buffer: ByteBuffer()))
                let keyset = try signer.keyset(from: request)
                return try await db.read { try $0.query(Post.self).paginate(keyset).map { $0.id } }
            }
            let first = try await page(old, "")
            #expect(try await page(new, "&after=\(first.next ?? "")").items == [3, 4])
            let second = try await page(new, "")
            await #expect(throws: Problem.self) { try await page(old, "&after=\(second.next ?? "")") }
        }
        #expect(throws: WeakSecretError.self) { try CursorSigner(secret: "short") }
        #expect(throws: WeakSecretError.self) { try CursorSigner(secret: Self.secret, previous: [""]) }
    }

    @Test("an order that has no keys is a mistake of the program")
    func refused() async throws {
        try await withApp(routes: routes) { client, db in
            for path in ["/author", "/limited", "/users"] {
                let answer = try await client.get(path)
                #expect(answer.status == 500)
            }
        }
    }
}
