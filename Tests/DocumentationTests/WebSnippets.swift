import Cinnabar
import CinnabarHummingbird
import CinnabarTesting
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore

struct AppContext: RequestContext, RemoteAddressRequestContext {
    var coreContext: CoreRequestContextStorage
    let remoteAddress: SocketAddress?

    init(source: Source) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}

func serve(_ db: Database, _ router: Router<AppContext>) async throws {
    let app = Application(
        router: router, configuration: .init(address: .hostname("127.0.0.1", port: 8080)),
        services: [db.service(migrations: Migrations.all)])
    try await app.runService()
}

func webRouter(_ db: Database, cursors: CursorSigner, isDevelopment: Bool) -> Router<AppContext> {
    let monitor = QueryMonitor(db)
    let router = Router(context: AppContext.self)
    router.add(middleware: QueryMonitorMiddleware(monitor))
    router.add(middleware: ProblemMiddleware(db))
    router.addHealthRoutes(for: db, migrations: Migrations.all)

    router.addDevelopmentPage(monitor, for: isDevelopment ? .loopback : .nobody)

    router.get("posts/:id") { _, context in
        let id = try context.parameters.require("id", as: Int.self)
        return try await db.read { session in
            let post = try session.getOrNotFound(Post.self, id)
            return EncodedResponse(post.snapshot(), freshness: Freshness(post))
        }
    }

    router.get("posts") { request, _ in
        let pagination = try Pagination(from: request)
        let search = try request.queryValue("q") ?? ""
        return try await db.read { session in
            try session.query(Post.self)
                .filter { $0.title.contains(search) }
                .order { $0.id.desc() }
                .paginate(pagination)
                .map { $0.snapshot() }
        }
    }

    router.get("timeline") { request, _ in
        let keyset = try cursors.keyset(from: request)
        return try await db.read { session in
            try session.query(Post.self).order { $0.title }.paginate(keyset).map { $0.snapshot() }
        }
    }

    router.post("users") { request, context in
        let changes = try await Changes<User>(from: request, context: context)
            .require { ($0.username, $0.email) }
            .check(\.username, .length(3...30))
            .check(\.email, .email)
        return try await db.transaction { session in
            let user = try changes.make { User(username: try $0.username, email: try $0.email) }
            session.add(user)
            try session.flush()
            return EncodedResponse(user.snapshot(), status: .created, location: "/users/\(user.id)")
        }
    }

    router.patch("posts/:id") { request, context in
        let id = try context.parameters.require("id", as: Int.self)
        let changes = try await Changes<Post>(from: request, context: context).allow { ($0.title, $0.body) }
        return try await db.transaction { session in
            let post = try session.getOrNotFound(Post.self, id)
            try Freshness(post).check(request)
            try changes.apply(to: post)
            try session.flush()
            return EncodedResponse(post.snapshot(), freshness: Freshness(post))
        }
    }

    router.post("signup") { request, context in
        let changes = try await Changes<User>(from: request, context: context)
            .require { ($0.username, $0.email) }
        do {
            try await db.transaction { session in
                session.add(try changes.make { User(username: try $0.username, email: try $0.email) })
            }
            return Response.redirect(to: "/", type: .normal)
        } catch {
            let form = try changes.form(after: error)
            return page("signup", form)
        }
    }

    router.get("regulars") { request, _ in
        let visits = try request.queryValue("visits", as: Int.self) ?? 0
        guard visits >= 0 else { throw Problem(.badRequest, "visits has to be 0 or more") }
        return try await db.read { try $0.query(User.self).filter { $0.visits >= visits }.snapshots() }
    }
    return router
}

/// What an application's templates do.
private func page(_ name: String, _ form: Form) -> Response {
    let text = form.fields.values.flatMap(\.errors).joined(separator: "\n")
    return Response(status: .unprocessableContent, body: .init(byteBuffer: ByteBuffer(string: text)))
}

func cursorSigner() throws {
    let cursors = try CursorSigner(secret: ProcessInfo.processInfo.environment["CURSOR_SECRET"] ?? "")
    use(cursors)
}

func monitorSettings(_ db: Database) {
    let monitor = QueryMonitor(
        db,
        configuration: QueryMonitorConfiguration(
            slowStatement: .milliseconds(100), slowRequest: .milliseconds(500), repeatedStatements: 3))
    use(monitor)
}

func testTheService() async throws {
    try await withSandbox(models: [User.self, Post.self, Tag.self]) { db in
        let router = webRouter(db, cursors: CursorSigner(), isDevelopment: false)
        try await Application(router: router).test(.router) { client in
            let body = ByteBuffer(string: #"{"username": "jo", "email": "nowhere"}"#)
            let answer = try await client.execute(
                uri: "/users", method: .post, headers: [.contentType: "application/json"], body: body)
            assert(answer.status == .unprocessableContent)
        }
    }
}
