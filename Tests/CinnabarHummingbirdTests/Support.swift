import Cinnabar
import CinnabarHummingbird
import CinnabarTesting
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import TestServers
import Testing

/// The databases that tests of what is stored run on.
let backends = TestBackend.all

typealias Context = BasicRequestContext

/// Runs a test on a router's application without a socket, with an empty database.
func withApp(
    _ backend: TestBackend = .sqliteMemory, configuration: DatabaseConfiguration = DatabaseConfiguration(),
    routes: (Router<Context>, Database) throws -> Void,
    test: @escaping @Sendable (Client, Database) async throws -> Void
) async throws {
    try await withSandbox(backend, models: models, configuration: configuration) { db in
        let router = Router(context: Context.self)
        router.add(middleware: ProblemMiddleware(db))
        try routes(router, db)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let app = Application(router: router, logger: logger)
        try await app.test(.router) { client in try await test(Client(client), db) }
    }
}

/// Sends requests and reads answers.
struct Client: Sendable {
    private let base: any TestClientProtocol
    init(_ base: any TestClientProtocol) { self.base = base }

    func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: [UInt8]? = nil
    ) async throws -> Answer {
        let buffer = body.map { ByteBuffer(bytes: $0) }
        return Answer(try await base.executeRequest(uri: path, method: method, headers: headers, body: buffer))
    }

    func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, headers: headers)
    }

    func post(json: String, to path: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(
            .post, path, headers: headers.with(.contentType, "application/json"), body: Array(json.utf8))
    }

    func post(form: String, to path: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(
            .post, path, headers: headers.with(.contentType, "application/x-www-form-urlencoded"),
            body: Array(form.utf8))
    }
}

/// What was answered.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String

    init(_ response: TestResponse) {
        status = response.status.code
        headers = response.headers
        text = String(decoding: response.body.readableBytesView, as: UTF8.self)
    }

    /// The body as JSON; `null` for what is none.
    var json: JSONValue { (try? JSONValue.parse(text)) ?? .null }
    /// The field and code of each error.
    var errors: [String] {
        (json["errors"]?.array ?? []).map { "\($0["field"]?.string ?? "?"): \($0["code"]?.string ?? "?")" }.sorted()
    }
    var link: String? { HTTPField.Name("Link").flatMap { headers[$0] } }
    var type: String? { headers[.contentType] }
}

extension HTTPFields {
    func with(_ name: HTTPField.Name, _ value: String) -> HTTPFields {
        var fields = self
        fields[name] = value
        return fields
    }
}

extension Database {
    /// Users and posts of theirs, by names and titles.
    func add(users: [String], posts: Int = 0) async throws {
        try await transaction { session in
            for name in users {
                let user = User(userName: name, email: "\(name)@example.com")
                for number in 0..<posts { user.$posts.append(Post(title: "\(name) \(number)", author: user)) }
                session.add(user)
            }
        }
    }
}
