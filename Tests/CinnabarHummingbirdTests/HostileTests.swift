import Cinnabar
import CinnabarHummingbird
import CinnabarTesting
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Testing

/// What somebody may send who means no good: it is stored as it is, or refused with a clear 4xx as a problem. It is never
/// a 500, and nothing of it is run.
@Suite("Hostile requests")
struct HostileTests {
    static let texts = [
        "'; DROP TABLE users; --", "\" OR 1=1 --", "\\'; DELETE FROM users; --", "%' OR '1'='1", "1); DROP TABLE users",
        "' UNION SELECT password FROM users --", "${7*7}", "{{7*7}}", "<script>alert(1)</script>", "\"><svg onload=x>",
        "../../etc/passwd", "..\\..\\boot.ini", "\u{0}", "a\u{0}b", "\u{1}\u{1F}", "\u{FFFF}", "\u{202E}evil",
        "e\u{301}\u{301}", "👩‍👩‍👧‍👦", "\r\nSet-Cookie: a=b", String(repeating: "A", count: 10_000), " ", "", "NaN",
        "-1", "0", "9223372036854775808", "1e400", "0x10", "null", "[]", "true", "?", "$1", ":id", "@x", "\\", "`", "[",
    ]
    static let values: [JSONValue] =
        texts.map { .string($0) } + [nil, true, 7, -1.5, 1e300, [], [1], ["a": 1], [["a"]], [nil], ["a", 1]]

    private static let cursors = CursorSigner(key: SymmetricKey(data: Data(repeating: 7, count: 32)))

    /// An application of everything that the module reads from a request.
    private func routes(_ router: Router<Context>, _ db: Database) {
        router.get("users") { request, _ in
            let pagination = try Pagination(from: request)
            let search = try request.queryValue("q")
            let age = try request.queryValue("age", as: Int.self)
            let names = try request.queryValues("name", as: String.self)
            return try await db.read { session in
                var query = session.query(User.self).order { $0.id }
                if let search { query = query.filter { $0.userName.like("%\(search)%") || $0.email == search } }
                if let age { query = query.filter { $0.age == age } }
                if !names.isEmpty { query = query.filter { $0.userName.isIn(names) } }
                return try query.paginate(pagination).map { $0.snapshot() }
            }
        }
        router.get("samples") { request, _ in
            let moods = try request.queryValues("mood", as: Sample.Mood.self)
            _ = try request.queryValue("id", as: UUID.self)
            _ = try request.queryValue("day", as: LocalDate.self)
            _ = try request.queryValue("at", as: Date.self)
            _ = try request.queryValue("price", as: Decimal.self)
            _ = try request.queryValue("flag", as: Bool.self)
            return "\(moods.count)"
        }
        router.get("timeline") { request, _ in
            let keyset = try Self.cursors.keyset(from: request, perPage: 2)
            return try await db.read { session in
                try session.query(User.self).order { $0.userName }.paginate(keyset).map { $0.userName }
            }
        }
        router.get("users/:id") { request, context in
            let id = try context.parameters.require("id", as: Int.self)
            return try await db.read { session in
                let user = try session.getOrNotFound(User.self, id)
                return EncodedResponse(user.snapshot(), freshness: Freshness(user))
            }
        }
        router.post("users") { request, context in
            let changes = try await Changes<User>(from: request, context: context)
                .require { ($0.userName, $0.email) }
                .allow { ($0.bio, $0.age, $0.isActive, $0.password) }
                .check(\.age, .within(0...150))
            return try await db.transaction { session in
                let user = try changes.make { User(userName: try $0.userName, email: try $0.email) }
                session.add(user)
                try session.flush()
                return EncodedResponse(user.snapshot(), status: .created)
            }
        }
        router.post("samples") { request, context in
            let changes = try await Changes<Sample>(from: request, context: context)
                .require { $0.small }
                .allow { ($0.number, $0.ratio, $0.price, $0.flag, $0.mood, $0.day, $0.time, $0.moment, $0.instant) }
                .allow { ($0.reference, $0.bytes, $0.settings, $0.tags, $0.name, $0.address.street) }
            return try await db.transaction { session in
                let sample = try changes.make {
                    Sample(small: try $0.small, address: Address(street: "a", city: "b"))
                }
                session.add(sample)
                try session.flush()
                return HTTPResponse.Status.created
            }
        }
    }

    private func withService(
        _ backend: TestBackend, _ test: @escaping @Sendable (Client, Database) async throws -> Void
    ) async throws {
        try await withApp(backend, routes: routes) { client, db in
            try await db.add(users: ["ann", "bob", "cid"])
            try await test(client, db)
            // Nobody's row was touched, and all tables are there.
            let names = try await db.rows("SELECT user_name FROM users WHERE id <= 3 ORDER BY id")
            #expect(names == [["ann"], ["bob"], ["cid"]])
            for table in ["posts", "samples", "checked"] {
                #expect(try await db.value("SELECT count(*) FROM \(table)") != nil)
            }
        }
    }

    /// All is well, or the sender is at fault and told so as RFC 9457 has it.
    private func check(_ answer: Answer, _ what: @autoclosure () -> String) {
        let what = what()
        #expect((200..<500).contains(answer.status), "\(what): \(answer.status) \(answer.text.prefix(200))")
        guard answer.status >= 400 else { return }
        #expect(answer.type == "application/problem+json", "\(what): \(answer.type ?? "no type")")
        #expect(answer.json["status"] == .number(JSONNumber(Int64(answer.status))), "\(what)")
        // What was sent may be said of it.
        let sent = what.removingPercentEncoding ?? what
        for secret in ["SELECT", "INSERT", "sqlite", "PostgreSQL", "MariaDB", "CinnabarDriver", "password"]
        where !sent.contains(secret) {
            let isTold = answer.json["detail"]?.string?.contains(secret) ?? false
            #expect(!isTold, "\(what) tells \(secret)")
        }
    }

    private func refused(_ answer: Answer, _ what: String) { refused(answer, 400...499, what) }

    private func refused(_ answer: Answer, _ status: ClosedRange<Int>, _ what: @autoclosure () -> String) {
        let what = what()
        check(answer, what)
        #expect(status.contains(answer.status), "\(what): \(answer.status)")
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    @Test("in every field of a form and every member of a JSON object", arguments: backends)
    func fields(_ backend: TestBackend) async throws {
        try await withService(backend) { client, _ in
            let models = [
                "/users": ["userName", "email", "bio", "age", "isActive", "password", "id", "posts", "__proto__", ""],
                "/samples": [
                    "small", "number", "ratio", "price", "flag", "mood", "day", "time", "moment", "instant",
                    "reference",
                    "bytes", "settings", "tags", "name", "address.street", "address", "id",
                ],
            ]
            var count = 0
            for (path, names) in models {
                for name in names {
                    for value in Self.values {
                        count += 1
                        var members: [String: JSONValue] = [
                            "userName": .string("n\(count)"), "email": .string("e\(count)"), "small": 1,
                        ]
                        members[name] = value
                        let answer = try await client.post(json: JSONValue.object(members).text, to: path)
                        check(answer, "\(path) \(name) \(value.text.prefix(60))")
                    }
                    for text in Self.texts {
                        count += 1
                        var fields = ["userName": "n\(count)", "email": "e\(count)", "small": "1"]
                        fields[name] = text
                        let form = fields.map { Self.encoded($0.key) + "=" + Self.encoded($0.value) }
                        let answer = try await client.post(form: form.joined(separator: "&"), to: path)
                        check(answer, "\(path) \(name) \(text.prefix(60).debugDescription)")
                    }
                }
            }
        }
    }

    @Test("what is stored of it is what was sent", arguments: backends)
    func verbatim(_ backend: TestBackend) async throws {
        try await withService(backend) { client, db in
            for (index, text) in Self.texts.enumerated() where text.count < 1_000 {
                let members: JSONValue = [
                    "userName": .string("n\(index)"), "email": .string("e\(index)"), "bio": .string(text),
                ]
                let answer = try await client.post(json: members.text, to: "/users")
                if text.utf8.contains(0) {
                    refused(answer, 422...422, "NUL")
                    #expect(answer.errors == ["bio: invalid"])
                } else {
                    #expect(answer.status == 201, "\(text.debugDescription)")
                    let stored = try await db.read { session in
                        try session.query(User.self).filter { $0.userName == "n\(index)" }.one().bio
                    }
                    #expect(stored.map { Array($0.utf8) } == Array(text.utf8), "\(text.debugDescription)")
                }
            }
        }
    }

    @Test("in every parameter of a query and every step of a path", arguments: backends)
    func parameters(_ backend: TestBackend) async throws {
        try await withService(backend) { client, _ in
            let places = [
                "/users?page=", "/users?per_page=", "/users?q=", "/users?age=", "/users?name=", "/users?x=", "/users?",
                "/users/", "/samples?mood=", "/samples?id=", "/samples?day=", "/samples?at=", "/samples?price=",
                "/samples?flag=", "/timeline?after=", "/timeline?before=", "/timeline?per_page=", "/",
            ]
            for place in places {
                for text in Self.texts {
                    let plain = text.filter { $0.isASCII && !$0.isWhitespace && $0 != "\0" && $0 != "\r\n" }
                    for path in [place + Self.encoded(text), place + plain] {
                        check(try await client.get(path), path.prefix(80).debugDescription)
                    }
                }
            }
        }
    }

    @Test("values of the wrong type name their parameter", arguments: [TestBackend.sqliteMemory])
    func types(_ backend: TestBackend) async throws {
        try await withService(backend) { client, _ in
            let wrong = [
                ("/users?age=x", "age must be a whole number"), ("/users?age=1.5", "age must be a whole number"),
                ("/users?age=9223372036854775808", "age must be a whole number"),
                ("/users?age=1&age=2", "age was given 2 times"), ("/users?q=a&q=b", "q was given 2 times"),
                ("/samples?mood=angry", "mood must be one of calm, wild"),
                ("/samples?mood=calm&mood=wild", nil), ("/samples?id=7", "id must be a UUID"),
                ("/samples?day=2026-02-30", "day must be a date, as 2026-03-01"),
                ("/samples?at=now", "at must be a date and time, as 2026-03-01T12:30:00Z"),
                ("/samples?price=x", "price must be a number"), ("/samples?flag=maybe", "flag must be true or false"),
                ("/users?name=%00", "name must not have a NUL character"),
                ("/users?per_page=0", "per_page has to be a whole number from 1 to 100"),
                ("/users?%FF=1", "the query is not UTF-8"), ("/users?q=%C3%28", "the query is not UTF-8"),
                ("/users?q=%", "the query has a % without two hexadecimal digits after it"),
                ("/users?q=%zz", "the query has a % without two hexadecimal digits after it"),
            ]
            for (path, detail) in wrong {
                let answer = try await client.get(path)
                check(answer, path)
                #expect(answer.status == (detail == nil ? 200 : 400), "\(path)")
                if let detail { #expect(answer.json["detail"]?.string == detail, "\(path)") }
            }
            #expect(try await client.get("/users?age=&q=").status == 200)
            #expect(try await client.get("/users?name=ann&name=bob").json["items"]?.array?.count == 2)
            #expect(try await client.get("/samples?mood=calm&mood=wild").text == "2")
        }
    }

    @Test("bodies that are too large, broken, or of another type", arguments: [TestBackend.sqliteMemory])
    func bodies(_ backend: TestBackend) async throws {
        try await withService(backend) { client, _ in
            let large = #"{"userName":""# + String(repeating: "A", count: 3 << 20) + "\"}"
            let tooLarge = try await client.post(json: large, to: "/users")
            refused(tooLarge, 413...413, "JSON of 3 MB")
            #expect(tooLarge.json["detail"] == "the body may have at most 2097152 bytes")
            refused(try await client.post(form: "a=" + large, to: "/users"), 413...413, "form of 3 MB")
            let broken = [
                "", "{", "[]", "null", "7", "\"a\"", "{\"userName\":}", "{\"userName\":\"a\",}",
                #"{"userName":"\ud800"}"#,
                #"{"a":1}{"b":2}"#, "{'a':1}", "{\"a\":NaN}", String(repeating: "[", count: 100_000),
                String(repeating: "{\"a\":", count: 100_000), "{\"a\":" + String(repeating: "9", count: 100_000) + "}",
            ]
            for text in broken {
                refused(try await client.post(json: text, to: "/users"), "\(text.prefix(30))")
            }
            for form in ["%", "a=%", "a=%F", "userName=%FF", "%C3%28=a", "a=%zz"] {
                refused(try await client.post(form: form, to: "/users"), 400...400, form)
            }
            for form in [
                "", "&&&", "=", "===", "userName", "userName=a&userName=b&email=c", "userName[]=a&userName[x]=b",
            ] {
                refused(try await client.post(form: form, to: "/users"), 422...422, form)
            }
            let bytes: [UInt8] = Array(#"{"userName":""#.utf8) + [0xFF, 0xC0, 0x80] + Array("\"}".utf8)
            for type in ["application/json", "application/x-www-form-urlencoded"] {
                let answer = try await client.send(.post, "/users", headers: [.contentType: type], body: bytes)
                refused(answer, 400...400, type)
                #expect(answer.json["detail"] == "the body is not UTF-8")
            }
            for type in [
                nil, "", "text/plain", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "\u{1}",
            ] {
                let headers: HTTPFields = type.map { [.contentType: $0] } ?? [:]
                let answer = try await client.send(.post, "/users", headers: headers, body: Array("{}".utf8))
                refused(answer, 415...415, type ?? "no type")
            }
            // A name that was sent twice: the last one of a JSON object is as good as the first, but one user is made.
            let twice = try await client.post(
                json: #"{"userName":"x1","userName":"x2","email":"x"}"#, to: "/users")
            check(twice, "a member twice")
        }
    }

    @Test("steps out of a path lead nowhere", arguments: [TestBackend.sqliteMemory])
    func traversal(_ backend: TestBackend) async throws {
        try await withService(backend) { client, _ in
            let paths = [
                "/../../etc/passwd", "/users/../../etc/passwd", "/users/%2e%2e/%2e%2e/etc/passwd",
                "/users/..%2f..%2fetc",
                "/users/1/../2", "//users", "/users//1", "/users/1%00", "/users/1;x=y", "/users/%C0%AE%C0%AE",
                "/users/%FF",
                "/users/1%20OR%201=1", "/.env", "/users/+1", "/users/１", "/users/1e0", "/users/0x1",
            ]
            for path in paths {
                let answer = try await client.get(path)
                check(answer, path)
                #expect(!answer.text.contains("root:"), "\(path)")
            }
            refused(try await client.get("/users/99999999999999999999"), 400...404, "a key that is too large")
        }
    }

    @Test("cursors that were not given, or not for this", arguments: backends)
    func forgedCursors(_ backend: TestBackend) async throws {
        try await withService(backend) { client, db in
            let cursor = try #require(try await client.get("/timeline").json["next"]?.string)
            #expect(try await client.get("/timeline?after=\(cursor)").json["items"] == ["cid"])
            let parts = cursor.split(separator: ".").map(String.init)
            let payload = Data(#"["'; DROP TABLE users; --",1]"#.utf8).base64EncodedString()
                .replacing("=", with: "").replacing("+", with: "-").replacing("/", with: "_")
            var forged = [
                "", ".", "..", "x.y", parts[0], "\(payload).\(parts[1])", "\(payload).", cursor + "A", cursor + ".",
            ]
            forged += (1..<min(cursor.count, 40)).map { String(cursor.dropLast($0)) }
            forged += (0..<parts[0].count).map { place in
                var copy = Array(parts[0])
                copy[place] = copy[place] == "A" ? "B" : "A"
                return "\(String(copy)).\(parts[1])"
            }
            // The same place, signed with another key.
            let other = CursorSigner(key: SymmetricKey(data: Data(repeating: 8, count: 32)))
            let request = Request(
                head: .init(method: .get, scheme: nil, authority: nil, path: "/timeline?per_page=2"),
                body: .init(buffer: ByteBuffer()))
            let keyset = try other.keyset(from: request)
            let page = try await db.read { session in
                try session.query(User.self).order { $0.userName }.paginate(keyset).map { $0.userName }
            }
            forged.append(try #require(page.next))
            for text in forged {
                for name in ["after", "before"] {
                    let answer = try await client.get("/timeline?\(name)=\(Self.encoded(text))")
                    refused(answer, 400...400, "\(name) \(text)")
                    #expect(answer.json["detail"] == "the cursor is none of this list")
                }
            }
            refused(try await client.get("/timeline?after=\(cursor)&before=\(cursor)"), 400...400, "both")
            refused(try await client.get("/timeline?after=\(cursor)&after=\(cursor)"), 400...400, "twice")
        }
    }

    @Test("headers of conditional requests", arguments: [TestBackend.sqliteMemory])
    func headers(_ backend: TestBackend) async throws {
        try await withService(backend) { client, _ in
            let names: [HTTPField.Name] = [
                .ifNoneMatch, .ifMatch, .ifModifiedSince, .ifUnmodifiedSince, .accept, .contentType,
            ]
            for name in names {
                for text in Self.texts where HTTPField.isValidValue(text) {
                    check(try await client.get("/users/1", headers: [name: text]), "\(name) \(text.prefix(40))")
                    check(try await client.get("/nowhere", headers: [name: text]), "\(name) \(text.prefix(40))")
                }
            }
        }
    }
}
