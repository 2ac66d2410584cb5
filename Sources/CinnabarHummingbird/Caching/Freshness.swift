public import CinnabarORM
public import Foundation
import HTTPTypes
public import Hummingbird

/// How a client can tell whether what it has is still what there is: an entity tag, the time of the last change, or
/// both (RFC 9110, 13).
///
/// ```swift
/// let freshness = Freshness(post, lastModified: post.updatedAt)
/// ```
public struct Freshness: Sendable, Hashable {
    /// What tells this state from others.
    public var tag: EntityTag?
    /// When it last changed.
    public var lastModified: Date?

    /// A tag, a time, or both.
    public init(tag: EntityTag? = nil, lastModified: Date? = nil) {
        self.tag = tag
        self.lastModified = lastModified
    }

    /// The tag of an object (``EntityTag/init(_:variant:)``), and the time it last changed where it knows that.
    public init<M: Model>(_ object: M, variant: String = "", lastModified: Date? = nil) {
        self.init(tag: EntityTag(object, variant: variant), lastModified: lastModified)
    }

    /// The headers that tell a client.
    public var headers: HTTPFields {
        var headers = HTTPFields()
        headers[.eTag] = tag?.description
        headers[.lastModified] = lastModified.map(HTTPDate.text)
        return headers
    }

    /// Whether the client has this state: `If-None-Match`, or without it `If-Modified-Since`, of a GET or HEAD.
    public func isHeld(by request: Request) -> Bool {
        guard request.method == .get || request.method == .head else { return false }
        let tags = request.headers[values: .ifNoneMatch]
        if !tags.isEmpty {
            return tag.map { tag in tags.contains { tag.isListed(in: $0, weakly: true) } } ?? false
        }
        guard let lastModified, let since = request.headers[.ifModifiedSince].flatMap(HTTPDate.parse) else {
            return false
        }
        // A header has whole seconds.
        return lastModified.timeIntervalSince1970.rounded(.down) <= since.timeIntervalSince1970
    }

    /// Refuses a change of what is no longer as the client saw it: `If-Match`, or without it `If-Unmodified-Since`.
    ///
    /// ```swift
    /// try Freshness(post).check(request)
    /// ```
    ///
    /// - Parameter isRequired: whether a request without either is refused too, with 428.
    /// - Throws: ``Problem``: 412 where the state is another, or 428.
    public func check(_ request: Request, isRequired: Bool = false) throws {
        let tags = request.headers[values: .ifMatch]
        if !tags.isEmpty {
            guard let tag, tags.contains(where: { tag.isListed(in: $0, weakly: false) }) else {
                throw changed
            }
            return
        }
        if let header = request.headers[.ifUnmodifiedSince], let lastModified, let since = HTTPDate.parse(header) {
            guard lastModified.timeIntervalSince1970.rounded(.down) <= since.timeIntervalSince1970 else {
                throw changed
            }
            return
        }
        if isRequired {
            throw Problem(.preconditionRequired, "send If-Match with the ETag of what is to be changed")
        }
    }

    private var changed: Problem {
        Problem(.preconditionFailed, "this has changed since it was read; read it again", headers: headers)
    }

    /// 304 without a body where the client has this state, else the response that `body` makes, with the headers.
    func response(to request: Request, _ body: () throws -> Response) throws -> Response {
        if isHeld(by: request) { return Response(status: .notModified, headers: headers) }
        var response = try body()
        for field in headers { response.headers[field.name] = field.value }
        return response
    }
}

/// A response that need not be sent again to a client that has it: 304 for what the client has, else the body.
///
/// ```swift
/// return Conditional(Freshness(post, variant: "html")) { HTML(page) }
/// ```
public struct Conditional<Body: ResponseGenerator>: ResponseGenerator {
    private let freshness: Freshness
    private let body: @Sendable () throws -> Body

    /// - Parameter body: what is sent to a client that does not have it; only made then.
    public init(_ freshness: Freshness, _ body: @escaping @Sendable () throws -> Body) {
        self.freshness = freshness
        self.body = body
    }

    public func response(from request: Request, context: some RequestContext) throws -> Response {
        try freshness.response(to: request) { try body().response(from: request, context: context) }
    }
}

extension Conditional: Sendable {}

/// A value as the body of a response, by the context's encoder: JSON, unless the application has another.
///
/// ```swift
/// return EncodedResponse(user.snapshot())
/// return EncodedResponse(user.snapshot(), status: .created, location: "/users/\(user.id)")
/// return EncodedResponse(post.snapshot(), freshness: Freshness(post))     // 304 where the client has it
/// ```
public struct EncodedResponse<Value: Encodable & Sendable>: ResponseGenerator, Sendable {
    /// What is encoded.
    public var value: Value
    /// The status of the response.
    public var status: HTTPResponse.Status
    /// Further headers.
    public var headers: HTTPFields
    /// How a client can tell whether it has this already.
    public var freshness: Freshness?

    /// A response with 200, unless told otherwise.
    ///
    /// - Parameter location: where that is which was made; for the `Location` header.
    public init(
        _ value: Value, status: HTTPResponse.Status = .ok, location: String? = nil, freshness: Freshness? = nil,
        headers: HTTPFields = [:]
    ) {
        self.value = value
        self.status = status
        self.freshness = freshness
        self.headers = headers
        if let location { self.headers[.location] = location }
    }

    public func response(from request: Request, context: some RequestContext) throws -> Response {
        try (freshness ?? Freshness()).response(to: request) {
            var response = try context.responseEncoder.encode(value, from: request, context: context)
            response.status = status
            for field in headers { response.headers[field.name] = field.value }
            return response
        }
    }
}
