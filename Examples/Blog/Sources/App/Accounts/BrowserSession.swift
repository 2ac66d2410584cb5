import CinnabarHummingbird
import HTTPTypes
import Hummingbird

/// Knows a browser by its cookie, and gives one to those that have none.
struct BrowserSession: RouterMiddleware {
    static let cookie = "session"
    let site: Site

    func handle(
        _ request: Request, context: BlogContext, next: (Request, BlogContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let sent = request.cookies[Self.cookie].flatMap { SessionToken($0.value) }
        if let sent {
            context.token = sent
            context.visitor = try await site.accounts.visitor(sent)
        }
        var response = try await next(request, context)
        if sent == nil, response.headers[.setCookie] == nil { response.setCookie(site.cookie(context.token)) }
        // Pages show who is signed in: they are of one browser, and asked for again.
        response.headers[.cacheControl] = "private, no-cache"
        return response
    }
}

extension Site {
    /// No script can read it, and other sites' forms are sent without it.
    func cookie(_ token: SessionToken) -> Cookie {
        Cookie(
            name: BrowserSession.cookie, value: token.text, maxAge: Accounts.lifetime, path: "/",
            secure: secureCookies, httpOnly: true, sameSite: .lax)
    }
}

/// Reads the form of a request that changes something, and refuses one that does not come from a page of the blog.
struct CheckedForm: RouterMiddleware {
    func handle(
        _ request: Request, context: BlogContext, next: (Request, BlogContext) async throws -> Response
    ) async throws -> Response {
        guard request.method != .get, request.method != .head else { return try await next(request, context) }
        var context = context
        context.fields = try await RequestFields(from: request, context: context)
        guard context.token.isFormToken(context.fields.text("formToken")) else {
            throw Problem(.forbidden, "this form is out of date: go back, load its page again, and send it from there")
        }
        return try await next(request, context)
    }
}

/// Leads those who are not signed in to where they can.
struct MembersOnly: RouterMiddleware {
    func handle(
        _ request: Request, context: BlogContext, next: (Request, BlogContext) async throws -> Response
    ) async throws -> Response {
        if context.visitor != nil { return try await next(request, context) }
        let wanted = request.method == .get ? request.uri.path : "/"
        return .redirect(to: "/signin?next=" + Destination(wanted).escaped)
    }
}

/// Where a browser goes after it signed in: within the blog, whatever a link says.
struct Destination {
    let path: String

    init(_ wanted: String?) {
        let isOwn = wanted?.wholeMatch(of: /\/[A-Za-z0-9_\-][A-Za-z0-9_\-\/]*/) != nil
        path = isOwn ? wanted ?? "/" : "/"
    }

    var escaped: String { path.replacing("/", with: "%2F") }
}
