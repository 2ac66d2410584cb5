import HTTPTypes
import Hummingbird

/// Tells browsers what they may do with an answer: load nothing from elsewhere, run no script within a page, show it in
/// no frame of another site, and guess no types. An answer that says what it loads itself keeps that.
struct SecurityHeaders: RouterMiddleware {
    func handle(
        _ request: Request, context: BlogContext, next: (Request, BlogContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] =
                "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "same-origin"
        return response
    }
}

extension HTTPField.Name {
    static let referrerPolicy = Self("Referrer-Policy")!
}
