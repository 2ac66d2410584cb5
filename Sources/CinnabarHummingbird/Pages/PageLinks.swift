public import CinnabarORM
import HTTPTypes
public import Hummingbird

/// The URLs of the pages around one: the request's own, with another `page`.
///
/// ```swift
/// let links = PageLinks(page, for: request)
/// links.next          // "/posts?tag=swift&page=3"
/// links.url(of: 7)    // "/posts?tag=swift&page=7"
/// ```
public struct PageLinks: Sendable {
    private let path: String
    private let pairs: [(name: String, value: String)]
    private let pages: Int
    private let previousPage: Int?
    private let nextPage: Int?

    /// The links of a page that a request asked for.
    public init<Item>(_ page: Page<Item>, for request: Request) {
        path = request.safePath
        pairs = ((try? request.queryPairs()) ?? []).filter { $0.name != "page" }
        pages = page.pages
        previousPage = page.previous
        nextPage = page.next
    }

    /// The URL of a page by its number.
    public func url(of page: Int) -> String { path + "?" + QueryText.text(pairs + [("page", "\(page)")]) }

    /// The first page; `nil` where there is none.
    public var first: String? { pages > 0 ? url(of: 1) : nil }
    /// The page before; `nil` on the first one.
    public var previous: String? { previousPage.map(url) }
    /// The page after; `nil` on the last one.
    public var next: String? { nextPage.map(url) }
    /// The last page; `nil` where there is none.
    public var last: String? { pages > 0 ? url(of: pages) : nil }

    /// The value of a `Link` header (RFC 8288); `nil` where there are no pages.
    public var header: String? {
        LinkHeader.text([("first", first), ("prev", previous), ("next", next), ("last", last)])
    }
}

/// Writes the values of `Link` headers (RFC 8288).
enum LinkHeader {
    static func text(_ links: [(relation: String, url: String?)]) -> String? {
        let parts = links.compactMap { link in link.url.map { "<\($0)>; rel=\"\(link.relation)\"" } }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

extension Request {
    /// The path, with nothing in it that would end a link or a header.
    var safePath: String {
        let safe = Set("/-._~!$&'()*+,;=:@%".utf8)
        var result = ""
        for byte in uri.path.utf8 {
            let isPlain =
                safe.contains(byte) || Unicode.Scalar(byte).properties.isAlphabetic && byte < 128
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            result +=
                isPlain
                ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        // A path that begins with two slashes would be the name of a host.
        return "/" + result.drop { $0 == "/" }
    }
}

extension HTTPField.Name {
    /// Where related documents are (RFC 8288).
    static let link = HTTPField.Name("Link")!
}
