public import CinnabarORM
import HTTPTypes
public import Hummingbird

/// Which page a request asks for: `?page=2&per_page=50`.
///
/// ```swift
/// router.get("posts") { request, context in
///     let pagination = try Pagination(from: request)
///     return try await db.read { session in
///         try session.query(Post.self).order { $0.id.desc() }.paginate(pagination).map { $0.snapshot() }
///     }
/// }
/// // {"items":[…],"page":2,"pages":7,"perPage":50,"total":321,…}
/// // Link: </posts?page=1&per_page=50>; rel="prev", </posts?page=3&per_page=50>; rel="next", …
/// ```
public struct Pagination: Sendable, Hashable {
    /// The number of the page, from 1.
    public var page: Int
    /// How many items a page has.
    public var perPage: Int

    /// A page by its number.
    public init(page: Int = 1, perPage: Int = 20) {
        self.page = page
        self.perPage = perPage
    }

    /// Reads `page` and `per_page` of a request's query.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - perPage: how many items a page has where the request does not say.
    ///   - maxPerPage: what `per_page` is capped by.
    /// - Throws: ``Problem``: 404 for a page that is no whole number from 1, as for one past the end; 400 for a `per_page`
    ///   that is none, and for a parameter that was given twice.
    public init(from request: Request, perPage: Int = 20, maxPerPage: Int = 100) throws {
        self.init(perPage: try Self.perPage(request, perPage, maxPerPage))
        if let text = try request.queryValue("page") {
            guard let number = Self.number(text) else {
                throw Problem(.notFound, "page has to be a whole number from 1")
            }
            page = number
        }
    }

    static func perPage(_ request: Request, _ usual: Int, _ limit: Int) throws -> Int {
        guard let text = try request.queryValue("per_page") else { return min(usual, limit) }
        guard let number = number(text) else {
            throw Problem(.badRequest, "per_page has to be a whole number from 1 to \(limit)")
        }
        return min(number, limit)
    }

    private static func number(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        // More digits than fit are a large number all the same.
        let number = Int(text) ?? .max
        return number < 1 ? nil : number
    }
}

extension Query {
    /// The page that a request asks for, and how many results there are in all.
    ///
    /// - Throws: `NotFoundError`, which is answered with 404, for a page past the end, unless told otherwise.
    public func paginate(_ pagination: Pagination, outOfRange: OutOfRange = .notFound) throws -> Page<Output> {
        try paginate(
            page: pagination.page, perPage: pagination.perPage, maxPerPage: nil, outOfRange: outOfRange)
    }
}

extension Page: ResponseGenerator where Item: Encodable {}

extension Page: ResponseEncodable where Item: Encodable {
    /// The page as JSON, with links to its neighbours in a `Link` header.
    public func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try context.responseEncoder.encode(self, from: request, context: context)
        response.headers[.link] = PageLinks(self, for: request).header
        return response
    }
}
