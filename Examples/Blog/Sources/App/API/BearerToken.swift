import CinnabarHummingbird
import HTTPTypes
import Hummingbird

/// Knows a program by the token that it sends. Cookies count for nothing here, so no other site's page can do anything
/// in a visitor's name.
struct BearerToken: RouterMiddleware {
    let site: Site

    func handle(
        _ request: Request, context: BlogContext, next: (Request, BlogContext) async throws -> Response
    ) async throws -> Response {
        guard let header = request.headers[.authorization] else { return try await next(request, context) }
        guard let match = header.wholeMatch(of: /(?i:bearer) +([0-9A-Za-z\-._~+\/]+=*)/),
            let token = SessionToken(String(match.1)), let visitor = try await site.accounts.visitor(token)
        else {
            throw Problem(
                .unauthorized, "this token is unknown or out of date",
                headers: [.wwwAuthenticate: #"Bearer error="invalid_token""#])
        }
        var context = context
        (context.token, context.visitor) = (token, visitor)
        return try await next(request, context)
    }
}

extension RequestFields {
    /// The members of a JSON object: programs send no forms.
    init(json request: Request, _ context: BlogContext) async throws {
        guard request.headers[.contentType]?.lowercased().contains("json") == true else {
            throw Problem(.unsupportedMediaType, "the body has to be application/json")
        }
        try await self.init(from: request, context: context)
    }
}
