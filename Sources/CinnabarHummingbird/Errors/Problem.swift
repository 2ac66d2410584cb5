public import CinnabarORM
import Foundation
import HTTPTypes
public import Hummingbird

/// An answer that says what went wrong, in the form of RFC 9457: `application/problem+json`.
///
/// ```swift
/// throw Problem(.forbidden, "only the author may change a post")
/// // 403 {"detail":"only the author may change a post","status":403,"title":"Forbidden","type":"about:blank"}
/// ```
public struct Problem: HTTPResponseError, Sendable {
    /// The status of the response.
    public var status: HTTPResponse.Status
    /// A URI that names the kind of problem; `about:blank` says that the status tells all.
    public var type: String
    /// The kind of problem in a few words; the status' own, unless another is given.
    public var title: String
    /// What went wrong this time, for whoever sent the request. Nothing that they must not know belongs here.
    public var detail: String?
    /// What is wrong field by field, of values that were not accepted.
    public var errors: [FieldError]
    /// Further headers of the response.
    public var headers: HTTPFields

    /// A problem to be thrown or returned by a handler.
    public init(
        _ status: HTTPResponse.Status, _ detail: String? = nil, type: String = "about:blank", title: String? = nil,
        errors: [FieldError] = [], headers: HTTPFields = [:]
    ) {
        self.status = status
        self.type = type
        self.title = title ?? status.reasonPhrase
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    /// The response: the problem as JSON.
    public func response(from request: Request, context: some RequestContext) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let buffer = ByteBuffer(bytes: try encoder.encode(self))
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.contentLength] = "\(buffer.readableBytes)"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: buffer))
    }
}

extension Problem: Encodable {
    private enum CodingKeys: String, CodingKey { case type, title, status, detail, errors }

    private struct Item: Encodable {
        var field: String
        var code: String
        var detail: String
        /// Where the value is in the document that was sent (RFC 6901).
        var pointer: String

        init(_ error: FieldError) {
            (field, code, detail) = (error.field, error.code, error.message)
            let steps = error.field.split(separator: ".").map {
                $0.replacing("~", with: "~0").replacing("/", with: "~1")
            }
            pointer = "#" + steps.map { "/" + $0 }.joined()
        }
    }

    /// The members of RFC 9457, and `errors` where fields are wrong: `field`, `code`, `detail` and `pointer` of each.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type, forKey: .type)
        try container.encode(title, forKey: .title)
        try container.encode(status.code, forKey: .status)
        try container.encodeIfPresent(detail, forKey: .detail)
        if !errors.isEmpty { try container.encode(errors.map(Item.init), forKey: .errors) }
    }
}
