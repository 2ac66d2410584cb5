public import CinnabarORM
import CinnabarSQL
import HTTPTypes
public import Hummingbird

/// Which page a request asks for by a cursor: `?after=…&per_page=50`. See ``CursorSigner``.
public struct Keyset: Sendable {
    let signer: CursorSigner
    let cursor: String?
    let isBackward: Bool
    /// How many items a page has.
    public let perPage: Int
}

/// A page of a list that is gone through from one end: its items, and the cursors of the pages around it.
///
/// ```json
/// {"items": […], "next": "WzE3…", "perPage": 20}
/// ```
public struct KeysetPage<Item> {
    /// The items of this page.
    public let items: [Item]
    /// The cursor of what comes after, for `after`; `nil` at the end.
    public let next: String?
    /// The cursor of what comes before, for `before`; `nil` at the beginning.
    public let previous: String?
    /// How many items a full page has.
    public let perPage: Int

    /// The same page with other items.
    public func map<New>(_ transform: (Item) throws -> New) rethrows -> KeysetPage<New> {
        KeysetPage<New>(items: try items.map(transform), next: next, previous: previous, perPage: perPage)
    }
}

extension KeysetPage: Sendable where Item: Sendable {}
extension KeysetPage: Equatable where Item: Equatable {}
extension KeysetPage: Encodable where Item: Encodable {}
extension KeysetPage: ResponseGenerator where Item: Encodable {}

extension KeysetPage: ResponseEncodable where Item: Encodable {
    /// The page as JSON, with links to its neighbours in a `Link` header.
    public func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try context.responseEncoder.encode(self, from: request, context: context)
        response.headers[.link] = links(for: request).header
        return response
    }
}

extension KeysetPage {
    /// The URLs of the pages around this one: the request's own, with another cursor.
    public func links(for request: Request) -> KeysetLinks {
        let pairs = ((try? request.queryPairs()) ?? []).filter { $0.name != "after" && $0.name != "before" }
        func url(_ added: [(name: String, value: String)]) -> String {
            let query = QueryText.text(pairs + added)
            return request.safePath + (query.isEmpty ? "" : "?" + query)
        }
        return KeysetLinks(
            first: url([]), previous: previous.map { url([("before", $0)]) }, next: next.map { url([("after", $0)]) })
    }
}

/// The URLs of the pages around one that a cursor led to.
public struct KeysetLinks: Sendable, Hashable {
    /// The first page.
    public let first: String
    /// The page before; `nil` on the first one.
    public let previous: String?
    /// The page after; `nil` on the last one.
    public let next: String?

    /// The value of a `Link` header (RFC 8288).
    public var header: String? { LinkHeader.text([("first", first), ("prev", previous), ("next", next)]) }
}

extension Query where Output == Model {
    /// The page that a cursor leads to, in the query's order; the primary key comes after it, so that each row has a
    /// place of its own. Nothing is counted or skipped: the thousandth page costs what the first one does, and rows
    /// that come and go meanwhile make no row appear twice.
    ///
    /// ```swift
    /// try session.query(Post.self).order { $0.createdAt.desc() }.paginate(keyset)
    /// // … WHERE "created_at" < ? OR "created_at" = ? AND "id" < ? ORDER BY "created_at" DESC, "id" DESC LIMIT ?
    /// ```
    ///
    /// - Throws: ``Problem`` 400 for a cursor that was not signed for this list; `QueryError` for an order over anything
    ///   but columns of the model itself.
    public func paginate(_ keyset: Keyset) throws -> KeysetPage<Model> {
        let terms = try keysetTerms()
        let mapper = Model._mapper
        let list =
            ([mapper.tableName]
            + terms.map { term in
                "\(mapper.columns[term.column].name) \(term.isDescending) \(term.nullsFirst)"
            }).joined(separator: "\n")
        let place = try keyset.cursor.map {
            try keyset.signer.values($0, of: list, types: terms.map { mapper.columns[$0.column].type })
        }
        let (objects, hasMore) = try keysetPage(
            terms, from: place, isBackward: keyset.isBackward, limit: keyset.perPage)
        func cursor(_ object: Model?) -> String? {
            object.flatMap { object in keyset.signer.cursor(terms.map { object._value($0.column) }, of: list) }
        }
        // Where a cursor led here, there is something on the side that it came from.
        let hasNext = keyset.isBackward ? place != nil : hasMore
        let hasPrevious = keyset.isBackward ? hasMore : place != nil
        return KeysetPage(
            items: objects, next: hasNext ? cursor(objects.last) : nil,
            previous: hasPrevious ? cursor(objects.first) : nil, perPage: keyset.perPage)
    }
}
