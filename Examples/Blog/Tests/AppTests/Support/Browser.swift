import Cinnabar
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging

@testable import App

/// Runs a test on the whole blog, without a socket.
func withBlog(
    _ database: TestDatabase = .sqlite, limit: SignInLimit = SignInLimit(), development: Bool = false,
    _ test: @escaping @Sendable (TestBlog) async throws -> Void
) async throws {
    try await database.use { db in
        // A hash that costs next to nothing: tests sign up all the time.
        let site = try await Site(db, url: "https://blog.example", passwords: Passwords(rounds: 2), limit: limit)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let app = Application(router: site.router(development: development), logger: logger)
        try await app.test(.router) { client in try await test(TestBlog(client: client, db: db)) }
    }
}

/// A blog that is served.
struct TestBlog: Sendable {
    let client: any TestClientProtocol
    let db: Database

    /// A browser that nobody is signed in with.
    func browser() -> Browser { Browser(self) }

    /// A browser of somebody who just signed up.
    func member(_ name: String) async throws -> Browser {
        let browser = browser()
        let answer = try await browser.submit(
            "/signup", from: "/signup", ["username": name, "email": "\(name)@example.com", "password": "long enough"])
        guard answer.status == 303 else { throw Unexpected(answer: answer) }
        return browser
    }

    /// A program with the token of somebody who just signed up.
    func program(_ name: String) async throws -> Program {
        let program = Program(blog: self)
        let json = #"{"username":"\#(name)","email":"\#(name)@example.com","password":"long enough"}"#
        _ = try await program.send(.post, "/api/users", json)
        let answer = try await program.send(.post, "/api/tokens", json)
        guard let token = answer.json["token"]?.string else { throw Unexpected(answer: answer) }
        return Program(blog: self, token: token)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:], body: [UInt8] = []
    ) async throws -> Answer {
        Answer(
            try await client.executeRequest(
                uri: path, method: method, headers: headers, body: body.isEmpty ? nil : ByteBuffer(bytes: body)))
    }
}

struct Unexpected: Error { let answer: Answer }

/// What was answered.
struct Answer: Sendable, CustomStringConvertible {
    let status: Int
    let headers: HTTPFields
    let text: String

    init(_ response: TestResponse) {
        (status, headers) = (response.status.code, response.headers)
        text = String(decoding: response.body.readableBytesView, as: UTF8.self)
    }

    var description: String { "\(status) \(headers[.location] ?? "") \(text.prefix(400))" }
    var type: String { headers[.contentType] ?? "" }
    var location: String { headers[.location] ?? "" }
    /// The body as JSON; `null` for what is none.
    var json: JSONValue { (try? JSONValue.parse(text)) ?? .null }
    /// The field and code of each error.
    var errors: [String] {
        (json["errors"]?.array ?? []).map { "\($0["field"]?.string ?? "?"): \($0["code"]?.string ?? "?")" }.sorted()
    }

    /// The texts that an expression finds in the page.
    func all(_ expression: Regex<(Substring, Substring)>) -> [String] {
        text.matches(of: expression).map { String($0.1) }
    }
    /// The titles of a list of posts.
    var titles: [String] { all(/<h2><a href="\/posts\/\d+">([^<]*)</) }
    /// The errors that a form shows.
    var formErrors: [String] { all(/<p class="error"[^>]*>([^<]*)</) }
}

/// A browser: it keeps its cookie, and sends the forms of the pages that it was shown.
final class Browser: Sendable {
    let blog: TestBlog
    private let jar = Jar()

    init(_ blog: TestBlog) { self.blog = blog }

    private actor Jar {
        var cookie: String?
        func set(_ cookie: String) { self.cookie = cookie }
    }

    var cookie: String? { get async { await jar.cookie } }

    func get(_ path: String) async throws -> Answer { try await send(.get, path) }

    /// Loads a page and sends its form with these fields.
    func submit(_ action: String, from page: String, _ fields: KeyValuePairs<String, String>) async throws -> Answer {
        let token = try await formToken(of: page)
        return try await post(action, fields.map { ($0, $1) } + [("formToken", token)])
    }

    func formToken(of page: String) async throws -> String {
        let answer = try await get(page)
        guard let token = answer.all(/name="formToken" value="([0-9a-f]{64})"/).first else {
            throw Unexpected(answer: answer)
        }
        return token
    }

    func post(_ path: String, _ fields: [(String, String)]) async throws -> Answer {
        try await send(.post, path, form: fields.map { $0.0.encoded + "=" + $0.1.encoded }.joined(separator: "&"))
    }

    func send(_ method: HTTPRequest.Method, _ path: String, form: String? = nil) async throws -> Answer {
        var headers: HTTPFields = [.accept: "text/html"]
        headers[.cookie] = await jar.cookie.map { "session=\($0)" }
        if form != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let answer = try await blog.send(method, path, headers, body: Array((form ?? "").utf8))
        if let match = answer.headers[.setCookie]?.firstMatch(of: /session=([0-9a-f]+)/) {
            await jar.set(String(match.1))
        }
        return answer
    }

    /// Writes a post and gives its path.
    func write(_ title: String, _ body: String = "Text.", tags: String = "", draft: Bool = false) async throws -> String
    {
        let answer = try await submit(
            "/posts", from: "/write", ["title": title, "body": body, "tags": tags, "draft": "\(draft)"])
        guard answer.status == 303 else { throw Unexpected(answer: answer) }
        return answer.location
    }
}

extension String {
    /// As it is sent in a form.
    var encoded: String {
        utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            return character.isASCII && (character.isLetter || character.isNumber)
                ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

/// A program that uses the API.
struct Program: Sendable {
    let blog: TestBlog
    var token: String?

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ json: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        if json != nil { headers[.contentType] = "application/json" }
        if let token { headers[.authorization] = "Bearer \(token)" }
        return try await blog.send(method, path, headers, body: Array((json ?? "").utf8))
    }

    func get(_ path: String) async throws -> Answer { try await send(.get, path) }
}
