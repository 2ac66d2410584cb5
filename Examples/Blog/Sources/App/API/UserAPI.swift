import Cinnabar
import CinnabarHummingbird
import Foundation
import Hummingbird

/// Users and their tokens for programs, and the description of the API.
struct UserAPI: Sendable {
    let site: Site

    func addRoutes(to router: RouterGroup<BlogContext>) {
        router.get("users", use: list)
        router.post("users", use: create)
        router.get("users/:id", use: show)
        router.post("tokens", use: signIn)
        router.delete("tokens", use: signOut)
        router.get("openapi.json") { _, _ in
            let text = try String(contentsOfFile: Resources.folder + "/public/openapi.json", encoding: .utf8)
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
    }

    @Sendable private func list(_ request: Request, _: BlogContext) async throws -> Page<UserResource> {
        let pagination = try Pagination(from: request)
        return try await site.db.read { session in
            try session.query(User.self).order { $0.id }.paginate(pagination).map { UserResource($0.snapshot()) }
        }
    }

    @Sendable private func show(_: Request, _ context: BlogContext) async throws -> EncodedResponse<UserResource> {
        let id = try context.id()
        return EncodedResponse(
            UserResource(try await site.db.read { try $0.getOrNotFound(User.self, id).snapshot() }))
    }

    @Sendable private func create(
        _ request: Request, _ context: BlogContext
    ) async throws -> EncodedResponse<UserResource> {
        let changes = Accounts.changes(try await RequestFields(json: request, context))
        let user = UserResource(try await site.accounts.signUp(changes))
        return EncodedResponse(user, status: .created, location: user.url)
    }

    /// A token for a name and a password: `Authorization: Bearer TOKEN`
    @Sendable private func signIn(
        _ request: Request, _ context: BlogContext
    ) async throws -> EncodedResponse<TokenResource> {
        let fields = try await RequestFields(json: request, context)
        let missing = ["username", "password"].filter { fields.text($0) == nil }
        guard let username = fields.text("username"), let password = fields.text("password") else {
            let errors = missing.map { FieldError($0, "is required", code: "required") }
            throw Problem(.unprocessableContent, "a name and a password are needed", errors: errors)
        }
        guard let user = try await site.accounts.user(username, password: password, from: context.address) else {
            throw Problem(
                .unauthorized, "no account has this name and password", headers: [.wwwAuthenticate: "Bearer"])
        }
        let token = try await site.accounts.signIn(user.id)
        let resource = TokenResource(token: token.text, userID: user.id, username: user.username)
        return EncodedResponse(resource, status: .created, headers: [.cacheControl: "no-store"])
    }

    @Sendable private func signOut(_: Request, _ context: BlogContext) async throws -> HTTPResponse.Status {
        _ = try context.member()
        try await site.accounts.signOut(context.token)
        return .noContent
    }
}

private struct TokenResource: Encodable, Sendable {
    let token: String
    let userID: Int
    let username: String
}
